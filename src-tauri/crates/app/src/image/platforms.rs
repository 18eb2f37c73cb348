//! The children of an index, each with its size, its presence and the attestations about it.

use std::collections::HashMap;

use futures_util::{StreamExt as _, stream};
use portolan_contract::{ImageKind, PlatformImage, Presence, Referrer, ReferrersFound};
use portolan_oci::{ArtifactKind, Descriptor, Digest, Document, ImageConfig, Index, Selector};

use super::content::pairs;
use crate::images::{
    Child, Source, add_up, described_kind, is_manifest, platform_of, wanted_config,
};

/// Children that are looked at one by one; of the others the index alone tells.
const LOOKED_AT: usize = 64;

/// Children that are asked for at the same time.
const AT_ONCE: usize = 16;

/// The children of an index, as far as they could be read.
#[derive(Debug, Default)]
pub(super) struct Children {
    read: HashMap<Digest, (Child, Presence)>,
    /// Content that the registry sent.
    pub(super) contents: Vec<portolan_storage::Content>,
    /// Why some could not be read.
    pub(super) failure: Option<portolan_contract::Failure>,
}

/// How a child was looked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Look {
    /// In the cache alone.
    Cached,
    /// In the registry, which also says whether it is there.
    Asked,
}

impl Children {
    /// Reads the manifests of an index, and the config of each image among them. What the cache has is
    /// only asked for by HEAD, to know whether the registry still has it.
    pub(super) async fn read(source: &Source, index: &Index, look: Look) -> Self {
        let wanted = index
            .manifests
            .iter()
            .filter(|child| is_manifest(&child.media_type))
            .take(LOOKED_AT);
        // Collected first: a stream that makes futures from borrowed children can't be sent.
        let asked: Vec<_> = wanted
            .map(|child| read_child(source, child, look))
            .collect();
        let answers: Vec<Answer> = stream::iter(asked).buffered(AT_ONCE).collect().await;
        let mut children = Self::default();
        for answer in answers {
            children.contents.extend(answer.contents);
            children.failure = children.failure.or(answer.failure);
            children
                .read
                .insert(answer.child.digest.clone(), (answer.child, answer.presence));
        }
        children
    }

    /// Says of each child what is known of its presence, where it was not asked for now.
    pub(super) fn fill_presence(&mut self, known: impl Fn(&Digest) -> Option<bool>) {
        for (digest, (_, presence)) in &mut self.read {
            if *presence == Presence::Unknown {
                *presence = match known(digest) {
                    Some(true) => Presence::Present,
                    Some(false) => Presence::Missing,
                    None => Presence::Unknown,
                };
            }
        }
    }

    /// The children that could be read or not, for the summary.
    pub(super) fn in_order(&self, wanted: &[&Descriptor]) -> Vec<Child> {
        wanted
            .iter()
            .filter_map(|child| self.read.get(&child.digest))
            .map(|(child, _)| child.clone())
            .collect()
    }

    /// Digests that the registry was found not to have, and to have.
    pub(super) fn split_by_presence(&self) -> (Vec<Digest>, Vec<Digest>) {
        let with = |wanted| {
            let read = self.read.iter();
            read.filter(|(_, (_, presence))| *presence == wanted)
                .map(|(digest, _)| digest.clone())
                .collect()
        };
        (with(Presence::Missing), with(Presence::Present))
    }

    /// The children as the window shows them: attestations stand under the child that they name.
    pub(super) fn show(&self, index: &Index) -> Vec<PlatformImage> {
        let mut attestations: HashMap<Digest, Vec<Referrer>> = HashMap::new();
        for child in &index.manifests {
            if let Some(subject) = child.attests() {
                attestations
                    .entry(subject)
                    .or_default()
                    .push(show_attestation(child));
            }
        }
        let named: Vec<&Digest> = index.images().map(|child| &child.digest).collect();
        index
            .manifests
            .iter()
            .filter(|child| is_manifest(&child.media_type))
            // One that names nobody here stands by itself.
            .filter(|child| {
                !child
                    .attests()
                    .is_some_and(|subject| named.contains(&&subject))
            })
            .map(|child| {
                let attestations = attestations.remove(&child.digest).unwrap_or_default();
                self.show_child(child, attestations)
            })
            .collect()
    }

