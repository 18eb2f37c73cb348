//! Keeps the index of referrers under its fallback tag, where a destination does not index by itself
//! (distribution spec 1.1, "Unavailable Referrers API").

use portolan_distribution::RawManifest;
use portolan_oci::{AttachmentTag, Descriptor, Digest, Document, Index, MediaType, Selector};

use crate::{Error, Result, Side, copy::Trip};

impl Trip {
    /// Adds `referrer` to what the destination lists for `subject`, unless it is there. One at a time:
    /// the index is read, changed and put, and nobody may come between.
    pub(crate) async fn note_referrer(
        &self,
        subject: &Digest,
        referrer: &Descriptor,
    ) -> Result<()> {
        let _turn = self.fallback_turn.lock().await;
        let selector = Selector::Tag(AttachmentTag::fallback(subject).tag());
        let found = self.persist(Side::Destination, || self.destination.manifest(&selector));
        let mut entries = match found.await {
            Ok(raw) => entries(&raw, subject),
            Err(Error::Place { cause, .. }) if cause.is_not_found() => Vec::new(),
            Err(error) => return Err(error),
        };
        if entries.iter().any(|entry| entry.digest == referrer.digest) {
            return Ok(());
        }
        entries.push(referrer.clone());
        let bytes = serde_json::to_vec(&Index::new(entries))
            .map_err(|problem| Error::Plan(problem.to_string()))?;
        let raw = RawManifest {
            digest: Digest::of(&bytes),
            media_type: MediaType::OCI_INDEX,
            bytes: bytes.into(),
        };
        self.put(&selector, &raw).await?;
        Ok(())
    }
}

/// What is listed already. Registries have been seen to answer such a tag with the subject itself.
fn entries(raw: &RawManifest, subject: &Digest) -> Vec<Descriptor> {
    match raw.parse() {
        Ok(Document::Index(index)) if raw.digest != *subject => index.manifests,
        _ => Vec::new(),
    }
}
