//! The public registry of an account as a registry like any other. Its repositories are called here as the
//! account calls them, without the alias that everybody else puts before.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use portolan_distribution::{
    BlobSource, BlobStream, Cursor, Mount, Page, Pieces, PutManifest, RawManifest, Referrers,
};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector, Tag};
use portolan_registries::{
    self as registries, Ability, Capabilities, Capability, Kind, ListedImage, ListedTag, Protocol,
    Registry, Resolved, Trial,
};

use crate::{
    Account, Error, Missing, RegionToken, RegistryToken, Result,
    endpoint::PUBLIC_SEAT,
    error::Call,
    private::{is_token_refused, unwrap_credential},
};

/// The public registry of an account.
#[derive(Debug)]
pub struct PublicRegistry {
    pub(super) account: Account,
    protocol: Protocol,
    token: RegionToken,
    /// The account's number.
    id: String,
    /// An alias that can be used; none before the first repository.
    alias: Mutex<Option<String>>,
}

/// Does work over the distribution protocol; once more with a new token where the token was refused.
macro_rules! by_protocol {
    ($self:ident, $repository:ident, |$name:ident| $work:expr) => {{
        let full = $self.full_name($repository).await?;
        let $name = &full;
        let outcome = match $work.await {
            Err(error) if is_token_refused(&error) => {
                $self.token.forget();
                $work.await
            }
            outcome => outcome,
        };
        outcome.map_err(unwrap_credential)
    }};
}

impl PublicRegistry {
    /// The public registry of `account`, which is asked who it is where that is not known, and by which
    /// alias it goes.
    pub async fn open(account: Account) -> Result<Self> {
        let id = account.registry_id().await?;
        let settings = account.settings();
        let mut endpoint = settings.endpoints.public_registry()?;
        endpoint
            .authorities
            .clone_from(&settings.egress.authorities);
        endpoint.proxy.clone_from(&settings.egress.proxy);
        endpoint
            .approved_hosts
            .clone_from(&settings.egress.approved_hosts);
        let token = RegionToken::of_public(account.clone());
        let client = account
            .connector()
            .connect(endpoint, Arc::new(token.clone()))?;
        let registry = Self {
            protocol: Protocol::new(client, certain()),
            account,
            token,
            id,
            alias: Mutex::default(),
        };
        match registry.profile().await {
            // Who may not ask learns the alias from the address of a repository.
            Ok(_) | Err(Error::Denied(_)) => Ok(registry),
            Err(error) => Err(error),
        }
    }

