//! The verbs that the program sees, as strict as the specification and as odd as the ways say.

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;
use portolan_distribution::{
    BlobSource, BlobStream, Cursor, Error as WireError, Page, PutManifest, RawManifest, Referrers,
};
use portolan_oci::{Digest, Document, MediaType, RepositoryName, Selector, Tag};
use portolan_registries::{
    Capability, Error, Kind, ListedTag, Protocol, Reason, Registry, Resolved, Restored, Result,
};

use super::{Buried, Fake};

fn missing<T>(what: &dyn std::fmt::Display) -> Result<T> {
    Err(WireError::NotFound {
        what: what.to_string(),
        complaint: None,
    }
    .into())
}

fn refuses<T>(status: u16) -> Result<T> {
    Err(WireError::Refuses {
        host: "fake.example".to_owned(),
        status,
        complaint: None,
    }
    .into())
}

#[async_trait]
impl Registry for Fake {
    fn kind(&self) -> Kind {
        Kind::Generic
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    async fn list_tags(
        &self,
        _repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Page<ListedTag>> {
        // Two pages, so that nobody is content with the first.
        let tags: Vec<Tag> = self.state().tags.keys().cloned().collect();
        let middle = tags.len() / 2;
        let (items, next) = match cursor {
            None if middle > 0 => (&tags[..middle], Some(Cursor::from("rest".to_owned()))),
            None => (&tags[..], None),
            Some(_) => (&tags[middle..], None),
        };
        Ok(Page {
            items: items.iter().cloned().map(ListedTag::from).collect(),
            next,
            problems: Vec::new(),
        })
    }

    async fn list_untagged(&self, _: &RepositoryName) -> Result<Option<Vec<Digest>>> {
        let all = || self.state().manifests.keys().cloned().collect();
        Ok(self.ways.inventory.then(all))
    }

    async fn resolve(&self, _: &RepositoryName, selector: &Selector) -> Result<Resolved> {
        let state = self.state();
        if let Selector::Tag(tag) = selector
            && state.unfollowable.contains(tag)
        {
            return refuses(500);
        }
        let digest = match selector {
            Selector::Tag(tag) => state.tags.get(tag).cloned(),
            Selector::Digest(digest) => Some(digest.clone()),
        };
        match digest.and_then(|digest| Some((state.manifests.get(&digest)?, digest))) {
            Some(((media_type, bytes), digest)) => Ok(Resolved {
                digest,
                media_type: Some(media_type.clone()),
                size: Some(bytes.len() as u64),
                manifest: None,
            }),
            None => missing(selector),
        }
    }

    async fn manifest(&self, _: &RepositoryName, selector: &Selector) -> Result<RawManifest> {
        let state = self.state();
        if let Selector::Tag(tag) = selector
            && state.unfollowable.contains(tag)
        {
            return refuses(500);
        }
        let digest = match selector {
            Selector::Tag(tag) => state.tags.get(tag).cloned(),
            Selector::Digest(digest) => Some(digest.clone()),
        };
        match digest.and_then(|digest| Some((state.manifests.get(&digest)?, digest))) {
            Some(((media_type, bytes), digest)) => Ok(RawManifest {
                bytes: bytes.clone(),
                media_type: media_type.clone(),
                digest,
            }),
            None => missing(selector),
        }
    }

    async fn blob(&self, _: &RepositoryName, digest: &Digest, _limit: u64) -> Result<Bytes> {
        let blob = self.state().blobs.get(digest).cloned();
        blob.map_or_else(|| missing(digest), Ok)
    }

    async fn stream_blob(&self, _: &RepositoryName, digest: &Digest, _: u64) -> Result<BlobStream> {
        let Some(blob) = self.state().blobs.get(digest).cloned() else {
            return missing(digest);
        };
        let size = Some(blob.len() as u64);
        Ok(BlobStream::new(size, 0, stream::iter([Ok(blob)]).boxed()))
    }

    async fn referrers(
        &self,
        _: &RepositoryName,
        subject: &Digest,
        _: Option<&[Tag]>,
    ) -> Result<Referrers> {
        let abilities = self.protocol.abilities();
        if self.ways.referrers_api {
            abilities.prove(Capability::Referrers);
        } else {
            abilities.refuse(Capability::Referrers, Reason::default());
        }
        Ok(Referrers {
            items: self.find_referrers(&self.state(), subject),
            has_api: self.ways.referrers_api,
            problems: Vec::new(),
        })
    }

    async fn put_manifest(
        &self,
        _: &RepositoryName,
        selector: &Selector,
        media_type: &MediaType,
        bytes: Bytes,
    ) -> Result<PutManifest> {
        self.write().await?;
        let digest = Digest::of(&bytes);
        let mut state = self.state();
        // As strict as CNCF Distribution: everything that is named has to be there.
        let is_whole = match Document::parse(&bytes, Some(media_type)) {
            Ok(Document::Index(index)) => {
                let mut children = index.manifests.iter();
                !self.ways.whole_indexes
                    || children.all(|child| state.manifests.contains_key(&child.digest))
            }
            Ok(Document::Image(image)) => image
                .config
                .iter()
                .chain(&image.layers)
                .all(|blob| state.blobs.contains_key(&blob.digest)),
            _ => false,
        };
        if !is_whole {
            return refuses(400);
        }
        if let Selector::Tag(tag) = selector {
            let elsewhere = state.tags.get(tag).is_some_and(|at| *at != digest);
            if self.ways.immutable_tags && elsewhere {
                return refuses(409);
            }
            state.tags.insert(tag.clone(), digest.clone());
        }
        state
            .manifests
            .insert(digest.clone(), (media_type.clone(), bytes));
        self.protocol.abilities().prove(Capability::Push);
        Ok(PutManifest {
            digest,
            subject_indexed: self.ways.referrers_api,
        })
    }

    async fn blob_exists(&self, _: &RepositoryName, digest: &Digest) -> Result<Option<u64>> {
        Ok(self.state().blobs.get(digest).map(|blob| blob.len() as u64))
    }

    async fn upload_blob(
        &self,
        _: &RepositoryName,
        digest: &Digest,
        source: &dyn BlobSource,
    ) -> Result<()> {
        self.write().await?;
        let mut pieces = source.read(0).await.unwrap();
        let mut bytes = Vec::new();
        while let Some(piece) = pieces.next().await {
            bytes.extend_from_slice(&piece.unwrap());
        }
        assert!(
            digest.matches(&bytes),
            "another blob was sent than was named"
        );
        self.state().blobs.insert(digest.clone(), bytes.into());
        Ok(())
    }

    async fn delete_manifest(&self, _: &RepositoryName, digest: &Digest) -> Result<()> {
        self.write().await?;
        let abilities = self.protocol.abilities();
        if !self.ways.digest_deletion {
            let reason = Reason {
                answered: "UNSUPPORTED".to_owned(),
                setting: Some("REGISTRY_STORAGE_DELETE_ENABLED".to_owned()),
            };
            abilities.refuse(Capability::DeleteDigest, reason.clone());
            return Err(Error::DeletionOff {
                setting: reason.setting,
                answered: reason.answered,
            });
        }
        let mut state = self.state();
        let Some(manifest) = state.manifests.remove(digest) else {
            return missing(digest);
        };
        let on_it = state.tags.iter().filter(|(_, at)| *at == digest);
        let tags = on_it.map(|(tag, _)| tag.clone()).collect();
        state
            .buried
            .insert(digest.clone(), Buried { manifest, tags });
        state.tags.retain(|_, at| at != digest);
        state.deleted.push(digest.clone());
        abilities.prove(Capability::DeleteDigest);
        Ok(())
    }

    async fn restorable_until(
        &self,
        _: &RepositoryName,
        deleted_at: Timestamp,
    ) -> Result<Option<Timestamp>> {
        let keeps_for = self.state().keeps_for;
        Ok(keeps_for.and_then(|time| deleted_at.checked_add(time).ok()))
    }

    async fn restore(
        &self,
        _: &RepositoryName,
        digest: &Digest,
        _: &[Tag],
    ) -> Result<Option<Restored>> {
        let mut state = self.state();
        if !state.keeps_for.is_some_and(|time| time.is_positive()) {
            return Ok(None);
        }
        let Some(Buried { manifest, tags }) = state.buried.remove(digest) else {
            return Ok(None);
        };
        state.manifests.insert(digest.clone(), manifest);
        for tag in &tags {
            state.tags.insert(tag.clone(), digest.clone());
        }
        state.restored.push(digest.clone());
        Ok(Some(Restored { tags }))
    }

    async fn delete_tag(&self, _: &RepositoryName, tag: &Tag) -> Result<()> {
        self.write().await?;
        let abilities = self.protocol.abilities();
        if !self.ways.tag_deletion {
            abilities.refuse(Capability::DeleteTag, Reason::default());
            return Err(Error::TagDeletionUnsupported {
                answered: "UNSUPPORTED".to_owned(),
            });
        }
        let mut state = self.state();
        let gone = state.tags.remove(tag);
        if let Some(digest) = gone.as_ref().filter(|_| self.ways.tag_stands_for_digest) {
            state.manifests.remove(digest);
            state.tags.retain(|_, at| at != digest);
        }
        abilities.prove(Capability::DeleteTag);
        gone.map_or_else(|| missing(tag), |_| Ok(()))
    }
}
