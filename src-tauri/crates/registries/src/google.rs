//! Google Artifact Registry, and what is left of Container Registry: the protocol, whose list of tags Google
//! fills with every manifest's size, times and tags, and with the repositories below.
//!
//! Not confirmed by Google itself: that Artifact Registry lists what is below a project, as Container Registry
//! did; where it does not, only the protocol's own catalog and pinned repositories are left.

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
    Capability, Kind, ListedImage, Protocol, Registry, Result, in_turn::InTurn,
    vendor_api::Lenient as _, vendors::VendorConnection,
};

/// Pages of one list that are read to find the tags of a manifest.
const SEARCHED_PAGES: usize = 100;

/// Google's registries.
pub struct Google {
    host: String,
    client: Client,
    protocol: Protocol,
    sign_in: Arc<dyn Authenticate>,
}

impl fmt::Debug for Google {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Google({})", self.host)
    }
}

impl Google {
    /// The registry of a connection.
    pub fn new(connection: VendorConnection) -> Self {
        Self {
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

    /// The tags of a manifest.
    async fn tags_of(&self, repository: &RepositoryName, digest: &Digest) -> Result<Vec<Tag>> {
        let mut cursor = None;
        for _ in 0..SEARCHED_PAGES {
            let Some(page) = self.list_images(repository, cursor.as_ref()).await? else {
                break;
            };
            let mut images = page.items.into_iter();
            if let Some(image) = images.find(|image| image.digest == *digest) {
                return Ok(image.tags);
            }
            if page.next.is_none() || page.next == cursor {
                break;
            }
            cursor = page.next;
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
        let (list, next) = self.client.read_tag_list(repository, cursor).await?;
        let Some((items, problems)) = read_images(&list) else {
            return Ok(None);
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
