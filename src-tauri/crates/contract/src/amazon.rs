//! Amazon ECR: how a connection signs in to it, and what a sign-in asks of the person.

use crate::ConnectionId;

plain! {
    /// What only a connection to Amazon ECR has.
    #[derive(Eq)]
    pub struct Amazon {
        pub sign_in: AmazonSignIn,
        pub regions: Vec<String>,
        /// The registry of another account.
        pub registry: Option<String>,
        /// The account one is signed in to, once it was seen.
        pub account: Option<String>,
        pub role: Option<AmazonRole>,
        pub endpoints: AmazonEndpoints,
    }

    /// The same as the person describes it.
    pub struct AmazonDraft {
        pub sign_in: AmazonSignInDraft,
        pub regions: Vec<String>,
        pub registry: Option<String>,
        pub role: Option<AmazonRole>,
        pub endpoints: AmazonEndpoints,
    }

    /// A role that is taken on after signing in.
    #[derive(Eq)]
    pub struct AmazonRole {
        pub arn: String,
        pub external_id: Option<String>,
        /// The serial number or resource name of the second factor it asks for.
        pub mfa_device: Option<String>,
    }

    #[derive(Eq, Default)]
    pub struct AmazonEndpoints {
        pub fips: bool,
        pub dual_stack: bool,
        pub custom: Vec<CustomEndpoint>,
    }

    /// An address in place of Amazon's own; `{region}` and `{account}` in it are filled in.
    #[derive(Eq)]
    pub struct CustomEndpoint {
        pub api: AmazonApi,
        pub address: String,
    }

    /// What an endpoint answers for.
    #[derive(Copy, Eq, Hash, PartialOrd, Ord)]
    pub enum AmazonApi {
        Ecr,
        /// The registries themselves: pull and push.
        Registry,
        EcrPublic,
        Sts,
        Sso,
        SsoOidc,
        CloudTrail,
    }

    /// What there is to choose from for a connection to Amazon.
    pub struct AmazonChoices {
        /// Those of the person's shared files, by name.
        pub profiles: Vec<AmazonProfile>,
        /// The profile that is meant where none is named.
        pub default_profile: String,
        pub regions: Vec<AmazonRegion>,
        /// The region that the environment names.
        pub region: Option<String>,
        /// The endpoints that the environment names.
        pub endpoints: Vec<ConfiguredEndpoint>,
        /// Identity Center's addresses that the files name.
        pub sso_sessions: Vec<SsoSession>,
        /// What could not be read of the files: plain text.
        pub problems: Vec<String>,
    }

    #[derive(Eq)]
    pub struct AmazonProfile {
        pub name: String,
        pub region: Option<String>,
        pub kind: AmazonProfileKind,
        pub account: Option<String>,
        pub mfa_device: Option<String>,
        /// The role it takes on, or signs in as.
        pub role: Option<String>,
        /// Where one signs in to Identity Center for it.
        pub sso: Option<IdentityCenterAt>,
        /// Why it can't be used: plain text.
        pub problem: Option<String>,
        /// The endpoints that are used with it, the environment's among them.
        pub endpoints: Vec<ConfiguredEndpoint>,
    }

    /// An endpoint in place of Amazon's own that is named outside of Portolan, and used where a connection
    /// names none.
    #[derive(Eq)]
    pub struct ConfiguredEndpoint {
        pub api: AmazonApi,
        pub address: String,
        /// The variable, profile or section of the config file, as it is written there.
        pub from: String,
    }

    #[derive(Copy, Eq)]
    pub enum AmazonProfileKind {
        AccessKey,
        Role,
        IdentityCenter,
        WebIdentity,
        Process,
        Unusable,
    }

    #[derive(Eq)]
    pub struct AmazonRegion {
        pub name: String,
        /// What Amazon calls it, in English.
        pub title: String,
        /// Off until an account switches it on.
        pub must_be_enabled: bool,
        /// `aws`, `aws-cn` …: a connection's regions are all of one.
        pub partition: String,
    }

    #[derive(Eq)]
    pub struct SsoSession {
        pub name: String,
        pub start_url: String,
        pub region: String,
    }

    /// Where one signs in to Identity Center.
    #[derive(Eq)]
    pub struct IdentityCenterAt {
        pub start_url: String,
        pub region: String,
    }

    /// A sign-in to Identity Center that was made.
    #[derive(Eq)]
    pub struct IdentityCenterSignedIn {
        pub expires: i64,
        pub accounts: Vec<IdentityCenterAccount>,
    }

    #[derive(Eq)]
    pub struct IdentityCenterAccount {
        pub id: String,
        pub name: Option<String>,
        pub email: Option<String>,
        pub roles: Vec<String>,
    }

    /// Something that a sign-in waits for.
    #[derive(Eq)]
    pub struct SignInQuestion {
        pub id: String,
        /// `null` while it is not added yet.
        pub connection: Option<ConnectionId>,
        pub ask: SignInAsk,
    }

    /// The person's answer; without a code it is: rather not.
    pub struct AnswerSignIn {
        pub id: String,
        pub code: Option<String>,
    }
}

tagged! {
    /// How a connection signs in to Amazon.
    #[derive(Eq)]
    pub enum AmazonSignIn {
        /// By what the environment, the container or the machine offers.
        Surroundings,
        Profile { name: String },
        AccessKey { id: String },
        IdentityCenter { start_url: String, region: String, account: String, role: String },
    }

    /// How a draft does. A secret that is `null` stays what it is.
    pub enum AmazonSignInDraft {
        Surroundings,
        Profile { name: String },
        /// A temporary key has a session token, which is typed with its secret.
        AccessKey { id: String, secret: Option<String>, session_token: Option<String> },
        IdentityCenter { start_url: String, region: String, account: String, role: String },
    }

    /// What a sign-in asks.
    #[derive(Eq)]
    pub enum SignInAsk {
        /// The code that a device of the second factor shows now; `refused` is what was said of the one before.
        Code { device: String, role: String, refused: Option<String> },
        /// The code of a second factor, for signing in to a vendor's API; `refused`: the one before was wrong.
        SecondFactor { host: String, user: String, refused: bool },
        /// A confirmation in the browser, where the same code is to be seen.
        Browser { address: String, code: String, expires: i64 },
    }
}
