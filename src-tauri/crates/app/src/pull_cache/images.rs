//! What is cached: listed, taken away, and looked for anew upstream.

use jiff::Timestamp;
use portolan_contract::{
    Event, EvictPulled, Evicted, Failure, ListPulled, LookForNewer, NewerFound, PulledAt,
    PulledImage,
};
use portolan_local_registry::{CachedImage, Looked};
use portolan_oci::{RepositoryName, Tag};

use crate::{App, app::off_the_loop, failures::OrFail};

impl App {
    /// All that a rule has brought, by repository and tag.
    pub async fn list_pulled(&self, request: ListPulled) -> Result<Vec<PulledImage>, Failure> {
        let rules = self.settings.current().local_registry.cache.rules;
        let rule = rules.into_iter().find(|rule| rule.prefix == request.prefix);
        let age = rule.map_or(0, |rule| rule.ask_after_seconds);
        let now = Timestamp::now();
        let images = self.cached_under(&request.prefix).await?;
        let shown = images.into_iter().map(|image| {
            let asked = image.checked_at.map(|at| now.duration_since(at));
            let is_tag = image.reference.parse::<Tag>().is_ok();
            // A time to come, by a clock that jumped, is asked for again as well.
            let is_recent = asked
                .is_some_and(|asked| !asked.is_negative() && asked.as_secs().cast_unsigned() < age);
            PulledImage {
                stale: is_tag && !is_recent,
                repository: image.repository.to_string(),
                reference: image.reference,
                digest: image.digest.to_string(),
                bytes: image.bytes,
                fetched_at: image.fetched_at.as_millisecond(),
                checked_at: image.checked_at.map(Timestamp::as_millisecond),
                used_at: image.used_at.as_millisecond(),
                missing_at: image.missing_at.map(Timestamp::as_millisecond),
            }
        });
        Ok(shown.collect())
    }

    /// Takes cached images away. They are fetched again when somebody pulls them.
    pub async fn evict_pulled(&self, request: EvictPulled) -> Result<Evicted, Failure> {
        let mut images = Vec::new();
        for image in request.images {
            images.push((read_name(&image.repository)?, image.reference));
        }
        let bytes = self.evict(images).await?;
        Ok(Evicted { bytes })
    }

    /// Asks the upstreams where tags point now.
    pub async fn look_for_newer(&self, request: LookForNewer) -> Result<NewerFound, Failure> {
        let registry = self.local_store().await?;
        let tags = match request.images {
            None => None,
            Some(images) => {
                let mut tags = Vec::new();
                for image in images {
                    // A digest never points elsewhere.
                    if let Ok(tag) = image.reference.parse::<Tag>() {
                        tags.push((read_name(&image.repository)?, tag));
                    }
                }
                Some(tags)
            }
        };
        let looked = registry.look_for_newer(tags).await.or_fail()?;
        let mut found = NewerFound {
            asked: looked.len() as u64,
            moved: Vec::new(),
            missing: Vec::new(),
            failed: Vec::new(),
            said: None,
        };
        for one in looked {
            let at = PulledAt {
                repository: one.repository.to_string(),
                reference: one.tag.to_string(),
            };
            match one.outcome {
                Looked::Same => {}
                Looked::Moved => found.moved.push(at),
                Looked::Missing => found.missing.push(at),
                Looked::Failed(said) => {
                    found.failed.push(at);
                    found.said.get_or_insert(said);
                }
            }
        }
        self.tell_local_changed();
        Ok(found)
    }

    /// Takes away all that a rule has brought.
    pub(super) async fn evict_under(&self, prefix: &str) -> Result<(), Failure> {
        let images = self.cached_under(prefix).await?.into_iter();
        let images = images.map(|image| (image.repository, image.reference));
        self.evict(images.collect()).await.map(|_| ())
    }

    async fn evict(&self, images: Vec<(RepositoryName, String)>) -> Result<u64, Failure> {
        let registry = self.local_store().await?;
        let freed = off_the_loop(move || registry.evict(&images)).await?;
        let freed = freed.or_fail()?;
        self.tell_local_changed();
        Ok(freed.bytes)
    }

    pub(super) async fn cached_under(&self, prefix: &str) -> Result<Vec<CachedImage>, Failure> {
        let prefix = read_name(prefix)?;
        let registry = self.local_store().await?;
        off_the_loop(move || registry.list_cached(&prefix))
            .await?
            .or_fail()
    }

    fn tell_local_changed(&self) {
        let connection = self.local.connection.clone();
        self.expire(&connection);
        self.events.tell(Event::LocalRegistryChanged);
        self.events.tell(Event::RepositoriesChanged { connection });
    }
}

fn read_name(text: &str) -> Result<RepositoryName, Failure> {
    text.parse().map_err(|problem: portolan_oci::NameError| {
        Failure::invalid("repository", problem.to_string())
    })
}
