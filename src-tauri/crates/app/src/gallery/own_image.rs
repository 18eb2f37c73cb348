//! What the newest image of a repository says of it, from what browsing has kept. Asks no registry.

use std::collections::{BTreeMap, HashSet};

use portolan_contract::Failure;
use portolan_gallery::clean_line;
use portolan_oci::{Document, ImageConfig, RepositoryName};
use portolan_search::Listing;
use portolan_storage::{ConnectionId, ImageKind, ImageSummary};

use crate::{App, failures::OrFail};

/// Tags that can be searched for.
const TAGS: usize = 1_000;

/// Labels and variables that can be searched for.
const PAIRS: usize = 200;

/// Bytes of what one of them says.
const LONGEST: usize = 500;

/// Names of labels and annotations (image spec, "Pre-Defined Annotation Keys").
const DESCRIPTION: &str = "org.opencontainers.image.description";
const TITLE: &str = "org.opencontainers.image.title";
const VENDOR: &str = "org.opencontainers.image.vendor";
const BASE: &str = "org.opencontainers.image.base.name";

/// What is known of a repository's newest image.
#[derive(Debug, Default)]
pub(super) struct Described {
    tags: Vec<String>,
    newest: Option<ImageSummary>,
    config: Option<ImageConfig>,
}

impl App {
    /// What is known of a repository's newest image.
    pub(super) async fn describe(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
    ) -> Result<Described, Failure> {
        let tags = self.store.tags(connection, repository).await.or_fail()?;
        let images = self.store.images_in(connection, repository).await;
        let tagged: HashSet<_> = tags.iter().filter_map(|row| row.digest.as_ref()).collect();
        let is_tagged = |image: &ImageSummary| tagged.contains(&image.digest);
        let is_of_use = |image: &ImageSummary| {
            !matches!(
                image.kind,
                ImageKind::Sbom | ImageKind::Signature | ImageKind::Attestation
            )
        };
        let images = images.or_fail()?.into_iter().filter(is_of_use);
        let newest = images
            .filter(is_tagged)
            .max_by_key(|image| image.created_at);
        let config = match &newest {
            Some(newest) => self.kept_config(newest).await?,
            None => None,
        };
        let tags = tags.iter().take(TAGS).map(|row| row.tag.to_string());
        Ok(Described {
            tags: tags.collect(),
            newest,
            config,
        })
    }

    /// The config of an image, or of the first image of an index, where both are in the cache.
    async fn kept_config(&self, image: &ImageSummary) -> Result<Option<ImageConfig>, Failure> {
        let children = image.children.iter().map(|child| child.digest.clone());
        let mut manifests = vec![image.digest.clone()];
        manifests.extend(children);
        for content in self.store.contents(manifests).await.or_fail()? {
            let document = Document::parse(&content.bytes, Some(&content.media_type));
            let Ok(Document::Image(manifest)) = document else {
                continue;
            };
            let Some(config) = manifest.config else {
                continue;
            };
            if let Some(kept) = self.store.content(&config.digest).await.or_fail()? {
                return Ok(ImageConfig::parse(&kept.bytes).ok());
            }
        }
        Ok(None)
    }
}

impl Described {
    /// Writes it where it is searched.
    pub(super) fn write_to(self, listing: &mut Listing) {
        listing.tags = self.tags;
        let card = &mut listing.card;
        let kind = match self.newest.as_ref().map(|newest| newest.kind) {
            Some(ImageKind::HelmChart) => "chart",
            Some(ImageKind::Artifact) => "artifact",
            _ => "image",
        };
        kind.clone_into(&mut card.kind);
        let Some(newest) = self.newest else { return };
        card.updated = newest.created_at;
        for platform in &newest.platforms {
            let mut parts = platform.split('/');
            add_new(&mut card.systems, parts.next());
            add_new(&mut card.architectures, parts.next());
        }
        let mut labels = newest.excerpt;
        if let Some(config) = self.config {
            labels.extend(config.execution.labels);
            let names = config.execution.environment.iter().take(PAIRS);
            let names = names.filter_map(|pair| pair.split('=').next());
            listing.environment = names.map(clean).filter(|name| !name.is_empty()).collect();
        }
        let said = |name: &str| labels.get(name).map(|text| clean(text)).unwrap_or_default();
        card.description = said(DESCRIPTION);
        card.display_name = said(TITLE);
        card.publisher = said(VENDOR);
        listing.base_image = Some(said(BASE)).filter(|name| !name.is_empty());
        listing.labels = clean_all(labels);
    }
}

fn clean(text: &str) -> String {
    clean_line(text, LONGEST)
}

fn clean_all(labels: BTreeMap<String, String>) -> Vec<(String, String)> {
    let labels = labels.iter().take(PAIRS);
    labels
        .map(|(name, value)| (clean(name), clean(value)))
        .collect()
}

fn add_new(list: &mut Vec<String>, text: Option<&str>) {
    if let Some(text) = text.map(clean)
        && !text.is_empty()
        && !list.contains(&text)
    {
        list.push(text);
    }
}
