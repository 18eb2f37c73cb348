//! Asks what a copy would do, and keeps the plan.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{
    Confirmation, CopyImage, CopyLeft, CopyNote, CopyPlan, CopyTag, CopyWanted, Failure, PlanId,
    PreviewCopy, RepositoryAt,
};
use portolan_oci::{Platform, RepositoryName, Selector, Tag};
use portolan_transfer::{
    self as transfer, Choice, Note, PlannedImage, PlannedTag, PlatformChoice, RepositoryPlace,
    Wanted, What, plan_copy,
};

use super::under_way::{About, Prepared};
use crate::{
    App,
    changes::{now, read_only},
    failures::OrFail,
};

/// How long a plan may be begun after it was shown.
const LIFE: SignedDuration = SignedDuration::from_mins(10);

impl App {
    /// Says what copying would do: what is there, what moves, what would be overwritten. Nothing is
    /// written; the plan can be begun once.
    pub async fn preview_copy(&self, request: PreviewCopy) -> Result<CopyPlan, Failure> {
        let source = self.copy_place(&request.source).await?;
        let destination = self.copy_place(&request.destination).await?;
        let from = self.stored_connection(&request.source.connection).await?;
        let to = self
            .stored_connection(&request.destination.connection)
            .await?;
        if to.draft.read_only {
            return Err(read_only());
        }
        let choice = read_choice(&request)?;
        let plan = plan_copy(&source, &destination, &choice).await.or_fail()?;
        let expires_at = now().saturating_add(LIFE).unwrap_or(Timestamp::MAX);
        let overwritten = plan.overwritten().count() as u64;
        let confirmation = if overwritten > 0 && to.draft.production {
            Confirmation::TypeName {
                text: request.destination.repository.clone(),
            }
        } else {
            Confirmation::Button
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
            blobs: plan.moving().count() as u64,
            bytes_to_send: plan.bytes_to_send(),
            bytes_to_mount: plan.bytes_to_mount(),
            bytes_there: plan.bytes_there(),
            overwritten,
            confirmation: confirmation.clone(),
            expires_at: expires_at.as_millisecond(),
        };
        let prepared = Prepared {
            about: About {
                source: request.source,
                source_name: from.draft.name,
                destination: request.destination,
                destination_name: to.draft.name,
            },
            plan: Arc::new(plan),
            typed: match confirmation {
                Confirmation::TypeName { text } => Some(text),
                _ => None,
            },
            expires_at: shown.expires_at,
        };
        self.copies.keep(&shown.id, prepared);
        Ok(shown)
    }

    /// A repository as a side of a copy.
    pub(crate) async fn copy_place(&self, at: &RepositoryAt) -> Result<RepositoryPlace, Failure> {
        let repository: RepositoryName = at
            .repository
            .parse()
            .map_err(|problem| crate::images::invalid_repository(&at.repository, &problem))?;
        let registry = self.registry(&at.connection).await?;
        Ok(RepositoryPlace::new(registry, repository))
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
        ..everything
    })
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
    CopyImage {
        from: image.from.clone(),
        digest: image.digest.to_string(),
        tags: image.tags.iter().map(show_tag).collect(),
        attachments: image.attachments.len() as u64,
        notes: image.notes.iter().map(show_note).collect(),
        is_up_to_date: plan.is_up_to_date(image),
    }
}

fn show_tag(planned: &PlannedTag) -> CopyTag {
    CopyTag {
        tag: planned.tag.to_string(),
        digest: planned.digest.to_string(),
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
        Note::ForeignLayers { count } => CopyNote::ForeignLayers { count: *count },
    }
}
