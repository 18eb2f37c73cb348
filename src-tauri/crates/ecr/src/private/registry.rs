//! The private registries of an account as one registry: whose repositories are named by region first.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use portolan_distribution::{
    self as distribution, BlobSource, BlobStream, Cursor, Mount, Page, Pieces, PutManifest,
    RawManifest, Referrers,
};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector, Tag};
use portolan_registries::{
    self as registries, Ability, Capabilities, Capability, Kind, ListedImage, ListedTag, Protocol,
    Registry, Resolved, Trial,
};

use crate::{Account, Error, Missing, RegionToken, RegistryToken, Result};

/// The private registries of an account. A repository's name begins with its region.
#[derive(Debug)]
pub struct PrivateRegistry {
    pub(super) account: Account,
    /// By region.
    places: BTreeMap<String, Place>,
    /// The region that stands for all where only one can.
    main: String,
    main_protocol: Arc<Protocol>,
}

/// The registry of one region.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) region: String,
    pub(super) protocol: Arc<Protocol>,
    pub(super) token: RegionToken,
}

/// A repository where it is: what its listed name comes to.
#[derive(Clone, Debug)]
pub(super) struct Spot<'p> {
    pub(super) place: &'p Place,
    pub(super) name: RepositoryName,
}

/// Does work over the distribution protocol; once more with a new token where the token was refused.
macro_rules! by_protocol {
    ($self:ident, $repository:ident, |$protocol:ident, $name:ident| $work:expr) => {{
        let spot = $self.spot($repository)?;
        let $protocol = &spot.place.protocol;
        let $name = &spot.name;
        let outcome = match $work.await {
            Err(error) if is_token_refused(&error) => {
                spot.place.token.forget();
                $work.await
            }
            outcome => outcome,
        };
        outcome.map_err(unwrap_credential)
    }};
}

impl PrivateRegistry {
    /// The registries of `account`, which is asked who it is where that is not known.
    pub async fn open(account: Account) -> Result<Self> {
        let id = account.registry_id().await?;
        Self::of(account, &id)
    }

    /// The same without asking; an error where it is not known who it is.
    pub fn new(account: Account) -> Result<Self> {
        let id = account.known_registry_id().ok_or(Error::Setting {
            setting: "registry id",
            reason: "it is not known yet".to_owned(),
        })?;
        Self::of(account, &id)
    }

    fn of(account: Account, id: &str) -> Result<Self> {
        let mut places = BTreeMap::new();
        for region in account.regions() {
            let token = RegionToken::new(account.clone(), region);
            let mut endpoint = account.settings().endpoints.registry(id, region)?;
            endpoint
                .authorities
                .clone_from(&account.settings().egress.authorities);
            endpoint.proxy.clone_from(&account.settings().egress.proxy);
            // Blobs may lie behind an endpoint inside the network, which the person was asked about.
            endpoint
                .approved_hosts
                .clone_from(&account.settings().egress.approved_hosts);
            let authenticate = Arc::new(token.clone());
            let client = account.connector().connect(endpoint, authenticate)?;
            let place = Place {
                region: region.clone(),
                protocol: Arc::new(Protocol::new(client, certain())),
                token,
            };
            places.insert(region.clone(), place);
        }
        let main = account.regions().first().cloned().unwrap_or_default();
        let main_protocol = places.get(&main).map(|place| Arc::clone(&place.protocol));
        let main_protocol = main_protocol.ok_or(Error::Setting {
            setting: "regions",
            reason: "there is none".to_owned(),
        })?;
        Ok(Self {
            account,
            places,
            main,
            main_protocol,
        })
    }

    /// The account.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The listed name of a repository in a region; an error where it is longer than names can be here.
    pub fn listed_name(region: &str, repository: &str) -> Result<RepositoryName> {
        let name = format!("{region}/{repository}").parse();
        name.map_err(|error| Error::Invalid {
            said: format!("{repository}: {error}"),
        })
    }

    /// A repository's region and its name there.
    pub fn place_of(&self, repository: &RepositoryName) -> Result<(String, RepositoryName)> {
        let spot = self.spot(repository)?;
        Ok((spot.place.region.clone(), spot.name))
    }

    /// A repository's resource name.
    pub fn resource_name(&self, repository: &RepositoryName) -> Result<String> {
        let spot = self.spot(repository)?;
        let name = spot.name.as_str();
        Ok(self.account.repository_arn(&spot.place.region, name))
    }

    /// What other programs sign in to a region's registry with; never to be written anywhere but where
    /// the person says.
    pub async fn registry_token(&self, region: &str) -> Result<RegistryToken> {
        let place = self.places.get(region).ok_or_else(|| Error::Setting {
            setting: "regions",
            reason: format!("{region} is none of this connection's"),
        })?;
        place.token.token().await
    }

    pub(super) fn places(&self) -> impl Iterator<Item = &Place> {
        self.places.values()
    }

