//! Container engines of this computer: which answer, what they have, and images taken from them.

use std::{path::Path, sync::Arc};

use futures_util::future::join_all;
use portolan_contract::{Code, Failure, LocalEngine, LocalImage, Nothing};
use portolan_transfer::{Engine, EngineSocket, EngineSource, engine_sockets};

use crate::{App, failures::OrFail, failures::ToFailure};

impl App {
    /// The engines that answer, with their images; those that this user may not use say so.
    pub async fn list_engines(&self, _: Nothing) -> Result<Vec<LocalEngine>, Failure> {
        let asked = self.engine_sockets().into_iter().map(look_into);
        Ok(join_all(asked).await.into_iter().flatten().collect())
    }

    /// The engine at a socket. No other sockets than engines' are connected to.
    pub(super) async fn engine(&self, socket: &str) -> Result<Engine, Failure> {
        let mut known = self.engine_sockets().into_iter();
        let Some(found) = known.find(|known| known.path == Path::new(socket)) else {
            return Err(Failure::invalid("socket", "no engine listens there"));
        };
        Engine::open(&found.path).await.or_fail()
    }

    /// An image of an engine, taken from it.
    pub(super) async fn export_image(
        &self,
        socket: &str,
        image: Option<&str>,
    ) -> Result<Arc<EngineSource>, Failure> {
        let image = image.ok_or_else(|| Failure::invalid("image", "no image is named"))?;
        let exported = self.engine(socket).await?.export(image).await;
        Ok(Arc::new(exported.or_fail()?))
    }

    fn engine_sockets(&self) -> Vec<EngineSocket> {
        engine_sockets(|name| self.surroundings.variable(name).map(ToOwned::to_owned))
    }
}

/// An engine with its images; `None` where nobody listens.
async fn look_into(at: EngineSocket) -> Option<LocalEngine> {
    let images = match Engine::open(&at.path).await {
        Ok(engine) => engine.images().await,
        Err(error) => Err(error),
    };
    let (images, failure) = match images {
        Ok(images) => (images, None),
        Err(error) if error.is_unreachable() => return None,
        Err(error) => (Vec::new(), Some(error.to_failure())),
    };
    Some(LocalEngine {
        name: at.name,
        socket: at.path.display().to_string(),
        images: images
            .into_iter()
            .map(|image| LocalImage {
                name: image.name,
                id: image.id,
                bytes: image.bytes,
                created: image.created.saturating_mul(1_000),
            })
            .collect(),
        failure: failure.filter(|failure| failure.code != Code::Offline),
    })
}
