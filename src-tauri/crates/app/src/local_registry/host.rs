//! Starts the local registry with the program, keeps its connection, and ends it.

use std::{path::PathBuf, sync::Arc};

use async_trait::async_trait;
use portolan_contract::{Code, ConnectionId, Failure, Hint, Retry};
use portolan_local_registry::{
    Access, Error as LocalError, LocalRegistry, OwnCredentials, PasswordHash, PickedPort, Serving,
    pick_another_port, pick_port,
};
use portolan_oci::{Digest, RepositoryName};
use portolan_registries::{Inventory, RepositoryCount};
use portolan_storage::{
    Access as StoredAccess, ConnectionDraft, LocalRegistryAccess, Paths, SettingsFile, Store,
};
use tokio::sync::Mutex;

use crate::{
    app::off_the_loop,
    failures::{OrFail, ToFailure},
};

/// The kind under which the local registry's connection is kept.
pub(crate) const KIND: &str = "local";

/// The local registry while the program runs.
#[derive(Debug)]
pub(crate) struct LocalHost {
    pub(crate) connection: ConnectionId,
    pub(crate) root: PathBuf,
    running: Mutex<Running>,
}

#[derive(Debug)]
enum Running {
    Serving(Serving),
    /// It could not start; the rest of the program runs all the same.
    Stopped(Failure),
}

impl LocalHost {
    /// Opens and serves the registry of a home. Its trouble is shown on its screen and stops nothing else.
    pub(crate) async fn start(
        paths: &Paths,
        store: &Store,
        settings: &SettingsFile,
    ) -> Result<Self, Failure> {
        let root = paths.registry();
        let running = match serve(&root, settings, false).await {
            Ok(serving) => Running::Serving(serving),
            Err(failure) => {
                tracing::warn!(%failure, "the local registry did not start");
                Running::Stopped(failure)
            }
        };
        let port = match &running {
            Running::Serving(serving) => Some(serving.local_addr().port()),
            Running::Stopped(_) => settings.current().local_registry.port,
        };
        let connection = keep_connection(store, port).await?;
        Ok(Self {
            connection,
            root,
            running: Mutex::new(running),
        })
    }

    /// The registry and where it listens, or why it does not run.
    pub(crate) async fn running(&self) -> Result<(Arc<LocalRegistry>, u16), Failure> {
        match &*self.running.lock().await {
            Running::Serving(serving) => {
                Ok((Arc::clone(serving.registry()), serving.local_addr().port()))
            }
            Running::Stopped(failure) => Err(failure.clone()),
        }
    }

    /// What lets the program itself in whatever the password is; `None` while it does not run.
    pub(crate) async fn own_credentials(&self) -> Option<OwnCredentials> {
        match &*self.running.lock().await {
            Running::Serving(serving) => Some(serving.own_credentials()),
            Running::Stopped(_) => None,
        }
    }

    /// Serves again after it could not start, on another port if that is wanted.
    pub(crate) async fn start_again(
        &self,
        store: &Store,
        settings: &SettingsFile,
        another_port: bool,
    ) -> Result<(), Failure> {
        let mut running = self.running.lock().await;
        if matches!(&*running, Running::Serving(_)) {
            return Ok(());
        }
        let serving = serve(&self.root, settings, another_port).await?;
        keep_connection(store, Some(serving.local_addr().port())).await?;
        *running = Running::Serving(serving);
        Ok(())
    }

    /// Lets in who the settings say, from the next request on.
    pub(crate) async fn apply_access(&self, settings: &SettingsFile) -> Result<(), Failure> {
        if let Running::Serving(serving) = &*self.running.lock().await {
            serving.set_access(access(settings)?);
        }
        Ok(())
    }

    /// Ends it, letting requests under way finish.
    pub(crate) async fn stop(&self) {
        let mut running = self.running.lock().await;
        let stopped = Running::Stopped(stopped());
        if let Running::Serving(serving) = std::mem::replace(&mut *running, stopped) {
            serving.stop().await;
        }
    }
}

fn stopped() -> Failure {
    Failure::new(
        Code::Offline,
        Hint::LocalRegistryStopped,
        Retry::AfterChange,
        "",
    )
}

