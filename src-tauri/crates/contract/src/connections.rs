//! Connections: a registry plus how we sign in to it.

use crate::{Amazon, AmazonDraft, ConnectionId, Failure, RepositoryDeeds};

plain! {
    /// A connection as the window knows it. It never holds a secret.
    pub struct Connection {
        pub id: ConnectionId,
        pub name: String,
        pub kind: RegistryKind,
        /// `host` or `host:port`; references begin with it, unless `hosts` says otherwise.
        pub host: String,
        /// Where references begin of repositories whose names here begin so, for a connection to several.
        pub hosts: Vec<HostOfPath>,
        pub plain_http: bool,
        pub sign_in: SignIn,
        /// Where the secret is, if the sign-in has one of its own.
        pub secret: SecretPlace,
        pub read_only: bool,
        /// Asks before every change.
        pub production: bool,
        /// PEM text of authorities trusted besides the system's.
        pub authorities: Option<String>,
        /// Whether a client certificate is kept.
        pub client_certificate: bool,
        pub proxy: ProxyChoice,
        /// Hosts that may have private addresses or receive sign-in besides the registry's own.
        pub approved_hosts: Vec<String>,
        pub capabilities: Capabilities,
        /// Its vendor offers something beyond images (`read_offers`).
        pub has_offers: bool,
        /// What the registry does with whole repositories by an API of its own.
        pub repositories: RepositoryDeeds,
        /// What only a connection to Amazon ECR has.
        pub amazon: Option<Amazon>,
        pub last_reached: Option<i64>,
        /// What went wrong the last time, if it has not worked since.
        pub problem: Option<Failure>,
    }

    /// One of the hosts of a connection: `prefix/name` here is `host/name` everywhere else. Where `prefix` is
    /// empty, every name here comes after `host` (a public registry's host and alias).
    #[derive(Eq)]
    pub struct HostOfPath {
        pub prefix: String,
        pub host: String,
    }

    /// Which kind of registry, as it was recognised.
    #[derive(Copy, Eq)]
    pub enum RegistryKind {
        /// The one inside Portolan.
        Local,
        /// Anything that speaks the OCI distribution protocol.
        Generic,
        /// Amazon ECR, the private registries of an account.
        Ecr,
        /// Amazon ECR Public, as who publishes there sees it.
        EcrPublic,
        DockerHub,
        /// GitHub's container registry.
        Github,
        Quay,
        Harbor,
        Gitlab,
        GoogleArtifactRegistry,
        Azure,
        Zot,
        /// Gitea, and Forgejo.
        Gitea,
        /// JFrog Artifactory.
        Artifactory,
        /// Sonatype Nexus Repository.
        Nexus,
        Pulp,
        /// Looked into from the gallery, anonymously: none of the person's own connections.
        Visited,
    }

    /// Where a secret is kept.
    #[derive(Copy, Eq)]
    pub enum SecretPlace {
        None,
        Keyring,
        /// No keyring could be used: kept until Portolan ends.
        SessionOnly,
        /// Docker's or Podman's own files and helpers, read when needed.
        Elsewhere,
    }

    /// What a registry can do, as far as it is known.
    #[derive(Default)]
    pub struct Capabilities {
        pub catalog: Ability,
        pub delete_tag: Ability,
        pub delete_digest: Ability,
        pub referrers: Ability,
        pub mount: Ability,
        pub push: Ability,
    }

    /// One ability.
    #[derive(Default)]
    pub struct Ability {
        pub state: AbilityState,
        /// When it was seen to be so.
        pub proven_at: Option<i64>,
        /// Why not, and what to change.
        pub failure: Option<Failure>,
    }

    /// Whether a registry can do something. Nothing is written to find out.
    #[derive(Copy, Eq, Default)]
    pub enum AbilityState {
        Yes,
        No,
        /// Not known yet.
        #[default]
        Unknown,
    }

    /// A connection as the person describes it, to be tested, added or edited.
    pub struct ConnectionDraft {
        /// A host, an image reference, or a URL. With `amazon` it only names the repository to begin with, or
        /// that the public registry is meant: `public.ecr.aws`.
        pub address: String,
        /// Empty: the host.
        pub name: String,
        pub sign_in: SignInDraft,
        pub plain_http: bool,
        pub read_only: bool,
        pub production: bool,
        pub authorities: Option<String>,
        pub client_certificate: ClientCertificateDraft,
        pub proxy: ProxyChoice,
        pub approved_hosts: Vec<String>,
        /// Connects to Amazon ECR, in place of `sign_in`.
        pub amazon: Option<AmazonDraft>,
    }

    /// Tests a draft; `of` is the connection that it edits, whose kept secrets stand in for those not
    /// typed again.
    pub struct TestConnection {
        pub draft: ConnectionDraft,
        pub of: Option<ConnectionId>,
    }

    /// Changes a connection. Secrets left out of the draft stay as they are.
    pub struct EditConnection {
        pub id: ConnectionId,
        pub draft: ConnectionDraft,
    }

    /// All connections in the order the person wants.
    pub struct ReorderConnections {
        pub ids: Vec<ConnectionId>,
    }

    /// What a test of a connection tried and found.
    pub struct ConnectionReport {
        /// `host[:port]` as read from the address.
        pub host: String,
        /// What it was recognised as.
        pub kind: RegistryKind,
        /// The repository named in the address, if it was a reference.
        pub repository: Option<String>,
        pub steps: Vec<TestStep>,
        pub capabilities: Capabilities,
        /// The whole of it worked.
        pub works: bool,
    }

    /// One thing that was tried.
    pub struct TestStep {
        pub what: TestedThing,
        pub outcome: TestOutcome,
        /// What came of it.
        pub finding: Finding,
        pub milliseconds: u64,
        pub failure: Option<Failure>,
    }

    /// What a test tries, in this order.
    #[derive(Copy, Eq)]
    pub enum TestedThing {
        Address,
        Credentials,
        Reach,
        Protocol,
        SignIn,
        Catalog,
        Tags,
        Referrers,
        /// Who one is to Amazon.
        Identity,
        /// One of the regions.
        Region,
    }

    /// How a test step ended.
    #[derive(Copy, Eq)]
    pub enum TestOutcome {
        Passed,
        Failed,
        /// It works, with something worth knowing.
        Noted,
        Skipped,
    }

    /// A sign-in that Docker or Podman already has.
    pub struct KnownSignIn {
        pub source: KnownSource,
        /// The registry it is for.
        pub host: String,
        pub user: Option<String>,
        /// The file that names it.
        pub path: String,
    }

    /// Whose sign-in it is.
    #[derive(Copy, Eq)]
    pub enum KnownSource {
        Docker,
        Podman,
    }
}

