//! Carries calls and events between the window and `app`.
//!
//! Three Tauri commands are the plumbing: `call` carries every command of the contract, `cancel` stops
//! one that nobody waits for any more, `subscribe` opens the stream of events.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use portolan_app::{App, dispatch};
use portolan_contract::{Event, Failure};
use serde_json::Value;
use tauri::{State, ipc::Channel};
use tokio::sync::broadcast::error::RecvError;
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

/// How long the end waits for calls under way: what keeps something takes milliseconds, and nobody waits
/// for the answer of any other.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the commands share: the running program, or why it could not start.
pub(crate) struct Bridge {
    app: Result<Arc<App>, Failure>,
    calls: Mutex<HashMap<u64, CancellationToken>>,
    under_way: TaskTracker,
    /// The address that the program was started with, until the window listens.
    address: Mutex<String>,
}

impl Bridge {
    /// `address` is told to the window as soon as it listens; empty: there is none.
    pub(crate) fn new(app: Result<Arc<App>, Failure>, address: String) -> Self {
        Self {
            app,
            calls: Mutex::default(),
            under_way: TaskTracker::new(),
            address: Mutex::new(address),
        }
    }

    /// The running program, or why it could not start.
    pub(crate) fn program(&self) -> Result<Arc<App>, Failure> {
        self.app.clone()
    }

    /// Lets calls under way come to their end, so that what was changed last is kept.
    pub(crate) async fn settle(&self) {
        self.under_way.close();
        let _ = tokio::time::timeout(PATIENCE, self.under_way.wait()).await;
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
    let _under_way = bridge.under_way.token();
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
    let address = std::mem::take(
        &mut *bridge
            .address
            .lock()
            .unwrap_or_else(PoisonError::into_inner),
    );
    if !address.is_empty() {
        // Nobody is left to tell where it fails.
        let _ = channel.send(Event::AddressRequested { text: address });
    }
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
