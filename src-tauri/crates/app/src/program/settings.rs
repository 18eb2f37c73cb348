//! Reads and changes the settings.

use std::path::Path;

use portolan_contract::{
    ChangeSettings, Event, Failure, Language, LogLevel, Nothing, ProxyChoice, Settings, Theme,
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

    /// Changes those settings that are named.
    pub async fn change_settings(&self, request: ChangeSettings) -> Result<Settings, Failure> {
        let change = read_change(request)?;
        let before = self.settings.current();
        let settings = self.settings.clone();
        let after = off_the_loop(move || settings.change(|settings| apply(change, settings)))
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

/// A change whose values can be.
fn read_change(change: ChangeSettings) -> Result<ChangeSettings, Failure> {
    if change
        .cache_limit
        .is_some_and(|limit| limit < SMALLEST_CACHE)
    {
        return Err(Failure::invalid("cacheLimit", "at least 16 MiB"));
    }
    if change
        .undo_days
        .is_some_and(|days| days == 0 || days > LONGEST_UNDO)
    {
        return Err(Failure::invalid("undoDays", "from 1 to 3650 days"));
    }
    let downloads_folder = change.downloads_folder.map(|it| it.trim().to_owned());
    let is_part = |folder: &String| !folder.is_empty() && !Path::new(folder).is_absolute();
    if downloads_folder.as_ref().is_some_and(is_part) {
        return Err(Failure::invalid(
            "downloadsFolder",
            "the whole path of a folder",
        ));
    }
    let proxy = match change.proxy {
        Some(ProxyChoice::Own { url }) => Some(ProxyChoice::Own {
            url: read_proxy(&url)?,
        }),
        other => other,
    };
    Ok(ChangeSettings {
        downloads_folder,
        proxy,
        ..change
    })
}

fn apply(change: ChangeSettings, settings: &mut storage::Settings) {
    fn set<T>(place: &mut T, value: Option<T>) {
        if let Some(value) = value {
            *place = value;
        }
    }
    let language = change.language.map(|language| match language {
        Language::System => storage::Language::System,
        Language::English => storage::Language::En,
        Language::French => storage::Language::Fr,
    });
    let theme = change.theme.map(|theme| match theme {
        Theme::System => storage::Theme::System,
        Theme::Light => storage::Theme::Light,
        Theme::Dark => storage::Theme::Dark,
    });
    let proxy = change.proxy.map(|proxy| match proxy {
        ProxyChoice::System => ProxySetting::System,
        ProxyChoice::None => ProxySetting::None,
        ProxyChoice::Own { url } => ProxySetting::Url(url),
    });
    let log_level = change.log_level.map(|level| match level {
        LogLevel::Error => storage::LogLevel::Error,
        LogLevel::Warn => storage::LogLevel::Warn,
        LogLevel::Info => storage::LogLevel::Info,
        LogLevel::Debug => storage::LogLevel::Debug,
        LogLevel::Trace => storage::LogLevel::Trace,
    });
    set(&mut settings.language, language);
    set(&mut settings.theme, theme);
    set(&mut settings.cache_limit_bytes, change.cache_limit);
    set(&mut settings.undo_days, change.undo_days);
    set(&mut settings.proxy, proxy);
    set(&mut settings.log_level, log_level);
    set(&mut settings.downloads_folder, change.downloads_folder);
    set(&mut settings.notifications, change.notifications);
    set(&mut settings.keep_in_tray, change.keep_in_tray);
    set(&mut settings.schedules_paused, change.schedules_paused);
    set(&mut settings.follow_minutes, change.follow_minutes);
}