tagged! {
    /// What came of a test step: the registry's own words, or values that the window puts into words.
    pub enum Finding {
        Nothing,
        /// Words of the registry or of the protocol; plain text.
        Said { text: String },
        Answered { host: String },
        Repositories { count: u64, more: bool },
        Tags { repository: String, count: u64, more: bool },
        Referrers { image: String, count: u64 },
        NoReferrersApi,
        /// Nobody has to sign in.
        Open,
        NoRepository,
        NoImage,
        /// Who one is to Amazon: the user's or role's resource name.
        Identity { account: String, arn: String },
        Region { region: String, repositories: u64, more: bool },
    }

    /// How a connection signs in.
    pub enum SignIn {
        Anonymous,
        Password { user: String },
        Token,
        /// Read from Docker's or Podman's files when needed.
        Known { source: KnownSource },
        /// As `amazon` says.
        Amazon,
    }

    /// How a draft signs in. A secret that is `null` stays what it is.
    pub enum SignInDraft {
        Anonymous,
        Password { user: String, password: Option<String> },
        Token { token: Option<String> },
        Known { source: KnownSource },
    }

    /// What becomes of the client certificate.
    pub enum ClientCertificateDraft {
        None,
        Keep,
        /// PEM text with the certificate and its key.
        Use { pem: String },
    }

    /// Which proxy requests go through.
    pub enum ProxyChoice {
        System,
        None,
        Own { url: String },
    }
}
