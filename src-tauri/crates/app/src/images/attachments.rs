//! What is folded under an image: attestations in its index, what attachment tags hold, and known
//! manifests that name it as their subject. Each is counted once, however often it is found.

use std::collections::{HashMap, HashSet};

use portolan_oci::Digest;
use portolan_storage::ImageKind;

use super::known::Known;

/// How many attachments each image has; images without any are left out. What describes a child of an
/// index counts for the index too, which is the row that is seen.
pub(crate) fn count_attachments(known: &Known) -> HashMap<Digest, u64> {
    let mut found: HashMap<&Digest, HashSet<String>> = HashMap::new();
    // An attachment tag holds only the beginning of a digest, if that is a long one.
    let mut by_tag: HashMap<String, Vec<&Digest>> = HashMap::new();
    if !known.attachments.is_empty() {
        let targets = known
            .targets
            .iter()
            .filter_map(|target| target.digest.as_ref());
        let mut seen = HashSet::new();
        for digest in known.images.keys().chain(targets) {
            if seen.insert(digest) {
                by_tag
                    .entry(digest.fallback_tag())
                    .or_default()
                    .push(digest);
            }
        }
    }
    for attachment in &known.attachments {
        let subject_tag = attachment.tag.as_str();
        let subject_tag = subject_tag.split('.').next().unwrap_or(subject_tag);
        let index = attachment
            .digest
            .as_ref()
            .and_then(|digest| known.image(digest));
        for subject in by_tag.get(subject_tag).into_iter().flatten() {
            let names = found.entry(subject).or_default();
            match index {
                // The fallback index is bookkeeping: what it names is attached.
                Some(index) if attachment.reading.cosign_kind().is_none() => {
                    names.extend(index.children.iter().map(|child| child.digest.to_string()));
                }
                _ => {
                    let name = attachment
                        .digest
                        .as_ref()
                        .map_or_else(|| attachment.tag.to_string(), ToString::to_string);
                    names.insert(name);
                }
            }
        }
    }
    for (digest, image) in &known.images {
        if let Some(subject) = &image.subject {
            found.entry(subject).or_default().insert(digest.to_string());
        }
    }
    for (digest, listed) in &known.listed {
        if let Some(subject) = &listed.subject {
            found.entry(subject).or_default().insert(digest.to_string());
        }
    }
    let mut counts: HashMap<Digest, u64> = HashMap::new();
    for (digest, image) in &known.images {
        if image.kind != ImageKind::Index {
            continue;
        }
        let mut names = found.get(digest).cloned().unwrap_or_default();
        for child in &image.children {
            // BuildKit's attestations are children of no platform that anybody could run.
            if child.platform.as_deref() == Some("unknown/unknown") {
                names.insert(child.digest.to_string());
            }
            names.extend(found.get(&child.digest).into_iter().flatten().cloned());
        }
        if !names.is_empty() {
            counts.insert(digest.clone(), names.len() as u64);
        }
    }
    for (digest, names) in found {
        counts.entry(digest.clone()).or_insert(names.len() as u64);
    }
    counts
}
