//! The one window: made hidden, shown once its first page is there, remembered in size.

use serde::{Deserialize, Serialize};
use tauri::{
    AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder, webview::PageLoadEvent,
};

/// The label of the window in Tauri's capabilities.
pub(crate) const MAIN: &str = "main";

/// Logical pixels.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Size {
    pub(crate) width: f64,
    pub(crate) height: f64,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            width: 1280.0,
            height: 800.0,
        }
    }
}

/// Below this the screens no longer fit.
const SMALLEST: Size = Size {
    width: 720.0,
    height: 480.0,
};

/// Makes the window. It goes nowhere but to the program's own pages.
pub(crate) fn make(app: &AppHandle, size: Size) -> tauri::Result<WebviewWindow> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Portolan")
        .inner_size(
            size.width.max(SMALLEST.width),
            size.height.max(SMALLEST.height),
        )
        .min_inner_size(SMALLEST.width, SMALLEST.height)
        .visible(false)
        .on_navigation(|url| url.scheme() == "tauri" || (url.host_str() == Some("tauri.localhost")))
        .on_page_load(|window, payload| {
            if payload.event() == PageLoadEvent::Finished
                && let Err(problem) = window.show()
            {
                tracing::error!(%problem, "the window could not be shown");
            }
        })
        .build()
}

/// Brings the window to the front.
pub(crate) fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// How large the window is now.
pub(crate) fn measure(window: &WebviewWindow) -> Option<Size> {
    let scale = window.scale_factor().ok()?;
    let size = window.inner_size().ok()?.to_logical::<f64>(scale);
    Some(Size {
        width: size.width,
        height: size.height,
    })
}
