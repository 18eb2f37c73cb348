//! Asks what a copy would do, and keeps the plan.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{
    Confirmation, CopyConversion, CopyImage, CopyLeft, CopyNote, CopyPlace, CopyPlan, CopyTag,
    CopyWanted, Failure, ManifestForm, PlanId, PreviewCopy,
};
use portolan_oci::{Platform, Selector, Tag};
use portolan_transfer::{
    self as transfer, Choice, Conversion, Note, PlannedImage, PlannedTag, PlatformChoice, Source,
    Wanted, What, plan_copy,
};

use super::under_way::{About, Prepared};
use crate::{App, app::off_the_loop, changes::now, failures::OrFail};

/// How long a plan may be begun after it was shown.
const LIFE: SignedDuration = SignedDuration::from_mins(10);

impl App {
    /// Says what copying would do: what is there, what moves, what would be overwritten. Nothing is
    /// written; the plan can be begun once.
    pub async fn preview_copy(&self, request: PreviewCopy) -> Result<CopyPlan, Failure> {
        let mut request = request;
        let source = self.find_source(&mut request).await?;
        let to = &request.destination;
        let destination = self.copy_destination(to, &request.source).await?;
        let choice = read_choice(&request)?;
        let plan = plan_copy(&*source, &*destination, &choice)
            .await
            .or_fail()?;
        let expires_at = now().saturating_add(LIFE).unwrap_or(Timestamp::MAX);
        let overwritten = plan.overwritten().count() as u64;
        let confirmation = match to {
            CopyPlace::Repository {
                connection,
                repository,
            } if overwritten > 0 && self.stored_connection(connection).await?.draft.production => {
                Confirmation::TypeName {
                    text: repository.clone(),
                }
            }
            _ => Confirmation::Button,
        };
        let shown = CopyPlan {
            id: PlanId(uuid::Uuid::new_v4().to_string()),
            source: request.source.clone(),
            destination: request.destination.clone(),
            images: plan
                .images
                .iter()
                .map(|image| show_image(&plan, image))
                .collect(),
            left: plan.left.iter().map(show_left).collect(),
            blobs: (plan.moving().count() + plan.repacks.len()) as u64,
            bytes_to_send: plan.bytes_to_send(),
            bytes_to_mount: plan.bytes_to_mount(),
            bytes_there: plan.bytes_there(),
            overwritten,
            confirmation: confirmation.clone(),
            expires_at: expires_at.as_millisecond(),
        };
        let prepared = Prepared {
            about: About {
                source_name: self.name_place(&request.source).await?,
                source: request.source,
                destination_name: self.name_place(&request.destination).await?,
                destination: request.destination,
            },
            plan: Arc::new(plan),
            // What an engine gave is not asked for twice.
            source: matches!(shown.source, CopyPlace::Engine { .. }).then_some(source),
            typed: match confirmation {
                Confirmation::TypeName { text } => Some(text),
                _ => None,
            },
            expires_at: shown.expires_at,
        };
        self.copies.keep(&shown.id, prepared);
        Ok(shown)
    }

    /// The source, and what is taken of it: of an engine, the one image that it was asked for.
    async fn find_source(&self, request: &mut PreviewCopy) -> Result<Arc<dyn Source>, Failure> {
        let CopyPlace::Engine { socket, image, .. } = &request.source else {
            return self.copy_source(&request.source).await;
        };
        let exported = self.export_image(socket, image.as_deref()).await?;
        let looked = Arc::clone(&exported);
        let found = off_the_loop(move || looked.images()).await?.or_fail()?;
        let missing = || Failure::invalid("image", "the engine sent no image");
        let image = found.first().ok_or_else(missing)?;
        let own = || image.tag.iter().map(ToString::to_string).collect();
        let wanted = request.images.first();
        request.images = vec![CopyWanted {
            from: image.digest.to_string(),
            tags: wanted.map_or_else(own, |wanted| wanted.tags.clone()),
        }];
        Ok(exported)
    }
}

