//! Asks the Secret Service itself whether the default collection is there and open, and what is in it.
//!
//! The `keyring` crate can't tell: through it a locked collection reads like an empty one.

use std::{collections::HashMap, time::Duration};

use futures_util::StreamExt as _;
use tokio::time::timeout;
use zbus::{
    Connection, Message, Proxy,
    zvariant::{DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Value},
};

use crate::{Error, SecretStatus};

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";
const COLLECTION: &str = "org.freedesktop.Secret.Collection";

/// A bus answers in milliseconds; a service that is started on demand may need seconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// A person has to find and type a password.
const PERSONS_PATIENCE: Duration = Duration::from_mins(2);

/// Whether the default collection can be used.
pub(crate) async fn status() -> SecretStatus {
    match timeout(PATIENCE, look()).await {
        Ok(Ok(status)) => status,
        Ok(Err(error)) => SecretStatus::Absent {
            reason: error.to_string(),
        },
        Err(_) => SecretStatus::Absent {
            reason: "the Secret Service does not answer".to_owned(),
        },
    }
}

/// Asks the service to unlock the default collection, and waits for the person where it asks one.
pub(crate) async fn unlock() -> Result<(), Error> {
    match timeout(PERSONS_PATIENCE, ask_to_unlock()).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(Error::KeyringFailed {
            reason: error.to_string(),
        }),
        // Whoever looks next will find it locked.
        Err(_) => Err(Error::KeyringLocked),
    }
}

/// Whether an item with these attributes is kept, in a locked collection too: its secret is locked away
/// there, that it exists is not. An error is no answer.
pub(crate) async fn has_item(attributes: HashMap<&str, &str>) -> Option<bool> {
    timeout(PATIENCE, find_items(attributes)).await.ok()?.ok()
}

async fn find_items(attributes: HashMap<&str, &str>) -> zbus::Result<bool> {
    let bus = Connection::session().await?;
    let answer = call(&bus, PATH, SERVICE, "SearchItems", &(attributes,)).await?;
    let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
        answer.body().deserialize()?;
    Ok(!open.is_empty() || !locked.is_empty())
}

async fn ask_to_unlock() -> zbus::Result<()> {
    let bus = Connection::session().await?;
    let Some(collection) = default_collection(&bus).await? else {
        return Ok(());
    };
    let answer = call(&bus, PATH, SERVICE, "Unlock", &(vec![&collection],)).await?;
    let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = answer.body().deserialize()?;
    if prompt.as_str() == "/" {
        return Ok(());
    }
    let dialog = Proxy::new(&bus, NAME, &prompt, "org.freedesktop.Secret.Prompt").await?;
    // Listen first: it may be over before `Prompt` has answered.
    let mut over = dialog.receive_signal("Completed").await?;
    dialog.call_method("Prompt", &("",)).await?;
    over.next().await;
    Ok(())
}

async fn look() -> zbus::Result<SecretStatus> {
    let bus = Connection::session().await?;
    let Some(collection) = default_collection(&bus).await? else {
        return Ok(SecretStatus::Absent {
            reason: "the Secret Service has no default collection".to_owned(),
        });
    };
    Ok(if is_locked(&bus, &collection).await? {
        SecretStatus::Locked
    } else {
        SecretStatus::Available
    })
}

/// The collection behind the alias `default`; the service answers `/` where there is none.
async fn default_collection(bus: &Connection) -> zbus::Result<Option<OwnedObjectPath>> {
    let answer = call(bus, PATH, SERVICE, "ReadAlias", &("default",)).await?;
    let collection: OwnedObjectPath = answer.body().deserialize()?;
    Ok((collection.as_str() != "/").then_some(collection))
}

async fn is_locked(bus: &Connection, collection: &ObjectPath<'_>) -> zbus::Result<bool> {
    let properties = "org.freedesktop.DBus.Properties";
    let answer = call(
        bus,
        collection.as_str(),
        properties,
        "Get",
        &(COLLECTION, "Locked"),
    )
    .await?;
    let value: OwnedValue = answer.body().deserialize()?;
    Ok(matches!(*value, Value::Bool(true)))
}

async fn call<B: serde::Serialize + DynamicType>(
    bus: &Connection,
    path: &str,
    interface: &str,
    method: &str,
    body: &B,
) -> zbus::Result<Message> {
    bus.call_method(Some(NAME), path, Some(interface), method, body)
        .await
}
