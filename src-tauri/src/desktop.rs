//! Opens the program behind its window, and ends it when the window closes.

use std::{
    path::Path,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use portolan_app::App;
use portolan_contract::{Code, Event, Failure, Hint, Nothing, ReadWindowState, WindowState};
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};

use crate::{
    bridge,
    bridge::Bridge,
    choosing,
    instance::{self, Listening},
    logs,
    logs::Logs,
    notifying,
    tray::{self, Tray},
    window,
};

/// Under this key `app` keeps the window's size.
const SIZE_KEY: &str = "window-size";

/// How long a start waits for a program that is ending to leave the home.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens the window; an argument is an address to open in it.
pub(crate) fn open(arguments: Vec<String>) -> ExitCode {
    let address = arguments.into_iter().next().unwrap_or_default();
    let home = App::find_home();
    let log = home
        .as_ref()
        .ok()
        .and_then(|home| logs::begin(&home.join("logs")));
    let app = match &home {
        Ok(home) => match open_or_hand_over(home, &address) {
            Some(app) => app,
            None => return ExitCode::SUCCESS,
        },
        Err(failure) => Err(failure.clone()),
    };
    let bridge = Bridge::new(app.clone(), address);
    let listening = Listening::default();
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .manage(bridge)
        .manage(Tray::default())
        .invoke_handler(tauri::generate_handler![
            bridge::call,
            bridge::cancel,
            bridge::subscribe,
            choosing::choose_file,
            notifying::notify,
            tray::show_tray
        ])
        .setup({
            let (app, listening) = (app.clone(), listening.clone());
            move |tauri| {
                let handle = tauri.handle().clone();
                window::make(&handle, remembered_size(&app))?;
                if let (Ok(app), Ok(home)) = (&app, &home) {
                    let raised = handle.clone();
                    instance::listen(home, app, listening, move || window::raise(&raised));
                    follow_log_level(app, log);
                }
                end_when_asked(handle);
                Ok(())
            }
        })
        .build(tauri::generate_context!());
    match built {
        Ok(tauri) => {
            tauri.run(move |handle, event| end_with_the_window(handle, &event, &app, &listening));
            ExitCode::SUCCESS
        }
        Err(problem) => {
            tracing::error!(%problem, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}

/// Opens the home, or hands the address to the program that holds it: then there is nothing to open here.
///
/// A program that is ending takes no address any more, and leaves the home a moment later.
fn open_or_hand_over(home: &Path, address: &str) -> Option<Result<Arc<App>, Failure>> {
    let begun = Instant::now();
    loop {
        let failure = match tauri::async_runtime::block_on(App::open(home)) {
            Ok(app) => return Some(Ok(app)),
            Err(failure) => failure,
        };
        let is_held = is_held_by_another(&failure);
        if is_held && instance::hand_over(home, address) {
            return None;
        }
        if !is_held || begun.elapsed() > PATIENCE {
            tracing::error!(%failure, "the program could not open its home");
            return Some(Err(failure));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn is_held_by_another(failure: &Failure) -> bool {
    failure.code == Code::Conflict && matches!(failure.hint, Some(Hint::AlreadyRunning))
}

/// Keeps the log at the level of the settings for as long as the program runs.
fn follow_log_level(app: &Arc<App>, log: Option<Logs>) {
    let Some(log) = log else { return };
    let app = Arc::clone(app);
    tauri::async_runtime::spawn(async move {
        let mut listener = app.events.listen();
        loop {
            if let Ok(settings) = app.read_settings(Nothing {}).await {
                log.set_level(settings.log_level);
            }
            loop {
                match listener.recv().await {
                    Ok(Event::SettingsChanged | Event::EverythingChanged) => break,
                    Ok(_) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                }
            }
        }
    });
}

fn remembered_size(app: &Result<Arc<App>, Failure>) -> window::Size {
    let Ok(app) = app else {
        return window::Size::default();
    };
    let asked = app.read_window_state(ReadWindowState {
        key: SIZE_KEY.to_owned(),
    });
    let kept = tauri::async_runtime::block_on(asked)
        .ok()
        .and_then(|state| state.value);
    kept.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

/// Ends as with its window when the session or the terminal that it was started in ends.
fn end_when_asked(handle: AppHandle) {
    tauri::async_runtime::spawn(async move {
        asked_to_end().await;
        handle.exit(0);
    });
}

#[cfg(unix)]
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let asked = |kind: SignalKind| async move {
        match signal(kind) {
            Ok(mut stream) => stream.recv().await.unwrap_or_default(),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = asked(SignalKind::terminate()) => {}
        () = asked(SignalKind::hangup()) => {}
        () = asked(SignalKind::interrupt()) => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn end_with_the_window(
    handle: &AppHandle,
    event: &RunEvent,
    app: &Result<Arc<App>, Failure>,
    listening: &Listening,
) {
    let Ok(app) = app else { return };
    match event {
        RunEvent::WindowEvent {
            event: WindowEvent::CloseRequested { api, .. },
            ..
        } => {
            let size = handle
                .get_webview_window(window::MAIN)
                .as_ref()
                .and_then(window::measure);
            if let Some(value) = size.and_then(|size| serde_json::to_string(&size).ok()) {
                let state = WindowState {
                    key: SIZE_KEY.to_owned(),
                    value: Some(value),
                };
                let kept = tauri::async_runtime::block_on(app.keep_window_state(state));
                if let Err(problem) = kept {
                    tracing::warn!(%problem, "the window's size was not kept");
                }
            }
            if handle.state::<Tray>().is_shown()
                && let Some(window) = handle.get_webview_window(window::MAIN)
                && window.hide().is_ok()
            {
                api.prevent_close();
            }
        }
        RunEvent::Exit => {
            // From now on a later start opens a window of its own.
            listening.end();
            tauri::async_runtime::block_on(async {
                handle.state::<Bridge>().settle().await;
                app.close().await;
            });
        }
        _ => {}
    }
}
