//! Lists of a cached repository: what its upstream has with what is here, or what is here alone while
//! nobody answers.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use portolan_oci::{Digest, RepositoryName, Tag};

use super::{CacheRule, Outcome, blocking, lock};
use crate::{Error, LocalRegistry, Page, Referrer};

/// For how long a list of tags is read page by page without asking again.
const LISTED_FOR: Duration = Duration::from_mins(1);
/// Repositories whose list of tags is remembered.
const LISTS: usize = 64;

/// A list, with a warning where it is not all that there may be.
pub(crate) type Listed<T> = (T, Option<String>);

impl LocalRegistry {
    /// A page of tags after `last`, as [`LocalRegistry::list_tags`] orders them.
    pub(crate) async fn list_tags_through(
        self: &Arc<Self>,
        rule: &Arc<CacheRule>,
        repository: &RepositoryName,
        last: Option<String>,
        limit: usize,
    ) -> Outcome<Listed<Page<Tag>>> {
        let name = repository.clone();
        let here = blocking(self, move |registry| {
            registry
                .list_tags(&name, None, usize::MAX)
                .map(|page| page.items)
        });
        let (there, here) = (self.ask_tags(rule, repository).await, here.await);
        let (mut tags, warning) = match (there, here) {
            (Ok(there), here) => {
                let mut tags: HashSet<Tag> = there.iter().cloned().collect();
                tags.extend(here.into_iter().flatten());
                (Vec::from_iter(tags), None)
            }
            (Err(error), Ok(here)) if matches!(&*error, Error::Upstream(_)) && !here.is_empty() => {
                (here, Some(error.to_string()))
            }
            (Err(error), _) => return Err(error),
        };
        let key = |tag: &str| (tag.to_ascii_lowercase(), tag.to_owned());
        tags.sort_by_cached_key(|tag| key(tag.as_str()));
        if let Some(last) = last {
            let last = key(&last);
            tags.retain(|tag| key(tag.as_str()) > last);
        }
        let has_more = tags.len() > limit;
        tags.truncate(limit);
        let page = Page {
            items: tags,
            has_more,
        };
        Ok((page, warning))
    }

    async fn ask_tags(
        self: &Arc<Self>,
        rule: &Arc<CacheRule>,
        repository: &RepositoryName,
    ) -> Outcome<Arc<Vec<Tag>>> {
        if let Some((at, tags)) = lock(&self.cache.listed).get(repository)
            && at.elapsed() < LISTED_FOR
        {
            return Ok(Arc::clone(tags));
        }
        if let Some(trouble) = self.cache.paused(rule) {
            return Err(Arc::new(Error::Upstream(trouble.error)));
        }
        let (registry, rule, name) = (Arc::clone(self), Arc::clone(rule), repository.clone());
        let flight = self
            .cache
            .tags
            .join(repository.clone(), move || async move {
                let there = Self::name_upstream(&rule, &name).map_err(Arc::new)?;
                match rule.upstream.list_tags(&there).await {
                    Ok(tags) => {
                        registry.cache.note_answer(&rule);
                        let tags = Arc::new(tags);
                        let mut listed = lock(&registry.cache.listed);
                        listed.retain(|_, (at, _)| at.elapsed() < LISTED_FOR);
                        if listed.len() < LISTS {
                            listed.insert(name, (Instant::now(), Arc::clone(&tags)));
                        }
                        Ok(tags)
                    }
                    Err(error) => {
                        registry.cache.note_trouble(&rule, &error);
                        Err(Arc::new(Error::Upstream(error)))
                    }
                }
            });
        let landed = flight.await;
        landed.unwrap_or_else(|| Err(Arc::new(Error::Stopping)))
    }

    /// The referrers of a digest: those that its upstream names and those that are here.
    pub(crate) async fn list_referrers_through(
        self: &Arc<Self>,
        rule: &CacheRule,
        repository: &RepositoryName,
        subject: &Digest,
    ) -> Outcome<Listed<Vec<Referrer>>> {
        let (name, wanted) = (repository.clone(), subject.clone());
        let here = blocking(self, move |registry| {
            let page = registry.list_referrers(&name, &wanted, None, None, usize::MAX)?;
            Ok(page.items)
        });
        let mut referrers = here.await.map_err(Arc::new)?;
        if let Some(trouble) = self.cache.paused(rule) {
            return Ok((referrers, Some(trouble.told())));
        }
        let there = Self::name_upstream(rule, repository).map_err(Arc::new)?;
        match rule.upstream.list_referrers(&there, subject).await {
            Ok(named) => {
                self.cache.note_answer(rule);
                let known: HashSet<Digest> =
                    referrers.iter().map(|one| one.digest.clone()).collect();
                referrers.extend(named.into_iter().filter(|one| !known.contains(&one.digest)));
                Ok((referrers, None))
            }
            Err(error) => {
                self.cache.note_trouble(rule, &error);
                Ok((referrers, Some(error.to_string())))
            }
        }
    }
}
