//! The one interface of all kinds of registries.

use std::fmt;

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use portolan_distribution::{
    BlobSource, BlobStream, Cursor, Mount, Page, Pages, Pieces, PutManifest, Quota, RawManifest,
    Referrers,
};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector, Tag};
use tokio::sync::watch;

use crate::{
    Capabilities, Description, Error, Expiration, FoundRepository, ImageLabels, Kind, LabelName,
    ListedImage, ListedTag, Mark, NewRepository, Offers, PastTag, Protocol, RepositoryCount,
    RepositoryFacts, Resolved, Result, Sbom, ScanReport, Trial, Withheld,
};

/// What a registry's own undo brought back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Restored {
    /// The tags that lead to it again.
    pub tags: Vec<Tag>,
}

/// What may come along with an image that a registry copies by itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct CopiedAlong<'c> {
    /// Tags of the image.
    pub tags: &'c [Tag],
    /// Manifests that describe it.
    pub attachments: &'c [Digest],
}

/// The error of a verb that a registry does not have.
fn unsupported() -> Error {
    Error::Request(portolan_distribution::Error::Unsupported {
        what: portolan_distribution::Operation::Other,
        complaint: None,
    })
}

/// A registry and how we are signed in to it. Every verb speaks the distribution protocol, and a kind
/// overrides those it can do better. Dropping a call's future cancels it, down to the socket.
#[async_trait]
pub trait Registry: fmt::Debug + Send + Sync {
    /// Which kind it is.
    fn kind(&self) -> Kind;

    /// The distribution protocol on this connection, which the verbs fall back on.
    fn protocol(&self) -> &Protocol;

    /// `host` or `host:port`, as references begin with it.
    fn host(&self) -> &str {
        self.protocol().host()
    }

    /// How references to a repository begin: the host, and the name there. Pull and push commands are
    /// made of it. Differs from [`Registry::host`] and the listed name where one connection covers
    /// several hosts, whose repositories are told apart by the beginning of their listed names.
    fn reference(&self, repository: &RepositoryName) -> (String, RepositoryName) {
        (self.host().to_owned(), repository.clone())
    }

    /// What it was seen to be able to do.
    fn observed(&self) -> Capabilities {
        self.protocol().abilities().observed()
    }

    /// Tells when that changes, so that it can be kept.
    fn watch(&self) -> watch::Receiver<Capabilities> {
        self.protocol().abilities().watch()
    }

    /// Tries whatever can be tried without writing, in the order of [`crate::Tried`]; `repository` is
    /// where tags and referrers are looked for, else the first of the catalog.
    async fn test(&self, repository: Option<&RepositoryName>) -> Vec<Trial> {
        crate::protocol::test::test(self, repository).await
    }

    /// One page of repositories, in the registry's order.
    async fn list_repositories(&self, cursor: Option<&Cursor>) -> Result<Page<RepositoryName>> {
        self.protocol().list_repositories(cursor).await
    }

    /// What every repository holds, asked for at no cost worth a thought; `None` where the registry can't
    /// tell, which is so with the protocol alone.
    async fn count_repositories(&self) -> Result<Option<Vec<RepositoryCount>>> {
        Ok(None)
    }

