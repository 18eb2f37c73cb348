//! Copies by Harbor itself, which bring an artifact's children and accessories along, and its tags.
//!
//! Not confirmed by a server: whether the tags of children come along too. They are looked at as well.

use http::Method;
use portolan_oci::{Digest, RepositoryName, Tag};
use serde_json::Value;

use super::{Harbor, place::Place, rooted};
use crate::{CopiedAlong, Lenient as _, Result, rows::is_hidden};

impl Harbor {
    /// Harbor moves a tag of the destination without asking where the artifact has it at the source, and
    /// brings every accessory; so an artifact with more of them than may come along is not copied this way.
    pub(super) async fn copy_artifact(
        &self,
        from: &RepositoryName,
        to: &RepositoryName,
        digest: &Digest,
        along: CopiedAlong<'_>,
    ) -> Result<bool> {
        let (Some(source), Some(destination)) = (Place::of(from), Place::of(to)) else {
            return Ok(false);
        };
        let Some(artifact) = self.tagged_artifact(&source, digest).await? else {
            return Ok(false);
        };
        let is_wanted = |tag: &Tag| along.tags.contains(tag);
        if !names_of(&artifact).iter().all(is_wanted) || !has_only(&artifact, along) {
            return Ok(false);
        }
        for child in artifact.list("references") {
            let Some(child) = child.digest("child_digest") else {
                return Ok(false);
            };
            match self.tagged_artifact(&source, &child).await? {
                Some(child) if names_of(&child).is_empty() && has_only(&child, along) => {}
                _ => return Ok(false),
            }
        }
        let reference = format!("{from}@{digest}");
        let path = rooted(&destination.artifacts());
        let query = [("from", reference.as_str())];
        let answer = self
            .api
            .ask_whatever(Method::POST, &path, &query, None)
            .await?;
        // 409: it is there already; 403, 404: not this way, or not by who asks.
        Ok(answer.status() == 201)
    }

    /// An artifact with its tags and accessories; `None` where it is not shown.
    async fn tagged_artifact(&self, place: &Place, digest: &Digest) -> Result<Option<Value>> {
        let query = [("with_tag", "true"), ("with_accessory", "true")];
        match self.get(&place.artifact(digest), &query).await {
            Ok(artifact) => Ok(Some(artifact)),
            Err(error) if is_hidden(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Whether every accessory may come along.
fn has_only(artifact: &Value, along: CopiedAlong<'_>) -> bool {
    let mut accessories = artifact.list("accessories").iter();
    accessories.all(|it| {
        let digest = it.digest("digest");
        digest.is_some_and(|digest| along.attachments.contains(&digest))
    })
}

fn names_of(artifact: &Value) -> Vec<Tag> {
    let names = artifact.list("tags").iter();
    names
        .filter_map(|tag| tag.text("name")?.parse().ok())
        .collect()
}
