//! Tells the person something by the system's own notifications. The window gives the words and nothing
//! else: the plugin's own commands stay closed to it.

use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt as _;

/// Characters of a notification that are shown anywhere.
const MOST: usize = 400;

/// Shows a notification. Where the system shows none, nothing happens: the window tells the same.
#[tauri::command]
pub(crate) fn notify(app: AppHandle, title: String, text: String) {
    let builder = app.notification().builder();
    let shown = builder.title(plain(&title)).body(plain(&text)).show();
    if let Err(problem) = shown {
        tracing::info!(%problem, "a notification was not shown");
    }
}

/// Without what ends a text on the way, and no longer than is read.
fn plain(text: &str) -> String {
    text.chars().filter(|it| *it != '\0').take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_and_has_no_end_in_its_middle() {
        assert_eq!(plain("a\0b"), "ab");
        assert_eq!(plain(&"é".repeat(1000)).chars().count(), MOST);
    }
}
