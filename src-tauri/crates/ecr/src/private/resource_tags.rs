//! Resource tags: notes that an account puts on its repositories, for its bills and permissions.

use std::collections::BTreeMap;

use aws_sdk_ecr::types::Tag;
use portolan_oci::RepositoryName;

use super::PrivateRegistry;
use crate::{Error, Result};

/// Tags that a resource may have.
const COUNT: usize = 50;

/// Checks tags by AWS's own rules: at most fifty, keys of 1 to 128 characters that don't begin with `aws:`,
/// values of at most 256.
pub(super) fn check(tags: &BTreeMap<String, String>) -> Result<()> {
    let refuse = |said: String| Err(Error::Invalid { said });
    if tags.len() > COUNT {
        return refuse(format!("a repository has at most {COUNT} resource tags"));
    }
    for (key, value) in tags {
        if key.is_empty() || key.chars().count() > 128 {
            return refuse(format!("the key {key:?} does not have 1 to 128 characters"));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return refuse(format!("keys like {key:?} are Amazon's own"));
        }
        if value.chars().count() > 256 {
            return refuse(format!("the value of {key:?} has more than 256 characters"));
        }
    }
    Ok(())
}

pub(crate) fn write(tags: &BTreeMap<String, String>) -> Result<Vec<Tag>> {
    let write = |(key, value): (&String, &String)| {
        let tag = Tag::builder().key(key).value(value).build();
        tag.map_err(|error| Error::Invalid {
            said: error.to_string(),
        })
    };
    tags.iter().map(write).collect()
}

impl PrivateRegistry {
    /// A repository's resource tags.
    pub async fn resource_tags(
        &self,
        repository: &RepositoryName,
    ) -> Result<BTreeMap<String, String>> {
        let spot = self.spot(repository)?;
        let region = &spot.place.region;
        let call =
            self.account
                .repository_call("ecr:ListTagsForResource", region, spot.name.as_str());
        let asked = self
            .account
            .ecr(region)?
            .list_tags_for_resource()
            .resource_arn(self.resource_name(repository)?)
            .send()
            .await;
        let answer = asked.map_err(|error| self.account.fail(&call, error))?;
        let tags = answer.tags.unwrap_or_default().into_iter();
        Ok(tags.map(|tag| (tag.key, tag.value)).collect())
    }

    /// Adds resource tags, or gives those that are there these values.
    pub async fn tag_resource(
        &self,
        repository: &RepositoryName,
        tags: &BTreeMap<String, String>,
    ) -> Result<()> {
        check(tags)?;
        let spot = self.spot(repository)?;
        let region = &spot.place.region;
        let call = self
            .account
            .repository_call("ecr:TagResource", region, spot.name.as_str());
        let asked = self
            .account
            .ecr(region)?
            .tag_resource()
            .resource_arn(self.resource_name(repository)?)
            .set_tags(Some(write(tags)?))
            .send()
            .await;
        asked
            .map(drop)
            .map_err(|error| self.account.fail(&call, error))
    }

    /// Removes resource tags by their keys.
    pub async fn untag_resource(&self, repository: &RepositoryName, keys: &[String]) -> Result<()> {
        let spot = self.spot(repository)?;
        let region = &spot.place.region;
        let call = self
            .account
            .repository_call("ecr:UntagResource", region, spot.name.as_str());
        let asked = self
            .account
            .ecr(region)?
            .untag_resource()
            .resource_arn(self.resource_name(repository)?)
            .set_tag_keys(Some(keys.to_vec()))
            .send()
            .await;
        asked
            .map(drop)
            .map_err(|error| self.account.fail(&call, error))
    }
}
