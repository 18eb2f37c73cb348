//! Opens an image: from the cache at once where it is there, asked again behind.

use std::sync::Arc;

use jiff::Timestamp;
use portolan_contract::{Code, Failure, Hint, Image, OpenImage, RepositoryAt, Retry};
use portolan_oci::{Digest, Document, ImageConfig, Selector, Tag};
use portolan_storage::{Content, TagObservation};

use super::{
    content::{is_image_config, pairs, read_content},
    platforms::{Children, Look},
    referrers,
};
use crate::{
    App,
    failures::{OrFail, ToFailure},
    images::{
        Collection, Source, content_of, is_about_reaching, kind_of, now_ms, summarise,
        wanted_children,
    },
};

/// A manifest that was found, and how.
struct Found {
    content: Content,
    /// What it says; a manifest that can't be shown truthfully is not opened.
    document: Document,
    /// When the registry confirmed it.
    observed_at: i64,
    look: Look,
}

/// All that there is to show of a manifest.
struct Opened {
    found: Found,
    config: Option<ImageConfig>,
    children: Children,
    referrers: referrers::Shown,
    problem: Option<Failure>,
}

impl App {
    /// An image by tag or digest.
    pub async fn open_image(self: &Arc<Self>, request: OpenImage) -> Result<Image, Failure> {
        let selector: Selector = request
            .selector
            .parse()
            .map_err(|problem| invalid_selector(&request.selector, &problem))?;
        let at = RepositoryAt {
            connection: request.connection,
            repository: request.repository,
        };
        let collection = self.collection(&at).await?;
        let source = self.source(&collection).await?;
        let found = match recall(&source, &collection, &selector).await? {
            Some(found) => found,
            None => ask(&source, &collection, &selector).await?,
        };
        let is_cached = found.look == Look::Cached;
        let opened = gather(&source, &collection, found).await;
        let image = self.show(&source, &collection, &selector, &opened).await?;
        if is_cached {
            self.confirm_behind(&collection, selector, opened.found.content.digest);
        }
        Ok(image)
    }

    /// Asks the registry behind whether what was shown from the cache is still so, and tells the window
    /// where it is not.
    fn confirm_behind(
        self: &Arc<Self>,
        collection: &Arc<Collection>,
        selector: Selector,
        digest: Digest,
    ) {
        if !collection.is_time_to_confirm(&selector, &digest) {
            return;
        }
        let (app, collection) = (Arc::clone(self), Arc::clone(collection));
        self.jobs.start_behind(async move {
            let Ok(source) = app.source(&collection).await else {
                return;
            };
            let before = collection.state().revision;
            let outcome = confirm(&source, &collection, &selector).await;
            app.note_outcome(&collection.at.connection, outcome.as_ref().err());
            let was_unreachable = {
                let state = collection.state();
                state.problem.as_ref().is_some_and(is_about_reaching)
            };
            match outcome {
                Err(failure) => {
                    collection.remark(|state| state.problem = Some(failure));
                }
                Ok(()) if was_unreachable => {
                    collection.remark(|state| state.problem = None);
                }
                Ok(()) => {}
            }
            if collection.state().revision != before {
                app.events.tell(collection.changed());
            }
        });
    }

    async fn show(
        &self,
        source: &Source,
        collection: &Collection,
        selector: &Selector,
        opened: &Opened,
    ) -> Result<Image, Failure> {
        let Opened {
            found,
            config,
            children,
            ..
        } = opened;
        let digest = &found.content.digest;
        let document = &found.document;
        let wanted = match document {
            Document::Index(index) => wanted_children(index),
            _ => Vec::new(),
        };
        let in_order = children.in_order(&wanted);
        let summary = summarise(digest, document, config.as_ref(), &in_order);
        let contained_in = self
            .store
            .indexes_containing(source.connection, &source.repository, digest)
            .await
            .or_fail()?;
        let (platforms, annotations) = match document {
            Document::Index(index) => (children.show(index), pairs(&index.annotations)),
            Document::Image(manifest) => (Vec::new(), pairs(&manifest.annotations)),
            Document::Schema1(_) => (Vec::new(), Vec::new()),
        };
        // As the person wrote it: Docker Hub answers at another name than references begin with.
        let host = self
            .stored_connection(&collection.at.connection)
            .await?
            .draft
            .host;
        let repository = &source.repository;
        let (referrers, referrers_found) = opened.referrers.clone();
        let state = collection.state();
        Ok(Image {
            reference: match selector {
                Selector::Tag(tag) => format!("{host}/{repository}:{tag}"),
                Selector::Digest(digest) => format!("{host}/{repository}@{digest}"),
            },
            digest: digest.to_string(),
            tags: state.known.tags_on(digest),
            kind: kind_of(summary.kind),
            media_type: found.content.media_type.to_string(),
            artifact_type: summary.artifact_type,
            manifest_size: found.content.bytes.len() as u64,
            size: summary.compressed_size,
            created: summary.created_at.map(Timestamp::as_millisecond),
            platforms,
            content: read_content(document, config.as_ref()),
            annotations,
            referrers,
            referrers_found,
            subject: summary.subject.map(String::from),
            contained_in: contained_in.into_iter().map(String::from).collect(),
            observed_at: found.observed_at,
            from_cache: found.look == Look::Cached,
            problem: opened.problem.clone(),
        })
    }
}

