//! Manifests that were put into a layout and that nothing in it leads to, so that its index has to.

use std::collections::{BTreeMap, BTreeSet};

use portolan_distribution::RawManifest;
use portolan_oci::{Descriptor, Digest, Document};

/// What was put, with what each leads to.
#[derive(Debug, Default)]
pub(super) struct Heads(BTreeMap<Digest, (Descriptor, Vec<Digest>)>);

impl Heads {
    /// A manifest was put.
    pub(super) fn note(&mut self, raw: &RawManifest) {
        let children = match raw.parse() {
            Ok(Document::Index(index)) => {
                let children = index.manifests.into_iter();
                children.map(|child| child.digest).collect()
            }
            _ => Vec::new(),
        };
        let size = raw.bytes.len() as u64;
        let entry = Descriptor::new(raw.media_type.clone(), raw.digest.clone(), size);
        self.0.insert(raw.digest.clone(), (entry, children));
    }

    /// Entries for those that neither an index among them nor one of `entries` leads to.
    pub(super) fn lost(&self, entries: &[Descriptor]) -> Vec<Descriptor> {
        let children = self.0.values().flat_map(|(_, children)| children);
        let named = entries.iter().map(|entry| &entry.digest);
        let led: BTreeSet<&Digest> = children.chain(named).collect();
        let lost = self.0.iter().filter(|(digest, _)| !led.contains(digest));
        lost.map(|(_, (entry, _))| entry.clone()).collect()
    }
}
