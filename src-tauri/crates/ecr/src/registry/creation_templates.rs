//! Creation templates: what repositories are like that ECR makes by itself.

use std::collections::BTreeMap;

use aws_sdk_ecr::types;

use super::{PAGE_COUNT, RegionRegistry, ask_region, incomplete, next_page};
use crate::{Encryption, Error, Result, TagMutability, private::write_resource_tags};

/// Templates on a page.
const PAGE: i32 = 1000;

/// What the repositories under a prefix are like that ECR makes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CreationTemplate {
    /// How their names begin; `ROOT` is all that no other template fits.
    pub prefix: String,
    /// What it is for.
    pub description: Option<String>,
    /// When it counts.
    pub applied_for: Vec<Occasion>,
    /// Which tags may move.
    pub mutability: TagMutability,
    /// How they are encrypted.
    pub encryption: Encryption,
    /// Their policy of permissions.
    pub repository_policy: Option<String>,
    /// Their lifecycle policy.
    pub lifecycle_policy: Option<String>,
    /// Their resource tags.
    pub resource_tags: BTreeMap<String, String>,
    /// The role that ECR makes them with; needed for resource tags and keys.
    pub role: Option<String>,
}

/// What ECR makes a repository for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Occasion {
    /// An image comes by replication.
    Replication,
    /// An image comes through a cache rule.
    PullThroughCache,
    /// An image is pushed to a repository that is not there.
    Push,
}

impl RegionRegistry {
    /// All templates.
    pub async fn creation_templates(&self) -> Result<Vec<CreationTemplate>> {
        let mut found = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..PAGE_COUNT {
            let asked = ask_region!(
                self,
                describe_repository_creation_templates as "ecr:DescribeRepositoryCreationTemplates",
                max_results(PAGE),
                set_next_token(token.clone())
            );
            let answer = asked?;
            let templates = answer.repository_creation_templates.unwrap_or_default();
            found.extend(templates.into_iter().map(read));
            token = next_page(answer.next_token, token.as_ref());
            if token.is_none() {
                break;
            }
        }
        Ok(found)
    }

    /// The template of a prefix; `None` where there is none.
    pub async fn creation_template(&self, prefix: &str) -> Result<Option<CreationTemplate>> {
        let asked = ask_region!(
            self,
            describe_repository_creation_templates as "ecr:DescribeRepositoryCreationTemplates",
            prefixes(prefix)
        );
        match asked {
            Ok(answer) => {
                let found = answer.repository_creation_templates.unwrap_or_default();
                Ok(found.into_iter().map(read).find(|it| it.prefix == prefix))
            }
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes a template.
    pub async fn create_creation_template(&self, template: &CreationTemplate) -> Result<()> {
        let tags = write_resource_tags(&template.resource_tags)?;
        let asked = ask_region!(
            self,
            create_repository_creation_template as "ecr:CreateRepositoryCreationTemplate",
            prefix(&template.prefix),
            set_description(template.description.clone()),
            set_applied_for(Some(template.occasions())),
            image_tag_mutability(template.mutability.mode()),
            set_image_tag_mutability_exclusion_filters(template.mutability.filters()),
            encryption_configuration(write_encryption(&template.encryption)?),
            set_repository_policy(template.repository_policy.clone()),
            set_lifecycle_policy(template.lifecycle_policy.clone()),
            set_resource_tags((!tags.is_empty()).then_some(tags)),
            set_custom_role_arn(template.role.clone())
        );
        asked.map(drop)
    }

    /// Makes a template as this one. What is empty is taken away: texts and lists of a template may
    /// be empty by the service model, where those of a repository may not.
    pub async fn update_creation_template(&self, template: &CreationTemplate) -> Result<()> {
        let asked = ask_region!(
            self,
            update_repository_creation_template as "ecr:UpdateRepositoryCreationTemplate",
            prefix(&template.prefix),
            description(template.description.clone().unwrap_or_default()),
            set_applied_for(Some(template.occasions())),
            image_tag_mutability(template.mutability.mode()),
            set_image_tag_mutability_exclusion_filters(template.mutability.filters()),
            encryption_configuration(write_encryption(&template.encryption)?),
            repository_policy(template.repository_policy.clone().unwrap_or_default()),
            lifecycle_policy(template.lifecycle_policy.clone().unwrap_or_default()),
            set_resource_tags(Some(write_resource_tags(&template.resource_tags)?)),
            custom_role_arn(template.role.clone().unwrap_or_default())
        );
        asked.map(drop)
    }

    /// Removes a template. Repositories that were made by it stay as they are.
    pub async fn delete_creation_template(&self, prefix: &str) -> Result<()> {
        let asked = ask_region!(
            self,
            delete_repository_creation_template as "ecr:DeleteRepositoryCreationTemplate",
            prefix(prefix)
        );
        asked.map(drop)
    }
}

impl CreationTemplate {
    fn occasions(&self) -> Vec<types::RctAppliedFor> {
        let write = |occasion: &Occasion| match occasion {
            Occasion::Replication => types::RctAppliedFor::Replication,
            Occasion::PullThroughCache => types::RctAppliedFor::PullThroughCache,
            Occasion::Push => types::RctAppliedFor::CreateOnPush,
        };
        self.applied_for.iter().map(write).collect()
    }
}

fn read(found: types::RepositoryCreationTemplate) -> CreationTemplate {
    let text = |text: Option<String>| text.filter(|text| !text.is_empty());
    let encryption = found.encryption_configuration;
    CreationTemplate {
        prefix: found.prefix.unwrap_or_default(),
        description: text(found.description),
        applied_for: found
            .applied_for
            .unwrap_or_default()
            .iter()
            .filter_map(|it| match it {
                types::RctAppliedFor::Replication => Some(Occasion::Replication),
                types::RctAppliedFor::PullThroughCache => Some(Occasion::PullThroughCache),
                types::RctAppliedFor::CreateOnPush => Some(Occasion::Push),
                _ => None,
            })
            .collect(),
        mutability: TagMutability::read(
            found.image_tag_mutability.as_ref(),
            found.image_tag_mutability_exclusion_filters.as_deref(),
        ),
        encryption: encryption.map_or(Encryption::Aes256, |it| match it.encryption_type {
            types::EncryptionType::Kms => Encryption::Kms(it.kms_key),
            types::EncryptionType::KmsDsse => Encryption::KmsTwice(it.kms_key),
            _ => Encryption::Aes256,
        }),
        repository_policy: text(found.repository_policy),
        lifecycle_policy: text(found.lifecycle_policy),
        resource_tags: found
            .resource_tags
            .unwrap_or_default()
            .into_iter()
            .map(|tag| (tag.key, tag.value))
            .collect(),
        role: text(found.custom_role_arn),
    }
}

fn write_encryption(
    encryption: &Encryption,
) -> Result<types::EncryptionConfigurationForRepositoryCreationTemplate> {
    let (kind, key) = match encryption {
        Encryption::Aes256 => (types::EncryptionType::Aes256, None),
        Encryption::Kms(key) => (types::EncryptionType::Kms, key.clone()),
        Encryption::KmsTwice(key) => (types::EncryptionType::KmsDsse, key.clone()),
    };
    types::EncryptionConfigurationForRepositoryCreationTemplate::builder()
        .encryption_type(kind)
        .set_kms_key(key)
        .build()
        .map_err(incomplete)
}
