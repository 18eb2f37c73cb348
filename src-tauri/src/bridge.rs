//! Carries calls and events between the window and `app`.
//!
//! Three Tauri commands are the plumbing: `call` carries every command of the contract, `cancel` stops
//! one that nobody waits for any more, `subscribe` opens the stream of events.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use portolan_app::{App, dispatch};
use portolan_contract::{Event, Failure};
use serde_json::Value;
use tauri::{State, ipc::Channel};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::{CancellationToken, DropGuard};

/// What the commands share: the running program, or why it could not start.
pub(crate) struct Bridge {
    app: Result<Arc<App>, Failure>,
    calls: Mutex<HashMap<u64, CancellationToken>>,
}

impl Bridge {
    pub(crate) fn new(app: Result<Arc<App>, Failure>) -> Self {
        Self {
            app,
            calls: Mutex::default(),
        }
    }

    fn calls(&self) -> std::sync::MutexGuard<'_, HashMap<u64, CancellationToken>> {
        // A panic elsewhere leaves a map of tokens behind, which is still right.
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Carries out one command. `id` names the call for [`cancel`].
#[tauri::command]
pub(crate) async fn call(
    bridge: State<'_, Bridge>,
    id: u64,
    command: String,
    payload: Value,
) -> Result<Value, Failure> {
    let app = bridge.app.clone()?;
    let token = CancellationToken::new();
    let _stops_when_dropped: DropGuard = token.clone().drop_guard();
    bridge.calls().insert(id, token.clone());
    let outcome = tokio::select! {
        outcome = dispatch(&app, &command, payload) => outcome,
        // The window has stopped listening; what it is told no longer matters.
        () = token.cancelled() => Err(Failure::unexpected("cancelled")),
    };
    bridge.calls().remove(&id);
    if let Err(failure) = &outcome
        && !token.is_cancelled()
    {
        tracing::info!(command, %failure, "a command failed");
    }
    outcome
}

/// Stops a call. One that has ended needs no stopping.
#[tauri::command]
pub(crate) fn cancel(bridge: State<'_, Bridge>, id: u64) {
    if let Some(token) = bridge.calls().get(&id) {
        token.cancel();
    }
}

/// Sends every event to the window from now on, for as long as it listens.
#[tauri::command]
pub(crate) fn subscribe(bridge: State<'_, Bridge>, channel: Channel<Event>) {
    let Ok(app) = &bridge.app else { return };
    let mut listener = app.events.listen();
    tauri::async_runtime::spawn(async move {
        loop {
            let event = match listener.recv().await {
                Ok(event) => event,
                Err(RecvError::Lagged(_)) => Event::EverythingChanged,
                Err(RecvError::Closed) => break,
            };
            if channel.send(event).is_err() {
                break;
            }
        }
    });
}