async fn serve(
    root: &std::path::Path,
    settings: &SettingsFile,
    another_port: bool,
) -> Result<Serving, Failure> {
    let opened = root.to_owned();
    let open = move || -> Result<(Arc<LocalRegistry>, PickedPort), LocalError> {
        let registry = LocalRegistry::open(&opened)?;
        let picked = if another_port {
            pick_another_port(&opened)?
        } else {
            pick_port(&opened)?
        };
        Ok((registry, picked))
    };
    let (registry, picked) = off_the_loop(open).await?.or_fail()?;
    let access = access(settings)?;
    let port = picked.port;
    let serving = registry.serve(picked.listener, access).or_fail()?;
    if settings.current().local_registry.port != Some(port) {
        settings
            .change(|settings| settings.local_registry.port = Some(port))
            .or_fail()?;
    }
    Ok(serving)
}

fn access(settings: &SettingsFile) -> Result<Access, Failure> {
    Ok(match settings.current().local_registry.access {
        LocalRegistryAccess::Anonymous => Access::Anonymous,
        LocalRegistryAccess::Password { user, hash } => Access::Password {
            user,
            hash: PasswordHash::parse(&hash).or_fail()?,
        },
    })
}

/// Makes the local registry's connection the first time, and keeps its address right.
async fn keep_connection(store: &Store, port: Option<u16>) -> Result<ConnectionId, Failure> {
    let host = port.map(|port| format!("localhost:{port}"));
    let connections = store.connections().await.or_fail()?;
    let kept = connections
        .into_iter()
        .find(|connection| connection.draft.kind == KIND);
    let kept = if let Some(kept) = kept {
        if let Some(host) = host.filter(|host| *host != kept.draft.host) {
            let draft = ConnectionDraft {
                host,
                ..kept.draft.clone()
            };
            store.edit_connection(kept.id, draft).await.or_fail()?;
        }
        kept
    } else {
        let mut draft = ConnectionDraft::to(host.unwrap_or_else(|| "localhost".to_owned()));
        KIND.clone_into(&mut draft.kind);
        "Local registry".clone_into(&mut draft.name);
        draft.plain_http = true;
        draft.access = StoredAccess::Anonymous;
        store.add_connection(draft).await.or_fail()?
    };
    Ok(ConnectionId(kept.id.to_string()))
}

impl ToFailure for LocalError {
    fn to_failure(&self) -> Failure {
        let detail = self.to_string();
        let (code, hint) = match self {
            Self::PortTaken { port } => (Code::Conflict, Hint::PortTaken { port: *port }),
            Self::InUse { root, .. } => {
                let path = root.display().to_string();
                (Code::Conflict, Hint::RegistryFolderBusy { path })
            }
            Self::NewerSchema { found, known, .. } => {
                let (found, known) = (*found as u32, *known as u32);
                (Code::Unsupported, Hint::DatabaseNewer { found, known })
            }
            Self::DiskFull { path } => {
                let path = path.display().to_string();
                (Code::Unexpected, Hint::DiskFull { path })
            }
            Self::ReadOnly { path, .. } => {
                let path = path.display().to_string();
                (Code::Unexpected, Hint::DiskReadOnly { path })
            }
            Self::Password(_) => return Failure::invalid("password", detail),
            _ => return Failure::unexpected(detail),
        };
        Failure::new(code, hint, Retry::AfterChange, detail)
    }
}

/// What the store of the local registry knows and the protocol has no question for.
#[derive(Debug)]
pub(crate) struct LocalInventory(pub(crate) Arc<LocalRegistry>);

#[async_trait]
impl Inventory for LocalInventory {
    async fn untagged(
        &self,
        repository: &RepositoryName,
    ) -> portolan_registries::Result<Vec<Digest>> {
        let (registry, repository) = (Arc::clone(&self.0), repository.clone());
        let listed = off_the_loop(move || registry.list_untagged(&repository)).await;
        Ok(match listed {
            Ok(Ok(digests)) => digests,
            // A repository that is not there has none; anything else shows on the next request.
            Ok(Err(_)) | Err(_) => Vec::new(),
        })
    }

    async fn counts(&self) -> portolan_registries::Result<Vec<RepositoryCount>> {
        let registry = Arc::clone(&self.0);
        let listed = off_the_loop(move || registry.summarize_repositories()).await;
        // Where the store can't be read there are no counts, and the next request says why.
        let summaries = listed.ok().and_then(Result::ok).unwrap_or_default();
        let counts = summaries.into_iter().map(|summary| RepositoryCount {
            name: summary.name,
            tags: Some(summary.tags),
            bytes: Some(summary.bytes),
        });
        Ok(counts.collect())
    }
}
