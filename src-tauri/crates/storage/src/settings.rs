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

/// A rule of the local registry's cache: repositories under a prefix are those of a connection.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct PullRuleSetting {
    /// What their names here begin with.
    pub prefix: String,
    /// The connection, by its identity.
    pub connection: String,
    /// What comes before their names there, if anything.
    #[serde(default)]
    pub namespace: Option<String>,
    /// Tags that were asked for longer ago are asked for again.
    pub ask_after_seconds: u64,
}

/// What the local registry pulls through from elsewhere, and how much of it is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CacheSettings {
    /// Its rules, by prefix.
    pub rules: Vec<PullRuleSetting>,
    /// Whether the limits count.
    pub limited: bool,
    /// The most bytes.
    pub limit_bytes: Option<u64>,
    /// The most days that an image stays without being pulled.
    pub limit_days: Option<u32>,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
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
    /// What it pulls through from elsewhere.
    #[serde(deserialize_with = "readable_or_default")]
    pub cache: CacheSettings,
    /// Fields that this version does not know.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// Reads a field that would take its neighbours along where it can't be read.
fn readable_or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

impl Default for LocalRegistrySettings {
    fn default() -> Self {
        Self {
            enabled: true,
            port: None,
            access: LocalRegistryAccess::Anonymous,
            cache: CacheSettings::default(),
            unknown: Map::new(),
        }
    }
}

/// A tag that is looked at from time to time, or a repository's new tags where none is named.
#[derive(Clone, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
pub struct WatchSetting {
    /// The connection, by its identity.
    pub connection: String,
    /// The repository.
    pub repository: String,
    /// The tag.
    #[serde(default)]
    pub tag: Option<String>,
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
    /// Where saved manifests go; empty: the system's folder for downloads.
    pub downloads_folder: String,
    /// Whether news are told by the system as well as in the window.
    pub notifications: bool,
    /// Whether closing the window leaves the program running, where the desktop shows its icon.
    pub keep_in_tray: bool,
    /// Whether rules have no turns by themselves.
    pub schedules_paused: bool,
    /// Minutes between two looks at the sources of rules that follow changes; none without a look.
    pub follow_minutes: u32,
    /// The local registry.
    pub local_registry: LocalRegistrySettings,
    /// What is watched.
    pub watches: Vec<WatchSetting>,
    /// Whether new tags of bookmarked repositories and images are told, too.
    pub watch_bookmarks: bool,
    /// Rules that keep repositories the same on other connections, in the words of whoever follows them.
    pub replication: Vec<Value>,
    /// Fields of the file that this version does not know.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::default(),
            theme: Theme::default(),
            cache_limit_bytes: 500_000_000,
            undo_days: 14,
            proxy: ProxySetting::default(),
            log_level: LogLevel::default(),
            reduced_confirmations: false,
            downloads_folder: String::new(),
            notifications: true,
            keep_in_tray: false,
            schedules_paused: false,
            follow_minutes: 15,
            local_registry: LocalRegistrySettings::default(),
            watches: Vec::new(),
            watch_bookmarks: false,
            replication: Vec::new(),
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
        downloads_folder: take(
            &mut fields,
            "downloads_folder",
            defaults.downloads_folder,
            unreadable,
        ),
        notifications: take(
            &mut fields,
            "notifications",
            defaults.notifications,
            unreadable,
        ),
        keep_in_tray: take(
            &mut fields,
            "keep_in_tray",
            defaults.keep_in_tray,
            unreadable,
        ),
        schedules_paused: take(
            &mut fields,
            "schedules_paused",
            defaults.schedules_paused,
            unreadable,
        ),
        follow_minutes: take(
            &mut fields,
            "follow_minutes",
            defaults.follow_minutes,
            unreadable,
        ),
        local_registry: take(
            &mut fields,
            "local_registry",
            defaults.local_registry,
            unreadable,
        ),
        watches: take(&mut fields, "watches", defaults.watches, unreadable),
        watch_bookmarks: take(
            &mut fields,
            "watch_bookmarks",
            defaults.watch_bookmarks,
            unreadable,
        ),
        replication: take(&mut fields, "replication", defaults.replication, unreadable),
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn home() -> (tempfile::TempDir, Paths) {
        let folder = tempfile::TempDir::new().unwrap();
        let paths = Paths::at(folder.path());
        (folder, paths)
    }

