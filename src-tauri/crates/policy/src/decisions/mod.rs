//! What changes touch, in which order they are done, and whether they can be taken back: tried on
//! repositories in a few words.

mod order;
mod touched;
mod undo;

use std::collections::BTreeSet;

use crate::{
    Abilities, Aim, BlastRadius, Blob, Change, Deed, FoundBy, Manifest, Part, Proof, ReferrerLink,
    Refusal, RemovalMethod, Repository, aim, aim_at, deeds, outlook,
};
use portolan_oci::{AttachmentTag, CosignKind, Digest, MediaType, Tag};

const ALL: Abilities = Abilities {
    delete_tag: Proof::Proven,
    delete_digest: Proof::Proven,
    overwrite_tag: Proof::Proven,
    referrers: Proof::Proven,
    last_tag_takes_image: false,
    keeps_deleted: false,
};

fn digest(name: &str) -> Digest {
    Digest::of(name.as_bytes())
}

fn digests(names: &[&str]) -> BTreeSet<Digest> {
    names.iter().map(|name| digest(name)).collect()
}

fn tag(name: &str) -> Tag {
    name.parse().unwrap()
}

fn tags(names: &[&str]) -> BTreeSet<Tag> {
    names.iter().map(|name| tag(name)).collect()
}

struct Sketch(Repository);

impl Default for Sketch {
    fn default() -> Self {
        Self(Repository {
            untagged_known: true,
            ..Repository::default()
        })
    }
}

impl Sketch {
    fn image(mut self, name: &str, layers: &[&str]) -> Self {
        let blob = |name: &str, is_config| Blob {
            digest: digest(name),
            size: 100,
            is_config,
            foreign: false,
        };
        let mut blobs = vec![blob(&format!("config of {name}"), true)];
        blobs.extend(layers.iter().map(|layer| blob(layer, false)));
        self.0.manifests.insert(
            digest(name),
            Manifest {
                media_type: MediaType::OCI_MANIFEST,
                size: 10,
                children: Vec::new(),
                blobs,
                understood: true,
                subject: None,
                artifact_type: None,
                present: true,
            },
        );
        self
    }

    fn index(mut self, name: &str, children: &[&str]) -> Self {
        self = self.image(name, &[]);
        let index = self.0.manifests.get_mut(&digest(name)).unwrap();
        index.media_type = MediaType::OCI_INDEX;
        index.blobs.clear();
        index.children = children.iter().map(|child| digest(child)).collect();
        self
    }

    fn referrer(mut self, name: &str, subject: &str) -> Self {
        self = self.image(name, &[]);
        self.0.manifests.get_mut(&digest(name)).unwrap().subject = Some(digest(subject));
        self.0.referrers.push(ReferrerLink {
            subject: digest(subject),
            referrer: digest(name),
            found_by: FoundBy::Api,
        });
        self
    }

    fn tag(mut self, name: &str, at: &str) -> Self {
        self.0.tags.insert(tag(name), digest(at));
        self
    }
}

fn delete(repository: &Repository, names: &[&str]) -> Aim {
    let change = Change::DeleteImages {
        digests: digests(names),
    };
    aim(repository, &change, ALL).unwrap()
}

fn deleted(deeds: &[Deed]) -> Vec<Digest> {
    deeds
        .iter()
        .filter_map(|deed| match deed {
            Deed::DeleteManifest { digest, .. } => Some(digest.clone()),
            _ => None,
        })
        .collect()
}
