//! The logo of a listed repository, made small and kept.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, Timestamp};
use portolan_contract::{Failure, ListingAt, Logo};
use portolan_gallery::{Error, fetch_logo};
use portolan_storage::KeptLogo;

use super::place::Place;
use crate::{App, failures::OrFail};

/// A logo, or that there is none, is believed for so long.
const FRESH: SignedDuration = SignedDuration::from_hours(24 * 30);

impl App {
    /// The logo of a repository as a `data:` URL. Where it can't be had there is none: a logo is no
    /// reason for a failure.
    pub async fn read_logo(&self, request: ListingAt) -> Result<Logo, Failure> {
        let place = Place::read(&request.reference)?;
        let reference = place.reference();
        let store = &self.gallery.store;
        let now = Timestamp::now();
        let kept = store.logo_of(&reference).await.or_fail()?;
        if let Some(kept) = &kept
            && now.duration_since(kept.observed_at) < FRESH
        {
            return Ok(show(kept.picture.as_deref()));
        }
        let old = kept.and_then(|kept| kept.picture);
        let Some(address) = self.read_record(&place).await?.logo else {
            return Ok(show(old.as_deref()));
        };
        if self.source_of(&place).await?.is_none() {
            return Ok(show(old.as_deref()));
        }
        let picture = match fetch_logo(self.gallery.sources.web(), &address).await {
            Ok(png) => Some(png.bytes),
            Err(Error::Logo(problem)) => {
                tracing::debug!(%problem, reference, "there is no logo to show");
                None
            }
            // Asked again next time.
            Err(error) => {
                tracing::debug!(%error, reference, "a logo could not be fetched");
                return Ok(show(old.as_deref()));
            }
        };
        let logo = show(picture.as_deref());
        let observed_at = now;
        let kept = KeptLogo {
            picture,
            observed_at,
        };
        store.keep_logo(&reference, kept).await.or_fail()?;
        Ok(logo)
    }
}

fn show(picture: Option<&[u8]>) -> Logo {
    Logo {
        url: picture.map(|png| format!("data:image/png;base64,{}", STANDARD.encode(png))),
    }
}
