//! Deleting images and removing tags, by `BatchDeleteImage` and around its traps.

use portolan_oci::{RepositoryName, Selector, Tag};

use super::{
    PublicRegistry,
    batch::{BATCH, identify, read_failures},
};
use crate::{Error, ItemFailure, Result};

impl PublicRegistry {
    /// Deletes images by digest, and removes tags, a hundred a call. By digest an image goes with all its
    /// tags; by its last tag too. Answers what did not work, one by one; an error is that of the whole, and
    /// then [`Error::Partly`] where batches before it worked.
    pub async fn delete_images(
        &self,
        repository: &RepositoryName,
        selectors: &[Selector],
    ) -> Result<Vec<ItemFailure>> {
        let name = repository.as_str();
        let mut failures = Vec::new();
        for (number, batch) in selectors.chunks(BATCH).enumerate() {
            let asked = ask!(self, "ecr-public:BatchDeleteImage", name, |client| {
                client
                    .batch_delete_image()
                    .repository_name(name)
                    .set_image_ids(Some(batch.iter().map(identify).collect()))
            });
            match asked {
                Ok(answer) => failures.extend(read_failures(answer.failures.unwrap_or_default())),
                Err(error) if number == 0 => return Err(error),
                Err(error) => {
                    // What is gone is gone: all the rest is told as not done.
                    let rest = selectors.get(number * BATCH..).unwrap_or_default();
                    failures.extend(rest.iter().map(|selector| ItemFailure {
                        item: selector.to_string(),
                        code: "NotTried".to_owned(),
                        said: error.to_string(),
                    }));
                    return Err(Error::Partly {
                        asked: selectors.len(),
                        failures,
                    });
                }
            }
        }
        Ok(failures)
    }

    /// Deletes one; its failure is the error.
    pub(super) async fn delete_one(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<()> {
        let selectors = std::slice::from_ref(selector);
        let failures = self.delete_images(repository, selectors).await?;
        match failures.first() {
            Some(failure) => Err(failure.to_error()),
            None => Ok(()),
        }
    }

    /// Removes a tag and leaves the image alone; [`Error::OnlyTag`] where Amazon would delete it too.
    pub(super) async fn untag(&self, repository: &RepositoryName, tag: &Tag) -> Result<()> {
        let selector = Selector::Tag(tag.clone());
        let image = self.image(repository, &selector).await?;
        if !image.tags.iter().any(|other| other != tag) {
            return Err(Error::OnlyTag {
                tag: tag.to_string(),
            });
        }
        self.delete_one(repository, &selector).await
    }
}