    /// One page of tags, in the registry's order. A repository without tags has none; one that is not
    /// there is an error ([`crate::Error::is_not_found`]).
    async fn list_tags(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Page<ListedTag>> {
        self.protocol().list_tags(repository, cursor).await
    }

    /// The next page of repositories on the way to the end; `None` there. Its `next` is taken care of.
    async fn next_repositories(&self, pages: &mut Pages) -> Result<Option<Page<RepositoryName>>> {
        let Some(cursor) = pages.place() else {
            return Ok(None);
        };
        let mut page = self.list_repositories(cursor).await?;
        pages.take(&mut page, RepositoryName::as_str);
        Ok(Some(page))
    }

    /// The next page of tags on the way to the end; `None` there. Its `next` is taken care of.
    async fn next_tags(
        &self,
        repository: &RepositoryName,
        pages: &mut Pages,
    ) -> Result<Option<Page<ListedTag>>> {
        let Some(cursor) = pages.place() else {
            return Ok(None);
        };
        let mut page = self.list_tags(repository, cursor).await?;
        pages.take(&mut page, |listed| listed.tag.as_str());
        Ok(Some(page))
    }

    /// What the registry last said of its pull quota, if it ever did.
    fn quota(&self) -> Option<Quota> {
        self.protocol().quota()
    }

    /// One page of images with all that the registry's own API says of them, in its order; `None` where
    /// it has no such list, which is so with the protocol alone.
    async fn list_images(
        &self,
        _repository: &RepositoryName,
        _cursor: Option<&Cursor>,
    ) -> Result<Option<Page<ListedImage>>> {
        Ok(None)
    }

    /// The manifests of a repository that no tag names; `None` where the registry can't tell, which is
    /// so with the protocol alone.
    async fn list_untagged(&self, _repository: &RepositoryName) -> Result<Option<Vec<Digest>>> {
        Ok(None)
    }

    /// What the registry's vendor says of a repository itself; `None` where it says nothing, which is so with
    /// the protocol alone.
    async fn describe_repository(
        &self,
        _repository: &RepositoryName,
    ) -> Result<Option<RepositoryFacts>> {
        Ok(None)
    }

    /// Writes on a repository what it is for, where the vendor keeps such ([`RepositoryFacts::is_editable`]).
    async fn set_description(
        &self,
        _repository: &RepositoryName,
        _description: &Description,
    ) -> Result<()> {
        Err(unsupported())
    }

    /// Makes a repository, or what [`Kind::repository_deeds`] says is made.
    async fn create_repository(&self, _new: &NewRepository) -> Result<()> {
        Err(unsupported())
    }

    /// Deletes a repository itself, with all that it holds.
    async fn delete_repository(&self, _repository: &RepositoryName) -> Result<()> {
        Err(unsupported())
    }

    /// Brings back a repository that was deleted whole; `false` where the registry has it no more.
    async fn restore_repository(&self, _repository: &RepositoryName) -> Result<bool> {
        Ok(false)
    }

    /// What the registry's own search finds for `text`, the best first, in all that who asks may see there, also
    /// what is in no list of theirs; `None` where it has no search.
    async fn find_repositories(&self, _text: &str) -> Result<Option<Vec<FoundRepository>>> {
        Ok(None)
    }

    /// The repositories that who is signed in has marked; `None` where the registry keeps no such marks.
    async fn list_marked(&self, _mark: Mark) -> Result<Option<Vec<RepositoryName>>> {
        Ok(None)
    }

    /// Marks a repository for who is signed in, or no longer. Done twice, it stays as it is.
    async fn set_mark(&self, _repository: &RepositoryName, _mark: Mark, _on: bool) -> Result<()> {
        Err(unsupported())
    }

    /// Until when its own undo ([`Registry::restore`]) brings back what is deleted of a repository at
    /// `deleted_at`; `None` where it keeps nothing, which is so with the protocol alone.
    async fn restorable_until(
        &self,
        _repository: &RepositoryName,
        _deleted_at: Timestamp,
    ) -> Result<Option<Timestamp>> {
        Ok(None)
    }

    /// Brings a deleted manifest back by the registry's own undo, with as many of `tags` as it can; `None`
    /// where it has no undo, or not for this one any more: then the bytes are put back.
    async fn restore(
        &self,
        _repository: &RepositoryName,
        _digest: &Digest,
        _tags: &[Tag],
    ) -> Result<Option<Restored>> {
        Ok(None)
    }

    /// Where a tag points and pointed, newest first, as the registry itself remembers it; `None` where it
    /// remembers nothing, which is so with the protocol alone.
    async fn tag_history(
        &self,
        _repository: &RepositoryName,
        _tag: &Tag,
    ) -> Result<Option<Vec<PastTag>>> {
        Ok(None)
    }

    /// Those of `tags` that may neither move nor go, by what the registry says. Asked before a change.
    async fn frozen_tags(&self, _repository: &RepositoryName, _tags: &[Tag]) -> Result<Vec<Tag>> {
        Ok(Vec::new())
    }

    /// Those of `digests` that may not go, whatever tags are on them, by what the registry says.
    async fn frozen_manifests(
        &self,
        _repository: &RepositoryName,
        _digests: &[Digest],
    ) -> Result<Vec<Digest>> {
        Ok(Vec::new())
    }

    /// When a tag goes by itself.
    async fn tag_expiration(&self, _repository: &RepositoryName, _tag: &Tag) -> Result<Expiration> {
        Ok(Expiration::Unsupported)
    }

    /// Has a tag go by itself at a moment in the future, or stay.
    async fn set_tag_expiration(
        &self,
        _repository: &RepositoryName,
        _tag: &Tag,
        _at: Option<Timestamp>,
    ) -> Result<()> {
        Err(unsupported())
    }

    /// The labels that the registry keeps of an image beside its content; `None` where it keeps none.
    async fn image_labels(
        &self,
        _repository: &RepositoryName,
        _digest: &Digest,
    ) -> Result<Option<ImageLabels>> {
        Ok(None)
    }

    /// Puts a label on an image, or takes it off.
    async fn set_label(
        &self,
        _repository: &RepositoryName,
        _digest: &Digest,
        _label: &LabelName,
        _on: bool,
    ) -> Result<()> {
        Err(unsupported())
    }

    /// The last scan of an image by the registry's own scanner, with all that it found; `None` where it was
    /// never scanned, or nothing here scans.
    async fn scan_report(
        &self,
        _repository: &RepositoryName,
        _digest: &Digest,
    ) -> Result<Option<ScanReport>> {
        Ok(None)
    }

    /// Has the registry's own scanner look at an image now; how far it is, [`Registry::scan_report`] tells.
    async fn start_scan(&self, _repository: &RepositoryName, _digest: &Digest) -> Result<()> {
        Err(unsupported())
    }

    /// The list of packages that the registry itself made of an image; `None` where it makes none.
    async fn sbom(&self, _repository: &RepositoryName, _digest: &Digest) -> Result<Option<Sbom>> {
        Ok(None)
    }

    /// Has the registry make a list of an image's packages; how far it is, [`Registry::sbom`] tells.
    async fn generate_sbom(&self, _repository: &RepositoryName, _digest: &Digest) -> Result<()> {
        Err(unsupported())
    }

    /// What its vendor offers beyond images, which is nothing with the protocol alone.
    fn offers(&self) -> Offers<'_> {
        Offers::default()
    }

