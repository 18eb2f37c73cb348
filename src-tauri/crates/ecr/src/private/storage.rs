//! The archive: putting an image away, and getting it back.

use aws_sdk_ecr::types;
use portolan_oci::{Digest, RepositoryName, Selector};
use portolan_registries::StorageClass;

use super::{PrivateRegistry, ask_repository, batch::identify, images::storage};
use crate::{Error, Result};

impl PrivateRegistry {
    /// Puts an image into the archive or gets it back, which takes up to twenty minutes. Answers where it
    /// is now.
    pub async fn set_storage_class(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        class: StorageClass,
    ) -> Result<Option<StorageClass>> {
        let target = match class {
            StorageClass::Standard => types::TargetStorageClass::Standard,
            StorageClass::Archive => types::TargetStorageClass::Archive,
            StorageClass::Restoring => {
                return Err(Error::Invalid {
                    said: "an image is on its way back, or it is not: nobody can ask for it"
                        .to_owned(),
                });
            }
        };
        let asked = ask_repository!(
            self,
            repository,
            update_image_storage_class as "ecr:UpdateImageStorageClass",
            image_id(identify(&Selector::Digest(digest.clone()))),
            target_storage_class(target)
        );
        let answer = asked?;
        Ok(answer.image_status.as_ref().and_then(storage))
    }
}
