//! Where our evaluation and ECR's preview of the same policy differ.

use std::collections::{BTreeMap, BTreeSet};

use portolan_oci::Digest;

use super::{Action, Evaluation, Image, Priority, Verdict};

/// What a rule does to an image.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Deed {
    /// Which rule.
    pub rule: Priority,
    /// What happens.
    pub action: Action,
}

/// One image of ECR's preview: `previewResults` of `GetLifecyclePolicyPreview`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Previewed {
    /// `imageDigest`.
    pub digest: Digest,
    /// `appliedRulePriority` and `action`.
    pub deed: Deed,
}

/// An image about which the two disagree.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Difference {
    /// Which.
    pub digest: Digest,
    /// What we find; `None` where it stays.
    pub ours: Option<Deed>,
    /// What ECR says; `None` where it does not name it.
    pub theirs: Option<Deed>,
    /// The image was in the list that we looked at: otherwise it was pushed in between.
    pub is_known: bool,
}

/// Where `ours` and ECR's preview differ, in the order of the images, then those that only ECR knows.
/// ECR names an image once a tag, and what follows its subject not always: neither is a difference.
pub fn differences(images: &[Image], ours: &Evaluation, theirs: &[Previewed]) -> Vec<Difference> {
    let theirs: BTreeMap<&Digest, Deed> = theirs.iter().map(|it| (&it.digest, it.deed)).collect();
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for (image, verdict) in images.iter().zip(&ours.verdicts) {
        known.insert(&image.digest);
        let ours = verdict.deed().map(|(rule, action)| Deed { rule, action });
        let theirs = theirs.get(&image.digest).copied();
        let is_silence = theirs.is_none() && matches!(verdict, Verdict::Follows { .. });
        if ours != theirs && !is_silence {
            found.push(Difference {
                digest: image.digest.clone(),
                ours,
                theirs,
                is_known: true,
            });
        }
    }
    let unknown = theirs
        .into_iter()
        .filter(|(digest, _)| !known.contains(digest));
    found.extend(unknown.map(|(digest, deed)| Difference {
        digest: digest.clone(),
        ours: None,
        theirs: Some(deed),
        is_known: false,
    }));
    found
}