    fn show_child(&self, child: &Descriptor, attestations: Vec<Referrer>) -> PlatformImage {
        let (read, present) = match self.read.get(&child.digest) {
            Some((read, presence)) => (Some(read), *presence),
            None => (None, Presence::Unknown),
        };
        let document = read.and_then(|read| read.document.as_ref());
        let config = read.and_then(|read| read.config.as_ref());
        let size = match document {
            Some(Document::Image(manifest)) => {
                add_up(manifest.config.iter().chain(&manifest.layers))
            }
            _ => None,
        };
        let named = child
            .platform
            .as_ref()
            .filter(|platform| !platform.is_unknown())
            .map(ToString::to_string);
        PlatformImage {
            digest: child.digest.to_string(),
            platform: named.or_else(|| config.and_then(platform_of)),
            kind: kind(child, document),
            media_type: child.media_type.to_string(),
            size,
            created: config
                .and_then(|config| config.created)
                .map(jiff::Timestamp::as_millisecond),
            present,
            attestations,
        }
    }
}

fn kind(child: &Descriptor, document: Option<&Document>) -> ImageKind {
    if child.media_type.is_schema1() {
        return ImageKind::Relic;
    }
    match document {
        Some(document) if !child.is_attestation() => described_kind(&ArtifactKind::of(document)),
        _ => described_kind(&ArtifactKind::of_descriptor(child)),
    }
}

fn show_attestation(child: &Descriptor) -> Referrer {
    Referrer {
        digest: child.digest.to_string(),
        kind: ImageKind::Attestation,
        artifact_type: child.artifact_type.clone(),
        media_type: child.media_type.to_string(),
        size: child.size,
        annotations: pairs(&child.annotations),
        found: ReferrersFound::Index,
    }
}

/// What one child's look-up brought.
struct Answer {
    child: Child,
    presence: Presence,
    contents: Vec<portolan_storage::Content>,
    failure: Option<portolan_contract::Failure>,
}

async fn read_child(source: &Source, child: &Descriptor, look: Look) -> Answer {
    let mut answer = Answer {
        child: Child {
            digest: child.digest.clone(),
            document: None,
            config: None,
            children: Vec::new(),
        },
        presence: Presence::Unknown,
        contents: Vec::new(),
        failure: None,
    };
    let kept = source.kept(&child.digest).await;
    let content = match (kept, look) {
        (kept, Look::Cached) => kept,
        (Some(kept), Look::Asked) => {
            answer.presence = presence(source, &child.digest).await;
            Some(kept)
        }
        (None, Look::Asked) => match source.manifest(&child.digest).await {
            Ok(got) => {
                answer.presence = Presence::Present;
                answer.contents.push(got.content.clone());
                Some(got.content)
            }
            Err(miss) => {
                answer.presence = miss.presence();
                answer.failure = miss.failure_unless_missing();
                None
            }
        },
    };
    let Some(content) = content else {
        return answer;
    };
    answer.child.document = Document::parse(&content.bytes, Some(&content.media_type)).ok();
    answer.child.config = read_config(source, &mut answer, look).await;
    answer
}

async fn read_config(source: &Source, answer: &mut Answer, look: Look) -> Option<ImageConfig> {
    let document = answer.child.document.as_ref()?;
    let config = wanted_config(document)?;
    let content = match source.kept(&config.digest).await {
        Some(kept) => kept,
        None if look == Look::Cached || answer.presence == Presence::Missing => return None,
        None => {
            let got = source.config(config).await.ok()?;
            answer.contents.push(got.content.clone());
            got.content
        }
    };
    Source::read_config(&content)
}

async fn presence(source: &Source, digest: &Digest) -> Presence {
    let selector = Selector::Digest(digest.clone());
    match source.registry.resolve(&source.repository, &selector).await {
        Ok(_) => Presence::Present,
        Err(error) if error.is_not_found() => Presence::Missing,
        Err(_) => Presence::Unknown,
    }
}
