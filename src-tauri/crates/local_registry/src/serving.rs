//! Serving over HTTP: the loopback address, the port that stays, and the end in order.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{
    Access, Error, LocalRegistry, OwnCredentials, access::Door, lingering::Lingering, protocol,
};

/// How long requests under way may take once the end was asked for.
const GRACE: Duration = Duration::from_secs(5);

/// A registry that is being served. Dropping it stops serving without waiting.
#[derive(Debug)]
pub struct Serving {
    address: SocketAddr,
    door: Arc<Door>,
    token: CancellationToken,
    task: Option<JoinHandle<()>>,
    registry: Arc<LocalRegistry>,
}

impl LocalRegistry {
    /// Serves the registry until [`Serving::stop`]. Must be called inside a Tokio runtime.
    ///
    /// # Errors
    /// [`Error::NotLoopback`] when the listener can be reached from other machines.
    pub fn serve(self: Arc<Self>, listener: TcpListener, access: Access) -> Result<Serving, Error> {
        let failed = |error| Error::NoPort(error);
        let address = listener.local_addr().map_err(failed)?;
        if !address.ip().is_loopback() {
            return Err(Error::NotLoopback(address));
        }
        listener.set_nonblocking(true).map_err(failed)?;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(failed)?;
        let listener = Lingering::new(listener);
        let door = Arc::new(Door::new(access));
        let token = CancellationToken::new();
        let router = protocol::router(Arc::clone(&self), Arc::clone(&door));
        let layouts = tokio::spawn(crate::layout::keep_fresh(Arc::clone(&self), token.clone()));
        let tidy = tokio::spawn(crate::cache::keep_tidy(Arc::clone(&self), token.clone()));
        let asked = token.clone();
        let task = tokio::spawn(async move {
            let stopped = asked.clone();
            let served = axum::serve(listener, router)
                .with_graceful_shutdown(async move { stopped.cancelled().await });
            let overdue = async {
                asked.cancelled().await;
                tokio::time::sleep(GRACE).await;
            };
            tokio::select! {
                outcome = async { served.await } => {
                    if let Err(error) = outcome {
                        tracing::error!(%error, "the local registry stopped serving");
                    }
                }
                () = overdue => tracing::warn!("requests were cut off at the end"),
            }
            if let Err(error) = tidy.await {
                tracing::warn!(%error, "the cache was not tidied");
            }
            if let Err(error) = layouts.await {
                tracing::warn!(%error, "the layouts were not finished");
            }
        });
        Ok(Serving {
            address,
            door,
            token,
            task: Some(task),
            registry: self,
        })
    }
}

impl Serving {
    /// Where it listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The registry that is served.
    pub fn registry(&self) -> &Arc<LocalRegistry> {
        &self.registry
    }

    /// What lets this process in whatever the password is.
    pub fn own_credentials(&self) -> OwnCredentials {
        self.door.own_credentials()
    }

    /// Changes who may use it, from the next request on.
    pub fn set_access(&self, access: Access) {
        self.door.change(access);
    }

    /// Cancelled when serving ends; cancelling it ends serving.
    pub fn token(&self) -> CancellationToken {
        self.token.clone()
    }

    /// Takes no new requests, lets those under way finish for five seconds, and brings the layouts up to
    /// date.
    pub async fn stop(mut self) {
        self.token.cancel();
        if let Some(task) = self.task.take()
            && let Err(error) = task.await
        {
            tracing::warn!(%error, "the registry's task ended badly");
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.token.cancel();
    }
}
