//! The log: rotating files in the home, at the level of the settings, without secrets.

use std::path::Path;

use portolan_contract::LogLevel;
use tracing_appender::{
    non_blocking::WorkerGuard,
    rolling::{RollingFileAppender, Rotation},
};
use tracing_subscriber::{
    EnvFilter, Registry, layer::SubscriberExt, reload, util::SubscriberInitExt,
};

/// Days of log files that are kept.
const DAYS: usize = 7;

/// The running log. Dropping it writes what is still waiting.
pub(crate) struct Logs {
    filter: reload::Handle<EnvFilter, Registry>,
    _writer: WorkerGuard,
}

/// Begins logging into `folder`. Without a folder that can be written there is no log, and the program
/// runs all the same.
pub(crate) fn begin(folder: &Path) -> Option<Logs> {
    create_private(folder).ok()?;
    let appender = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("portolan")
        .filename_suffix("log")
        .max_log_files(DAYS)
        .build(folder)
        .ok()?;
    let (writer, guard) = tracing_appender::non_blocking(appender);
    let (filter, handle) = reload::Layer::new(filter_at(LogLevel::Info));
    tracing_subscriber::registry()
        .with(filter)
        .with(
            tracing_subscriber::fmt::layer()
                .with_ansi(false)
                .with_writer(writer),
        )
        .try_init()
        .ok()?;
    std::panic::set_hook(Box::new(
        |panic| tracing::error!(%panic, "a thread panicked"),
    ));
    Some(Logs {
        filter: handle,
        _writer: guard,
    })
}

/// The folder is its owner's only: a log names what a person looks at.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

impl Logs {
    /// Logs at another level from now on.
    pub(crate) fn set_level(&self, level: LogLevel) {
        if let Err(problem) = self.filter.reload(filter_at(level)) {
            tracing::warn!(%problem, "the log level could not be changed");
        }
    }
}

/// Our own rooms at `level`; everybody else's only from warnings up, because what other crates trace
/// (headers, for one) may hold secrets.
fn filter_at(level: LogLevel) -> EnvFilter {
    let level = match level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
    };
    EnvFilter::new(format!(
        "{},portolan={level}",
        if level == "error" { "error" } else { "warn" }
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a registry client's request is logged, and our own words of the same weight.
    fn are_logged(level: LogLevel) -> [bool; 4] {
        let subscriber = tracing_subscriber::registry().with(filter_at(level));
        tracing::subscriber::with_default(subscriber, || {
            [
                tracing::enabled!(target: "reqwest::connect", tracing::Level::INFO),
                tracing::enabled!(target: "reqwest::connect", tracing::Level::WARN),
                tracing::enabled!(target: "portolan_app::images", tracing::Level::TRACE),
                tracing::enabled!(target: "portolan_app::images", tracing::Level::ERROR),
            ]
        })
    }

    #[test]
    fn other_crates_stay_at_warnings_whatever_the_level() {
        assert_eq!(are_logged(LogLevel::Trace), [false, true, true, true]);
        assert_eq!(are_logged(LogLevel::Info), [false, true, false, true]);
        assert_eq!(are_logged(LogLevel::Error), [false, false, false, true]);
    }
}
