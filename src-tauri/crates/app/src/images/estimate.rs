//! What it would cost to know every row of a repository, said before it is done.

use portolan_contract::{DetailCost, Failure, RepositoryAt};
use portolan_storage::{ImageKind, ImageSummary};

use super::{collection::Collection, learn::Want, summary::NO_PLATFORM};
use crate::App;

impl App {
    /// What it costs to know every row of a repository.
    pub async fn estimate_details(&self, request: RepositoryAt) -> Result<DetailCost, Failure> {
        let collection = self.collection(&request).await?;
        let wants = collection.lacking();
        let dearest = {
            let state = collection.state();
            let costs = state.known.images.values().map(|image| cost(image));
            // A manifest and a config, until something dearer was seen.
            costs.max().unwrap_or(2)
        };
        Ok(DetailCost {
            of: request,
            unknown: wants.len() as u64,
            requests: wants.len() as u64 * dearest,
        })
    }
}

/// Requests that an image took: itself, its children, and a config.
fn cost(image: &ImageSummary) -> u64 {
    match image.kind {
        ImageKind::Image => 2,
        ImageKind::Index => {
            let children = image
                .children
                .iter()
                .filter(|child| child.platform.as_deref() != Some(NO_PLATFORM));
            2 + children.count() as u64
        }
        _ => 1,
    }
}

impl Collection {
    /// Everything that rows lack, newest tags first, each digest once.
    pub(super) fn lacking(&self) -> Vec<Want> {
        let state = self.state();
        let known = &state.known;
        let mut seen = std::collections::HashSet::new();
        let tags = known.tags.names.iter().zip(&known.targets).rev();
        let of_tags = tags.filter_map(|(tag, target)| match &target.digest {
            None => Some(Want::Tag(tag.clone())),
            Some(digest) if !known.is_complete(digest) && seen.insert(digest) => {
                Some(Want::Digest(digest.clone()))
            }
            Some(_) => None,
        });
        let wants: Vec<Want> = of_tags.collect();
        let untagged = known
            .untagged
            .iter()
            .filter(|digest| !known.is_complete(digest) && !seen.contains(digest));
        let untagged: Vec<Want> = untagged.cloned().map(Want::Digest).collect();
        wants.into_iter().chain(untagged).collect()
    }
}
