//! Resource tags of repositories: keys and values that Amazon bills and permits by.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::aws::{
    call::{Call, Outcome},
    failure::Failure,
    state::Repository,
};

/// As many tags as a resource may have.
const MOST: usize = 50;

impl Call<'_> {
    /// The tags that a call brings in this member.
    pub(in crate::aws) fn new_resource_tags(
        &self,
        member: &str,
    ) -> Result<BTreeMap<String, String>, Failure> {
        let mut tags = BTreeMap::new();
        for tag in self.list(member) {
            let (Some(key), value) = (tag["Key"].as_str(), tag["Value"].as_str()) else {
                return Err(Failure::parameter(member, "Member must not be null"));
            };
            if key.is_empty() || key.len() > 128 || value.unwrap_or_default().len() > 256 {
                return Err(invalid(
                    "Tag keys have up to 128 characters, values up to 256",
                ));
            }
            if key.starts_with("aws:") {
                return Err(invalid("Tag keys must not start with aws:"));
            }
            tags.insert(key.to_owned(), value.unwrap_or_default().to_owned());
        }
        if tags.len() > MOST {
            return Err(too_many());
        }
        Ok(tags)
    }

    pub(in crate::aws) fn tag_resource(&mut self) -> Outcome {
        let tags = self.new_resource_tags("tags")?;
        let kept = &mut self.resource()?.resource_tags;
        let mut together = kept.clone();
        together.extend(tags);
        if together.len() > MOST {
            return Err(too_many());
        }
        *kept = together;
        Ok(json!({}))
    }

    pub(in crate::aws) fn untag_resource(&mut self) -> Outcome {
        let keys = self.texts("tagKeys");
        let kept = &mut self.resource()?.resource_tags;
        kept.retain(|key, _| !keys.contains(key));
        Ok(json!({}))
    }

    pub(in crate::aws) fn list_tags_for_resource(&mut self) -> Outcome {
        let tags = self.resource()?.resource_tags.iter();
        let tags: Vec<Value> = tags
            .map(|(key, value)| json!({ "Key": key, "Value": value }))
            .collect();
        Ok(json!({ "tags": tags }))
    }

    fn resource(&mut self) -> Result<&mut Repository, Failure> {
        let arn = self.text("resourceArn")?;
        let start = self.repository_arn(&self.caller.account, "");
        let Some(name) = arn.strip_prefix(&start).map(str::to_owned) else {
            return Err(Failure::parameter("resourceArn", "Invalid ARN"));
        };
        self.repository_named(&name)
    }
}

fn invalid(message: &str) -> Failure {
    Failure::new("InvalidTagParameterException", message)
}

fn too_many() -> Failure {
    Failure::new(
        "TooManyTagsException",
        format!(
            "The list of tags on the repository is over the limit. The maximum number of tags \
                 that can be applied to a repository is {MOST}."
        ),
    )
}
