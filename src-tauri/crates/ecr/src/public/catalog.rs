//! Catalog data: what the gallery shows of a public repository, written by its publisher.

use aws_sdk_ecrpublic::types;
use aws_smithy_types::Blob;
use bytes::Bytes;
use portolan_oci::RepositoryName;
use url::Url;

use super::PublicRegistry;
use crate::{Error, Missing, Result};

/// The most bytes of a logo that are fetched: ten times what Amazon takes is no logo.
const LOGO_BUDGET: u64 = 5_120_000;

/// What the gallery shows of a repository. A text that there is none of is empty.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Catalog {
    /// A line or two.
    pub description: String,
    /// Markdown.
    pub about: String,
    /// Markdown.
    pub usage: String,
    /// What its images run on, in the gallery's words or the publisher's own.
    pub architectures: Vec<String>,
    /// The same of operating systems.
    pub operating_systems: Vec<String>,
    /// Where its logo is to be had.
    pub logo_url: Option<String>,
}

/// The same as it is put: it takes the place of all that was there.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CatalogDraft {
    /// At most 1,024 characters.
    pub description: String,
    /// Markdown of at most 25,600 characters.
    pub about: String,
    /// Markdown of at most 25,600 characters.
    pub usage: String,
    /// At most fifty.
    pub architectures: Vec<String>,
    /// At most fifty.
    pub operating_systems: Vec<String>,
    /// A PNG with sides of 60 to 2,048 pixels, at most 500 KB; `None` is none.
    pub logo: Option<Bytes>,
}

impl CatalogDraft {
    /// Every text is said, the empty ones too: then nobody has to know what leaving one out means.
    pub(super) fn write(&self) -> types::RepositoryCatalogDataInput {
        let logo = self.logo.as_ref();
        types::RepositoryCatalogDataInput::builder()
            .description(&self.description)
            .about_text(&self.about)
            .usage_text(&self.usage)
            .set_architectures(Some(self.architectures.clone()))
            .set_operating_systems(Some(self.operating_systems.clone()))
            .set_logo_image_blob(logo.map(|bytes| Blob::new(bytes.to_vec())))
            .build()
    }
}

impl Catalog {
    fn read(found: types::RepositoryCatalogData) -> Self {
        Self {
            description: found.description.unwrap_or_default(),
            about: found.about_text.unwrap_or_default(),
            usage: found.usage_text.unwrap_or_default(),
            architectures: found.architectures.unwrap_or_default(),
            operating_systems: found.operating_systems.unwrap_or_default(),
            logo_url: found.logo_url.filter(|url| !url.is_empty()),
        }
    }
}

impl PublicRegistry {
    /// What is written about a repository; nothing where nobody has written anything yet.
    pub async fn catalog(&self, repository: &RepositoryName) -> Result<Catalog> {
        let name = repository.as_str();
        let asked = ask!(
            self,
            "ecr-public:GetRepositoryCatalogData",
            name,
            |client| { client.get_repository_catalog_data().repository_name(name) }
        );
        match asked {
            Ok(answer) => Ok(answer.catalog_data.map(Catalog::read).unwrap_or_default()),
            Err(Error::NotFound {
                what: Missing::Other,
                ..
            }) => Ok(Catalog::default()),
            Err(error) => Err(error),
        }
    }

    /// Writes anew what is written about a repository, and answers what is there then.
    pub async fn put_catalog(
        &self,
        repository: &RepositoryName,
        draft: &CatalogDraft,
    ) -> Result<Catalog> {
        let name = repository.as_str();
        let answer = ask!(
            self,
            "ecr-public:PutRepositoryCatalogData",
            name,
            |client| {
                client
                    .put_repository_catalog_data()
                    .repository_name(name)
                    .catalog_data(draft.write())
            }
        )?;
        Ok(answer.catalog_data.map(Catalog::read).unwrap_or_default())
    }

    /// A logo's own bytes from where the catalog data says that it is.
    pub async fn fetch_logo(&self, address: &str) -> Result<Bytes> {
        let refuse = |reason: String| Error::Unusable {
            action: "fetching the logo".to_owned(),
            reason,
        };
        let url = Url::parse(address).map_err(|error| refuse(error.to_string()))?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(refuse(format!("{address} is no address of the web")));
        }
        let egress = self.account.settings().egress.clone();
        let web = self.account.connector().web_through(egress)?;
        let answer = web.get(&url, "image/png", LOGO_BUDGET).await?;
        if (200..=299).contains(&answer.status) {
            Ok(answer.body)
        } else {
            Err(refuse(format!("it was answered with {}", answer.status)))
        }
    }
}
