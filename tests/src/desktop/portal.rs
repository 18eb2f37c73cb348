//! A stand-in for the dialogs in which a person of a Linux desktop chooses files: the portal of
//! freedesktop.org (`org.freedesktop.portal.FileChooser`), which GTK asks when it is told to. It chooses
//! at once what the test wants.
#![expect(
    clippy::unused_self,
    clippy::used_underscore_binding,
    reason = "the bus gives a method what its interface says, needed or not"
)]

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use url::Url;
use zbus::{
    Connection, fdo, interface,
    message::Header,
    object_server::ResponseDispatchNotifier,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

/// The running stand-in; it goes when dropped.
#[derive(Debug)]
pub struct FilePortal {
    asked: Arc<Mutex<Vec<Asked>>>,
    _connection: Connection,
}

/// A dialog that was asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Asked {
    /// Whether it is for a new file.
    pub is_new: bool,
    /// What stands above it.
    pub title: String,
    /// What a new file would be called.
    pub name: String,
}

struct FileChooser {
    chosen: PathBuf,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl FilePortal {
    /// Offers itself on that bus; whoever asks gets this file.
    pub(super) async fn start(bus: &str, chosen: &Path) -> Self {
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let chooser = FileChooser {
            chosen: chosen.to_owned(),
            asked: Arc::clone(&asked),
        };
        let builder = zbus::connection::Builder::address(bus).unwrap();
        let place = "/org/freedesktop/portal/desktop";
        let builder = builder.serve_at(place, chooser).unwrap();
        let builder = builder.serve_at(place, ProxyResolver).unwrap();
        let builder = builder.name("org.freedesktop.portal.Desktop");
        Self {
            asked,
            _connection: builder.unwrap().build().await.unwrap(),
        }
    }

    /// The dialogs that were asked for.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

/// Who asks one portal asks this one, too, before any connection.
struct ProxyResolver;

#[interface(name = "org.freedesktop.portal.ProxyResolver")]
impl ProxyResolver {
    #[zbus(property)]
    fn version(&self) -> u32 {
        1
    }

    fn lookup(&self, _uri: &str) -> Vec<String> {
        vec!["direct://".to_owned()]
    }
}

#[interface(name = "org.freedesktop.portal.FileChooser")]
impl FileChooser {
    #[zbus(property)]
    fn version(&self) -> u32 {
        3
    }

    async fn open_file(
        &self,
        _parent: &str,
        title: &str,
        options: HashMap<String, OwnedValue>,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) -> fdo::Result<ResponseDispatchNotifier<OwnedObjectPath>> {
        self.answer(false, title, &options, &header, connection)
    }

    async fn save_file(
        &self,
        _parent: &str,
        title: &str,
        options: HashMap<String, OwnedValue>,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
    ) -> fdo::Result<ResponseDispatchNotifier<OwnedObjectPath>> {
        self.answer(true, title, &options, &header, connection)
    }
}

impl FileChooser {
    /// The answer comes as a signal of a request, whose path both sides know beforehand, and after the
    /// request itself was answered: GTK does not survive it earlier.
    fn answer(
        &self,
        is_new: bool,
        title: &str,
        options: &HashMap<String, OwnedValue>,
        header: &Header<'_>,
        connection: &Connection,
    ) -> fdo::Result<ResponseDispatchNotifier<OwnedObjectPath>> {
        let text = |key: &str| -> String {
            let value = options
                .get(key)
                .and_then(|value| value.downcast_ref::<&str>().ok());
            value.unwrap_or_default().to_owned()
        };
        self.asked.lock().unwrap().push(Asked {
            is_new,
            title: title.to_owned(),
            name: text("current_name"),
        });
        let sender = header.sender().unwrap().to_string();
        let place = sender.trim_start_matches(':').replace('.', "_");
        let token = text("handle_token");
        let path = format!("/org/freedesktop/portal/desktop/request/{place}/{token}");
        let path = OwnedObjectPath::try_from(path).map_err(zbus::Error::from)?;
        let uri = Url::from_file_path(&self.chosen).unwrap().to_string();
        let (reply, replied) = ResponseDispatchNotifier::new(path.clone());
        let bus = connection.clone();
        let choosing = async move {
            replied.await;
            let results = HashMap::from([("uris", Value::from(vec![uri]))]);
            let request = "org.freedesktop.portal.Request";
            bus.emit_signal(Some(sender), &path, request, "Response", &(0_u32, results))
                .await
                .unwrap();
        };
        connection.executor().spawn(choosing, "choosing").detach();
        Ok(reply)
    }
}
