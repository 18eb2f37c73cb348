//! Google Artifact Registry, and what is left of Container Registry: the protocol, whose list of tags Google
//! fills with every manifest's size, times and tags, and with the repositories below.
//!
//! Not confirmed by Google itself: that Artifact Registry lists what is below a project, as Container Registry
//! did; where it does not, only the protocol's own catalog and pinned repositories are left. Nor the user names
//! `oauth2accesstoken` and `_json_key`, which are its guides'; where the list of tags lacks Google's additions,
//! an access token reads the same from its API.

mod docker_images;
mod reading;

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use portolan_distribution::{Authenticate, Client, Credential, Cursor, Page};
use portolan_oci::{Digest, RepositoryName, Tag};
use secrecy::ExposeSecret as _;
use serde_json::Value;

use self::reading::{has_content, read_children, read_images};
use crate::{
    Capability, Kind, ListedImage, Protocol, Registry, Result,
    in_turn::InTurn,
    rows::{Walk, is_forbidden},
    vendor_api::{Lenient as _, SignEach, Signature, VendorApi},
    vendors::VendorConnection,
};

/// The user whose password is an access token, which Google's API takes as well.
const TOKEN_USER: &str = "oauth2accesstoken";

/// Pages of one list that are read to find the tags of a manifest.
const SEARCHED_PAGES: usize = 100;

/// Google's registries.
pub struct Google {
    host: String,
    client: Client,
    protocol: Protocol,
    sign_in: Arc<dyn Authenticate>,
    api: VendorApi,
}

impl fmt::Debug for Google {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Google({})", self.host)
    }
}

impl Google {
    /// The registry of a connection.
    pub fn new(connection: VendorConnection) -> Self {
        let sign = SignEach::new(
            Arc::clone(&connection.sign_in),
            |credential| match credential {
                Credential::Basic { user, password } if user == TOKEN_USER => {
                    Signature::bearer(password).map(Some)
                }
                _ => Ok(None),
            },
        );
        let api = connection.api(&connection.addresses.google, Arc::new(sign));
        Self {
            api,
            host: connection.host,
            client: connection.client.clone(),
            protocol: Protocol::new(connection.client, connection.known),
            sign_in: connection.sign_in,
        }
    }

    /// The project of the service account whose key signs in.
    async fn project(&self) -> Result<Option<RepositoryName>> {
        let Credential::Basic { user, password } = self.sign_in.credential().await? else {
            return Ok(None);
        };
        let key = match user.as_str() {
            "_json_key" => password.expose_secret().as_bytes().to_vec(),
            "_json_key_base64" => STANDARD
                .decode(password.expose_secret().trim())
                .unwrap_or_default(),
            _ => return Ok(None),
        };
        let key: Value = serde_json::from_slice(&key).unwrap_or_default();
        let project = key.text("project_id").unwrap_or_default();
        // Projects of an organisation's own domain are `domain:project`, and a part of the path each.
        Ok(project.replace(':', "/").parse().ok())
    }

    /// The first page by Google's own API; `None` where nobody may ask it, or it has none.
    async fn list_by_api(&self, repository: &RepositoryName) -> Result<Option<Page<ListedImage>>> {
        if !self.api.is_signed_in().await? {
            return Ok(None);
        }
        match docker_images::list(&self.api, &self.host, repository, None).await {
            Err(error) if is_forbidden(&error) || error.is_not_found() => Ok(None),
            other => other,
        }
    }

    /// The tags of a manifest.
    async fn tags_of(&self, repository: &RepositoryName, digest: &Digest) -> Result<Vec<Tag>> {
        let mut walk = Walk::through(SEARCHED_PAGES);
        while walk.goes_on() {
            let Some(page) = self.list_images(repository, walk.cursor()).await? else {
                break;
            };
            let mut images = page.items.into_iter();
            if let Some(image) = images.find(|image| image.digest == *digest) {
                return Ok(image.tags);
            }
            walk.turn(page.next);
        }
        Ok(Vec::new())
    }
}

#[async_trait]
impl Registry for Google {
    fn kind(&self) -> Kind {
        Kind::GoogleArtifactRegistry
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    fn host(&self) -> &str {
        &self.host
    }

    async fn list_repositories(&self, cursor: Option<&Cursor>) -> Result<Page<RepositoryName>> {
        let mut turn = match cursor {
            Some(cursor) if cursor.as_str().starts_with('{') => InTurn::resume(cursor),
            Some(cursor) => return self.protocol.list_repositories(Some(cursor)).await,
            None => match self.project().await? {
                Some(project) => InTurn::begin([project.to_string()]),
                None => return self.protocol.list_repositories(None).await,
            },
        };
        let mut page = Page::empty();
        // From a project down: each list names what is right below it.
        while let Some((name, place)) = turn.next() {
            let Ok(name) = name.parse::<RepositoryName>() else {
                turn.turn(None);
                continue;
            };
            let place = place.map(|place| Cursor::from(place.to_owned()));
            let is_first = place.is_none();
            let (list, next) = self.client.read_tag_list(&name, place.as_ref()).await?;
            turn.turn(next.map(|next| next.as_str().to_owned()));
            if is_first {
                let children = read_children(&list, &name);
                turn.add(children.into_iter().map(|child| child.to_string()));
                if has_content(&list) {
                    page.items.push(name);
                    break;
                }
            }
        }
        self.protocol.abilities().prove(Capability::Catalog);
        page.next = turn.cursor();
        Ok(page)
    }

    async fn list_images(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Option<Page<ListedImage>>> {
        if cursor.is_some_and(docker_images::is_of_api) {
            return docker_images::list(&self.api, &self.host, repository, cursor).await;
        }
        let (list, next) = self.client.read_tag_list(repository, cursor).await?;
        let Some((items, problems)) = read_images(&list) else {
            return self.list_by_api(repository).await;
        };
        Ok(Some(Page {
            items,
            next,
            problems,
        }))
    }

    async fn list_untagged(&self, repository: &RepositoryName) -> Result<Option<Vec<Digest>>> {
        let Some(page) = self.list_images(repository, None).await? else {
            return Ok(None);
        };
        // A list of several pages is not walked for this: it can't be told, then.
        if page.next.is_some() {
            return Ok(None);
        }
        let untagged = page.items.into_iter().filter(|image| image.tags.is_empty());
        Ok(Some(untagged.map(|image| image.digest).collect()))
    }

    async fn delete_manifest(&self, repository: &RepositoryName, digest: &Digest) -> Result<()> {
        // Google refuses while there are tags (`GOOGLE_MANIFEST_DANGLING_TAG`); a manifest goes with all of
        // them, so they go first.
        for tag in self.tags_of(repository, digest).await? {
            match self.protocol.delete_tag(repository, &tag).await {
                Err(error) if error.is_not_found() => {}
                other => other?,
            }
        }
        self.protocol.delete_manifest(repository, digest).await
    }
}