    pub(super) fn main(&self) -> &str {
        &self.main
    }

    pub(super) fn spot(&self, repository: &RepositoryName) -> Result<Spot<'_>> {
        let lacks = || Error::NotFound {
            what: Missing::Repository,
            said: format!("{repository} names no region of this connection and a repository in it"),
        };
        let (region, name) = repository.as_str().split_once('/').ok_or_else(lacks)?;
        Ok(Spot {
            place: self.places.get(region).ok_or_else(lacks)?,
            name: name.parse().map_err(|_| lacks())?,
        })
    }
}

/// What these registries can do, by their documentation: nothing of it has to be seen first. Removing a
/// tag is theirs as long as the image has another one.
fn certain() -> Capabilities {
    let mut certain = Capabilities::default();
    for capability in Capability::ALL {
        certain.set(capability, Ability::proven());
    }
    certain
}

/// Whether the registry did not take the token. Of one that has expired Amazon says 403, which is also what
/// it says of what is not allowed: its words tell them apart.
pub(crate) fn is_token_refused(error: &registries::Error) -> bool {
    match error {
        registries::Error::Request(distribution::Error::Unauthorized { .. }) => true,
        registries::Error::Request(distribution::Error::Forbidden { complaint, .. }) => {
            complaint.as_ref().is_some_and(|complaint| {
                let said = complaint.message.to_ascii_lowercase();
                said.contains("authorization token has expired")
            })
        }
        _ => false,
    }
}

/// An error of the token's own, out of its wrapping.
pub(crate) fn unwrap_credential(error: registries::Error) -> registries::Error {
    if let registries::Error::Request(distribution::Error::Credential(cause)) = &error
        && let Some(own) = cause.downcast_ref::<Error>()
    {
        return own.clone().into();
    }
    error
}

#[async_trait]
impl Registry for PrivateRegistry {
    fn kind(&self) -> Kind {
        Kind::Ecr
    }

    /// That of the first region: it stands for all where only one can.
    fn protocol(&self) -> &Protocol {
        &self.main_protocol
    }

    fn reference(&self, repository: &RepositoryName) -> (String, RepositoryName) {
        match self.spot(repository) {
            Ok(spot) => (spot.place.protocol.host().to_owned(), spot.name),
            Err(_) => (self.host().to_owned(), repository.clone()),
        }
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
            items: page.items.into_iter().map(|it| it.listed_name).collect(),
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
        Ok(self.one_manifest(repository, selector).await?)
    }

    async fn blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        limit: u64,
    ) -> registries::Result<Bytes> {
        by_protocol!(self, repository, |protocol, name| protocol
            .blob(name, digest, limit))
    }

    async fn stream_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        start: u64,
    ) -> registries::Result<BlobStream> {
        by_protocol!(self, repository, |protocol, name| protocol
            .stream_blob(name, digest, start))
    }

    async fn referrers(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
        tags: Option<&[Tag]>,
    ) -> registries::Result<Referrers> {
        match self.all_referrers(repository, subject, tags).await {
            // An endpoint that is not Amazon's may not know the operation.
            Err(Error::Refused { code, .. }) if is_unknown_operation(&code) => {
                by_protocol!(self, repository, |protocol, name| protocol
                    .referrers(name, subject, tags))
            }
            found => Ok(found?),
        }
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
        by_protocol!(self, repository, |protocol, name| protocol
            .blob_exists(name, digest))
    }

    async fn upload_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        source: &dyn BlobSource,
    ) -> registries::Result<()> {
        by_protocol!(self, repository, |protocol, name| protocol
            .upload_blob(name, digest, source))
    }

    /// What is made as it goes can't be sent twice, so a token that is refused is asked for anew by
    /// whoever begins again.
    async fn upload_unknown(
        &self,
        repository: &RepositoryName,
        pieces: Pieces,
    ) -> registries::Result<(Digest, u64)> {
        let spot = self.spot(repository)?;
        let sent = spot.place.protocol.upload_unknown(&spot.name, pieces).await;
        sent.map_err(|error| {
            if is_token_refused(&error) {
                spot.place.token.forget();
            }
            unwrap_credential(error)
        })
    }

    /// Blobs are mounted inside a region; from another one they have to be sent.
    async fn mount_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        from: &RepositoryName,
    ) -> registries::Result<Mount> {
        let source = self.spot(from)?;
        if source.place.region != self.spot(repository)?.place.region {
            return Ok(Mount::Declined);
        }
        by_protocol!(self, repository, |protocol, name| protocol.mount_blob(
            name,
            digest,
            &source.name
        ))
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

fn is_unknown_operation(code: &str) -> bool {
    matches!(
        code,
        "UnknownOperationException"
            | "UnsupportedCommandException"
            | "InternalFailure"
            | "NotImplemented"
            | "HTTP 501"
            | "HTTP 404"
            | "HTTP 500"
    )
}
