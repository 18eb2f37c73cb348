//! What describes an image: asked of the registry, and kept so that it can be shown without it.

use portolan_contract::{Referrer, ReferrersFound};
use portolan_distribution::{Found, Referrers};
use portolan_oci::{ArtifactKind, Descriptor, Digest, Document, MediaType};
use portolan_storage::{ReferrerListing, ReferrersFoundBy};
use serde_json::{Value, json};

use super::content::pairs;
use crate::images::{Collection, Source, described_kind};

/// The member under which a kept descriptor says how it was found.
const FOUND: &str = "org.portolan.found";

/// Referrers, and how they were asked for; `None` where nothing answered.
pub(super) type Shown = (Vec<Referrer>, Option<ReferrersFound>);

/// Asks the registry what describes `subject`, and keeps the answer.
pub(super) async fn ask(
    source: &Source,
    collection: &Collection,
    subject: &Digest,
) -> Result<Shown, portolan_registries::Error> {
    let tags: Vec<_> = {
        let state = collection.state();
        let attachments = state.known.attachments.iter();
        attachments
            .map(|attachment| attachment.tag.clone())
            .collect()
    };
    // Without a listing, nobody knows which tags there are.
    let listed = collection.state().known.listed_at.is_some();
    let registry = &source.registry;
    let found = registry
        .referrers(
            &source.repository,
            subject,
            listed.then_some(tags.as_slice()),
        )
        .await?;
    let listing = listing(&found);
    let shown = show(&listing);
    let kept =
        source
            .store
            .record_referrers(source.connection, &source.repository, subject, listing);
    if let Err(problem) = kept.await {
        tracing::warn!(%problem, "referrers were not kept");
    }
    Ok(shown)
}

/// What was found to describe `subject` before, if it was ever asked.
pub(super) async fn recall(source: &Source, subject: &Digest) -> Option<Shown> {
    let kept = source
        .store
        .referrers(source.connection, &source.repository, subject)
        .await;
    match kept {
        Ok(listing) => listing.as_ref().map(show),
        Err(problem) => {
            tracing::warn!(%problem, "the cache could not be read");
            None
        }
    }
}

fn listing(found: &Referrers) -> ReferrerListing {
    let mut ways: Vec<&str> = found
        .items
        .iter()
        .map(|referrer| way(&referrer.found))
        .collect();
    ways.sort_unstable();
    ways.dedup();
    let found_by = match ways.as_slice() {
        [] | ["api"] if found.has_api => ReferrersFoundBy::Api,
        [] | ["fallback"] => ReferrersFoundBy::FallbackTag,
        ["cosign"] => ReferrersFoundBy::CosignTags,
        ["api"] => ReferrersFoundBy::Api,
        _ => ReferrersFoundBy::Several,
    };
    let descriptors = found.items.iter().filter_map(|referrer| {
        let mut descriptor = serde_json::to_value(&referrer.descriptor).ok()?;
        descriptor[FOUND] = json!(way(&referrer.found));
        Some(descriptor)
    });
    ReferrerListing {
        descriptors: descriptors.collect(),
        found_by,
        observed_at: jiff::Timestamp::now(),
    }
}

fn way(found: &Found) -> &'static str {
    match found {
        Found::Api => "api",
        Found::FallbackTag => "fallback",
        Found::CosignTag(_) => "cosign",
    }
}

fn show(listing: &ReferrerListing) -> Shown {
    let found = match listing.found_by {
        ReferrersFoundBy::Api | ReferrersFoundBy::Several => ReferrersFound::Api,
        ReferrersFoundBy::FallbackTag => ReferrersFound::FallbackTag,
        ReferrersFoundBy::CosignTags => ReferrersFound::CosignTag,
    };
    // The kept descriptors are read by the same policy as any index: as the children of one.
    let index = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OCI_INDEX.as_str(),
        "manifests": listing.descriptors,
    });
    let bytes = serde_json::to_vec(&index).unwrap_or_default();
    let Ok(Document::Index(index)) = Document::parse(&bytes, None) else {
        return (Vec::new(), Some(found));
    };
    let ways = listing.descriptors.iter().map(|descriptor| {
        match descriptor.get(FOUND).and_then(Value::as_str) {
            Some("fallback") => ReferrersFound::FallbackTag,
            Some("cosign") => ReferrersFound::CosignTag,
            _ => ReferrersFound::Api,
        }
    });
    let referrers = index.manifests.iter().zip(ways);
    let shown = referrers.map(|(descriptor, way)| show_referrer(descriptor, way));
    (shown.collect(), Some(found))
}

fn show_referrer(descriptor: &Descriptor, found: ReferrersFound) -> Referrer {
    Referrer {
        digest: descriptor.digest.to_string(),
        kind: described_kind(&ArtifactKind::of_descriptor(descriptor)),
        artifact_type: descriptor.artifact_type.clone(),
        media_type: descriptor.media_type.to_string(),
        size: descriptor.size,
        annotations: pairs(&descriptor.annotations),
        found,
    }
}

#[cfg(test)]
mod tests {
    use portolan_contract::ImageKind;

    use super::*;

    #[test]
    fn what_was_found_is_shown_the_same_after_it_was_kept() {
        let mut signature = Descriptor::new(MediaType::OCI_MANIFEST, Digest::of(b"s"), 5);
        signature.artifact_type = Some("application/vnd.cncf.notary.signature".to_owned());
        signature.annotations.insert("a".to_owned(), "b".to_owned());
        let sbom = Descriptor::new(MediaType::OCI_MANIFEST, Digest::of(b"b"), 6);
        let found = Referrers {
            items: vec![
                portolan_distribution::Referrer {
                    descriptor: signature,
                    found: Found::Api,
                },
                portolan_distribution::Referrer {
                    descriptor: sbom,
                    found: Found::CosignTag("sha256-x.sbom".parse().unwrap()),
                },
            ],
            has_api: true,
            problems: Vec::new(),
        };
        let (shown, way) = show(&listing(&found));
        assert_eq!(way, Some(ReferrersFound::Api));
        assert_eq!(shown.len(), 2);
        assert_eq!(shown[0].kind, ImageKind::Signature);
        assert_eq!(shown[0].annotations[0].value, "b");
        assert_eq!(shown[1].found, ReferrersFound::CosignTag);
    }
}
