//! Finds out what a row lacks, in as few requests as are honest: one for a tag, which brings the digest
//! and the manifest at once; one for an image's config; for an index its children, and one config.

use std::{collections::HashSet, sync::Arc};

use futures_util::future::{BoxFuture, join_all};
use jiff::Timestamp;
use portolan_contract::{Code, Failure, Hint, Retry};
use portolan_oci::{Descriptor, Digest, Document, ImageConfig, Selector, Tag};
use portolan_storage::{Content, ImageSummary, TagObservation};

use super::{
    collection::Collection,
    source::{Got, Miss, Severity, Source, content_of},
    summary::{Child, says_created, summarise, wanted_children, wanted_config},
};

/// Children of one index that are read; more are not, and its size stays unknown.
const CHILDREN_READ: usize = 64;

/// How deep indexes are followed into indexes.
const DEPTH: usize = 4;

/// What is wanted.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Want {
    /// What a tag points to, and what that is.
    Tag(Tag),
    /// What a manifest is.
    Digest(Digest),
}

/// What was found out.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    /// What a tag points to.
    pub(crate) observation: Option<TagObservation>,
    /// What that is.
    pub(crate) summary: Option<ImageSummary>,
    /// All that can be known of the summary's digest is.
    pub(crate) is_settled: bool,
    /// Content that came from the registry.
    pub(crate) contents: Vec<Content>,
    /// Children that the registry does not have.
    pub(crate) missing: Vec<Digest>,
    /// Children that it has.
    pub(crate) present: Vec<Digest>,
    /// Why not everything could be found out.
    pub(crate) failure: Option<(Failure, Severity)>,
}

impl Learned {
    fn fail(mut self, miss: Miss) -> Self {
        self.note(miss);
        self
    }

    fn note(&mut self, miss: Miss) {
        let (failure, severity) = match miss {
            Miss::Missing(failure) => (failure, Severity::Alone),
            Miss::Failed(failure, severity) => (failure, severity),
        };
        if self.failure.is_none() || severity == Severity::All {
            self.failure = Some((failure, severity));
        }
    }

    fn keep(&mut self, got: &Got) {
        if got.is_fresh {
            self.contents.push(got.content.clone());
        }
    }
}

/// Finds out what one row lacks.
pub(crate) async fn learn(source: &Source, collection: &Arc<Collection>, want: &Want) -> Learned {
    match want {
        Want::Tag(tag) => learn_tag(source, collection, tag).await,
        Want::Digest(digest) => {
            learn_digest(source, collection, digest, None, Learned::default()).await
        }
    }
}

async fn learn_tag(source: &Source, collection: &Arc<Collection>, tag: &Tag) -> Learned {
    let known = {
        let state = collection.state();
        let digest = state
            .known
            .target(tag)
            .and_then(|target| target.digest.clone());
        digest.filter(|digest| state.known.is_complete(digest))
    };
    let selector = Selector::Tag(tag.clone());
    let mut learned = Learned::default();
    // An answer is as old as its question: the tag may move while it is on its way.
    let asked_at = Timestamp::now();
    // A tag whose image is known is only asked where it points: that costs no content.
    if known.is_some() {
        let resolved = match source.registry.resolve(&source.repository, &selector).await {
            Ok(resolved) => resolved,
            Err(error) => return learned.fail(error.into()),
        };
        learned.observation = Some(TagObservation {
            tag: tag.clone(),
            digest: resolved.digest.clone(),
            media_type: resolved.media_type,
            observed_at: asked_at,
        });
        let content = resolved.manifest.map(content_of);
        return learn_digest(source, collection, &resolved.digest, content, learned).await;
    }
    let raw = match source
        .registry
        .manifest(&source.repository, &selector)
        .await
    {
        Ok(raw) => raw,
        Err(error) => return learned.fail(error.into()),
    };
    learned.observation = Some(TagObservation {
        tag: tag.clone(),
        digest: raw.digest.clone(),
        media_type: Some(raw.media_type.clone()),
        observed_at: asked_at,
    });
    let digest = raw.digest.clone();
    learn_digest(source, collection, &digest, Some(content_of(raw)), learned).await
}