fn read_choice(request: &PreviewCopy) -> Result<Choice, Failure> {
    let wanted: Vec<Wanted> = request
        .images
        .iter()
        .map(read_wanted)
        .collect::<Result<_, _>>()?;
    let platforms: Vec<Platform> = request
        .platforms
        .iter()
        .map(|text| read_platform(text))
        .collect::<Result<_, _>>()?;
    let everything = Choice::repository();
    Ok(Choice {
        what: if wanted.is_empty() {
            What::Repository
        } else {
            What::Images(wanted)
        },
        platforms: if platforms.is_empty() {
            PlatformChoice::All
        } else {
            PlatformChoice::Only(platforms)
        },
        referrers: request.referrers,
        conversion: Conversion {
            form: request.conversion.form.map(read_form),
            zstd: request.conversion.zstd,
        },
        ..everything
    })
}

fn read_form(form: ManifestForm) -> transfer::ManifestForm {
    match form {
        ManifestForm::Oci => transfer::ManifestForm::Oci,
        ManifestForm::Docker => transfer::ManifestForm::Docker,
    }
}

fn show_form(form: transfer::ManifestForm) -> ManifestForm {
    match form {
        transfer::ManifestForm::Oci => ManifestForm::Oci,
        transfer::ManifestForm::Docker => ManifestForm::Docker,
    }
}

/// What is written anew, in the contract's words.
pub(super) fn show_conversion(conversion: Conversion) -> CopyConversion {
    CopyConversion {
        form: conversion.form.map(show_form),
        zstd: conversion.zstd,
    }
}

fn read_wanted(wanted: &CopyWanted) -> Result<Wanted, Failure> {
    let selector: Selector = wanted
        .from
        .parse()
        .map_err(|_| Failure::invalid("from", format!("{:?} is no tag or digest", wanted.from)))?;
    let tags = wanted.tags.iter().map(|tag| {
        tag.parse::<Tag>()
            .map_err(|problem| Failure::invalid("tags", problem.to_string()))
    });
    Ok(Wanted {
        selector,
        tags: tags.collect::<Result<_, _>>()?,
    })
}

fn read_platform(text: &str) -> Result<Platform, Failure> {
    let mut parts = text.split('/');
    let (Some(os), Some(architecture)) = (parts.next(), parts.next()) else {
        return Err(Failure::invalid(
            "platforms",
            format!("{text:?} is no platform"),
        ));
    };
    Ok(Platform {
        variant: parts.next().map(str::to_owned),
        ..Platform::new(os, architecture)
    })
}

fn show_image(plan: &transfer::CopyPlan, image: &PlannedImage) -> CopyImage {
    let is_later = plan.is_known_later(image);
    CopyImage {
        from: image.from.clone(),
        digest: (!is_later).then(|| image.digest.to_string()),
        tags: image
            .tags
            .iter()
            .map(|tag| show_tag(tag, is_later))
            .collect(),
        attachments: image.attachments.len() as u64,
        notes: image.notes.iter().map(show_note).collect(),
        is_up_to_date: plan.is_up_to_date(image),
    }
}

fn show_tag(planned: &PlannedTag, is_later: bool) -> CopyTag {
    CopyTag {
        tag: planned.tag.to_string(),
        digest: (!is_later).then(|| planned.digest.to_string()),
        before: planned.before.as_ref().map(ToString::to_string),
    }
}

fn show_left((from, reason): &(String, String)) -> CopyLeft {
    CopyLeft {
        from: from.clone(),
        reason: reason.clone(),
    }
}

fn show_note(note: &Note) -> CopyNote {
    match note {
        Note::NewDigest { left } => CopyNote::NewDigest { left: *left },
        Note::AttachmentsStay { count } => CopyNote::AttachmentsStay { count: *count },
        Note::ChildrenMissing { digests } => CopyNote::ChildrenMissing {
            count: digests.len() as u64,
        },
        Note::OnePlatform { platform, left } => CopyNote::OnePlatform {
            platform: platform.clone(),
            left: *left,
        },
        Note::Converted { form } => CopyNote::Converted {
            form: show_form(*form),
        },
        Note::Repacked { layers } => CopyNote::Repacked { layers: *layers },
        Note::AnnotationsLost { count } => CopyNote::AnnotationsLost { count: *count },
        Note::DockerInLayout => CopyNote::DockerInLayout,
        Note::UncompressedLayers { count } => CopyNote::UncompressedLayers { count: *count },
        Note::Unpacked => CopyNote::Unpacked,
        Note::ForeignLayers { count } => CopyNote::ForeignLayers { count: *count },
    }
}