    /// The account.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The alias that references have here; `None` before the first repository.
    pub fn alias(&self) -> Option<String> {
        let alias = self.alias.lock();
        alias.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn note_alias(&self, alias: Option<String>) {
        *self.alias.lock().unwrap_or_else(PoisonError::into_inner) = alias;
    }

    /// What other programs sign in to the registry with; never to be written anywhere but where the person
    /// says.
    pub async fn registry_token(&self) -> Result<RegistryToken> {
        self.token.token().await
    }

    /// A repository's resource name; `*` stands for all.
    pub(super) fn arn(&self, repository: &str) -> String {
        let partition = self.account.partition().id;
        let id = &self.id;
        format!("arn:{partition}:ecr-public::{id}:repository/{repository}")
    }

    /// What is about to be asked, for errors to name.
    pub(super) fn call(&self, action: &'static str, repository: &str) -> Call {
        self.account.call(action, PUBLIC_SEAT, self.arn(repository))
    }

    /// A repository's name behind the host.
    async fn full_name(&self, repository: &RepositoryName) -> Result<RepositoryName> {
        if self.alias().is_none() {
            // The first repository has brought one since.
            self.describe_repository(repository).await?;
        }
        let alias = self.alias().ok_or_else(|| Error::NotFound {
            what: Missing::Other,
            said: "the registry has no alias that can be used yet".to_owned(),
        })?;
        let name = format!("{alias}/{repository}").parse();
        name.map_err(|error| Error::Invalid {
            said: format!("{repository}: {error}"),
        })
    }
}

/// What this registry can do, by its documentation. Whether it lists referrers and mounts blobs nobody says.
fn certain() -> Capabilities {
    let mut certain = Capabilities::default();
    for capability in [
        Capability::Catalog,
        Capability::DeleteTag,
        Capability::DeleteDigest,
        Capability::Push,
    ] {
        certain.set(capability, Ability::proven());
    }
    certain
}

#[async_trait]
impl Registry for PublicRegistry {
    fn kind(&self) -> Kind {
        Kind::EcrPublic
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    fn reference(&self, repository: &RepositoryName) -> (String, RepositoryName) {
        let full = self.alias().map(|alias| format!("{alias}/{repository}"));
        let full = full.and_then(|full| full.parse().ok());
        let name = full.unwrap_or_else(|| repository.clone());
        (self.host().to_owned(), name)
    }

    async fn test(&self, repository: Option<&RepositoryName>) -> Vec<Trial> {
        self.try_all(repository).await
    }

    async fn list_repositories(
        &self,
        cursor: Option<&Cursor>,
    ) -> registries::Result<Page<RepositoryName>> {
        let page = self.describe_repositories(cursor).await?;
        Ok(Page {
            items: page.items.into_iter().map(|it| it.name).collect(),
            next: page.next,
            problems: page.problems,
        })
    }

    async fn list_tags(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> registries::Result<Page<ListedTag>> {
        Ok(self.tags(repository, cursor).await?)
    }

    async fn list_images(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> registries::Result<Option<Page<ListedImage>>> {
        Ok(Some(self.images(repository, cursor).await?))
    }

    async fn list_untagged(
        &self,
        repository: &RepositoryName,
    ) -> registries::Result<Option<Vec<Digest>>> {
        Ok(Some(self.untagged(repository).await?))
    }

    async fn resolve(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> registries::Result<Resolved> {
        let image = self.image(repository, selector).await?;
        Ok(Resolved {
            digest: image.digest,
            media_type: image.media_type,
            // What the API calls the size is the image's, not its manifest's.
            size: None,
            manifest: None,
        })
    }

    async fn manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> registries::Result<RawManifest> {
        by_protocol!(self, repository, |name| self
            .protocol
            .manifest(name, selector))
    }

    async fn blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        limit: u64,
    ) -> registries::Result<Bytes> {
        by_protocol!(self, repository, |name| self
            .protocol
            .blob(name, digest, limit))
    }

    async fn stream_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        start: u64,
    ) -> registries::Result<BlobStream> {
        by_protocol!(self, repository, |name| self
            .protocol
            .stream_blob(name, digest, start))
    }

    async fn referrers(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
        tags: Option<&[Tag]>,
    ) -> registries::Result<Referrers> {
        by_protocol!(self, repository, |name| self
            .protocol
            .referrers(name, subject, tags))
    }

    async fn put_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
        media_type: &MediaType,
        bytes: Bytes,
    ) -> registries::Result<PutManifest> {
        let put = self.put(repository, selector, media_type, &bytes).await;
        Ok(put?)
    }

    async fn blob_exists(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> registries::Result<Option<u64>> {
        by_protocol!(self, repository, |name| self
            .protocol
            .blob_exists(name, digest))
    }

    async fn upload_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        source: &dyn BlobSource,
    ) -> registries::Result<()> {
        by_protocol!(self, repository, |name| self
            .protocol
            .upload_blob(name, digest, source))
    }

    async fn upload_unknown(
        &self,
        repository: &RepositoryName,
        pieces: Pieces,
    ) -> registries::Result<(Digest, u64)> {
        let name = self.full_name(repository).await?;
        let sent = self.protocol.upload_unknown(&name, pieces).await;
        sent.map_err(|error| {
            if is_token_refused(&error) {
                self.token.forget();
            }
            unwrap_credential(error)
        })
    }

    async fn mount_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        from: &RepositoryName,
    ) -> registries::Result<Mount> {
        let source = self.full_name(from).await?;
        by_protocol!(self, repository, |name| self
            .protocol
            .mount_blob(name, digest, &source))
    }

    async fn delete_manifest(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> registries::Result<()> {
        let selector = Selector::Digest(digest.clone());
        Ok(self.delete_one(repository, &selector).await?)
    }

    async fn delete_tag(&self, repository: &RepositoryName, tag: &Tag) -> registries::Result<()> {
        match self.untag(repository, tag).await {
            // Another way must be chosen, which the person is asked about.
            Err(error @ Error::OnlyTag { .. }) => Err(registries::Error::TagDeletionUnsupported {
                answered: error.to_string(),
            }),
            outcome => Ok(outcome?),
        }
    }
}
