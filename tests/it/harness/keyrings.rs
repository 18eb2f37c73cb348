//! The Secret Service in each of its states, as D-Bus tells it.

use portolan_tests::{Bus, FreshHome, Keyring};
use zbus::{Connection, Proxy, zvariant::OwnedObjectPath};

async fn connect(bus: &Bus) -> Connection {
    zbus::connection::Builder::address(bus.address())
        .unwrap()
        .build()
        .await
        .unwrap()
}

/// Whether the collection that new secrets go to is locked; nothing where there is none.
async fn default_is_locked(bus: &Bus) -> Option<bool> {
    let connection = connect(bus).await;
    let name = "org.freedesktop.secrets";
    let root = "/org/freedesktop/secrets";
    let secrets = Proxy::new(&connection, name, root, "org.freedesktop.Secret.Service")
        .await
        .ok()?;
    let path: OwnedObjectPath = secrets.call("ReadAlias", &("default")).await.ok()?;
    let interface = "org.freedesktop.Secret.Collection";
    let collection = Proxy::new(&connection, name, path, interface).await.ok()?;
    collection.get_property("Locked").await.ok()
}

#[tokio::test]
async fn an_open_keyring_has_an_unlocked_default_collection() {
    let home = FreshHome::new();
    let bus = Bus::start(&home, Keyring::Open).await;
    assert_eq!(default_is_locked(&bus).await, Some(false));
}

#[tokio::test]
async fn a_locked_keyring_has_a_locked_default_collection() {
    let home = FreshHome::new();
    let bus = Bus::start(&home, Keyring::Locked).await;
    assert_eq!(default_is_locked(&bus).await, Some(true));
}

#[tokio::test]
async fn an_absent_keyring_answers_nothing() {
    let home = FreshHome::new();
    let bus = Bus::start(&home, Keyring::Absent).await;
    assert_eq!(default_is_locked(&bus).await, None);
}
