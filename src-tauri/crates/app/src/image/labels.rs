//! Labels that a registry keeps of an image, and when a tag goes by itself: read for the window.

use portolan_contract::{
    Failure, ImageAt, ImageLabel, ImageLabels, ImageLabelsTold, LabelName, LabelScope, TagAt,
    TagExpiration,
};
use portolan_oci::{Digest, RepositoryName, Tag};
use portolan_registries::{self as registries, Expiration};

use crate::{App, failures::OrFail, images::invalid_repository};

impl App {
    /// The labels of an image; `null` where the registry keeps none.
    pub async fn read_image_labels(&self, request: ImageAt) -> Result<ImageLabelsTold, Failure> {
        let (repository, digest) = (name(&request.repository)?, digest(&request.digest)?);
        let registry = self.registry(&request.connection).await?;
        let found = registry
            .image_labels(&repository, &digest)
            .await
            .or_fail()?;
        Ok(ImageLabelsTold {
            labels: found.map(|labels| ImageLabels {
                on_it: labels.on_it.into_iter().map(show).collect(),
                choice: labels
                    .choice
                    .map(|choice| choice.into_iter().map(show).collect()),
            }),
        })
    }

    /// When a tag goes by itself.
    pub async fn read_tag_expiration(&self, request: TagAt) -> Result<TagExpiration, Failure> {
        let (repository, tag) = (name(&request.repository)?, tag(&request.tag)?);
        let registry = self.registry(&request.connection).await?;
        let found = registry.tag_expiration(&repository, &tag).await.or_fail()?;
        Ok(match found {
            Expiration::Unsupported => TagExpiration {
                offered: false,
                at: None,
            },
            Expiration::Never => TagExpiration {
                offered: true,
                at: None,
            },
            Expiration::At(moment) => TagExpiration {
                offered: true,
                at: Some(moment.as_millisecond()),
            },
        })
    }
}

/// A repository's name as the window wrote it.
pub(super) fn name(text: &str) -> Result<RepositoryName, Failure> {
    let read = text.parse();
    read.map_err(|problem| invalid_repository(text, &problem))
}

pub(super) fn digest(text: &str) -> Result<Digest, Failure> {
    let read = text.parse::<Digest>();
    read.map_err(|problem| Failure::invalid("digest", problem.to_string()))
}

pub(super) fn tag(text: &str) -> Result<Tag, Failure> {
    let read = text.parse::<Tag>();
    read.map_err(|problem| Failure::invalid("tag", problem.to_string()))
}

fn show(label: registries::ImageLabel) -> ImageLabel {
    ImageLabel {
        label: show_name(label.name),
        color: label.color,
        description: label.description,
        fixed: label.is_fixed,
    }
}

fn show_name(label: registries::LabelName) -> LabelName {
    LabelName {
        name: label.name,
        value: label.value,
        scope: match label.scope {
            registries::LabelScope::Image => LabelScope::Image,
            registries::LabelScope::Project => LabelScope::Project,
            registries::LabelScope::Registry => LabelScope::Registry,
        },
    }
}

pub(super) fn read_name(label: &LabelName) -> registries::LabelName {
    registries::LabelName {
        name: label.name.clone(),
        value: label.value.clone(),
        scope: match label.scope {
            LabelScope::Image => registries::LabelScope::Image,
            LabelScope::Project => registries::LabelScope::Project,
            LabelScope::Registry => registries::LabelScope::Registry,
        },
    }
}
