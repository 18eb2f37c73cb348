//! Signing the person's own Docker or Podman in to a registry of Amazon's.

use crate::{ConnectionId, Engine, Shell};

plain! {
    /// What could be signed in to the registry of a region, and how.
    pub struct EngineLogins {
        /// The registry.
        pub host: String,
        /// The engines that are installed here.
        pub engines: Vec<EngineLogin>,
        /// The same by hand, for every shell.
        pub commands: Vec<LoginCommand>,
    }

    /// An engine that is installed.
    pub struct EngineLogin {
        /// Docker or Podman.
        pub engine: Engine,
        pub keeper: LoginKeeper,
    }

    /// What to type.
    pub struct LoginCommand {
        pub engine: Engine,
        pub shell: Shell,
        pub text: String,
    }

    /// Hands the registry's password to an engine.
    pub struct SignInEngine {
        pub connection: ConnectionId,
        pub region: String,
        pub engine: Engine,
        /// The person was asked, where it keeps sign-ins in a plain file.
        pub plain_file_agreed: bool,
    }

    pub struct EngineSignedIn {
        pub host: String,
        /// Until when the password is good.
        pub until: i64,
    }
}

tagged! {
    /// Where an engine keeps a sign-in.
    pub enum LoginKeeper {
        /// In the store of a helper.
        Helper { name: String },
        /// Amazon's own helper signs in by itself: there is nothing to do.
        Amazon,
        /// In a plain file, where whoever reads it can use it.
        File { path: String },
    }
}
