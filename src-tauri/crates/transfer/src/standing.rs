//! Asks a destination what it has, as little as can be.

use std::collections::HashSet;

use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};
use portolan_oci::{Digest, Selector, Tag};

use crate::{
    Choice, Destination, Result, Wanted,
    planning::{AT_ONCE, Survey, of_destination},
};

/// From this many images on, a list of the destination's tags is cheaper than asking for each.
const MANY: usize = 4;

/// What is known of the destination before any image is looked at.
#[derive(Debug)]
pub(crate) enum Standing {
    /// There is nothing yet.
    Empty,
    /// These tags, and no others.
    Tags(HashSet<Tag>),
    /// Has to be asked for each.
    Unknown,
}

impl Standing {
    pub(crate) async fn find(
        destination: &dyn Destination,
        wanted: &[Wanted],
        choice: &Choice,
    ) -> Result<Self> {
        if wanted.len() < MANY || !choice.remembered.is_empty() {
            return Ok(Self::Unknown);
        }
        let tags = destination.list_tags().await.map_err(of_destination)?;
        Ok(tags.map_or(Self::Empty, |tags| Self::Tags(tags.into_iter().collect())))
    }

    pub(crate) fn may_have(&self, tag: &Tag) -> bool {
        match self {
            Self::Empty => false,
            Self::Tags(tags) => tags.contains(tag),
            Self::Unknown => true,
        }
    }
}

impl Survey<'_> {
    /// Asks which blobs the destination has. One that can be taken over is not asked for: taking it over
    /// is one request, whether it is there or not.
    pub(crate) async fn look_for_blobs(&self) -> Result<()> {
        if matches!(self.standing, Standing::Empty) {
            return Ok(());
        }
        let unknown: Vec<Digest> = {
            let found = self.found();
            let unknown = found.blobs.iter().filter(|(_, blob)| blob.mount.is_none());
            unknown.map(|(digest, _)| digest.clone()).collect()
        };
        // A repository that was never pushed to has nothing that could be asked for.
        if unknown.len() > 2
            && matches!(self.standing, Standing::Unknown)
            && self
                .destination
                .list_tags()
                .await
                .map_err(of_destination)?
                .is_none()
        {
            return Ok(());
        }
        let asked = unknown.into_iter();
        let asked = asked.map(|digest| self.find_blob(digest).boxed());
        let there: Vec<Option<Digest>> = stream::iter(asked.collect::<Vec<_>>())
            .buffer_unordered(2 * AT_ONCE)
            .try_collect()
            .await?;
        let mut found = self.found();
        for digest in there.into_iter().flatten() {
            if let Some(blob) = found.blobs.get_mut(&digest) {
                blob.there = true;
            }
        }
        Ok(())
    }

    /// The blob, if the destination has it.
    async fn find_blob(&self, digest: Digest) -> Result<Option<Digest>> {
        let has = self.destination.has_blob(&digest).await;
        Ok(has.map_err(of_destination)?.then_some(digest))
    }

    pub(crate) async fn is_there(&self, digest: &Digest) -> Result<bool> {
        let selector = Selector::Digest(digest.clone());
        let found = self.destination.resolve(&selector).await;
        Ok(found.map_err(of_destination)?.is_some())
    }
}
