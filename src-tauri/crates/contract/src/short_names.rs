//! Short names of Podman and its kin: what their files say, what a name comes to, and changing one's own.

plain! {
    /// All short names, and what decides about the others.
    pub struct ShortNames {
        /// By name; of one name the one that counts is first.
        pub aliases: Vec<ShortName>,
        /// The files that are there, in the order in which they are read.
        pub files: Vec<ShortNameFile>,
        /// Registries that are tried for a name that is in no file, in this order.
        pub search_registries: Vec<String>,
        /// The file that names them.
        pub search_file: Option<String>,
        pub mode: ShortNameMode,
        /// Where new names are written to.
        pub own_file: String,
        /// Whether that is read: the environment may name other files.
        pub own_file_is_read: bool,
        /// The version of the Podman that is installed.
        pub podman: Option<String>,
    }

    /// A short name, as one line of one file has it.
    pub struct ShortName {
        pub name: String,
        /// `host/repository`; `null` takes the name away that an earlier file gave.
        pub target: Option<String>,
        pub file: String,
        pub owner: ShortNameOwner,
        pub line: u64,
        /// The file whose word counts instead.
        pub shadowed_by: Option<String>,
    }

    pub struct ShortNameFile {
        pub path: String,
        pub owner: ShortNameOwner,
        /// Why it can't be read: then engines refuse every short name.
        pub problem: Option<FileProblem>,
    }

    /// What is wrong with a file and where, from 1.
    pub struct FileProblem {
        pub line: Option<u64>,
        pub column: Option<u64>,
        /// Technical, in English.
        pub reason: String,
    }

    /// Whose a file is.
    #[derive(Copy, Eq)]
    pub enum ShortNameOwner {
        Person,
        /// Read only.
        System,
        /// The person's, written by the engine when it asked which registry was meant.
        Recorded,
    }

    /// How registries are tried for a name that is in no file.
    #[derive(Copy, Eq)]
    pub enum ShortNameMode {
        /// The engine asks in a terminal, and fails elsewhere.
        Enforcing,
        /// The engine asks in a terminal, and tries all elsewhere.
        Permissive,
        /// The engine tries all.
        Disabled,
    }

    /// What is typed into the form of a short name.
    pub struct CheckShortName {
        pub name: String,
        pub target: String,
    }

    pub struct ShortNameCheck {
        pub name: Option<ShortNameProblem>,
        pub target: Option<ShortNameProblem>,
        /// The target as it would be written, with Docker Hub's `library` filled in.
        pub written: Option<String>,
        /// Where it would be written.
        pub file: String,
        /// What counts for the name now.
        pub existing: Option<ShortName>,
    }

    /// Why a name or a target can't be.
    #[derive(Copy, Eq)]
    pub enum ShortNameProblem {
        Empty,
        HasTag,
        HasDigest,
        /// A short name begins with no registry.
        HasRegistry,
        /// A target begins with one.
        NoRegistry,
        NoRepository,
        Grammar,
    }

    /// Asks what an engine would pull.
    pub struct ResolveShortName {
        pub text: String,
    }

    /// One reference that would be tried.
    pub struct ShortNameCandidate {
        /// With its tag or digest.
        pub reference: String,
        /// A file forbids pulling it.
        pub blocked: bool,
        /// Where it is really fetched, mirrors first; empty where that is the reference itself.
        pub fetched_from: Vec<String>,
    }
}

tagged! {
    /// What a name comes to.
    pub enum ShortNameMeaning {
        /// It names its registry: no file is asked.
        Qualified { candidate: ShortNameCandidate },
        Alias { candidate: ShortNameCandidate, file: String },
        /// No file has it: registries are searched.
        Search { candidates: Vec<ShortNameCandidate>, mode: ShortNameMode, file: Option<String> },
        /// No file has it, and there is no registry to search.
        Nothing,
        /// A file is damaged, so the engine refuses.
        Broken { file: String, problem: FileProblem },
        /// It is no name.
        Invalid { problem: ShortNameProblem },
    }

    /// What is to be otherwise in the person's own files.
    pub enum ShortNameChange {
        /// The name stands for this, in the person's file whose word counts, or else in a new one.
        Set { name: String, target: String },
        /// The name stands for nothing, whatever the system's files say.
        SwitchOff { name: String },
        /// One file no longer has the name.
        Remove { name: String, file: String },
    }
}
