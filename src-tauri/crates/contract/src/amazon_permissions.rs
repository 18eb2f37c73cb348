//! Policies of permissions on Amazon's repositories and registries: what is wrong with one, what it means,
//! and ready statements for it.

plain! {
    /// What a policy is attached to, which decides what it may say.
    #[derive(Copy, Eq)]
    pub enum PolicyScope {
        Repository,
        /// A private registry, for replication and the pull-through cache alone.
        Registry,
        /// The same of the second version, for any action.
        RegistrySecondVersion,
        PublicRepository,
    }

    /// Checks a policy's text and says what it means. Nobody is asked.
    pub struct CheckPermissions {
        pub scope: PolicyScope,
        pub text: String,
    }

    pub struct PermissionsCheck {
        /// What ECR would refuse.
        pub complaints: Vec<PermissionComplaint>,
        /// What may not be meant, of the statements that were understood.
        pub warnings: Vec<PermissionWarning>,
        /// Who may do what by those, and who may not.
        pub access: Vec<PermissionAccess>,
    }

    pub struct PermissionComplaint {
        /// The statement's place in the text, from 0.
        pub statement: Option<u32>,
        /// The member, as a JSON path.
        pub path: String,
        pub problem: PermissionProblem,
    }

    pub struct PermissionWarning {
        /// The statement's place in the text, from 0.
        pub statement: Option<u32>,
        pub danger: PermissionDanger,
    }

    /// What somebody may do, or may not, under the same conditions.
    pub struct PermissionAccess {
        pub subject: PermissionSubject,
        pub allows: bool,
        pub abilities: Vec<PermissionAbility>,
        /// All must hold.
        pub conditions: Vec<PermissionCondition>,
        /// The statements that say so, from 0.
        pub statements: Vec<u32>,
        /// Statements that take some of it under conditions of their own.
        pub limited_by: Vec<u32>,
    }

    pub struct PermissionAbility {
        pub deed: PermissionDeed,
        /// Its actions that are there.
        pub has: Vec<String>,
        /// Those that are not: with any of them missing it is not whole.
        pub lacks: Vec<String>,
    }

    /// What a person would call it.
    #[derive(Copy, Eq)]
    pub enum PermissionDeed {
        Look,
        Pull,
        Push,
        Delete,
        Manage,
        Create,
        Replicate,
        Import,
    }

    pub struct PermissionCondition {
        pub about: PermissionCircumstance,
        pub operator: String,
        pub key: String,
        /// One of them is enough.
        pub values: Vec<String>,
    }

    /// What a condition is about.
    #[derive(Copy, Eq)]
    pub enum PermissionCircumstance {
        Organization,
        Caller,
        Source,
        Network,
        Transport,
        Time,
        Other,
    }

    /// A type of JSON that a member must have.
    #[derive(Copy, Eq)]
    pub enum JsonExpected {
        Object,
        List,
        Text,
        WholeNumber,
        TextOrList,
        /// `"*"`, or an object of principals.
        Principals,
        /// A statement, or a list of them.
        Statements,
    }

    /// Asks which actions a policy can name with effect.
    pub struct ListPermissionActions {
        pub scope: PolicyScope,
    }

    /// The actions of a deed, as a policy writes them.
    pub struct PermissionActions {
        pub deed: PermissionDeed,
        pub actions: Vec<String>,
    }

    /// Puts a ready statement into a policy's text, which must be without complaints or empty.
    pub struct AddPermissionSample {
        pub scope: PolicyScope,
        pub text: String,
        pub region: String,
        /// The account whose repository or registry it is.
        pub account: String,
        pub sample: PermissionSample,
    }

    /// A policy's text.
    pub struct PolicyText {
        pub text: String,
    }
}

tagged! {
    /// What is wrong with a policy of permissions.
    pub enum PermissionProblem {
        /// `met` is the parser's own word.
        Syntax { line: u32, column: u32, met: String },
        TextLength { has: u32, most: u32 },
        Missing,
        WrongType { expected: JsonExpected },
        NotOneOf { found: String, words: Vec<String> },
        UnknownMember,
        Empty,
        /// A member and its negation, the other of which is this.
        Both { other: String },
        /// The statement of that number, from 1, has the `Sid` too.
        DuplicateSid { other: u32 },
        WildcardInPrincipal,
        NoPrincipal,
        ForeignAction { prefix: String },
        /// There is no such action; the nearest one, where one is near.
        UnknownAction { nearest: Option<String> },
        NotForRegistries,
        UnknownOperator,
        ForeignResource,
    }

    /// What a policy does that its writer may not have meant.
    pub enum PermissionDanger {
        Everyone { deeds: Vec<PermissionDeed> },
        EveryAction,
        EveryoneBut,
        DenyEveryoneBut,
        EveryActionBut,
        ProductForAnybody { product: String },
        Lockout,
        Deleted { id: String },
        NoEffect { actions: Vec<String> },
        ResourceUnneeded,
        OldLanguage,
    }

    /// Whom a policy speaks of.
    pub enum PermissionSubject {
        One { principal: PolicyPrincipal },
        AllBut { principals: Vec<PolicyPrincipal> },
    }

    /// Who that is.
    pub enum PolicyPrincipal {
        Everyone,
        Account { account: String },
        Role { account: String, name: String },
        User { account: String, name: String },
        /// One session of a role, or a federated user.
        Session { account: String, name: String },
        /// A part of Amazon's cloud, by its host.
        Product { host: String },
        Federated { provider: String },
        CanonicalUser { id: String },
        /// What is left of somebody who was deleted.
        Deleted { id: String },
    }

    /// A ready statement, with what it has to be told. Principals are accounts' twelve digits or ARNs.
    pub enum PermissionSample {
        CrossAccountPull { accounts: Vec<String> },
        Push { principals: Vec<String> },
        /// For the functions of an account in the region.
        LambdaPull { account: String },
        OrganizationPull { organization: String },
        ReadOnly { principals: Vec<String> },
        /// From another account into this registry.
        Replication { source: String },
        /// What nobody has pulled yet, under a rule's prefix.
        PullThroughCache { principals: Vec<String>, prefix: String },
    }
}
