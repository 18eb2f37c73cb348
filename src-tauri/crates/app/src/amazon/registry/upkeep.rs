//! Looks up what ECR does by itself with the images in view: a few requests at a time, and none for what
//! was looked up lately.

use std::{
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{StreamExt as _, stream};
use portolan_contract::{Failure, Hint, LookAfterImages, Nothing, RepositoryAt};
use portolan_ecr::PrivateRegistry;
use portolan_oci::{Digest, RepositoryName, Selector};

use super::image_progress::{show_copies, show_signatures};
use crate::{
    App,
    failures::OrFail,
    images::{Aspect, Collection, Found, LookUp, kept_scan},
};

/// Requests at the same time.
const AT_ONCE: usize = 4;

/// Images of one window, at most.
const MOST: usize = 200;

/// How often the window is told that something came.
const TELL_EVERY: Duration = Duration::from_millis(300);

impl App {
    /// Looks up behind what is not known of the images in view.
    pub async fn look_after_images(
        self: &Arc<Self>,
        request: LookAfterImages,
    ) -> Result<Nothing, Failure> {
        let ecr = self.ecr(&request.connection).await?;
        let at = RepositoryAt {
            connection: request.connection,
            repository: request.repository,
        };
        let collection = self.collection(&at).await?;
        let digests: Vec<Digest> = request
            .digests
            .iter()
            .take(MOST)
            .filter_map(|text| text.parse().ok())
            .collect();
        if collection.want_look_ups(digests, Instant::now()) {
            let app = Arc::clone(self);
            self.jobs.start_behind(async move {
                app.look_up_wanted(&ecr, &collection).await;
            });
        }
        Ok(Nothing {})
    }

    async fn look_up_wanted(&self, ecr: &PrivateRegistry, collection: &Arc<Collection>) {
        let wanted = stream::iter(std::iter::from_fn(|| collection.next_look_up()));
        let mut answers = pin!(
            wanted
                .map(|look_up| async move {
                    let found = find(ecr, &collection.repository, &look_up).await;
                    (look_up, found)
                })
                .buffer_unordered(AT_ONCE)
        );
        let mut told = Instant::now();
        let mut is_news = false;
        while let Some((look_up, found)) = answers.next().await {
            let now = Instant::now();
            is_news |= match found {
                Ok(found) => collection.take_found(look_up, found, now),
                Err(failure) => {
                    let is_denied = matches!(failure.hint, Some(Hint::ActionMissing { .. }));
                    if !is_denied {
                        tracing::info!(%failure, "an image could not be looked after");
                    }
                    collection.note_not_found(look_up, failure, is_denied, now);
                    is_denied
                }
            };
            if is_news && told.elapsed() > TELL_EVERY {
                self.events.tell(collection.changed());
                (told, is_news) = (Instant::now(), false);
            }
        }
        if is_news {
            self.events.tell(collection.changed());
        }
    }
}

async fn find(
    ecr: &PrivateRegistry,
    repository: &RepositoryName,
    of: &LookUp,
) -> Result<Found, Failure> {
    let image = Selector::Digest(of.digest.clone());
    Ok(match of.aspect {
        Aspect::Scan => {
            let scan = ecr.scan_summary(repository, &image).await.or_fail()?;
            Found::Scan(scan.map(kept_scan))
        }
        Aspect::Signing => {
            let found = ecr.signing_status(repository, &image).await.or_fail()?;
            Found::Signing(show_signatures(found))
        }
        Aspect::Replication => {
            let found = ecr.replication_status(repository, &image).await.or_fail()?;
            Found::Replication(show_copies(found))
        }
    })
}
