//! Lists a repository's tags anew, behind; once at a time for each repository.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;
use portolan_contract::{Code, Failure, Hint, Refreshed, RepositoryAt, Retry};
use portolan_distribution::{Page, Pages, Problem, is_cut};
use portolan_oci::{Digest, Selector, Tag};
use portolan_registries::{ListedTag, Registry};
use portolan_storage::TagObservation;
use tokio::sync::watch;

use super::{
    collection::{Collection, lock},
    known::TagList,
    native_list::NativeList,
};
use crate::{
    App,
    app::off_the_loop,
    failures::{OrFail, ToFailure},
};

/// How a refresh ended.
pub(crate) type Outcome = Result<Refreshed, Failure>;

/// What was listed so lately is not listed again by itself.
pub(crate) const FRESH_FOR: Duration = Duration::from_secs(30);

/// What was confirmed so lately, in milliseconds, is not asked for again by itself.
const CONFIRMED_FOR: i64 = 5 * 60 * 1000;

/// Tags that a refresh asks where they point, at most: those that are looked at.
const CHECKED: usize = 200;

/// Tags that are asked at the same time.
const AT_ONCE: usize = 16;

/// This moment in milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

impl App {
    /// Lists the tags anew and asks where those in view point; answers what was different.
    pub async fn refresh_images(self: &Arc<Self>, request: RepositoryAt) -> Outcome {
        let collection = self.collection(&request).await?;
        collection.forgive();
        collection.state().stale_before = now_ms();
        let mut ended = self.start_refresh(&collection);
        let outcome = ended.wait_for(Option::is_some).await;
        match outcome.as_deref() {
            Ok(Some(outcome)) => outcome.clone(),
            // The program ends.
            Ok(None) | Err(_) => Ok(Refreshed {
                tags: 0,
                added: 0,
                moved: 0,
                gone: 0,
            }),
        }
    }

    /// Refreshes behind what was not listed lately.
    pub(super) fn refresh_if_stale(self: &Arc<Self>, collection: &Arc<Collection>) {
        let is_stale = {
            let state = collection.state();
            let listed = state.known.listed_at.unwrap_or_default();
            let is_old = now_ms() - listed > FRESH_FOR.as_millis() as i64;
            let is_due = is_old && state.tried.is_none_or(|at| at.elapsed() > FRESH_FOR);
            is_due || state.is_expired
        };
        if is_stale {
            {
                let mut state = collection.state();
                state.stale_before = state.stale_before.max(now_ms() - CONFIRMED_FOR);
            }
            self.start_refresh(collection);
        }
    }

    /// Begins a refresh, or joins the one under way.
    pub(super) fn start_refresh(
        self: &Arc<Self>,
        collection: &Arc<Collection>,
    ) -> watch::Receiver<Option<Outcome>> {
        let mut refresh = lock(&collection.refresh);
        if let Some(running) = &*refresh
            && running.borrow().is_none()
            && running.has_changed().is_ok()
        {
            return running.clone();
        }
        let (ends, ended) = watch::channel(None);
        *refresh = Some(ended.clone());
        {
            let mut state = collection.state();
            state.refreshing = true;
            state.is_expired = false;
            state.tried = Some(Instant::now());
        }
        let (app, collection) = (Arc::clone(self), Arc::clone(collection));
        self.jobs.start_behind(async move {
            let outcome = app.refresh(&collection).await;
            app.note_outcome(&collection.at.connection, outcome.as_ref().err());
            collection.remark(|state| {
                state.refreshing = false;
                state.tried = Some(Instant::now());
                if let Err(failure) = &outcome {
                    state.problem = Some(failure.clone());
                }
            });
            collection.settle().await;
            app.repositories.invalidate(&collection.at.connection);
            app.events.tell(collection.changed());
            let went_well = outcome.is_ok();
            ends.send_replace(Some(outcome));
            if went_well {
                app.list_own_image(&collection.at).await;
            }
        });
        ended
    }

    /// Notes how reaching a registry went, where a failure says something of that.
    pub(crate) fn note_outcome(
        &self,
        connection: &portolan_contract::ConnectionId,
        failure: Option<&Failure>,
    ) {
        let is_about_reaching = failure.is_none_or(is_about_reaching);
        if is_about_reaching {
            self.note_contact(connection, failure);
        }
    }

