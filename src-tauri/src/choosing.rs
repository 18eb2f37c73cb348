//! Lets a person choose a file in the system's own dialog. The window learns its path and nothing else:
//! the dialog's own commands stay closed to it.

use serde::Deserialize;
use tauri::WebviewWindow;
use tauri_plugin_dialog::DialogExt as _;
use tokio::sync::oneshot;

/// What file is wanted, in the person's language.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileWanted {
    title: String,
    /// What such files are called, and how their names end.
    kind: String,
    extension: String,
    /// What a new file would be called; nothing where one is wanted that is there.
    new_name: Option<String>,
}

/// The path of a file that the person chooses; nothing where none was chosen.
#[tauri::command]
pub(crate) async fn choose_file(window: WebviewWindow, wanted: FileWanted) -> Option<String> {
    let dialog = window
        .dialog()
        .file()
        .set_parent(&window)
        .set_title(plain(&wanted.title))
        .add_filter(plain(&wanted.kind), &[&plain(&wanted.extension)]);
    let (tell, told) = oneshot::channel();
    // Nobody waits any more where the window has gone.
    let answer = move |chosen| drop(tell.send(chosen));
    match wanted.new_name {
        Some(name) => dialog.set_file_name(plain(&name)).save_file(answer),
        None => dialog.pick_file(answer),
    }
    let path = told.await.ok().flatten()?.into_path().ok()?;
    path.into_os_string().into_string().ok()
}

/// The dialogs are C's, where a text ends at the first NUL; some give up when there is one.
fn plain(text: &str) -> String {
    text.replace('\0', "")
}
