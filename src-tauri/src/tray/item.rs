//! The icon on D-Bus (`org.kde.StatusNotifierItem`), which a desktop's watcher is told of.
#![expect(
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "the bus gives a method what its interface says, needed or not"
)]

use std::sync::{Arc, Mutex, PoisonError};

use tauri::image::Image;
use zbus::{Connection, connection::Builder, interface, zvariant::OwnedObjectPath};

use super::{
    Act, Acting, TrayWords,
    menu::{MENU, Menu},
};

/// Where the item is on our connection.
const ITEM: &str = "/StatusNotifierItem";
/// Who shows items, on every desktop that does.
const WATCHER: &str = "org.kde.StatusNotifierWatcher";
/// Pixels along a side that a desktop needs at most.
const SIDE: usize = 64;

/// Pixels as the bus wants them: width, height, and alpha, red, green, blue of each.
pub(super) type Pixels = (i32, i32, Vec<u8>);

/// The icon while it is shown; it goes when dropped.
#[derive(Debug)]
pub(super) struct Shown {
    connection: Connection,
    words: Arc<Mutex<TrayWords>>,
}

impl Shown {
    /// Offers the icon to the desktop.
    ///
    /// # Errors
    /// Where there is no bus, or nobody on it who shows icons.
    pub(super) async fn begin(
        words: TrayWords,
        icon: Vec<Pixels>,
        acting: Acting,
    ) -> zbus::Result<Self> {
        let words = Arc::new(Mutex::new(words));
        let menu = Menu::new(Arc::clone(&words), Arc::clone(&acting));
        let name = format!("org.kde.StatusNotifierItem-{}-1", std::process::id());
        let connection = Builder::session()?
            .serve_at(ITEM, Item { icon, acting })?
            .serve_at(MENU, menu)?
            .name(name.as_str())?
            .build()
            .await?;
        connection
            .call_method(
                Some(WATCHER),
                "/StatusNotifierWatcher",
                Some(WATCHER),
                "RegisterStatusNotifierItem",
                &name.as_str(),
            )
            .await?;
        Ok(Self { connection, words })
    }

    /// Says other words from now on. Answers whether the icon is still there to say them.
    pub(super) async fn say(&self, words: TrayWords) -> bool {
        *self.words.lock().unwrap_or_else(PoisonError::into_inner) = words;
        let server = self.connection.object_server();
        let told = async {
            let menu = server.interface::<_, Menu>(MENU).await?;
            let revision = menu.get_mut().await.begin_revision();
            Menu::layout_updated(menu.signal_emitter(), revision, 0).await
        };
        if let Err(problem) = told.await {
            tracing::info!(%problem, "the icon's menu could not be changed");
            return false;
        }
        true
    }
}

/// A picture as the bus wants it, not larger than is needed.
pub(super) fn pixels(icon: &Image<'_>) -> Pixels {
    let (width, height) = (icon.width() as usize, icon.height() as usize);
    let step = (width.max(height)).div_ceil(SIDE).max(1);
    let mut argb = Vec::new();
    let rows = (0..height).step_by(step);
    for row in rows.clone() {
        for column in (0..width).step_by(step) {
            let at = 4 * (row * width + column);
            if let Some([red, green, blue, alpha]) = icon.rgba().get(at..at + 4) {
                argb.extend([alpha, red, green, blue]);
            }
        }
    }
    let side = |length: usize| length.div_ceil(step) as i32;
    (side(width), side(height), argb)
}

struct Item {
    icon: Vec<Pixels>,
    acting: Acting,
}

#[interface(name = "org.kde.StatusNotifierItem")]
impl Item {
    #[zbus(property)]
    fn category(&self) -> &'static str {
        "ApplicationStatus"
    }

    #[zbus(property)]
    fn id(&self) -> &'static str {
        "portolan"
    }

    #[zbus(property)]
    fn title(&self) -> &'static str {
        "Portolan"
    }

    #[zbus(property)]
    fn status(&self) -> &'static str {
        "Active"
    }

    #[zbus(property)]
    fn window_id(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn icon_name(&self) -> &'static str {
        ""
    }

    #[zbus(property)]
    fn icon_pixmap(&self) -> Vec<Pixels> {
        self.icon.clone()
    }

    #[zbus(property)]
    fn tool_tip(&self) -> (String, Vec<Pixels>, String, String) {
        let title = "Portolan".to_owned();
        (String::new(), Vec::new(), title, String::new())
    }

    #[zbus(property)]
    fn item_is_menu(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn menu(&self) -> OwnedObjectPath {
        OwnedObjectPath::try_from(MENU).unwrap_or_default()
    }

    fn activate(&self, _x: i32, _y: i32) {
        (self.acting)(Act::Open);
    }

    fn secondary_activate(&self, _x: i32, _y: i32) {
        (self.acting)(Act::Open);
    }

    fn context_menu(&self, _x: i32, _y: i32) {}

    fn scroll(&self, _delta: i32, _orientation: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_turned_into_what_the_bus_wants_and_made_small_enough() {
        let small = Image::new_owned(vec![1, 2, 3, 4, 5, 6, 7, 8], 2, 1);
        assert_eq!(pixels(&small), (2, 1, vec![4, 1, 2, 3, 8, 5, 6, 7]));
        let large = Image::new_owned(vec![9; 4 * 512 * 256], 512, 256);
        let (width, height, argb) = pixels(&large);
        assert_eq!((width, height), (64, 32));
        assert_eq!(argb.len(), 4 * 64 * 32);
    }
}