    async fn refresh(self: &Arc<Self>, collection: &Arc<Collection>) -> Outcome {
        let registry = self.registry(&collection.at.connection).await?;
        let began = Timestamp::now();
        let listed = self.list(registry.as_ref(), collection, began).await;
        let listed = match listed {
            Ok(listed) => listed,
            Err(error) if error.is_not_found() && self.is_phantom(collection).await? => {
                // A catalog names repositories whose tags are all gone (distribution issue 2434).
                Listed::Tags(Listing::default())
            }
            Err(error) => return Err(error.to_failure()),
        };
        let (names, observations, problems, native) = match listed {
            Listed::Tags(listing) => {
                let (names, observations, problems) = listing.split(began);
                (names, observations, problems, None)
            }
            Listed::Images(list) => {
                let problems = list.problems().to_vec();
                (list.tags(), list.observations(began), problems, Some(list))
            }
        };
        let is_whole = !is_cut(&problems);
        let change = self
            .keep_listing(collection, names, is_whole, began)
            .await?;
        let problem = problems
            .iter()
            .find(|problem| !matches!(problem, Problem::Unusable(_)))
            .map(|problem| cut_off(registry.host(), problem));
        collection.remark(|state| state.problem = problem);
        let mut moved = 0;
        if let Some(list) = native {
            moved += self.record(collection, observations).await?;
            self.keep_native(collection, list, began).await?;
            self.app_told(collection);
        } else {
            self.app_told(collection);
            moved += self.record(collection, observations).await?;
            match registry.list_untagged(&collection.repository).await {
                Ok(Some(digests)) => self.keep_untagged(collection, digests, began).await?,
                Ok(None) => {}
                Err(problem) => tracing::warn!(%problem, "untagged images were not listed"),
            }
        }
        let observations = self.check_tags(registry.as_ref(), collection).await;
        moved += self.record(collection, observations).await?;
        let tags = collection.state().known.tags.names.len() as u64;
        Ok(Refreshed {
            tags,
            added: change.0,
            moved,
            gone: change.1,
        })
    }

    fn app_told(&self, collection: &Collection) {
        self.events.tell(collection.changed());
    }

    /// Lists all there is, by the registry's own list of images where it has one.
    async fn list(
        self: &Arc<Self>,
        registry: &dyn Registry,
        collection: &Arc<Collection>,
        began: Timestamp,
    ) -> portolan_registries::Result<Listed> {
        if let Some(list) = self.list_natively(registry, collection, began).await? {
            return Ok(Listed::Images(list));
        }
        let listing = self.list_tags(registry, collection).await?;
        Ok(Listed::Tags(listing))
    }

    /// Lists all tags. The first time, what has come is shown whenever it is half as much again as what
    /// is shown: each time all of it is put in order anew.
    async fn list_tags(
        self: &Arc<Self>,
        registry: &dyn Registry,
        collection: &Arc<Collection>,
    ) -> portolan_registries::Result<Listing> {
        let is_first = collection.state().known.listed_at.is_none();
        let mut listing = Listing::default();
        let mut shown = 0;
        let mut pages = Pages::default();
        while let Some(page) = registry
            .next_tags(&collection.repository, &mut pages)
            .await?
        {
            let Page {
                items, problems, ..
            } = page;
            listing.tags.extend(items);
            listing.problems.extend(problems);
            let come = listing.tags.len();
            if is_first && !pages.is_ended() && is_worth_showing(shown, come) {
                let names = listing.tags[shown..].iter().map(|it| it.tag.clone());
                collection.change(|state| state.known_mut().add_tags(names));
                self.app_told(collection);
                shown = come;
            }
        }
        Ok(listing)
    }

    /// Whether the registry's own catalog names a repository that it says is not there.
    async fn is_phantom(&self, collection: &Collection) -> Result<bool, Failure> {
        let (catalog, seen) = tokio::join!(
            self.store.catalog(collection.connection),
            self.store
                .repository(collection.connection, &collection.repository),
        );
        let (catalog, seen) = (catalog.or_fail()?, seen.or_fail()?);
        Ok(catalog.is_some_and(|catalog| catalog.offered)
            && seen.is_some_and(|seen| {
                seen.gone_at.is_none()
                    && catalog.is_some_and(|catalog| seen.last_seen >= catalog.listed_at)
            }))
    }

    /// Keeps a listing; answers how many tags are new and how many gone. A list that was cut short
    /// proves nothing gone.
    async fn keep_listing(
        &self,
        collection: &Collection,
        mut names: Vec<Tag>,
        is_whole: bool,
        began: Timestamp,
    ) -> Result<(u64, u64), Failure> {
        let is_first = collection.state().known.listed_at.is_none();
        if !is_whole {
            names.extend(collection.state().known.all_tags());
            names.sort();
            names.dedup();
        }
        let kept = self
            .store
            .replace_tag_listing(
                collection.connection,
                &collection.repository,
                names.clone(),
                began,
            )
            .await;
        // What can't be kept is still shown.
        let list = off_the_loop(|| TagList::new(names)).await?;
        // What is listed as it was leaves the rows as they are.
        let is_news = !collection.state().known.has_tags(&list);
        if is_news {
            collection.change(|state| state.known_mut().replace_tags(list));
        }
        collection.remark(|state| state.known_mut().listed_at = Some(began.as_millisecond()));
        let change = kept.or_fail()?;
        if !is_first {
            let at = &collection.at.connection;
            self.tell_added(at, &collection.repository, &change.added)
                .await;
            if !change.added.is_empty() || !change.removed.is_empty() {
                self.note_change(&collection.at);
            }
        }
        Ok((change.added.len() as u64, change.removed.len() as u64))
    }