    #[test]
    fn without_a_file_everything_has_its_default() {
        let (_folder, paths) = home();
        let (file, report) = SettingsFile::open(&paths).unwrap();
        assert_eq!(report, SettingsReport::default());
        let settings = file.current();
        assert_eq!(
            (settings.cache_limit_bytes, settings.undo_days),
            (500_000_000, 14)
        );
        assert!(!paths.settings().exists());
    }

    #[test]
    fn what_is_changed_is_there_after_a_restart() {
        let (_folder, paths) = home();
        let (file, _) = SettingsFile::open(&paths).unwrap();
        let changed = file
            .change(|settings| {
                settings.language = Language::Fr;
                settings.proxy = ProxySetting::Url("http://proxy.example:3128".to_owned());
                settings.local_registry.port = Some(5123);
            })
            .unwrap();
        assert_eq!(SettingsFile::open(&paths).unwrap().0.current(), changed);
        let text = fs::read_to_string(paths.settings()).unwrap();
        assert!(text.contains("  \"language\": \"fr\""), "{text}");
    }

    #[test]
    fn fields_of_a_newer_version_survive_a_change() {
        let (_folder, paths) = home();
        let newer = json!({
            "theme": "dark",
            "from_the_future": {"a": [1]},
            "local_registry": {"port": 5000, "mirror": true},
        });
        fs::write(paths.settings(), newer.to_string()).unwrap();
        let (file, report) = SettingsFile::open(&paths).unwrap();
        assert_eq!(report, SettingsReport::default());
        file.change(|settings| settings.undo_days = 3).unwrap();
        let saved: Value = serde_json::from_slice(&fs::read(paths.settings()).unwrap()).unwrap();
        assert_eq!(saved["from_the_future"], json!({"a": [1]}));
        assert_eq!(saved["local_registry"]["mirror"], json!(true));
        assert_eq!(
            (&saved["theme"], &saved["undo_days"]),
            (&json!("dark"), &json!(3))
        );
    }

    #[test]
    fn a_damaged_file_is_kept_aside() {
        let (_folder, paths) = home();
        fs::write(paths.settings(), b"{\"theme\": \"da").unwrap();
        let (file, report) = SettingsFile::open(&paths).unwrap();
        assert_eq!(file.current(), Settings::default());
        let kept = report.damaged_kept_at.unwrap();
        assert_eq!(fs::read(kept).unwrap(), b"{\"theme\": \"da");
    }

    #[test]
    fn one_unreadable_field_costs_only_itself() {
        let (_folder, paths) = home();
        let text = r#"{"theme": "dark", "undo_days": "many", "language": "fr"}"#;
        fs::write(paths.settings(), text).unwrap();
        let (file, report) = SettingsFile::open(&paths).unwrap();
        let settings = file.current();
        assert_eq!(
            (settings.theme, settings.undo_days, settings.language),
            (Theme::Dark, 14, Language::Fr)
        );
        assert_eq!(report.unreadable_fields, ["undo_days"]);
        assert_eq!(
            fs::read_to_string(report.damaged_kept_at.unwrap()).unwrap(),
            text
        );
        let (_, again) = SettingsFile::open(&paths).unwrap();
        assert_eq!(again, SettingsReport::default());
    }

    #[test]
    fn settings_that_cannot_be_saved_do_not_change() {
        let (folder, paths) = home();
        let (file, _) = SettingsFile::open(&paths).unwrap();
        folder.close().unwrap();
        assert!(file.change(|settings| settings.undo_days = 1).is_err());
        assert_eq!(file.current().undo_days, 14);
        let proxied = file.change(|settings| {
            settings.proxy = ProxySetting::Url("http://me:canary@proxy.example".to_owned());
        });
        assert!(matches!(proxied, Err(Error::SecretInProxy(_))));
    }
}
