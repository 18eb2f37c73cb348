//! Adapters of vendors' own APIs, each against what is pretended to be its registry.

mod administration;
mod azure;
mod contract;
mod docker_hub;
mod frozen;
mod github;
mod harbor;
mod harbor_copy;
mod harbor_program;
mod own_servers;
mod quay;
mod rules;
mod together;
mod whole_repositories;
mod zot;

use portolan_distribution::Pages;
use portolan_oci::{RepositoryName, Tag};
use portolan_registries::{ListedImage, Registry};

fn name(text: &str) -> RepositoryName {
    text.parse().unwrap()
}

fn tag(text: &str) -> Tag {
    text.parse().unwrap()
}

/// All images of a repository by the registry's own list, in which nothing may be wrong.
async fn list(registry: &dyn Registry, repository: &RepositoryName) -> Vec<ListedImage> {
    let mut all = Vec::new();
    let mut pages = Pages::default();
    while let Some(cursor) = pages.place() {
        let listed = registry.list_images(repository, cursor).await;
        let mut page = listed.unwrap().unwrap();
        pages.take(&mut page, |image| image.digest.as_str());
        assert!(page.problems.is_empty(), "{:?}", page.problems);
        all.extend(page.items);
    }
    all
}
