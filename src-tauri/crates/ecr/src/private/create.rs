//! Making a repository, with everything that can be chosen for it.

use std::collections::BTreeMap;

use aws_sdk_ecr::types;

use super::{Encryption, PrivateRegistry, Repository, TagMutability, resource_tags};
use crate::{Error, Result};

/// A repository to make.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct NewRepository {
    /// Its name in its region: 2 to 256 characters by the grammar of repository names.
    pub name: String,
    /// Which tags may move.
    pub mutability: TagMutability,
    /// Whether images are scanned when they are pushed.
    pub scan_on_push: bool,
    /// How it is encrypted; can't be changed later.
    pub encryption: Encryption,
    /// Resource tags.
    pub tags: BTreeMap<String, String>,
}

impl NewRepository {
    /// Checks it by the API's own rules, before anything is asked.
    pub fn check(&self) -> Result<()> {
        let refuse = |said: &str| {
            Err(Error::Invalid {
                said: format!("{:?} can't be a repository's name: {said}", self.name),
            })
        };
        if self.name.len() < 2 || self.name.len() > 256 {
            return refuse("it has 2 to 256 characters");
        }
        if !self.name.split('/').all(is_part) {
            return refuse(
                "it has lower-case letters, digits and single . _ - between them, in parts divided \
                 by /",
            );
        }
        self.mutability.check()?;
        resource_tags::check(&self.tags)
    }
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_part(part: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = part.as_bytes();
    bytes.first().copied().is_some_and(is_word)
        && bytes.last().copied().is_some_and(is_word)
        && bytes.split(|byte| is_word(*byte)).all(|between| {
            matches!(between, b"" | b"." | b"_" | b"__") || between.iter().all(|it| *it == b'-')
        })
}

impl PrivateRegistry {
    /// Makes a repository in a region of this connection.
    pub async fn create_repository(&self, region: &str, new: &NewRepository) -> Result<Repository> {
        new.check()?;
        let listed_name = Self::listed_name(region, &new.name)?;
        let spot = self.spot(&listed_name)?;
        let region = &spot.place.region;
        let call = self
            .account
            .repository_call("ecr:CreateRepository", region, &new.name);
        let scanning = types::ImageScanningConfiguration::builder()
            .scan_on_push(new.scan_on_push)
            .build();
        let tags = resource_tags::write(&new.tags)?;
        let asked = self
            .account
            .ecr(region)?
            .create_repository()
            .set_registry_id(self.account.foreign_registry())
            .repository_name(&new.name)
            .image_tag_mutability(new.mutability.mode())
            .set_image_tag_mutability_exclusion_filters(new.mutability.filters())
            .image_scanning_configuration(scanning)
            .encryption_configuration(new.encryption.write()?)
            .set_tags((!tags.is_empty()).then_some(tags))
            .send()
            .await;
        let answer = asked.map_err(|error| self.account.fail(&call, error))?;
        let made = answer.repository;
        let made = made.ok_or_else(|| call.unusable("it does not say what was made"))?;
        Repository::read(made, region, &call)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_before_anything_is_asked() {
        let named = |name: &str| NewRepository {
            name: name.to_owned(),
            ..NewRepository::default()
        };
        for good in ["ab", "team/app", "a__b", "a---b/c.d"] {
            assert!(named(good).check().is_ok(), "{good}");
        }
        let long = "a".repeat(257);
        for bad in [
            "a",
            "",
            "A/b",
            "a//b",
            "-a",
            "a.",
            "a..b",
            "a___b",
            long.as_str(),
        ] {
            assert!(named(bad).check().is_err(), "{bad}");
        }
    }
}