fn invalid_selector(text: &str, problem: &portolan_oci::ReferenceError) -> Failure {
    let hint = (!text.contains(':')).then(|| Hint::TagInvalid {
        name: text.to_owned(),
    });
    Failure {
        hint,
        ..Failure::invalid("selector", problem.to_string())
    }
}

/// What the cache has of an image, where it has the manifest itself and knows which one it is.
async fn recall(
    source: &Source,
    collection: &Collection,
    selector: &Selector,
) -> Result<Option<Found>, Failure> {
    let digest = match selector {
        Selector::Digest(digest) => Some(digest.clone()),
        Selector::Tag(tag) => collection.points_to(tag),
    };
    let Some(digest) = digest else {
        return Ok(None);
    };
    let Some(content) = source.kept(&digest).await else {
        return Ok(None);
    };
    // A digest that only another registry showed is no proof that this one has it.
    let is_seen = source.store.has_seen(source.connection, &digest).await;
    if !is_seen.or_fail()? {
        return Ok(None);
    }
    let document = read(&content)?;
    let observed_at = match selector {
        Selector::Tag(tag) => collection.observed(tag),
        Selector::Digest(digest) => collection.observed_digest(digest),
    };
    Ok(Some(Found {
        content,
        document,
        observed_at,
        look: Look::Cached,
    }))
}

/// Fetches the manifest, and keeps it with what the tag points to.
async fn ask(
    source: &Source,
    collection: &Collection,
    selector: &Selector,
) -> Result<Found, Failure> {
    let asked_at = Timestamp::now();
    let raw = source.registry.manifest(&source.repository, selector);
    let content = content_of(raw.await.or_fail()?);
    source.keep(vec![content.clone()]).await;
    if let Selector::Tag(tag) = selector {
        observe(source, collection, tag, &content.digest, asked_at).await?;
    }
    let document = read(&content)?;
    Ok(Found {
        content,
        document,
        observed_at: now_ms(),
        look: Look::Asked,
    })
}

fn read(content: &Content) -> Result<Document, Failure> {
    Document::parse(&content.bytes, Some(&content.media_type)).map_err(|problem| {
        let hint = Hint::ManifestRefused {
            reason: problem.to_string(),
        };
        Failure::new(Code::Unsupported, hint, Retry::No, content.digest.as_str())
    })
}

/// Notes where a tag pointed when it was asked for, here and in what is kept.
async fn observe(
    source: &Source,
    collection: &Collection,
    tag: &Tag,
    digest: &Digest,
    asked_at: Timestamp,
) -> Result<(), Failure> {
    let is_news = collection.points_to(tag).as_ref() != Some(digest);
    {
        let mut state = collection.state();
        let at = asked_at.as_millisecond();
        state.known_mut().observe(tag, digest.clone(), at);
        if is_news {
            state.touch_rows();
        }
    }
    let observation = TagObservation {
        tag: tag.clone(),
        digest: digest.clone(),
        media_type: None,
        observed_at: asked_at,
    };
    source
        .store
        .record_tags(source.connection, &source.repository, vec![observation])
        .await
        .or_fail()?;
    Ok(())
}

/// Gathers what belongs to a manifest, all at the same time: its config, its children, its referrers.
async fn gather(source: &Source, collection: &Arc<Collection>, found: Found) -> Opened {
    let (document, look) = (&found.document, found.look);
    let digest = found.content.digest.clone();
    let (config, children, referrers) = tokio::join!(
        read_config(source, document, look),
        read_children(source, document, look),
        read_referrers(source, collection, &digest, look),
    );
    let (config, missing_config) = config;
    let (mut children, mut problem) = (children, missing_config);
    let referrers = referrers.unwrap_or_else(|failure| {
        problem = problem.take().or(Some(failure));
        (Vec::new(), None)
    });
    problem = problem.or_else(|| children.failure.clone());
    if let Document::Index(index) = document
        && index.manifests.iter().any(|child| child.digest == digest)
    {
        let hint = Hint::IndexOfItself {
            digest: digest.to_string(),
        };
        problem = Some(Failure::new(Code::Unsupported, hint, Retry::No, ""));
    }
    if look == Look::Asked {
        keep(source, collection, &found, config.as_ref(), &mut children).await;
    } else {
        children.fill_presence(|digest| collection.has_manifest(digest));
        problem = problem.or_else(|| collection.state().problem.clone());
    }
    Opened {
        found,
        config,
        children,
        referrers,
        problem,
    }
}

