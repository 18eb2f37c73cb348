//! Watches: tags that are looked at from time to time, and repositories whose new tags are told.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use portolan_contract::{
    AddressTarget, ConnectionId, Event, Failure, KnownWatch, Nothing, RepositoryAt, ResolveAddress,
    SetWatch, Watch, WatchBookmarks, WatchList,
};
use portolan_oci::{RepositoryName, Selector, Tag};
use portolan_storage::{TagChange, TagObservation, WatchSetting};
use tokio_util::sync::CancellationToken;

use crate::{
    App,
    app::off_the_loop,
    failures::{OrFail, ToFailure},
};

/// How often what is watched is looked at.
const BETWEEN_LOOKS: Duration = Duration::from_mins(15);
/// More than anybody can follow, and than is polite to ask for.
const MOST: usize = 100;
/// Tags that are named in one piece of news.
const NAMED: usize = 20;

/// What looking came to, since the program started.
#[derive(Debug, Default)]
pub(crate) struct Looks(Mutex<HashMap<WatchSetting, Look>>);

#[derive(Clone, Debug)]
struct Look {
    at: i64,
    problem: Option<String>,
}

impl Looks {
    fn all(&self) -> MutexGuard<'_, HashMap<WatchSetting, Look>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Everything that is watched.
    pub async fn list_watches(&self, _: Nothing) -> Result<WatchList, Failure> {
        let connections = self.store.connections().await.or_fail()?;
        let settings = self.settings.current();
        let looks = self.looks.all();
        let watches = settings.watches.iter().map(|watch| {
            let connection = connections
                .iter()
                .find(|one| one.id.to_string() == watch.connection);
            let look = looks.get(watch);
            KnownWatch {
                watch: show(watch),
                connection_name: connection.map(|one| one.draft.name.clone()),
                looked_at: look.map(|look| look.at),
                problem: look.and_then(|look| look.problem.clone()),
            }
        });
        Ok(WatchList {
            watches: watches.collect(),
            bookmarks: settings.watch_bookmarks,
        })
    }

    /// Begins or ends watching something.
    pub async fn set_watch(&self, request: SetWatch) -> Result<Nothing, Failure> {
        let SetWatch { watch, on } = request;
        read_repository(&watch.repository)?;
        if let Some(tag) = &watch.tag {
            read_tag(tag)?;
        }
        if on {
            self.stored_connection(&watch.connection).await?;
            if self.settings.current().watches.len() >= MOST {
                return Err(Failure::invalid("watch", format!("at most {MOST} watches")));
            }
        }
        let kept = keep(&watch);
        let settings = self.settings.clone();
        let changed = off_the_loop(move || {
            settings.change(|settings| {
                settings.watches.retain(|one| *one != kept);
                if on {
                    settings.watches.push(kept);
                }
            })
        });
        changed.await?.or_fail()?;
        self.events.tell(Event::WatchesChanged);
        Ok(Nothing {})
    }

    /// Whether new tags of bookmarked repositories and images are told.
    pub async fn watch_bookmarks(&self, request: WatchBookmarks) -> Result<Nothing, Failure> {
        let settings = self.settings.clone();
        let changed =
            off_the_loop(move || settings.change(|settings| settings.watch_bookmarks = request.on));
        changed.await?.or_fail()?;
        self.events.tell(Event::WatchesChanged);
        Ok(Nothing {})
    }

    /// Looks at everything that is watched, now.
    pub async fn look_at_watches(self: &Arc<Self>, _: Nothing) -> Result<WatchList, Failure> {
        self.look_at_all().await;
        self.list_watches(Nothing {}).await
    }

    /// Whether this is watched.
    pub(super) fn is_watched(&self, watch: &Watch) -> bool {
        let kept = keep(watch);
        self.settings.current().watches.contains(&kept)
    }

    /// Looks from time to time until the program ends.
    pub(crate) async fn keep_watch(self: Arc<Self>, ending: CancellationToken) {
        loop {
            tokio::select! {
                () = ending.cancelled() => return,
                () = tokio::time::sleep(BETWEEN_LOOKS) => {}
            }
            tokio::select! {
                () = ending.cancelled() => return,
                () = self.look_at_all() => {}
            }
        }
    }

    async fn look_at_all(self: &Arc<Self>) {
        let mut watches = self.settings.current().watches;
        for bookmarked in self.bookmarked_repositories().await {
            if !watches.contains(&bookmarked) {
                watches.push(bookmarked);
            }
        }
        for watch in watches {
            let looked = match &watch.tag {
                Some(tag) => self.look_at_tag(&watch, tag).await,
                None => self.look_at_repository(&watch).await,
            };
            let look = Look {
                at: Timestamp::now().as_millisecond(),
                problem: looked.err().map(|failure| failure.to_string()),
            };
            self.looks.all().insert(watch, look);
        }
        self.events.tell(Event::WatchesChanged);
    }