    async fn keep_untagged(
        &self,
        collection: &Collection,
        digests: Vec<Digest>,
        began: Timestamp,
    ) -> Result<(), Failure> {
        let kept = self.store.record_manifests(
            collection.connection,
            &collection.repository,
            digests.clone(),
            began,
        );
        kept.await.or_fail()?;
        let is_news = collection.state().known.untagged != digests;
        if is_news {
            collection.change(|state| state.known_mut().untagged = digests);
        }
        Ok(())
    }

    /// Keeps where tags point; answers how many had moved.
    async fn record(
        &self,
        collection: &Collection,
        observations: Vec<TagObservation>,
    ) -> Result<u64, Failure> {
        if observations.is_empty() {
            return Ok(0);
        }
        collection.change(|state| {
            let known = state.known_mut();
            for seen in &observations {
                let at = seen.observed_at.as_millisecond();
                known.observe(&seen.tag, seen.digest.clone(), at);
            }
        });
        let changes = self
            .store
            .record_tags(collection.connection, &collection.repository, observations)
            .await
            .or_fail()?;
        self.tell_moved(&collection.at.connection, &collection.repository, &changes);
        Ok(changes.len() as u64)
    }

    /// Asks where the tags in view point now, those that were not confirmed lately. Failures leave
    /// their rows as old as they are.
    async fn check_tags(
        &self,
        registry: &dyn Registry,
        collection: &Collection,
    ) -> Vec<TagObservation> {
        let tags = collection.stale_in_view(CHECKED);
        let repository = &collection.repository;
        stream::iter(tags)
            .map(|tag| async move {
                let selector = Selector::Tag(tag.clone());
                let asked_at = Timestamp::now();
                let resolved = registry.resolve(repository, &selector).await.ok()?;
                Some(TagObservation {
                    tag,
                    digest: resolved.digest,
                    media_type: resolved.media_type,
                    observed_at: asked_at,
                })
            })
            .buffer_unordered(AT_ONCE)
            .filter_map(std::future::ready)
            .collect()
            .await
    }
}

/// Whether a failure says that a registry can't be reached or won't let us in, rather than that
/// something in it is amiss.
pub(crate) fn is_about_reaching(failure: &Failure) -> bool {
    matches!(
        failure.code,
        Code::Offline | Code::TlsUntrusted | Code::SignInNeeded | Code::KeyringLocked
    )
}

/// Whether so much more has come than is shown: everything is put in order anew each time, so a list of
/// many pages is shown a few times and not with every page.
pub(super) fn is_worth_showing(shown: usize, come: usize) -> bool {
    come >= shown + shown / 2
}

/// What a repository was listed by.
enum Listed {
    Tags(Listing),
    Images(NativeList),
}

/// All that a list of tags said.
#[derive(Debug, Default)]
struct Listing {
    tags: Vec<ListedTag>,
    problems: Vec<Problem>,
}

impl Listing {
    /// The names, what a better list than the protocol's said besides, and what was wrong with it.
    fn split(self, at: Timestamp) -> (Vec<Tag>, Vec<TagObservation>, Vec<Problem>) {
        let mut observations = Vec::new();
        let mut names = Vec::with_capacity(self.tags.len());
        for listed in self.tags {
            if let Some(digest) = listed.digest {
                observations.push(TagObservation {
                    tag: listed.tag.clone(),
                    digest,
                    media_type: listed.media_type,
                    observed_at: at,
                });
            }
            names.push(listed.tag);
        }
        (names, observations, self.problems)
    }
}

/// Why a list is not whole.
pub(crate) fn cut_off(host: &str, problem: &Problem) -> Failure {
    if let Problem::Missing { place, reason } = problem {
        return Failure {
            code: Code::Offline,
            hint: None,
            retry: Retry::Yes,
            detail: format!("{place}: {reason}"),
        };
    }
    let hint = Hint::EndlessPages {
        host: host.to_owned(),
    };
    Failure::new(Code::Unexpected, hint, Retry::No, format!("{problem:?}"))
}
