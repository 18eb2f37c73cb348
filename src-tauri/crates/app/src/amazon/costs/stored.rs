//! What is stored, from what was listed and from the manifests that were read. Nothing is asked for it.

use std::collections::HashMap;

use portolan_contract::Failure;
use portolan_oci::{Digest, Document, MediaType, RepositoryName};
use portolan_policy::{
    cost::{Content, StoredImage, StoredRepository},
    lifecycle,
};
use portolan_storage::{ConnectionId, Content as Kept, ListedImage, StorageClass};

use crate::{App, app::off_the_loop, failures::OrFail};

/// Manifests that are in memory at a time.
const AT_ONCE: usize = 500;

impl App {
    /// The images of a repository as they were listed.
    pub(super) async fn stored(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
    ) -> Result<(StoredRepository, Vec<ListedImage>), Failure> {
        let mut listed = self
            .store
            .listed_images(connection, repository)
            .await
            .or_fail()?;
        listed.sort_by(|one, other| one.digest.cmp(&other.digest));
        let digests: Vec<Digest> = listed.iter().map(|image| image.digest.clone()).collect();
        let mut read: HashMap<Digest, Content> = HashMap::new();
        for some in digests.chunks(AT_ONCE) {
            let kept = self.store.contents(some.to_vec()).await.or_fail()?;
            let parts = off_the_loop(move || {
                let parts = kept
                    .iter()
                    .filter_map(|kept| Some((kept.digest.clone(), content_of(kept)?)));
                parts.collect::<Vec<_>>()
            });
            read.extend(parts.await?);
        }
        let images = listed.iter().map(|image| StoredImage {
            content: read.remove(&image.digest).unwrap_or_else(|| unread(image)),
            digest: image.digest.clone(),
            class: match image.storage {
                Some(StorageClass::Archive) => lifecycle::StorageClass::Archive,
                // While it is on its way back it is paid for as what it will be.
                Some(StorageClass::Standard | StorageClass::Restoring) | None => {
                    lifecycle::StorageClass::Standard
                }
            },
            archived_at: image.archived_at,
        });
        let stored = StoredRepository {
            name: repository.to_string(),
            images: images.collect(),
        };
        Ok((stored, listed))
    }
}

/// What an image consists of, from its manifest.
pub(crate) fn content_of(kept: &Kept) -> Option<Content> {
    let manifest = kept.bytes.len() as u64;
    match Document::parse(&kept.bytes, Some(&kept.media_type)).ok()? {
        Document::Image(image) => {
            let held = image
                .config
                .iter()
                .chain(&image.layers)
                // Layers that are elsewhere are not stored here.
                .filter(|blob| blob.urls.is_empty());
            Some(Content::Blobs {
                manifest,
                blobs: held.map(|blob| (blob.digest.clone(), blob.size)).collect(),
            })
        }
        Document::Index(_) => Some(Content::Blobs {
            manifest,
            blobs: Vec::new(),
        }),
        // It says no sizes.
        Document::Schema1(_) => None,
    }
}

/// Of an index the list says the bytes of one of its images, which is listed itself.
fn unread(image: &ListedImage) -> Content {
    let is_index = image.media_type.as_ref().is_some_and(MediaType::is_index);
    match image.size.filter(|_| !is_index) {
        Some(size) => Content::Size(size),
        None => Content::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str, media_type: MediaType) -> Kept {
        Kept {
            digest: Digest::of(text.as_bytes()),
            media_type,
            bytes: text.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_manifest_says_what_is_held_here_and_not_what_is_elsewhere() {
        let (here, there) = (Digest::of(b"here"), Digest::of(b"there"));
        let config = Digest::of(b"config");
        let text = format!(
            r#"{{"schemaVersion": 2, "mediaType": "{manifest}",
                "config": {{"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "{config}", "size": 6}},
                "layers": [
                  {{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": "{here}", "size": 40}},
                  {{"mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "digest": "{there}", "size": 900,
                    "urls": ["https://example.com/layer"]}}]}}"#,
            manifest = MediaType::OCI_MANIFEST,
        );
        let Some(Content::Blobs { manifest, blobs }) =
            content_of(&kept(&text, MediaType::OCI_MANIFEST))
        else {
            panic!("it is an image");
        };
        assert_eq!(manifest, text.len() as u64);
        assert_eq!(blobs, [(config, 6), (here, 40)]);
    }

    #[test]
    fn an_index_that_was_not_read_has_no_size_and_an_image_that_of_the_list() {
        let listed = |media_type| ListedImage {
            digest: Digest::of(b"x"),
            media_type: Some(media_type),
            artifact_type: None,
            platforms: Vec::new(),
            size: Some(70),
            pushed_at: None,
            last_pulled_at: None,
            scan: None,
            storage: None,
            subject: None,
            archived_at: None,
            activated_at: None,
            expirations: std::collections::BTreeMap::new(),
        };
        assert_eq!(unread(&listed(MediaType::OCI_INDEX)), Content::Unknown);
        assert_eq!(unread(&listed(MediaType::OCI_MANIFEST)), Content::Size(70));
    }
}
