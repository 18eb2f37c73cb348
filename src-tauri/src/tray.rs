//! The program's icon among those that a desktop shows of what runs behind (its tray). While it is there,
//! closing the window only hides it. On Linux it is a `StatusNotifierItem`, spoken over D-Bus without any
//! library of the system's; where no desktop shows such items, and on other systems, there is none.

#[cfg(target_os = "linux")]
mod item;
#[cfg(target_os = "linux")]
mod menu;

use std::sync::{Arc, Mutex, PoisonError};

use portolan_app::App;
use portolan_contract::{ChangeSettings, Nothing};
use serde::Deserialize;
use tauri::{AppHandle, Manager, State};

use crate::{bridge::Bridge, window};

/// What the menu says, in words of the window.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TrayWords {
    open: String,
    run_due: String,
    pause: String,
    quit: String,
    /// Whether schedules are paused.
    is_paused: bool,
}

/// What is chosen in the menu.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Act {
    Open,
    RunDue,
    Pause,
    Quit,
}

/// Does what was chosen.
type Acting = Arc<dyn Fn(Act) + Send + Sync>;

/// The icon, while it is shown.
#[derive(Debug, Default)]
pub(crate) struct Tray {
    #[cfg(target_os = "linux")]
    shown: tokio::sync::Mutex<Option<item::Shown>>,
    is_shown: Mutex<bool>,
}

impl Tray {
    /// Whether the window can be had again without it.
    pub(crate) fn is_shown(&self) -> bool {
        *self.lock()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, bool> {
        self.is_shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Shows the icon with these words, or takes it away. Answers whether it is there.
#[tauri::command]
pub(crate) async fn show_tray(
    app: AppHandle,
    tray: State<'_, Tray>,
    words: Option<TrayWords>,
) -> Result<bool, ()> {
    let is_shown = change(&app, &tray, words).await;
    *tray.lock() = is_shown;
    Ok(is_shown)
}

#[cfg(target_os = "linux")]
async fn change(app: &AppHandle, tray: &Tray, words: Option<TrayWords>) -> bool {
    let mut shown = tray.shown.lock().await;
    let Some(words) = words else {
        *shown = None;
        return false;
    };
    if let Some(shown) = &*shown {
        return shown.say(words).await;
    }
    let icon = app.default_window_icon().map(item::pixels);
    match item::Shown::begin(words, icon.into_iter().collect(), acting(app)).await {
        Ok(begun) => {
            *shown = Some(begun);
            true
        }
        Err(problem) => {
            tracing::info!(%problem, "this desktop shows no icons of what runs behind");
            false
        }
    }
}

#[cfg(not(target_os = "linux"))]
async fn change(_: &AppHandle, _: &Tray, _: Option<TrayWords>) -> bool {
    false
}

#[cfg_attr(
    not(target_os = "linux"),
    expect(dead_code, reason = "there is no icon to press")
)]
fn acting(app: &AppHandle) -> Acting {
    let app = app.clone();
    Arc::new(move |act| match act {
        Act::Open => window::raise(&app),
        Act::Quit => app.exit(0),
        Act::RunDue => with_program(&app, |program| async move {
            program.run_due_rules(Nothing {}).await.map(drop)
        }),
        Act::Pause => with_program(&app, |program| async move {
            let settings = program.read_settings(Nothing {}).await?;
            let change = ChangeSettings {
                schedules_paused: Some(!settings.schedules_paused),
                ..ChangeSettings::default()
            };
            program.change_settings(change).await.map(drop)
        }),
    })
}

fn with_program<Doing>(app: &AppHandle, deed: impl FnOnce(Arc<App>) -> Doing)
where
    Doing: Future<Output = Result<(), portolan_contract::Failure>> + Send + 'static,
{
    let Ok(program) = app.state::<Bridge>().program() else {
        return;
    };
    let doing = deed(program);
    tauri::async_runtime::spawn(async move {
        if let Err(failure) = doing.await {
            tracing::warn!(%failure, "what was chosen of the icon's menu failed");
        }
    });
}
