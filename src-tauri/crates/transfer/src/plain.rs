//! Plans images for a destination that takes one platform of each, and nothing else.

use portolan_oci::{Descriptor, Digest, Document, Index, MediaType};

use crate::{
    Error, FileError, Note, Result,
    planning::{Survey, of_destination, read},
};

impl Survey<'_> {
    /// The image of one platform that goes where no index does.
    pub(crate) async fn plain_image(
        &self,
        digest: &Digest,
        notes: &mut Vec<Note>,
    ) -> Result<Digest> {
        let raw = self.fetch(digest).await?;
        let image = match read(&raw)? {
            Document::Index(index) => {
                let chosen = self.only_platform(digest, &index)?;
                let left = index.images().count().saturating_sub(1) as u64;
                let platform = chosen.platform.as_ref();
                notes.push(Note::OnePlatform {
                    platform: platform.map(ToString::to_string).unwrap_or_default(),
                    left,
                });
                chosen.digest.clone()
            }
            _ => digest.clone(),
        };
        let raw = self.fetch(&image).await?;
        let Document::Image(manifest) = read(&raw)? else {
            return Err(of_destination(FileError::NoImage(image).into()));
        };
        let config = manifest.config.map(|config| config.media_type);
        if !config
            .is_some_and(|kind| [MediaType::OCI_CONFIG, MediaType::DOCKER_CONFIG].contains(&kind))
        {
            return Err(of_destination(FileError::NoImage(image).into()));
        }
        notes.push(Note::Unpacked);
        Ok(image)
    }

    /// The one child of an index that was chosen, or that there is.
    fn only_platform<'i>(&self, digest: &Digest, index: &'i Index) -> Result<&'i Descriptor> {
        let takes = |child: &&Descriptor| {
            let platform = child.platform.as_ref();
            platform.is_none_or(|platform| self.choice.platforms.takes(platform))
        };
        let chosen: Vec<&Descriptor> = index.images().filter(takes).collect();
        let has = || {
            let platforms = index.images().filter_map(|child| child.platform.as_ref());
            platforms.map(ToString::to_string).collect()
        };
        match *chosen.as_slice() {
            [one] => Ok(one),
            [] => Err(Error::NoPlatform {
                digest: digest.clone(),
                has: has(),
            }),
            _ => Err(Error::OnePlatform {
                digest: digest.clone(),
                has: has(),
            }),
        }
    }
}
