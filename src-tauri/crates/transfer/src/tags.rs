//! Puts tags, last of all, and only where they still are as the plan says.

use portolan_distribution::RawManifest;
use portolan_oci::{Digest, Selector, Tag};

use crate::{Error, PlannedImage, PlannedTag, Result, Side, copy::Trip, error::is_refusal};

impl Trip {
    /// Puts one tag on `raw`.
    pub(crate) async fn put_tag(&self, planned: &PlannedTag, raw: &RawManifest) -> Result<()> {
        let selector = Selector::Tag(planned.tag.clone());
        let now = self
            .persist(Side::Destination, || self.destination.resolve(&selector))
            .await?;
        if now.as_ref() != Some(&raw.digest) {
            if now != planned.before {
                return Err(Error::TagMoved {
                    tag: planned.tag.clone(),
                    planned: planned.before.clone(),
                    found: now,
                });
            }
            self.go_on()?;
            match self.put_whole(&selector, &planned.digest, raw).await {
                Err(Error::Place { cause, .. }) if now.is_some() && is_refusal(&cause) => {
                    return Err(Error::Immutable {
                        tag: planned.tag.clone(),
                        cause,
                    });
                }
                outcome => outcome?,
            };
        }
        self.tell_of_tag(planned);
        Ok(())
    }

    /// Where the source's tag is by now, if that is another place than when the copy was planned. What
    /// was planned is what was copied.
    pub(crate) async fn look_again(&self, image: &PlannedImage) -> Result<Option<Option<Digest>>> {
        let Ok(tag) = image.from.parse::<Tag>() else {
            return Ok(None);
        };
        let selector = Selector::Tag(tag);
        let now = self
            .persist(Side::Source, || self.source.resolve(&selector))
            .await?;
        Ok((now.as_ref() != Some(&image.source)).then_some(now))
    }
}
