//! Walks through an image for a plan: every manifest in it, and what each of them needs.

use std::collections::BTreeSet;

use futures_util::{FutureExt as _, future::BoxFuture};
use portolan_oci::{Descriptor, Digest, Document, Index, Manifest};

use crate::{
    Error, PlannedBlob, PlannedManifest, Result,
    planning::{Survey, read},
    standing::Standing,
};

/// Indexes within indexes that are followed.
pub(crate) const DEPTH: usize = 8;

/// What a walk through one image saw.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// Every manifest in it, itself included.
    pub(crate) digests: BTreeSet<Digest>,
    pub(crate) missing: Vec<Digest>,
    pub(crate) foreign: u64,
    /// Layers without any compression.
    pub(crate) unpacked: BTreeSet<Digest>,
}

impl Survey<'_> {
    /// Looks at a manifest and all that it needs, unless the destination has it or it was looked at.
    pub(crate) fn walk<'s>(
        &'s self,
        digest: &'s Digest,
        depth: usize,
        walk: &'s mut Walk,
    ) -> BoxFuture<'s, Result<()>> {
        async move {
            if !walk.digests.insert(digest.clone()) || self.is_known(digest) {
                return Ok(());
            }
            if depth == 0 {
                return Err(Error::TooMuch {
                    digest: digest.clone(),
                });
            }
            if !matches!(self.standing, Standing::Empty) && self.is_there(digest).await? {
                self.note_there(digest);
                return Ok(());
            }
            let raw = self.fetch(digest).await?;
            let document = read(&raw)?;
            let mut planned = PlannedManifest {
                media_type: Some(raw.media_type.clone()),
                there: false,
                children: Vec::new(),
                blobs: Vec::new(),
                subject: document.subject().map(|subject| subject.digest.clone()),
                repacks: Vec::new(),
                made: self.made_text(digest),
            };
            match &document {
                Document::Index(index) => {
                    self.walk_index(index, depth, walk, &mut planned).await?;
                }
                Document::Image(manifest) => self.walk_image(manifest, walk, &mut planned),
                Document::Schema1(_) => {
                    return Err(Error::Schema1 {
                        digest: digest.clone(),
                    });
                }
            }
            self.found().manifests.insert(digest.clone(), planned);
            Ok(())
        }
        .boxed()
    }

    async fn walk_index(
        &self,
        index: &Index,
        depth: usize,
        walk: &mut Walk,
        planned: &mut PlannedManifest,
    ) -> Result<()> {
        for child in &index.manifests {
            if is_blob(child) {
                self.need_blob(child, planned);
                continue;
            }
            match self.walk(&child.digest, depth - 1, walk).await {
                Ok(()) => planned.children.push(child.digest.clone()),
                Err(Error::Missing { .. }) => {
                    walk.digests.remove(&child.digest);
                    walk.missing.push(child.digest.clone());
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn walk_image(&self, manifest: &Manifest, walk: &mut Walk, planned: &mut PlannedManifest) {
        for blob in manifest.config.iter().chain(&manifest.layers) {
            if is_foreign(blob) {
                walk.foreign += 1;
            } else if planned.made.is_some() && self.is_repacked(blob) {
                planned.repacks.push(blob.digest.clone());
            } else {
                if is_unpacked(blob) {
                    walk.unpacked.insert(blob.digest.clone());
                }
                self.need_blob(blob, planned);
            }
        }
    }

    fn need_blob(&self, blob: &Descriptor, planned: &mut PlannedManifest) {
        if planned.blobs.contains(&blob.digest) {
            return;
        }
        planned.blobs.push(blob.digest.clone());
        let mount = self.source.mountable().and_then(|(host, repository)| {
            (self.destination.host() == Some(host)).then_some(repository)
        });
        let found = &mut self.found().blobs;
        found.entry(blob.digest.clone()).or_insert(PlannedBlob {
            size: blob.size,
            there: false,
            mount,
        });
    }
}

/// An entry of an index that is no manifest, as in BuildKit's cache.
pub(crate) fn is_blob(child: &Descriptor) -> bool {
    let text = child.media_type.as_str();
    text.contains(".layer.") || text.contains("rootfs.diff") || text.contains("cacheconfig")
}

/// A layer that lives outside of registries: its manifest is valid without it (image spec,
/// "Non-Distributable Layers").
pub(crate) fn is_foreign(blob: &Descriptor) -> bool {
    let text = blob.media_type.as_str();
    text.contains("nondistributable") || text.contains("foreign")
}

/// A layer without any compression.
fn is_unpacked(blob: &Descriptor) -> bool {
    let text = blob.media_type.as_str();
    text.ends_with(".layer.v1.tar") || text.ends_with(".rootfs.diff.tar")
}
