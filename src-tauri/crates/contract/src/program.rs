//! The program itself: what it is, its settings, its cache, its diagnostics.

use crate::{ConnectionId, Failure, ProxyChoice};

plain! {
    pub struct About {
        pub version: String,
        pub platform: String,
        /// The folder that everything is kept in.
        pub home: String,
        pub local_registry: ConnectionId,
        /// Nothing was ever opened or added: the welcome is shown.
        pub first_run: bool,
        pub keyring: KeyringState,
        /// What was found wrong at start and put right or aside.
        pub problems: Vec<Failure>,
    }

    #[derive(Copy, Eq)]
    pub enum KeyringState {
        Available,
        Locked,
        Absent,
    }

    pub struct Settings {
        pub language: Language,
        pub theme: Theme,
        /// Bytes.
        pub cache_limit: u64,
        pub undo_days: u32,
        pub proxy: ProxyChoice,
        pub log_level: LogLevel,
        /// Where saved manifests go; empty: the system's folder for downloads.
        pub downloads_folder: String,
        /// News are told by the system as well as in the window.
        pub notifications: bool,
        /// Closing the window leaves the program running, where the desktop shows its icon.
        pub keep_in_tray: bool,
        /// Rules don't have their turns by themselves.
        pub schedules_paused: bool,
        /// Minutes between two looks at the sources of rules that follow changes; 0 without a look.
        pub follow_minutes: u32,
        /// Read only: where everything is kept.
        pub home_folder: String,
        pub log_folder: String,
        pub registry_folder: String,
    }

    /// What is to change of the settings; what it does not name stays as it is.
    #[derive(Default)]
    #[ts(optional_fields)]
    pub struct ChangeSettings {
        pub language: Option<Language>,
        pub theme: Option<Theme>,
        /// Bytes.
        pub cache_limit: Option<u64>,
        pub undo_days: Option<u32>,
        pub proxy: Option<ProxyChoice>,
        pub log_level: Option<LogLevel>,
        pub downloads_folder: Option<String>,
        pub notifications: Option<bool>,
        pub keep_in_tray: Option<bool>,
        pub schedules_paused: Option<bool>,
        pub follow_minutes: Option<u32>,
    }

    #[derive(Copy, Eq)]
    pub enum Language {
        System,
        English,
        French,
    }

    #[derive(Copy, Eq)]
    pub enum Theme {
        System,
        Light,
        Dark,
    }

    #[derive(Copy, Eq)]
    pub enum LogLevel {
        Error,
        Warn,
        Info,
        Debug,
        Trace,
    }

    /// Plain text to paste into a report: versions, capabilities, last failures. No secrets.
    pub struct Diagnostics {
        pub text: String,
    }

    pub struct CacheUsage {
        pub bytes: u64,
        pub limit: u64,
        pub connections: Vec<ConnectionCache>,
    }

    pub struct ConnectionCache {
        pub connection: ConnectionId,
        pub bytes: u64,
    }

    /// Empties the cache of one connection, or of all. What undo needs stays.
    pub struct ClearCache {
        pub connection: Option<ConnectionId>,
    }

    /// Opens a place outside of the program with what the system opens such places with, because a
    /// person pressed a link to it. The window itself goes nowhere.
    pub struct OpenLink {
        /// http, https or mailto; anything else is refused.
        pub url: String,
    }
}
