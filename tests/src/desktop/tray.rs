//! A stand-in for the part of a desktop that shows icons of what runs behind
//! (`org.kde.StatusNotifierWatcher`): it keeps who came, reads their menus, and chooses from them.
#![expect(
    clippy::unused_self,
    reason = "the bus gives a method what its interface says, needed or not"
)]

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use zbus::{
    Connection, interface,
    zvariant::{OwnedValue, Structure, Value},
};

/// The running stand-in; it goes when dropped.
#[derive(Debug)]
pub struct TrayHost {
    items: Arc<Mutex<Vec<String>>>,
    connection: Connection,
}

/// An entry of a menu.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TrayEntry {
    /// By what it is chosen.
    pub id: i32,
    /// What it says; nothing for a line between others.
    pub label: String,
    /// Whether it is ticked, where it can be.
    pub ticked: Option<bool>,
}

/// An entry with what is said of it and what is in it.
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

struct Watcher(Arc<Mutex<Vec<String>>>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        self.0.lock().unwrap().push(service);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }
}

impl TrayHost {
    /// Offers itself on that bus.
    pub(super) async fn start(bus: &str) -> Self {
        let items = Arc::<Mutex<Vec<String>>>::default();
        let watcher = Watcher(Arc::clone(&items));
        let builder = zbus::connection::Builder::address(bus).unwrap();
        let builder = builder.serve_at("/StatusNotifierWatcher", watcher).unwrap();
        let builder = builder.name("org.kde.StatusNotifierWatcher").unwrap();
        Self {
            items,
            connection: builder.build().await.unwrap(),
        }
    }

    /// The icons that came, by the names of who shows them.
    pub fn items(&self) -> Vec<String> {
        self.items.lock().unwrap().clone()
    }

    /// What the menu of an icon says.
    pub async fn menu(&self, item: &str) -> Vec<TrayEntry> {
        let answer = self
            .ask(item, "GetLayout", &(0_i32, -1_i32, Vec::<String>::new()))
            .await;
        let (_, (_, _, entries)): (u32, Layout) = answer.body().deserialize().unwrap();
        entries.into_iter().map(read_entry).collect()
    }

    /// Chooses an entry of it.
    pub async fn choose(&self, item: &str, entry: i32) {
        let event = (entry, "clicked", Value::from(0_i32), 0_u32);
        self.ask(item, "Event", &event).await;
    }

    async fn ask<Body>(&self, item: &str, method: &str, body: &Body) -> zbus::Message
    where
        Body: serde::Serialize + zbus::zvariant::DynamicType,
    {
        let menu = "com.canonical.dbusmenu";
        let asked = self
            .connection
            .call_method(Some(item), "/MenuBar", Some(menu), method, body);
        asked.await.unwrap()
    }
}

fn read_entry(entry: OwnedValue) -> TrayEntry {
    let entry: Structure<'_> = entry.try_into().unwrap();
    let (id, mut said, _): Layout = entry.try_into().unwrap();
    let label = said.remove("label").map(|it| String::try_from(it).unwrap());
    let ticked = said.remove("toggle-state");
    TrayEntry {
        id,
        label: label.unwrap_or_default(),
        ticked: ticked.map(|it| i32::try_from(it).unwrap() == 1),
    }
}