    async fn look_at_tag(self: &Arc<Self>, watch: &WatchSetting, tag: &str) -> Result<(), Failure> {
        let connection = ConnectionId(watch.connection.clone());
        let (repository, tag) = (read_repository(&watch.repository)?, read_tag(tag)?);
        let registry = self.registry(&connection).await?;
        let asked_at = Timestamp::now();
        let resolved = registry
            .resolve(&repository, &Selector::Tag(tag.clone()))
            .await
            .map_err(|error| error.to_failure())?;
        let observation = TagObservation {
            tag,
            digest: resolved.digest,
            media_type: resolved.media_type,
            observed_at: asked_at,
        };
        let stored = self.stored_connection(&connection).await?;
        let recorded = self
            .store
            .record_tags(stored.id, &repository, vec![observation]);
        let moved = recorded.await.or_fail()?;
        self.tell_moved(&connection, &repository, &moved);
        Ok(())
    }

    async fn look_at_repository(self: &Arc<Self>, watch: &WatchSetting) -> Result<(), Failure> {
        let at = RepositoryAt {
            connection: ConnectionId(watch.connection.clone()),
            repository: watch.repository.clone(),
        };
        // What is new is told where the listing is kept.
        self.refresh_images(at).await.map(|_| ())
    }

    /// Tells of watched tags that point elsewhere than they did.
    pub(crate) fn tell_moved(
        &self,
        connection: &ConnectionId,
        repository: &RepositoryName,
        moved: &[TagChange],
    ) {
        if moved.is_empty() {
            return;
        }
        self.note_change(&RepositoryAt {
            connection: connection.clone(),
            repository: repository.to_string(),
        });
        let watches = self.settings.current().watches;
        for change in moved {
            let is_watched = watches.iter().any(|watch| {
                watch.connection == connection.0
                    && watch.repository == repository.as_str()
                    && watch.tag.as_deref() == Some(change.tag.as_str())
            });
            if is_watched {
                self.events.tell(Event::TagMoved {
                    connection: connection.clone(),
                    repository: repository.to_string(),
                    tag: change.tag.to_string(),
                    before: change.before.to_string(),
                    now: change.now.to_string(),
                });
            }
        }
    }

    /// Tells of new tags of watched repositories. A first listing has nothing new.
    pub(crate) async fn tell_added(
        &self,
        connection: &ConnectionId,
        repository: &RepositoryName,
        added: &[Tag],
    ) {
        if added.is_empty() {
            return;
        }
        let is_it = |watch: &WatchSetting| {
            watch.tag.is_none()
                && watch.connection == connection.0
                && watch.repository == repository.as_str()
        };
        let is_watched = self.settings.current().watches.iter().any(is_it)
            || self.bookmarked_repositories().await.iter().any(is_it);
        if is_watched {
            let named = added.iter().take(NAMED);
            self.events.tell(Event::TagsAppeared {
                connection: connection.clone(),
                repository: repository.to_string(),
                tags: named.map(ToString::to_string).collect(),
                count: added.len() as u64,
            });
        }
    }

    /// Repositories of connections that bookmarks lead to, where those are watched.
    async fn bookmarked_repositories(&self) -> Vec<WatchSetting> {
        if !self.settings.current().watch_bookmarks {
            return Vec::new();
        }
        let mut repositories = Vec::new();
        for bookmark in self.store.bookmarks().await.unwrap_or_default() {
            let text = bookmark.address;
            let target = self.resolve_address(ResolveAddress { text }).await;
            let Ok(
                AddressTarget::Repository {
                    connection,
                    repository,
                }
                | AddressTarget::Image {
                    connection,
                    repository,
                    ..
                },
            ) = target
            else {
                continue;
            };
            let watch = WatchSetting {
                connection: connection.0,
                repository,
                tag: None,
            };
            if !repositories.contains(&watch) && repositories.len() < MOST {
                repositories.push(watch);
            }
        }
        repositories
    }
}

fn show(watch: &WatchSetting) -> Watch {
    Watch {
        connection: ConnectionId(watch.connection.clone()),
        repository: watch.repository.clone(),
        tag: watch.tag.clone(),
    }
}

fn keep(watch: &Watch) -> WatchSetting {
    WatchSetting {
        connection: watch.connection.0.clone(),
        repository: watch.repository.clone(),
        tag: watch.tag.clone(),
    }
}

fn read_repository(text: &str) -> Result<RepositoryName, Failure> {
    text.parse()
        .map_err(|problem| Failure::invalid("repository", format!("{problem}")))
}

fn read_tag(text: &str) -> Result<Tag, Failure> {
    text.parse()
        .map_err(|problem| Failure::invalid("tag", format!("{problem}")))
}
