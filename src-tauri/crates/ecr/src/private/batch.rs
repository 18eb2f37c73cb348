//! What the calls on several images share: how images are named, and how failures of some are read.

use aws_sdk_ecr::types::{ImageFailure, ImageFailureCode, ImageIdentifier};
use portolan_oci::Selector;

use crate::{Conflict, Error, ItemFailure, Missing};

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

impl ItemFailure {
    /// The same as an error of its own.
    pub fn to_error(&self) -> Error {
        let said = format!("{}: {}", self.item, self.said);
        let conflict = |what| Error::Conflict {
            what,
            said: said.clone(),
        };
        match self.code.as_str() {
            "ImageNotFound" => Error::NotFound {
                what: Missing::Image,
                said,
            },
            "ImageReferencedByManifestList" => conflict(Conflict::InsideIndex),
            "ImageTagDoesNotMatchDigest" => conflict(Conflict::Other),
            "ImageInaccessible" => conflict(Conflict::Archived),
            _ => Error::Invalid { said },
        }
    }
}
