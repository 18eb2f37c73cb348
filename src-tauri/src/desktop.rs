//! Opens the program behind its window, and ends it when the window closes.

use std::{process::ExitCode, sync::Arc};

use portolan_app::App;
use portolan_contract::{Code, Event, Failure, Hint, Nothing, ReadWindowState, WindowState};
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};

use crate::{bridge, bridge::Bridge, instance, logs, logs::Logs, window};

/// Under this key `app` keeps the window's size.
const SIZE_KEY: &str = "window-size";

/// Opens the window; an argument is an address to open in it.
pub(crate) fn open(arguments: Vec<String>) -> ExitCode {
    let address = arguments.into_iter().next().unwrap_or_default();
    let home = App::find_home();
    let log = home
        .as_ref()
        .ok()
        .and_then(|home| logs::begin(&home.join("logs")));
    let runtime = tauri::async_runtime::handle();
    let app = home
        .clone()
        .and_then(|home| runtime.block_on(App::open(&home)));
    if let (Ok(home), Err(failure)) = (&home, &app) {
        if is_held_by_another(failure) && instance::hand_over(home, &address) {
            return ExitCode::SUCCESS;
        }
        tracing::error!(%failure, "the program could not open its home");
    }
    let bridge = Bridge::new(app.clone());
    let built = tauri::Builder::default()
        .manage(bridge)
        .invoke_handler(tauri::generate_handler![
            bridge::call,
            bridge::cancel,
            bridge::subscribe
        ])
        .setup({
            let app = app.clone();
            move |tauri| {
                let handle = tauri.handle().clone();
                window::make(&handle, remembered_size(&app))?;
                if let (Ok(app), Ok(home)) = (&app, &home) {
                    let raised = handle.clone();
                    instance::listen(home, app, move || window::raise(&raised));
                    follow_log_level(app, log);
                    if !address.is_empty() {
                        app.events.tell(Event::AddressRequested { text: address });
                    }
                }
                Ok(())
            }
        })
        .build(tauri::generate_context!());
    match built {
        Ok(tauri) => {
            tauri.run(move |handle, event| end_with_the_window(handle, &event, &app));
            ExitCode::SUCCESS
        }
        Err(problem) => {
            tracing::error!(%problem, "the window could not be opened");
            ExitCode::FAILURE
        }
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

fn end_with_the_window(handle: &AppHandle, event: &RunEvent, app: &Result<Arc<App>, Failure>) {
    let Ok(app) = app else { return };
    match event {
        RunEvent::WindowEvent {
            event: WindowEvent::CloseRequested { .. },
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
        }
        RunEvent::Exit => tauri::async_runtime::block_on(app.close()),
        _ => {}
    }
}
