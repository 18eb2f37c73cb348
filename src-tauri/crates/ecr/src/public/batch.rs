//! How images are named in calls on several, and how failures of some are read.

use aws_sdk_ecrpublic::types::{ImageFailure, ImageFailureCode, ImageIdentifier};
use portolan_oci::Selector;

use crate::ItemFailure;

/// Images named in one call at most.
pub(super) const BATCH: usize = 100;

pub(super) fn identify(selector: &Selector) -> ImageIdentifier {
    let identifier = ImageIdentifier::builder();
    match selector {
        Selector::Tag(tag) => identifier.image_tag(tag.as_str()),
        Selector::Digest(digest) => identifier.image_digest(digest.as_str()),
    }
    .build()
}

/// What of a batch did not work.
pub(super) fn read_failures(failures: Vec<ImageFailure>) -> Vec<ItemFailure> {
    let named = |id: ImageIdentifier| id.image_tag.or(id.image_digest);
    failures
        .into_iter()
        .map(|failure| {
            let code = failure.failure_code.as_ref();
            let code = code.map_or("", ImageFailureCode::as_str).to_owned();
            ItemFailure {
                item: failure.image_id.and_then(named).unwrap_or_default(),
                said: failure.failure_reason.unwrap_or_else(|| code.clone()),
                code,
            }
        })
        .collect()
}