/// What `digest` is, from `content` where it is at hand.
async fn learn_digest(
    source: &Source,
    collection: &Arc<Collection>,
    digest: &Digest,
    content: Option<Content>,
    mut learned: Learned,
) -> Learned {
    let _turn = collection.turn(digest).await;
    if collection.state().known.is_complete(digest) {
        return learned;
    }
    let got = match content {
        Some(content) => Ok(Got {
            content,
            is_fresh: true,
        }),
        None => source.manifest(digest).await,
    };
    let got = match got {
        Ok(got) => got,
        Err(miss) => return learned.fail(miss),
    };
    learned.keep(&got);
    let document = match Document::parse(&got.content.bytes, Some(&got.content.media_type)) {
        Ok(document) => document,
        Err(problem) => {
            let hint = Hint::ManifestRefused {
                reason: problem.to_string(),
            };
            let failure = Failure::new(Code::Unsupported, hint, Retry::No, "");
            return learned.fail(Miss::Failed(failure, Severity::Alone));
        }
    };
    let config = read_config(source, wanted_config(&document), &mut learned).await;
    let children = match &document {
        Document::Index(index) => {
            let ancestors = HashSet::from([digest.clone()]);
            let children = wanted_children(index);
            read_children(source, &children, &ancestors, &mut learned).await
        }
        _ => Vec::new(),
    };
    let children = read_first_config(source, &document, children, &mut learned).await;
    let is_cut_off = matches!(learned.failure, Some((_, Severity::All)));
    learned.is_settled = learned.failure.is_none();
    // What was interrupted is asked for again rather than kept with holes.
    if !is_cut_off {
        learned.summary = Some(summarise(digest, &document, config.as_ref(), &children));
    }
    // Known before the turn ends, so that whoever waits for it asks nothing.
    collection.take_in(&learned);
    learned
}

/// The config of an image. One that is missing or unreadable leaves its figures unknown.
async fn read_config(
    source: &Source,
    config: Option<&Descriptor>,
    learned: &mut Learned,
) -> Option<ImageConfig> {
    let got = match source.config(config?).await {
        Ok(got) => got,
        Err(Miss::Missing(_)) => return None,
        Err(miss) => {
            learned.note(miss);
            return None;
        }
    };
    learned.keep(&got);
    Source::read_config(&got.content)
}

/// Reads the children of an index at the same time, and theirs. An index that leads back to one it is
/// in is not followed.
fn read_children<'a>(
    source: &'a Source,
    children: &'a [&'a Descriptor],
    ancestors: &'a HashSet<Digest>,
    learned: &'a mut Learned,
) -> BoxFuture<'a, Vec<Child>> {
    Box::pin(async move {
        let wanted: Vec<&Descriptor> = children
            .iter()
            .copied()
            .take(CHILDREN_READ)
            .filter(|child| !ancestors.contains(&child.digest) && ancestors.len() < DEPTH)
            .collect();
        let asked: Vec<_> = wanted
            .iter()
            .map(|child| source.manifest(&child.digest))
            .collect();
        let answers = join_all(asked).await;
        let mut read = Vec::with_capacity(answers.len());
        for (child, answer) in wanted.into_iter().zip(answers) {
            let mut found = Child {
                digest: child.digest.clone(),
                document: None,
                config: None,
                children: Vec::new(),
            };
            match answer {
                Ok(got) => {
                    learned.keep(&got);
                    learned.present.push(child.digest.clone());
                    let content = &got.content;
                    found.document =
                        Document::parse(&content.bytes, Some(&content.media_type)).ok();
                }
                Err(Miss::Missing(_)) => learned.missing.push(child.digest.clone()),
                Err(miss) => learned.note(miss),
            }
            if let Some(Document::Index(index)) = &found.document {
                let mut inside = ancestors.clone();
                inside.insert(child.digest.clone());
                let grandchildren = wanted_children(index);
                found.children = read_children(source, &grandchildren, &inside, learned).await;
            }
            read.push(found);
        }
        read
    })
}

/// An index says rarely when it was built: the config of its first image does.
async fn read_first_config(
    source: &Source,
    document: &Document,
    mut children: Vec<Child>,
    learned: &mut Learned,
) -> Vec<Child> {
    let says = says_created(document)
        || children
            .iter()
            .filter_map(|child| child.document.as_ref())
            .any(says_created);
    if says {
        return children;
    }
    let first = first_image(&mut children);
    if let Some(child) = first {
        let config = child.document.as_ref().and_then(wanted_config).cloned();
        child.config = read_config(source, config.as_ref(), learned).await;
    }
    children
}

fn first_image(children: &mut [Child]) -> Option<&mut Child> {
    for child in children {
        if matches!(&child.document, Some(document) if wanted_config(document).is_some()) {
            return Some(child);
        }
        if !child.children.is_empty()
            && let Some(found) = first_image(&mut child.children)
        {
            return Some(found);
        }
    }
    None
}

impl Collection {
    /// Takes in what was found out of a digest.
    fn take_in(&self, learned: &Learned) {
        self.change(|state| {
            let known = state.known_mut();
            for present in &learned.present {
                known.missing.remove(present);
            }
            known.missing.extend(learned.missing.iter().cloned());
            if let Some(summary) = &learned.summary {
                if learned.is_settled {
                    known.settled.insert(summary.digest.clone());
                }
                let kept = Arc::new(summary.clone());
                known.images.insert(summary.digest.clone(), kept);
            }
        });
    }
}
