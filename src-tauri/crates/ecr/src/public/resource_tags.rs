//! Resource tags: notes that an account puts on its repositories, for its bills and permissions.

use std::collections::BTreeMap;

use aws_sdk_ecrpublic::types::Tag;
use portolan_oci::RepositoryName;

use super::PublicRegistry;
use crate::Result;

pub(super) fn write(tags: &BTreeMap<String, String>) -> Vec<Tag> {
    let tags = tags.iter();
    tags.map(|(key, value)| Tag::builder().key(key).value(value).build())
        .collect()
}

impl PublicRegistry {
    /// A repository's resource tags.
    pub async fn resource_tags(
        &self,
        repository: &RepositoryName,
    ) -> Result<BTreeMap<String, String>> {
        let name = repository.as_str();
        let answer = ask!(self, "ecr-public:ListTagsForResource", name, |client| {
            client.list_tags_for_resource().resource_arn(self.arn(name))
        })?;
        let tags = answer.tags.unwrap_or_default().into_iter();
        Ok(tags
            .filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default())))
            .collect())
    }

    /// Makes a repository's resource tags these. `before` are those that it has.
    pub async fn set_resource_tags(
        &self,
        repository: &RepositoryName,
        before: &BTreeMap<String, String>,
        tags: &BTreeMap<String, String>,
    ) -> Result<()> {
        let name = repository.as_str();
        if !tags.is_empty() {
            ask!(self, "ecr-public:TagResource", name, |client| {
                client
                    .tag_resource()
                    .resource_arn(self.arn(name))
                    .set_tags(Some(write(tags)))
            })?;
        }
        let gone = before.keys().filter(|key| !tags.contains_key(*key));
        let gone: Vec<String> = gone.cloned().collect();
        if gone.is_empty() {
            return Ok(());
        }
        ask!(self, "ecr-public:UntagResource", name, |client| {
            client
                .untag_resource()
                .resource_arn(self.arn(name))
                .set_tag_keys(Some(gone))
        })
        .map(drop)
    }
}
