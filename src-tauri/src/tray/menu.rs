//! The icon's menu on D-Bus (`com.canonical.dbusmenu`): the desktop draws it, and tells what was chosen.
#![expect(
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "the bus gives a method what its interface says, needed or not"
)]

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use zbus::{
    interface,
    object_server::SignalEmitter,
    zvariant::{OwnedValue, Value},
};

use super::{Act, Acting, TrayWords};

/// Where the menu is on our connection.
pub(super) const MENU: &str = "/MenuBar";

/// The menu itself.
const ROOT: i32 = 0;
/// What is in it, in this order.
const ENTRIES: [(i32, Option<Act>); 5] = [
    (1, Some(Act::Open)),
    (2, Some(Act::RunDue)),
    (3, Some(Act::Pause)),
    (4, None),
    (5, Some(Act::Quit)),
];

type Properties = HashMap<String, OwnedValue>;
/// An entry with what is in it.
type Layout = (i32, Properties, Vec<OwnedValue>);

/// The menu.
pub(super) struct Menu {
    words: Arc<Mutex<TrayWords>>,
    acting: Acting,
    /// Rises with each change of what it says.
    revision: u32,
}

impl Menu {
    pub(super) fn new(words: Arc<Mutex<TrayWords>>, acting: Acting) -> Self {
        Self {
            words,
            acting,
            revision: 1,
        }
    }

    pub(super) fn begin_revision(&mut self) -> u32 {
        self.revision = self.revision.wrapping_add(1);
        self.revision
    }

    fn properties(&self, id: i32) -> Properties {
        let words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = ENTRIES.iter().find(|(known, _)| *known == id);
        let mut said: Vec<(&str, Value<'_>)> = Vec::new();
        match entry.map(|(_, act)| act) {
            None if id == ROOT => said.push(("children-display", "submenu".into())),
            None => {}
            Some(None) => said.push(("type", "separator".into())),
            Some(Some(act)) => {
                let label = match act {
                    Act::Open => &words.open,
                    Act::RunDue => &words.run_due,
                    Act::Pause => &words.pause,
                    Act::Quit => &words.quit,
                };
                // A single underscore would stand before a letter to press.
                said.push(("label", label.replace('_', "__").into()));
                if *act == Act::Pause {
                    said.push(("toggle-type", "checkmark".into()));
                    said.push(("toggle-state", i32::from(words.is_paused).into()));
                }
            }
        }
        let owned = said
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value.try_into_owned().ok()?)));
        owned.collect()
    }

    fn act(&self, id: i32, event: &str) {
        let chosen = ENTRIES.iter().find(|(known, _)| *known == id);
        if let Some((_, Some(act))) = chosen
            && event == "clicked"
        {
            (self.acting)(*act);
        }
    }
}

#[interface(name = "com.canonical.dbusmenu")]
impl Menu {
    #[zbus(property)]
    fn version(&self) -> u32 {
        3
    }

    #[zbus(property)]
    fn status(&self) -> &'static str {
        "normal"
    }

    #[zbus(property)]
    fn text_direction(&self) -> &'static str {
        "ltr"
    }

    #[zbus(property)]
    fn icon_theme_path(&self) -> Vec<String> {
        Vec::new()
    }

    fn get_layout(&self, parent: i32, depth: i32, _names: Vec<String>) -> (u32, Layout) {
        let mut entries = Vec::new();
        if parent == ROOT && depth != 0 {
            for (id, _) in ENTRIES {
                let entry: Layout = (id, self.properties(id), Vec::new());
                entries.extend(Value::from(entry).try_into_owned().ok());
            }
        }
        (self.revision, (parent, self.properties(parent), entries))
    }

    fn get_group_properties(&self, ids: Vec<i32>, _names: Vec<String>) -> Vec<(i32, Properties)> {
        let known = |id: &i32| *id == ROOT || ENTRIES.iter().any(|(known, _)| known == id);
        let wanted: Vec<i32> = if ids.is_empty() {
            ENTRIES.iter().map(|(id, _)| *id).collect()
        } else {
            ids.into_iter().filter(known).collect()
        };
        wanted
            .into_iter()
            .map(|id| (id, self.properties(id)))
            .collect()
    }

    fn get_property(&self, id: i32, name: &str) -> zbus::fdo::Result<OwnedValue> {
        let found = self.properties(id).remove(name);
        found.ok_or_else(|| zbus::fdo::Error::InvalidArgs(format!("{id} has no {name}")))
    }

    fn event(&self, id: i32, event: &str, _data: Value<'_>, _timestamp: u32) {
        self.act(id, event);
    }

    fn event_group(&self, events: Vec<(i32, String, OwnedValue, u32)>) -> Vec<i32> {
        for (id, event, ..) in events {
            self.act(id, &event);
        }
        Vec::new()
    }

    fn about_to_show(&self, _id: i32) -> bool {
        false
    }

    fn about_to_show_group(&self, _ids: Vec<i32>) -> (Vec<i32>, Vec<i32>) {
        (Vec::new(), Vec::new())
    }

    #[zbus(signal)]
    pub(super) async fn layout_updated(
        emitter: &SignalEmitter<'_>,
        revision: u32,
        parent: i32,
    ) -> zbus::Result<()>;
}
