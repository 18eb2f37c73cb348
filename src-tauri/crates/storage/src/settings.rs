//! The settings: a readable JSON file with defaults for all that it does not say.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{Error, Paths, error::refuse_secret_in_url, kept_aside};

/// Which language the window speaks.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// The system's.
    #[default]
    System,
    /// English.
    En,
    /// French.
    Fr,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Paper and ink.
    Light,
    /// Deep water.
    Dark,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogLevel {
    /// Only what failed.
    Error,
    /// What failed or may.
    Warn,
    /// What was done.
    #[default]
    Info,
    /// How it was done.
    Debug,
    /// Every step.
    Trace,
}

/// Which way requests go, unless a connection says otherwise.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxySetting {
    /// As the system and its environment say.
    #[default]
    System,
    /// Straight.
    None,
    /// Through this proxy, a URL without user or password.
    Url(String),
}

/// Who may use the local registry.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LocalRegistryAccess {
    /// Whoever reaches the loopback address.
    #[default]
    Anonymous,
    /// Who knows a password.
    Password {
        /// The user's name.
        user: String,
        /// The password's bcrypt hash, never the password.
        hash: String,
    },
}

/// The local registry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LocalRegistrySettings {
    /// Whether it runs while Portolan does.
    pub enabled: bool,
    /// Its loopback port; `None` until it was started once, then the same for ever.
    pub port: Option<u16>,
    /// Who may use it.
    pub access: LocalRegistryAccess,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

impl Default for LocalRegistrySettings {
    fn default() -> Self {
        Self {
            enabled: true,
            port: None,
            access: LocalRegistryAccess::Anonymous,
            unknown: Map::new(),
        }
    }
}

/// What a person can set. What the file says besides is kept as it is, for a newer Portolan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Which language the window speaks.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
    /// How many bytes of manifests and configs are kept.
    pub cache_limit_bytes: u64,
    /// How many days a change can be undone.
    pub undo_days: u32,
    /// Which way requests go.
    pub proxy: ProxySetting,
    /// How much is logged.
    pub log_level: LogLevel,
    /// Whether only large losses are confirmed by typing a name, and small ones not at all.
    pub reduced_confirmations: bool,
    /// The local registry.
    pub local_registry: LocalRegistrySettings,
    /// Fields of the file that this version does not know.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::default(),
            theme: Theme::default(),
            cache_limit_bytes: 512 << 20,
            undo_days: 14,
            proxy: ProxySetting::default(),
            log_level: LogLevel::default(),
            reduced_confirmations: false,
            local_registry: LocalRegistrySettings::default(),
            unknown: Map::new(),
        }
    }
}

/// What reading the settings file found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SettingsReport {
    /// The file, or some of its fields, could not be read; the original is kept here.
    pub damaged_kept_at: Option<PathBuf>,
    /// The fields that have their default because what the file said of them could not be read. Empty
    /// when the whole file could not.
    pub unreadable_fields: Vec<String>,
}

/// The settings and their file. Clones are the same one.
#[derive(Clone, Debug)]
pub struct SettingsFile {
    path: PathBuf,
    current: Arc<Mutex<Settings>>,
}

impl SettingsFile {
    /// Reads the settings of a home; a missing file means the defaults. Blocks for one small file.
    ///
    /// A file that can't be read is kept aside (`settings.json.damaged-<time>`), and what can be read of
    /// it is used.
    pub fn open(paths: &Paths) -> Result<(Self, SettingsReport), Error> {
        let path = paths.settings();
        let (settings, report) = match fs::read(&path) {
            Ok(bytes) => read(&path, &bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Default::default(),
            Err(error) => return Err(Error::io(&path, error)),
        };
        let file = Self {
            path,
            current: Arc::new(Mutex::new(settings)),
        };
        Ok((file, report))
    }

    /// The settings now.
    pub fn current(&self) -> Settings {
        self.current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Changes the settings and saves them whole: after a crash the file is the old or the new one. On
    /// an error nothing changes. Blocks for one small file.
    pub fn change(&self, change: impl FnOnce(&mut Settings)) -> Result<Settings, Error> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = current.clone();
        change(&mut next);
        if let ProxySetting::Url(url) = &next.proxy {
            refuse_secret_in_url(url, "the settings file")?;
        }
        save(&self.path, &next)?;
        *current = next.clone();
        Ok(next)
    }
}

fn read(path: &Path, bytes: &[u8]) -> Result<(Settings, SettingsReport), Error> {
    let Ok(mut fields) = serde_json::from_slice::<Map<String, Value>>(bytes) else {
        let kept = kept_aside::keep_aside(path, Timestamp::now())?;
        let report = SettingsReport {
            damaged_kept_at: Some(kept),
            unreadable_fields: Vec::new(),
        };
        return Ok((Settings::default(), report));
    };
    let mut report = SettingsReport::default();
    let defaults = Settings::default();
    let unreadable = &mut report.unreadable_fields;
    let mut settings = Settings {
        language: take(&mut fields, "language", defaults.language, unreadable),
        theme: take(&mut fields, "theme", defaults.theme, unreadable),
        cache_limit_bytes: take(
            &mut fields,
            "cache_limit_bytes",
            defaults.cache_limit_bytes,
            unreadable,
        ),
        undo_days: take(&mut fields, "undo_days", defaults.undo_days, unreadable),
        proxy: take(&mut fields, "proxy", defaults.proxy, unreadable),
        log_level: take(&mut fields, "log_level", defaults.log_level, unreadable),
        reduced_confirmations: take(
            &mut fields,
            "reduced_confirmations",
            defaults.reduced_confirmations,
            unreadable,
        ),
        local_registry: take(
            &mut fields,
            "local_registry",
            defaults.local_registry,
            unreadable,
        ),
        unknown: Map::new(),
    };
    settings.unknown = fields;
    if !report.unreadable_fields.is_empty() {
        report.damaged_kept_at = Some(kept_aside::keep_aside(path, Timestamp::now())?);
        save(path, &settings)?;
    }
    Ok((settings, report))
}

/// Takes one field; one that is there but unreadable is named and gets its default.
fn take<T: DeserializeOwned>(
    fields: &mut Map<String, Value>,
    name: &str,
    default: T,
    unreadable: &mut Vec<String>,
) -> T {
    match fields.remove(name).map(serde_json::from_value) {
        None => default,
        Some(Ok(value)) => value,
        Some(Err(_)) => {
            unreadable.push(name.to_owned());
            default
        }
    }
}

/// Writes beside the file, makes it durable, and renames it into place.
fn save(path: &Path, settings: &Settings) -> Result<(), Error> {
    let failed = |source| Error::io(path, source);
    let folder = path.parent().unwrap_or(Path::new("."));
    // tempfile makes files that only their owner can read.
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    serde_json::to_writer_pretty(&mut file, settings)
        .map_err(|error| failed(io::Error::from(error)))?;
    file.write_all(b"\n").map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    #[cfg(unix)]
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed)?;
    Ok(())
}
