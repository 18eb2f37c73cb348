//! How a verb fails: a closed code, a closed hint, and a detail for the log and the copy button.

use crate::ImageFileProblem;

plain! {
    /// What the window shows when something did not work. The words come from the catalogues, by
    /// `hint` where there is one and by `code` otherwise; `detail` is never the message.
    pub struct Failure {
        pub code: Code,
        pub hint: Option<Hint>,
        /// Whether asking again can help.
        pub retry: Retry,
        /// Technical text with every secret redacted, possibly empty.
        pub detail: String,
    }
}

tagged! {
    /// What kind of failure it is: a variant only where the window behaves differently.
    pub enum Code {
        SignInNeeded,
        Forbidden,
        NotFound,
        Unsupported,
        /// `until` is when asking again is welcome, where the registry told.
        RateLimited { until: Option<i64> },
        Offline,
        TlsUntrusted,
        KeyringLocked,
        Conflict,
        /// The named field of the request is wrong.
        InvalidInput { field: String },
        Unexpected,
    }

    /// Why it happened and what to do, as something the window has words and perhaps a button for.
    pub enum Hint {
        // Reaching a registry.
        HostNotFound { host: String },
        ConnectionRefused { host: String },
        TimedOut { host: String },
        /// It answered, but as a web page or another program.
        NotARegistry { host: String },
        UntrustedCertificate { host: String, reason: String },
        /// The registry speaks plain http, and that is not ticked.
        PlainHttp { host: String },
        PrivateAddress { host: String },
        /// The registry asks to sign in at a host that has no right to its credentials.
        RealmElsewhere { host: String },
        /// A redirect, upload address or next page points to another host.
        PointsElsewhere { host: String },
        TooManyRedirects { host: String },
        EndlessPages { host: String },
        ServerFault { host: String, status: u16 },
        ProxyFailed { proxy: String },
        // Signing in.
        WrongPassword { host: String },
        NoCredentials { host: String },
        MissingPermission { host: String, scope: String },
        HelperMissing { name: String },
        HelperFailed { name: String },
        CredentialFileDamaged { path: String },
        /// Docker or Podman did not take a sign-in; `said` is its own reason.
        EngineLoginFailed { engine: String, said: String },
        EngineMissing { engine: String },
        KeyringLocked,
        KeyringAbsent,
        // Amazon.
        /// The action that is missing, and the policy statement that would allow it.
        ActionMissing { action: String, statement: String },
        /// The sign-in has come to its end; `what` is which, as Amazon's files call it.
        SignInExpired { what: String },
        SignInCancelled,
        WrongCode { device: String },
        /// This account has the region switched off.
        RegionOff { region: String },
        /// This machine's clock is so many seconds ahead, or behind where negative.
        ClockSkew { seconds: Option<i64> },
        /// The tag is there and the repository does not let it move.
        TagImmutable { tag: String },
        /// The registry keeps it locked.
        ImageLocked { digest: String },
        /// The registry does not take a rule; `said` is its own reason.
        RuleRefused { said: String },
        /// Indexes contain it and have to go first.
        InsideIndexes { indexes: Vec<String> },
        ImageArchived,
        RepositoryNotEmpty,
        /// The logo that is there can't be fetched, and would be lost by writing the rest anew.
        LogoNotFetched,
        RepositoryExists,
        LimitReached { said: String },
        /// The profile can't be used as it is written.
        ProfileUnusable { profile: String, reason: String },
        // What a registry does not do.
        /// `setting` is the switch of this kind of registry that allows it.
        DeletionSwitchedOff { setting: Option<String> },
        TagDeletionUnsupported,
        CatalogNotOffered,
        ReadOnlyRelic,
        // Content.
        ManifestTooLarge { limit: u64 },
        DigestMismatch { asked: String, got: String },
        ManifestRefused { reason: String },
        /// `what` has no place in the form that was asked for.
        FormRefused { what: String },
        BlobsMissing { digests: Vec<String> },
        IndexOfItself { digest: String },
        NameInvalid { name: String },
        TagInvalid { name: String },
        TagExists { tag: String },
        // The gallery.
        SourceSwitchedOff { source: String },
        /// It answered what nobody can make sense of; `reason` is technical.
        SourceUnreadable { source: String, reason: String },
        /// The index is damaged, and is being made again.
        GalleryRebuilding,
        // A pack of listings, of which nothing was taken in.
        NotAPack,
        PackTruncated,
        /// Its checksum differs: it was changed after it was written.
        PackAltered,
        /// It unpacks to more than a pack may.
        PackTooLarge,
        /// What it holds as a listing is not one.
        PackUnreadable,
        /// A newer Portolan wrote it.
        PackNewer,
        // Images in files.
        /// `what` is technical.
        ImageFile { path: String, problem: ImageFileProblem, what: String },
        // Container engines of this computer.
        EngineAbsent { path: String },
        EngineDenied { path: String },
        /// `reason` is the engine's own.
        EngineRefused { reason: String },
        // Short names of container engines.
        /// It was left alone; `reason` is technical.
        ShortNameFileDamaged { path: String, line: Option<u32>, column: Option<u32>, reason: String },
        ShortNameFileReadOnly { path: String },
        /// The environment names other files.
        ShortNameFileNotRead { path: String },
        ShortNameChangedSince { name: String, path: String },
        // Plans.
        PlanUsed,
        PlanExpired,
        /// The registry no longer matches the plan; `what` are the tags or digests that differ.
        RegistryChanged { what: Vec<String> },
        NameNotTyped,
        ConnectionReadOnly,
        UndoExpired,
        NothingToUndo,
        AlreadyRunning,
        // This computer.
        DiskFull { path: String },
        DiskReadOnly { path: String },
        DatabaseDamaged { kept_as: String },
        DatabaseNewer { found: u32, known: u32 },
        SettingsDamaged { kept_as: String },
        PortTaken { port: u16 },
        LocalRegistryStopped,
        RegistryFolderBusy { path: String },
    }
}

plain! {
    /// Whether the same call can succeed later.
    #[derive(Copy, Eq)]
    pub enum Retry {
        /// Never, as asked.
        No,
        /// After the person has changed something.
        AfterChange,
        /// By itself: try again.
        Yes,
    }
}

impl Failure {
    /// A failure with a hint; `detail` must hold no secret.
    pub fn new(code: Code, hint: Hint, retry: Retry, detail: impl Into<String>) -> Self {
        Self {
            code,
            hint: Some(hint),
            retry,
            detail: detail.into(),
        }
    }

    /// A failure that nobody foresaw; `detail` must hold no secret.
    pub fn unexpected(detail: impl Into<String>) -> Self {
        Self {
            code: Code::Unexpected,
            hint: None,
            retry: Retry::Yes,
            detail: detail.into(),
        }
    }

    /// A request with a field that can't be.
    pub fn invalid(field: &str, detail: impl Into<String>) -> Self {
        let code = Code::InvalidInput {
            field: field.to_owned(),
        };
        Self {
            code,
            hint: None,
            retry: Retry::AfterChange,
            detail: detail.into(),
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}", self.code)?;
        if let Some(hint) = &self.hint {
            write!(formatter, " ({hint:?})")?;
        }
        if self.detail.is_empty() {
            Ok(())
        } else {
            write!(formatter, ": {}", self.detail)
        }
    }
}

impl std::error::Error for Failure {}
