//! Reads and changes the settings.

use portolan_contract::{
    Event, Failure, Language, LogLevel, Nothing, ProxyChoice, Settings, Theme,
};
use portolan_storage as storage;
use portolan_storage::ProxySetting;

use crate::{App, app::off_the_loop, connections::read_proxy, failures::OrFail};

/// Bytes. Below this the cache could not hold one screen.
const SMALLEST_CACHE: u64 = 16 << 20;

/// Days.
const LONGEST_UNDO: u32 = 3650;

impl App {
    /// The settings as they are.
    pub async fn read_settings(&self, _: Nothing) -> Result<Settings, Failure> {
        Ok(self.show_settings(self.settings.current()))
    }

    /// Changes the settings. What is read-only in them is ignored.
    pub async fn change_settings(&self, request: Settings) -> Result<Settings, Failure> {
        if request.cache_limit < SMALLEST_CACHE {
            return Err(Failure::invalid("cacheLimit", "at least 16 MiB"));
        }
        if request.undo_days == 0 || request.undo_days > LONGEST_UNDO {
            return Err(Failure::invalid("undoDays", "from 1 to 3650 days"));
        }
        let downloads = request.downloads_folder.trim().to_owned();
        if !downloads.is_empty() && !std::path::Path::new(&downloads).is_absolute() {
            return Err(Failure::invalid(
                "downloadsFolder",
                "the whole path of a folder",
            ));
        }
        let proxy = match request.proxy {
            ProxyChoice::System => ProxySetting::System,
            ProxyChoice::None => ProxySetting::None,
            ProxyChoice::Own { url } => ProxySetting::Url(read_proxy(&url)?),
        };
        let before = self.settings.current();
        let settings = self.settings.clone();
        let after = off_the_loop(move || {
            settings.change(|settings| {
                settings.language = match request.language {
                    Language::System => storage::Language::System,
                    Language::English => storage::Language::En,
                    Language::French => storage::Language::Fr,
                };
                settings.theme = match request.theme {
                    Theme::System => storage::Theme::System,
                    Theme::Light => storage::Theme::Light,
                    Theme::Dark => storage::Theme::Dark,
                };
                settings.cache_limit_bytes = request.cache_limit;
                settings.undo_days = request.undo_days;
                settings.proxy = proxy;
                settings.downloads_folder = downloads;
                settings.notifications = request.notifications;
                settings.keep_in_tray = request.keep_in_tray;
                settings.schedules_paused = request.schedules_paused;
                settings.follow_minutes = request.follow_minutes;
                settings.log_level = match request.log_level {
                    LogLevel::Error => storage::LogLevel::Error,
                    LogLevel::Warn => storage::LogLevel::Warn,
                    LogLevel::Info => storage::LogLevel::Info,
                    LogLevel::Debug => storage::LogLevel::Debug,
                    LogLevel::Trace => storage::LogLevel::Trace,
                };
            })
        })
        .await?
        .or_fail()?;
        if after.proxy != before.proxy {
            self.connected.forget_all();
        }
        if after.cache_limit_bytes < before.cache_limit_bytes {
            self.store
                .shrink_cache(after.cache_limit_bytes)
                .await
                .or_fail()?;
        }
        self.events.tell(Event::SettingsChanged);
        Ok(self.show_settings(after))
    }

    fn show_settings(&self, settings: storage::Settings) -> Settings {
        let paths = self.store.paths();
        Settings {
            language: match settings.language {
                storage::Language::System => Language::System,
                storage::Language::En => Language::English,
                storage::Language::Fr => Language::French,
            },
            theme: match settings.theme {
                storage::Theme::System => Theme::System,
                storage::Theme::Light => Theme::Light,
                storage::Theme::Dark => Theme::Dark,
            },
            cache_limit: settings.cache_limit_bytes,
            undo_days: settings.undo_days,
            proxy: match settings.proxy {
                ProxySetting::System => ProxyChoice::System,
                ProxySetting::None => ProxyChoice::None,
                ProxySetting::Url(url) => ProxyChoice::Own { url },
            },
            log_level: match settings.log_level {
                storage::LogLevel::Error => LogLevel::Error,
                storage::LogLevel::Warn => LogLevel::Warn,
                storage::LogLevel::Info => LogLevel::Info,
                storage::LogLevel::Debug => LogLevel::Debug,
                storage::LogLevel::Trace => LogLevel::Trace,
            },
            downloads_folder: settings.downloads_folder,
            notifications: settings.notifications,
            keep_in_tray: settings.keep_in_tray,
            schedules_paused: settings.schedules_paused,
            follow_minutes: settings.follow_minutes,
            home_folder: paths.home().display().to_string(),
            log_folder: paths.logs().display().to_string(),
            registry_folder: self.local.root.display().to_string(),
        }
    }
}