    /// Why nothing of that is for this sign-in; `None` where it can be tried. What only some may do is
    /// refused when it is asked for.
    async fn withholds_offers(&self) -> Result<Option<Withheld>> {
        Ok(None)
    }

    /// The namespaces that one may look into: what [`crate::Scope::Namespace`] can be.
    async fn list_namespaces(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// Whether it counts what is pulled against a quota, so that no manifest is fetched unasked where its own
    /// list says what is to be shown.
    fn meters_pulls(&self) -> bool {
        false
    }

    /// What a tag or digest stands for, without fetching the manifest unless the registry hides the
    /// digest otherwise.
    async fn resolve(&self, repository: &RepositoryName, selector: &Selector) -> Result<Resolved> {
        self.protocol().resolve(repository, selector).await
    }

    /// A manifest's exact bytes.
    async fn manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<RawManifest> {
        self.protocol().manifest(repository, selector).await
    }

    /// A whole small blob of at most `limit` bytes.
    async fn blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        limit: u64,
    ) -> Result<Bytes> {
        self.protocol().blob(repository, digest, limit).await
    }

    /// A blob as it comes, from byte `start` on.
    async fn stream_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        start: u64,
    ) -> Result<BlobStream> {
        self.protocol().stream_blob(repository, digest, start).await
    }

    /// What describes `subject`, each once, with how it was found. `tags` are the repository's tags
    /// where they are known, so that cosign's need no guessing.
    async fn referrers(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
        tags: Option<&[Tag]>,
    ) -> Result<Referrers> {
        self.protocol().referrers(repository, subject, tags).await
    }

    /// Puts exactly these bytes under a tag or their digest. Where the manifest has a subject and the
    /// answer says that the registry does not index it, the fallback tag is the caller's to keep.
    async fn put_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
        media_type: &MediaType,
        bytes: Bytes,
    ) -> Result<PutManifest> {
        let protocol = self.protocol();
        protocol
            .put_manifest(repository, selector, media_type, bytes)
            .await
    }

    /// The size of a blob that is there (0 where the registry doesn't say), `None` where it is not.
    async fn blob_exists(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<u64>> {
        self.protocol().blob_exists(repository, digest).await
    }

    /// Sends a blob, going on where it broke.
    async fn upload_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        source: &dyn BlobSource,
    ) -> Result<()> {
        let protocol = self.protocol();
        protocol.upload_blob(repository, digest, source).await
    }

    /// Sends a blob that is made as it goes: its digest and its bytes, which are known at its end.
    async fn upload_unknown(
        &self,
        repository: &RepositoryName,
        pieces: Pieces,
    ) -> Result<(Digest, u64)> {
        self.protocol().upload_unknown(repository, pieces).await
    }

    /// Takes a blob over from another repository of this registry, if it will.
    async fn mount_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        from: &RepositoryName,
    ) -> Result<Mount> {
        self.protocol().mount_blob(repository, digest, from).await
    }

    /// Has the registry itself copy an image from one of its repositories to another, with all that it needs.
    /// `false` where it does not do so, or not for this one: then it is sent.
    async fn copy_image(
        &self,
        _from: &RepositoryName,
        _to: &RepositoryName,
        _digest: &Digest,
        _along: CopiedAlong<'_>,
    ) -> Result<bool> {
        Ok(false)
    }

    /// Deletes a manifest with all its tags.
    async fn delete_manifest(&self, repository: &RepositoryName, digest: &Digest) -> Result<()> {
        self.protocol().delete_manifest(repository, digest).await
    }

    /// Removes a tag by the registry's own deletion of tags, which leaves the image and its other tags
    /// alone. Other ways are in [`crate::removal_methods`].
    async fn delete_tag(&self, repository: &RepositoryName, tag: &Tag) -> Result<()> {
        self.protocol().delete_tag(repository, tag).await
    }
}
