//! Browsing: repositories, images and one image, against real registries behind a counting proxy.

mod images;
mod opening;
mod removal;
mod repositories;
mod samples;
mod speed;

use std::{sync::Arc, time::Duration};

use portolan_app::App;
use portolan_contract::{
    ConnectionDraft, ConnectionId, Grouping, Image, ImageColumn, ImageFilter, ImageSort,
    ImageWindow, ListImages, OpenImage, ProxyChoice, RepositoryAt,
};
use portolan_tests::{CountingProxy, DockerRegistry, FreshHome, Pushed, Pusher, Setup, until};

use crate::program::{draft, open};

/// The program, and a registry that people run behind a proxy that counts.
struct Scene {
    app: Arc<App>,
    home: FreshHome,
    registry: DockerRegistry,
    proxy: CountingProxy,
    push: Pusher,
    connection: ConnectionId,
}

impl Scene {
    async fn open() -> Self {
        let registry = DockerRegistry::start(Setup::DeletionOn).await;
        let proxy = CountingProxy::start(&registry.url(), Duration::ZERO).await;
        let push = registry.pusher();
        let home = FreshHome::new();
        let app = open(&home).await;
        let connection = connect(&app, &proxy.host()).await;
        Self {
            app,
            home,
            registry,
            proxy,
            push,
            connection,
        }
    }

    /// Pushes `team/app:amd` and `:arm`, the latter with a layer of this text; the other's is `x`.
    async fn push_two_platforms(&self, arm_layer: &str) -> [Pushed; 2] {
        let push = |tag, layer, architecture| {
            self.push
                .image_for("team/app", tag, layer, "linux", architecture)
        };
        let amd64 = push("amd", "x", "amd64").await;
        [amd64, push("arm", arm_layer, "arm64").await]
    }

    fn at(&self, repository: &str) -> RepositoryAt {
        RepositoryAt {
            connection: self.connection.clone(),
            repository: repository.to_owned(),
        }
    }

    async fn refresh(&self, repository: &str) -> portolan_contract::Refreshed {
        self.app.refresh_images(self.at(repository)).await.unwrap()
    }

    async fn images(&self, repository: &str) -> ImageWindow {
        let request = list(&self.at(repository));
        self.app.list_images(request).await.unwrap()
    }

    /// The rows once all of them are known.
    async fn known_images(&self, repository: &str) -> ImageWindow {
        self.refresh(repository).await;
        until("every row is known", async || {
            let window = self.images(repository).await;
            (window.known == window.all && window.all > 0).then_some(window)
        })
        .await
    }

    async fn image(&self, repository: &str, selector: &str) -> Image {
        let request = OpenImage {
            connection: self.connection.clone(),
            repository: repository.to_owned(),
            selector: selector.to_owned(),
        };
        self.app.open_image(request).await.unwrap()
    }

    /// The same home and registry after the program was closed and opened again.
    async fn reopened(self) -> Self {
        self.app.close().await;
        drop(self.app);
        let app = open(&self.home).await;
        Self { app, ..self }
    }

    async fn close(self) {
        self.app.close().await;
    }
}

/// An anonymous connection over plain http, past every proxy.
async fn connect(app: &App, host: &str) -> ConnectionId {
    let draft = ConnectionDraft {
        proxy: ProxyChoice::None,
        ..draft(host)
    };
    app.add_connection(draft).await.unwrap().id
}

/// The first rows, grouped by digest, newest tag first.
fn list(at: &RepositoryAt) -> ListImages {
    ListImages {
        connection: at.connection.clone(),
        repository: at.repository.clone(),
        grouping: Grouping::Digest,
        sort: ImageSort {
            column: ImageColumn::Tag,
            descending: true,
        },
        filter: ImageFilter::default(),
        offset: 0,
        limit: 200,
    }
}
