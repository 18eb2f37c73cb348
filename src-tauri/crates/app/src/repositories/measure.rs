//! What repositories in view come to, where the registry lists images itself: asked behind, a few at a
//! time, and kept with the images. Where it does not, nothing is asked.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use portolan_contract::{ConnectionId, Failure, RepositoryRow};
use portolan_distribution::{Pages, is_cut};
use portolan_oci::RepositoryName;
use portolan_registries::{ListedImage, Merged, Registry};
use portolan_storage::ConnectionId as StoredId;

use super::shelf::Catalog;
use crate::{App, failures::OrFail, images::kept};

/// Repositories that are looked into at the same time.
const AT_ONCE: usize = 4;

/// What was looked into so lately is not looked into again by itself.
const FRESH_FOR: Duration = Duration::from_mins(10);

impl App {
    /// Looks into what was not looked into lately, and tells the window when that is done.
    pub(super) fn measure_behind(
        self: &Arc<Self>,
        connection: &ConnectionId,
        catalog: &Arc<Catalog>,
        rows: &[RepositoryRow],
    ) {
        let wanted: Vec<RepositoryName> = {
            let mut state = catalog.state();
            let mut is_due = |row: &&RepositoryRow| {
                let last = state.measured.get(&row.name);
                let is_due = last.is_none_or(|at| at.elapsed() > FRESH_FOR) && !row.gone;
                if is_due {
                    state.measured.insert(row.name.clone(), Instant::now());
                }
                is_due
            };
            let due = rows.iter().filter(|row| is_due(row));
            due.filter_map(|row| row.name.parse().ok()).collect()
        };
        if wanted.is_empty() {
            return;
        }
        let (app, catalog) = (Arc::clone(self), Arc::clone(catalog));
        let connection = connection.clone();
        self.jobs.start_behind(async move {
            let measured = app.measure(&connection, &catalog, wanted).await;
            if let Err(failure) = &measured {
                tracing::warn!(?failure, "not all repositories were looked into");
            }
            // Some may have been looked into before one refused.
            if !matches!(measured, Ok(0)) {
                app.tell_repositories(&connection, &catalog);
            }
        });
    }

    /// Answers how many had anything to tell. The first refusal ends it: the others would be refused alike.
    async fn measure(
        self: &Arc<Self>,
        connection: &ConnectionId,
        catalog: &Catalog,
        wanted: Vec<RepositoryName>,
    ) -> Result<usize, Failure> {
        let id = self.stored_connection(connection).await?.id;
        let registry = self.registry(connection).await?;
        let each = wanted.into_iter().map(|name| {
            let (app, registry) = (Arc::clone(self), Arc::clone(&registry));
            async move {
                if !app.measure_one(id, registry.as_ref(), &name).await? {
                    return Ok(0);
                }
                let tags = app.resource_tags(connection, &name).await;
                let name = name.to_string();
                catalog.state().resource_tags.insert(name, tags);
                Ok(1)
            }
        });
        stream::iter(each)
            .buffer_unordered(AT_ONCE)
            .try_fold(0, async |sum, one| Ok(sum + one))
            .await
    }

    /// Keeps the images of one repository; answers whether its registry lists any itself.
    async fn measure_one(
        &self,
        id: StoredId,
        registry: &dyn Registry,
        name: &RepositoryName,
    ) -> Result<bool, Failure> {
        let began = Timestamp::now();
        let (mut images, mut problems) = (Merged::default(), Vec::new());
        let mut pages = Pages::default();
        while let Some(cursor) = pages.place() {
            let Some(mut page) = registry.list_images(name, cursor).await.or_fail()? else {
                return Ok(false);
            };
            pages.take(&mut page, ListedImage::entry);
            images.extend(page.items);
            problems.extend(page.problems);
        }
        let whole = !is_cut(&problems);
        let images = images.into_images().into_iter().map(kept).collect();
        self.store
            .record_listed_images(id, name, images, whole, began)
            .await
            .or_fail()?;
        Ok(true)
    }
}
