//! A window onto a repository's images, from what is known; what its rows lack is fetched behind.

use std::sync::Arc;

use portolan_contract::{Failure, Grouping, ImageWindow, ListImages, RepositoryAt};
use portolan_oci::{Digest, Tag};

use super::{
    collection::{Collection, lock},
    learn::Want,
    refresh::now_ms,
    view::{Slice, View, Wanted},
};
use crate::{App, app::off_the_loop};

/// Rows of one window, at most.
const LIMIT: u64 = 1000;

/// From so many rows on, sorting and filtering leave the event loop to others.
const MANY: u64 = 2000;

/// So many indexes are read although they are not in view, to tell their children from untagged images.
const FEW: usize = 64;

impl App {
    /// A window onto a repository's images.
    pub async fn list_images(
        self: &Arc<Self>,
        request: ListImages,
    ) -> Result<ImageWindow, Failure> {
        let at = RepositoryAt {
            connection: request.connection.clone(),
            repository: request.repository.clone(),
        };
        let collection = self.collection(&at).await?;
        self.refresh_if_stale(&collection);
        let view = collection.view().await?;
        let grouping = request.grouping;
        let slice = slice(&view, &request).await?;
        collection.look_at(&view, grouping, &slice);
        self.drive(&collection);
        if view.restores {
            self.await_restores(&collection);
        }
        let rows = slice
            .rows()
            .iter()
            .map(|row| view.row(grouping, *row as usize))
            .collect();
        let denied = collection.denied_look_ups();
        let state = collection.state();
        Ok(ImageWindow {
            denied,
            total: slice.total(),
            all: view.all(grouping),
            untagged: view.untagged,
            known: view.known(grouping),
            offset: request.offset,
            rows,
            platforms: view.platforms(grouping),
            kinds: view.kinds(grouping),
            tells: view.tells.clone(),
            observed_at: state.known.listed_at,
            refreshing: state.refreshing,
            problem: state.problem.clone(),
            revision: view.revision,
        })
    }
}

async fn slice(view: &Arc<View>, request: &ListImages) -> Result<Slice, Failure> {
    let wanted = |filter| Wanted {
        grouping: request.grouping,
        sort: request.sort,
        filter,
        offset: request.offset,
        limit: request.limit.min(LIMIT),
    };
    if view.all(request.grouping) < MANY {
        return Ok(view.slice(wanted(&request.filter), now_ms()));
    }
    let view = Arc::clone(view);
    let (grouping, sort, filter) = (request.grouping, request.sort, request.filter.clone());
    let (offset, limit) = (request.offset, request.limit.min(LIMIT));
    off_the_loop(move || {
        let wanted = Wanted {
            grouping,
            sort,
            filter: &filter,
            offset,
            limit,
        };
        view.slice(wanted, now_ms())
    })
    .await
}

impl Collection {
    /// Puts what a window's rows lack before everything else that is to be fetched.
    fn look_at(&self, view: &View, grouping: Grouping, slice: &Slice) {
        let (stale_before, is_listed) = {
            let state = self.state();
            (state.stale_before, !state.known.listed.is_empty())
        };
        let rows = view.rows(grouping);
        let mut wants = Vec::new();
        let mut seen = Vec::new();
        for row in slice.rows() {
            let row = *row as usize;
            let tags = rows.tags(row);
            for tag in tags.iter().take(8) {
                seen.push(view.tags.names[*tag as usize].clone());
            }
            match view.image(rows, row) {
                Some(image) if !image.is_complete => wants.push(Want::Digest(image.digest.clone())),
                // Where the registry lists images, the next list says where tags point.
                Some(_) if is_listed => {}
                Some(_) => {
                    let is_stale = view
                        .observed_at(rows, row)
                        .is_none_or(|observed| observed < stale_before);
                    let newest = tags.first().filter(|_| is_stale);
                    wants.extend(newest.map(|tag| view.want(*tag)));
                }
                None => wants.extend(tags.first().map(|tag| view.want(*tag))),
            }
        }
        if is_listed && view.untagged > 0 {
            let state = self.state();
            let unread: Vec<&Digest> = state.known.unread_indexes().take(FEW + 1).collect();
            if unread.len() <= FEW {
                wants.extend(unread.into_iter().cloned().map(Want::Digest));
            }
        }
        self.want_first(wants);
        *lock(&self.in_view) = seen;
    }

    /// The tags in view whose digest is known and was not confirmed lately.
    pub(super) fn stale_in_view(&self, limit: usize) -> Vec<Tag> {
        let in_view = lock(&self.in_view).clone();
        let state = self.state();
        in_view
            .into_iter()
            .filter(|tag| {
                state.known.target(tag).is_some_and(|target| {
                    target.digest.is_some()
                        && target
                            .observed_at
                            .is_none_or(|observed| observed < state.stale_before)
                })
            })
            .take(limit)
            .collect()
    }
}

impl View {
    fn want(&self, tag: u32) -> Want {
        Want::Tag(self.tags.names[tag as usize].clone())
    }
}
