//! A private repository and its settings.

use aws_sdk_ecr::types;
use jiff::Timestamp;
use portolan_oci::RepositoryName;

use super::{PrivateRegistry, TagMutability};
use crate::{Error, Result, error::Call, sdk};

/// A private repository.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Repository {
    /// Its name in this connection: `<region>/<name>`.
    pub listed_name: RepositoryName,
    /// Its region.
    pub region: String,
    /// Its name there.
    pub name: String,
    /// The registry that it is in.
    pub registry_id: String,
    /// Its resource name.
    pub arn: String,
    /// How references to it begin, as Amazon says.
    pub uri: String,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// Which tags may move.
    pub mutability: TagMutability,
    /// Whether images are scanned when they are pushed; what the registry's own rules say comes before.
    pub scan_on_push: bool,
    /// How it is encrypted; chosen once and for all.
    pub encryption: Encryption,
}

/// How a repository is encrypted at rest.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Encryption {
    /// By keys that Amazon keeps.
    #[default]
    Aes256,
    /// By a key of the key management; `None` is Amazon's own for ECR.
    Kms(Option<String>),
    /// Twice, by such a key.
    KmsTwice(Option<String>),
}

impl Encryption {
    pub(super) fn read(found: Option<&types::EncryptionConfiguration>) -> Self {
        let Some(found) = found else {
            return Self::Aes256;
        };
        let key = found.kms_key.clone();
        match found.encryption_type {
            types::EncryptionType::Kms => Self::Kms(key),
            types::EncryptionType::KmsDsse => Self::KmsTwice(key),
            _ => Self::Aes256,
        }
    }

    pub(super) fn write(&self) -> Result<types::EncryptionConfiguration> {
        let (kind, key) = match self {
            Self::Aes256 => (types::EncryptionType::Aes256, None),
            Self::Kms(key) => (types::EncryptionType::Kms, key.clone()),
            Self::KmsTwice(key) => (types::EncryptionType::KmsDsse, key.clone()),
        };
        types::EncryptionConfiguration::builder()
            .encryption_type(kind)
            .set_kms_key(key)
            .build()
            .map_err(|error| Error::Invalid {
                said: error.to_string(),
            })
    }
}

impl Repository {
    /// Reads one; an error is an entry that lacks what it must have.
    pub(super) fn read(found: types::Repository, region: &str, call: &Call) -> Result<Self> {
        let lacks = |what: &str| call.unusable(&format!("a repository has no {what}"));
        let name = found.repository_name.ok_or_else(|| lacks("name"))?;
        Ok(Self {
            listed_name: PrivateRegistry::listed_name(region, &name)?,
            region: region.to_owned(),
            registry_id: found.registry_id.ok_or_else(|| lacks("registry"))?,
            arn: found.repository_arn.ok_or_else(|| lacks("resource name"))?,
            uri: found.repository_uri.ok_or_else(|| lacks("address"))?,
            created_at: found.created_at.as_ref().and_then(sdk::timestamp),
            mutability: TagMutability::read(
                found.image_tag_mutability.as_ref(),
                found.image_tag_mutability_exclusion_filters.as_deref(),
            ),
            scan_on_push: found
                .image_scanning_configuration
                .is_some_and(|it| it.scan_on_push),
            encryption: Encryption::read(found.encryption_configuration.as_ref()),
            name,
        })
    }
}
