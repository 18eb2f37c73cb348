//! Lists a registry's repositories anew, behind; once at a time for each connection.

use std::{collections::HashSet, sync::Arc, time::Instant};

use jiff::Timestamp;
use portolan_contract::{ConnectionId, Event, Failure, Nothing};
use portolan_distribution::{Pages, Problem, is_cut};
use portolan_oci::RepositoryName;
use portolan_registries::Registry;
use portolan_storage::ConnectionId as StoredId;
use tokio::sync::watch;

use super::shelf::{Catalog, Ending, lock};
use crate::{
    App,
    failures::{OrFail, ToFailure},
    images::{FRESH_FOR, cut_off, now_ms},
};

impl App {
    /// Lists the repositories anew, and answers when that is done. A registry without a catalog is no
    /// failure: there are the pinned names, and what was seen before.
    pub async fn refresh_repositories(
        self: &Arc<Self>,
        request: ConnectionId,
    ) -> Result<Nothing, Failure> {
        self.stored_connection(&request).await?;
        let catalog = self.repositories.catalog(&request);
        {
            let mut state = catalog.state();
            state.measured.clear();
            state.counted = None;
        }
        let mut ended = self.start_catalog_refresh(&request, &catalog);
        let outcome = ended.wait_for(Option::is_some).await;
        match outcome.as_deref() {
            Ok(Some(Err(failure))) => Err(failure.clone()),
            // It went well, or the program ends.
            Ok(_) | Err(_) => Ok(Nothing {}),
        }
    }

    /// Refreshes behind what was not listed lately.
    pub(super) async fn refresh_catalog_if_stale(
        self: &Arc<Self>,
        connection: &ConnectionId,
        catalog: &Arc<Catalog>,
    ) -> Result<(), Failure> {
        {
            let state = catalog.state();
            let is_tried = state.tried.is_some_and(|at| at.elapsed() < FRESH_FOR);
            if state.is_expired {
                drop(state);
                self.start_catalog_refresh(connection, catalog);
                return Ok(());
            }
            if is_tried {
                return Ok(());
            }
        }
        let listed = self.listed(connection, catalog).await?;
        let age = now_ms() - listed.observed_at.unwrap_or_default();
        if age > FRESH_FOR.as_millis() as i64 {
            self.start_catalog_refresh(connection, catalog);
        }
        Ok(())
    }

    /// Begins a refresh, or joins the one under way.
    fn start_catalog_refresh(
        self: &Arc<Self>,
        connection: &ConnectionId,
        catalog: &Arc<Catalog>,
    ) -> Ending {
        let mut refresh = lock(&catalog.refresh);
        if let Some(running) = &*refresh
            && running.borrow().is_none()
            && running.has_changed().is_ok()
        {
            return running.clone();
        }
        let (ends, ended) = watch::channel(None);
        *refresh = Some(ended.clone());
        {
            let mut state = catalog.state();
            state.refreshing = true;
            state.is_expired = false;
            state.tried = Some(Instant::now());
        }
        let (app, catalog) = (Arc::clone(self), Arc::clone(catalog));
        let connection = connection.clone();
        self.jobs.start_behind(async move {
            let outcome = app.refresh_catalog(&connection, &catalog).await;
            app.note_outcome(&connection, outcome.as_ref().err());
            if outcome.is_ok() {
                app.look_at_aliases(&connection).await;
            }
            {
                let mut state = catalog.state();
                state.refreshing = false;
                state.tried = Some(Instant::now());
                state.problem = outcome.as_ref().err().cloned();
            }
            app.tell_repositories(&connection, &catalog);
            let problem = outcome.as_ref().err().cloned();
            ends.send_replace(Some(outcome));
            app.list_own(&connection, problem.as_ref()).await;
        });
        ended
    }

    pub(super) fn tell_repositories(&self, connection: &ConnectionId, catalog: &Catalog) {
        catalog.invalidate();
        self.events.tell(Event::RepositoriesChanged {
            connection: connection.clone(),
        });
    }

    async fn refresh_catalog(
        &self,
        connection: &ConnectionId,
        catalog: &Catalog,
    ) -> Result<(), Failure> {
        let id = self.stored_connection(connection).await?.id;
        let registry = self.registry(connection).await?;
        let began = Timestamp::now();
        let is_first = self.store.catalog(id).await.or_fail()?.is_none();
        let mut names: Vec<RepositoryName> = Vec::new();
        let mut problems = Vec::new();
        let mut pages = Pages::default();
        loop {
            let page = match registry.next_repositories(&mut pages).await {
                Ok(Some(page)) => page,
                Ok(None) => break,
                Err(error) => {
                    return self
                        .note_no_catalog(id, registry.as_ref(), &error, began)
                        .await;
                }
            };
            // The first time, what came so far is shown while the rest comes.
            if is_first && !pages.is_ended() {
                self.store
                    .record_repositories(id, page.items.clone(), began)
                    .await
                    .or_fail()?;
                self.tell_repositories(connection, catalog);
            }
            names.extend(page.items);
            problems.extend(page.problems);
        }
        if is_cut(&problems) {
            if let Some(silent) = silent_places(&problems) {
                // Of the places that answered it is known what is gone; of the others nothing is.
                let kept = self.store.repositories(id).await.or_fail()?;
                let unasked = kept.into_iter().filter(|kept| {
                    let place = kept.name.as_str().split('/').next();
                    kept.gone_at.is_none() && place.is_some_and(|it| silent.contains(it))
                });
                let unasked = unasked.map(|kept| kept.name).collect();
                let replaced = self.store.replace_part(id, names, unasked, began);
                replaced.await.or_fail()?;
                let problem = problems.iter().find(|problem| is_missing(problem));
                return problem.map_or(Ok(()), |problem| Err(cut_off(registry.host(), problem)));
            }
            // What was not reached is not gone.
            self.store
                .record_repositories(id, names, began)
                .await
                .or_fail()?;
            self.store
                .record_catalog(id, true, false, began)
                .await
                .or_fail()?;
            let problem = problems
                .iter()
                .find(|problem| is_cut(std::slice::from_ref(problem)));
            return problem.map_or(Ok(()), |problem| Err(cut_off(registry.host(), problem)));
        }
        self.store.replace_catalog(id, names, began).await.or_fail()
    }

    /// A registry that refuses its catalog has none; any other trouble is told.
    async fn note_no_catalog(
        &self,
        id: StoredId,
        registry: &dyn Registry,
        error: &portolan_registries::Error,
        at: Timestamp,
    ) -> Result<(), Failure> {
        if !registry.observed().catalog.is_refused() {
            return Err(error.to_failure());
        }
        self.store
            .record_catalog(id, false, false, at)
            .await
            .or_fail()
    }
}

/// The places that did not answer, where that is all that is wrong with a list.
fn silent_places(problems: &[Problem]) -> Option<HashSet<&str>> {
    let wrong = problems
        .iter()
        .filter(|problem| is_cut(std::slice::from_ref(problem)));
    wrong
        .map(|problem| match problem {
            Problem::Missing { place, .. } => Some(place.as_str()),
            _ => None,
        })
        .collect()
}

const fn is_missing(problem: &Problem) -> bool {
    matches!(problem, Problem::Missing { .. })
}