/// Keeps what the registry sent, and what it says of the image for the grid.
async fn keep(
    source: &Source,
    collection: &Collection,
    found: &Found,
    config: Option<&ImageConfig>,
    children: &mut Children,
) {
    source.keep(std::mem::take(&mut children.contents)).await;
    let wanted = match &found.document {
        Document::Index(index) => wanted_children(index),
        _ => Vec::new(),
    };
    let digest = &found.content.digest;
    let in_order = children.in_order(&wanted);
    let summary = summarise(digest, &found.document, config, &in_order);
    let (missing, present) = children.split_by_presence();
    // What a summary of an earlier, better look knew is not overwritten by a worse one.
    let is_better = children.failure.is_none();
    collection.take_presence(missing.clone(), present.clone());
    source.keep_presence(missing, present).await;
    if is_better {
        collection.take_summary(&summary);
        let kept = source.store.record_images(
            source.connection,
            &source.repository,
            vec![summary],
            Timestamp::now(),
        );
        if let Err(problem) = kept.await {
            tracing::warn!(%problem, "an image was not kept");
        }
    }
}

async fn read_config(
    source: &Source,
    document: &Document,
    look: Look,
) -> (Option<ImageConfig>, Option<Failure>) {
    let Document::Image(manifest) = document else {
        return (None, None);
    };
    let Some(config) = manifest
        .config
        .as_ref()
        .filter(|config| is_image_config(config))
    else {
        return (None, None);
    };
    if let Some(kept) = source.kept(&config.digest).await {
        return (Source::read_config(&kept), None);
    }
    if look == Look::Cached {
        // The config was never seen, or left the cache: it is worth a request.
        tracing::debug!(digest = %config.digest, "a config is not in the cache");
    }
    match source.config(config).await {
        Ok(got) => {
            let read = Source::read_config(&got.content);
            source.keep(vec![got.content]).await;
            (read, None)
        }
        Err(miss) => {
            let failure = miss.into_failure();
            if failure.code != Code::NotFound {
                return (None, Some(failure));
            }
            let hint = Hint::BlobsMissing {
                digests: vec![config.digest.to_string()],
            };
            (
                None,
                Some(Failure::new(
                    Code::NotFound,
                    hint,
                    Retry::No,
                    failure.detail,
                )),
            )
        }
    }
}

async fn read_children(source: &Source, document: &Document, look: Look) -> Children {
    match document {
        Document::Index(index) => Children::read(source, index, look).await,
        _ => Children::default(),
    }
}

async fn read_referrers(
    source: &Source,
    collection: &Collection,
    digest: &Digest,
    look: Look,
) -> Result<referrers::Shown, Failure> {
    if look == Look::Cached {
        return Ok(referrers::recall(source, digest).await.unwrap_or_default());
    }
    match referrers::ask(source, collection, digest).await {
        Ok(shown) => Ok(shown),
        // What was known before is better than nothing.
        Err(error) => match referrers::recall(source, digest).await {
            Some(shown) => Ok(shown),
            None => Err(error.to_failure()),
        },
    }
}

/// Asks whether an image is still what it was; what is different is noted.
async fn confirm(
    source: &Source,
    collection: &Arc<Collection>,
    selector: &Selector,
) -> Result<(), Failure> {
    let asked_at = Timestamp::now();
    let resolved = match source.registry.resolve(&source.repository, selector).await {
        Ok(resolved) => resolved,
        Err(error) => return Err(error.to_failure()),
    };
    if let Selector::Tag(tag) = selector {
        observe(source, collection, tag, &resolved.digest, asked_at).await?;
    }
    collection.note_confirmed(&resolved.digest);
    let Some(content) = source.kept(&resolved.digest).await else {
        // Another image now: the window asks again and gets it.
        collection.remark(|_| {});
        return Ok(());
    };
    let found = Found {
        document: read(&content)?,
        content,
        observed_at: now_ms(),
        look: Look::Asked,
    };
    let before = referrers::recall(source, &resolved.digest).await;
    let opened = gather(source, collection, found).await;
    if before.as_ref() != Some(&opened.referrers) {
        collection.remark(|_| {});
    }
    Ok(())
}
