//! Makes a plan of what was found and decided: what is shown, and what carrying it out needs.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{
    ActivityId, AffectedIndex, AffectedReferrer, AffectedTag, BlastRadius, Certainty, Change,
    Confirmation, Deed as ShownDeed, ImageKind, Plan, PlanItem, PlanPurpose, PlanWarning,
    RemovalMethod, UndoOutlook,
};
use portolan_oci::{AttachmentTag, Digest};
use portolan_policy::{self as policy, Abilities, Aim, Blob, Deed, Outlook, Part, Stakes};
use portolan_storage::Content;

use super::{
    journal::Task,
    plans::{Prepared, new_life},
    site::{Site, now},
    survey::Survey,
};
use crate::App;

/// Layers of more bytes than these are not offered to be kept.
const KEPT_LAYERS_LIMIT: u64 = 50 << 30;

/// Ends that are no further from each other count as the same: they were reckoned a moment apart.
const NEARLY: SignedDuration = SignedDuration::from_hours(1);

/// What a plan is made of.
#[derive(Debug)]
pub(crate) struct Composition {
    pub(crate) site: Site,
    pub(crate) survey: Survey,
    pub(crate) aim: Aim,
    pub(crate) abilities: Abilities,
    pub(crate) purpose: PlanPurpose,
    /// Done before or instead of the deeds of the aim.
    pub(crate) tasks: Tasks,
    /// Manifests that the change itself makes.
    pub(crate) made: Vec<Content>,
    pub(crate) warnings: Vec<PlanWarning>,
    /// What is said of an undo, where it is one.
    pub(crate) undo: Option<UndoOutlook>,
    /// Until when the registry's own undo brings back what is deleted now.
    pub(crate) restorable_until: Option<Timestamp>,
}

/// Which tasks a plan has.
#[derive(Debug)]
pub(crate) enum Tasks {
    /// The deeds of the aim, after these blobs were sent.
    Deeds { uploads: Vec<Digest> },
    /// Those that an activity left undone, at their places in it, and what it was to undo.
    Left {
        activity: ActivityId,
        tasks: Vec<(u32, Task)>,
        before: Part,
    },
}

impl App {
    /// Makes a plan and keeps it until it is carried out or its time is over.
    pub(crate) fn compose(&self, made_of: Composition) -> Plan {
        let Composition {
            site,
            survey,
            aim,
            abilities,
            purpose,
            tasks,
            made,
            mut warnings,
            undo,
            restorable_until,
        } = made_of;
        let repository = &survey.repository;
        let radius = policy::BlastRadius::of(repository, &aim);
        let outlook = policy::outlook(repository, &aim, abilities);
        let mut before = aim.part.before(repository);
        let mut goes_on = None;
        let tasks: Vec<(Option<u32>, Task)> = match tasks {
            Tasks::Deeds { uploads } => {
                let uploads = uploads.into_iter().map(Task::PutBlob);
                let deeds = policy::deeds(repository, &aim).into_iter().map(Task::Deed);
                uploads.chain(deeds).map(|task| (None, task)).collect()
            }
            Tasks::Left {
                activity,
                tasks,
                before: kept,
            } => {
                goes_on = Some(activity);
                before = kept;
                tasks.into_iter().map(|(n, task)| (Some(n), task)).collect()
            }
        };
        warnings.extend(warn(&site, &survey, &aim, &purpose, &tasks, &radius));
        let undo = undo.unwrap_or_else(|| self.show_outlook(&outlook, restorable_until));
        let certain = undo.certainty == Certainty::Certain;
        let (id, expires_at) = new_life();
        let plan = Plan {
            id,
            connection: site.id.clone(),
            repository: site.repository.to_string(),
            items: tasks
                .iter()
                .flat_map(|(_, task)| show(task, &survey))
                .collect(),
            blast_radius: show_radius(&survey, &radius),
            confirmation: confirm(&site, &survey, &aim, &purpose, &radius, certain),
            warnings,
            requests: requests(&tasks, &before, &outlook),
            undo,
            purpose,
            expires_at,
        };
        let needs = needs(&survey, &aim);
        let configs = configs(&survey, &before);
        self.plans.keep(Prepared {
            plan: plan.clone(),
            tasks,
            going: aim
                .part
                .manifests
                .iter()
                .filter(|(digest, present)| !**present && repository.has(digest))
                .map(|(digest, _)| digest.clone())
                .collect(),
            after: aim.part,
            before,
            listed: survey.listed.clone(),
            needs,
            configs,
            layers: outlook.layers().cloned().collect(),
            made,
            goes_on,
        });
        plan
    }

    /// Where the registry may collect what goes, its own undo makes ours certain for as long as there is one.
    fn show_outlook(&self, outlook: &Outlook, restorable_until: Option<Timestamp>) -> UndoOutlook {
        let days = i64::from(self.settings.current().undo_days);
        let until = now()
            .saturating_add(SignedDuration::from_hours(24 * days))
            .unwrap_or(Timestamp::MAX);
        let restorable_until =
            restorable_until.filter(|_| !outlook.certain && outlook.certain_while_kept);
        let is_certain = outlook.certain || restorable_until.is_some();
        let lasts = outlook.certain
            || restorable_until.is_some_and(|end| until.duration_since(end) <= NEARLY);
        let layer_bytes = outlook.layer_bytes();
        UndoOutlook {
            certainty: if is_certain {
                Certainty::Certain
            } else {
                Certainty::Likely
            },
            until: Some(until.as_millisecond()),
            can_keep_layers: !lasts && (1..=KEPT_LAYERS_LIMIT).contains(&layer_bytes),
            layer_bytes: Some(layer_bytes),
            restorable_until: restorable_until.map(Timestamp::as_millisecond),
            missing_blobs: Vec::new(),
        }
    }
}

fn warn(
    site: &Site,
    survey: &Survey,
    aim: &Aim,
    purpose: &PlanPurpose,
    tasks: &[(Option<u32>, Task)],
    radius: &policy::BlastRadius,
) -> Vec<PlanWarning> {
    let mut warnings = Vec::new();
    let mut methods = BTreeSet::new();
    let asks_for_tags = matches!(
        purpose,
        PlanPurpose::Change {
            change: Change::RemoveTags { .. }
        }
    );
    if asks_for_tags && !aim.following.asked.is_empty() {
        methods.insert(policy::RemovalMethod::OnlyTag);
    }
    for (_, task) in tasks {
        match task {
            Task::Deed(Deed::RemoveTags { removal, .. }) => {
                methods.insert(removal.method);
            }
            Task::Deed(Deed::PutTag {
                tag,
                before: Some(from),
                ..
            }) if matches!(purpose, PlanPurpose::Change { .. })
                && AttachmentTag::recognise(tag).is_none() =>
            {
                warnings.push(PlanWarning::TagMoves {
                    tag: tag.to_string(),
                    from: from.to_string(),
                });
            }
            _ => {}
        }
    }
    methods.remove(&policy::RemovalMethod::Native);
    let workarounds = methods.into_iter().map(show_method);
    warnings.extend(workarounds.map(|method| PlanWarning::Workaround { method }));
    let broken: BTreeSet<&Digest> = radius.indexes.iter().map(|index| &index.digest).collect();
    if !broken.is_empty() {
        let count = broken.len() as u64;
        warnings.push(PlanWarning::IndexesBreak { count });
    }
    let unknown = survey.repository.unknown_tags;
    if survey.listed.is_some() && unknown > 0 {
        warnings.push(PlanWarning::NotAllKnown { unknown });
    }
    if site.connection.draft.production {
        warnings.push(PlanWarning::Production);
    }
    warnings
}

/// Whether no tag would be left.
fn leaves_nothing(survey: &Survey, aim: &Aim) -> bool {
    let mut tags = survey.repository.tags.keys();
    tags.all(|tag| aim.part.tags.get(tag) == Some(&None))
}

fn confirm(
    site: &Site,
    survey: &Survey,
    aim: &Aim,
    purpose: &PlanPurpose,
    radius: &policy::BlastRadius,
    certain: bool,
) -> Confirmation {
    let whole_repository = matches!(
        purpose,
        PlanPurpose::Change {
            change: Change::DeleteRepository { .. }
        }
    ) || matches!(
        purpose,
        PlanPurpose::Change {
            change: Change::ApplyRules { .. }
        }
    ) && leaves_nothing(survey, aim);
    let stakes = Stakes {
        images: radius.images,
        tags: radius.tags.len() as u64,
        broken_indexes: radius.indexes.len() as u64,
        whole_repository,
        production: site.connection.draft.production,
        certain,
    };
    match policy::confirmation(stakes) {
        policy::Confirmation::None => Confirmation::None,
        policy::Confirmation::Button => Confirmation::Button,
        policy::Confirmation::TypeName => Confirmation::TypeName {
            text: site.repository.to_string(),
        },
    }
}

fn show_method(method: policy::RemovalMethod) -> RemovalMethod {
    match method {
        policy::RemovalMethod::Native => RemovalMethod::Native,
        policy::RemovalMethod::OnlyTag => RemovalMethod::OnlyTag,
        policy::RemovalMethod::Throwaway => RemovalMethod::Throwaway,
        policy::RemovalMethod::DeleteAndRestore => RemovalMethod::DeleteAndRestore,
    }
}

fn show(task: &Task, survey: &Survey) -> Vec<PlanItem> {
    let item = |deed, tag: String, digest: &Digest, before: Option<&Digest>| PlanItem {
        deed,
        tag,
        digest: digest.to_string(),
        before: before.map(Digest::to_string),
        kind: survey.kinds.get(digest).copied(),
        size: survey
            .repository
            .manifests
            .get(digest)
            // The children of an index are items of their own; what was not read has no known size.
            .filter(|manifest| manifest.size > 0 && manifest.children.is_empty())
            .map(|manifest| manifest.blobs.iter().map(|blob| blob.size).sum()),
    };
    match task {
        Task::PutBlob(digest) => vec![item(ShownDeed::PutBlob, String::new(), digest, None)],
        Task::Deed(Deed::PutManifest { digest }) => {
            vec![item(ShownDeed::PutManifest, String::new(), digest, None)]
        }
        Task::Deed(Deed::PutTag {
            tag,
            digest,
            before,
        }) => vec![item(
            ShownDeed::PutTag,
            tag.to_string(),
            digest,
            before.as_ref(),
        )],
        Task::Deed(Deed::RemoveTags { digest, tags, .. }) => tags
            .iter()
            .map(|tag| item(ShownDeed::RemoveTag, tag.to_string(), digest, Some(digest)))
            .collect(),
        Task::Deed(Deed::DeleteManifest { digest, tags }) => {
            let tag = tags.first().map(ToString::to_string).unwrap_or_default();
            vec![item(ShownDeed::DeleteImage, tag, digest, Some(digest))]
        }
    }
}

fn show_radius(survey: &Survey, radius: &policy::BlastRadius) -> BlastRadius {
    BlastRadius {
        tags: radius
            .tags
            .iter()
            .map(|affected| AffectedTag {
                tag: affected.tag.to_string(),
                digest: affected.digest.to_string(),
                asked: affected.asked,
            })
            .collect(),
        indexes: radius
            .indexes
            .iter()
            .map(|affected| AffectedIndex {
                digest: affected.digest.to_string(),
                tags: affected.tags.iter().map(ToString::to_string).collect(),
                child: affected.child.to_string(),
            })
            .collect(),
        referrers: radius
            .referrers
            .iter()
            .map(|affected| AffectedReferrer {
                digest: affected.digest.to_string(),
                kind: survey
                    .kinds
                    .get(&affected.digest)
                    .copied()
                    .unwrap_or(ImageKind::Artifact),
                artifact_type: survey
                    .repository
                    .manifests
                    .get(&affected.digest)
                    .and_then(|manifest| manifest.artifact_type.clone()),
                subject: affected.subject.to_string(),
            })
            .collect(),
        images: radius.images,
        bytes: radius.bytes,
    }
}

/// Requests at most: those of the deeds with their checks, and those that keep what undo needs.
fn requests(tasks: &[(Option<u32>, Task)], before: &Part, outlook: &Outlook) -> u64 {
    let of_tasks: u64 = tasks
        .iter()
        .map(|(_, task)| match task {
            Task::PutBlob(_) => 4,
            Task::Deed(Deed::PutManifest { .. }) => 1,
            Task::Deed(Deed::PutTag { .. }) => 3,
            Task::Deed(Deed::RemoveTags {
                others, removal, ..
            }) => match removal.method {
                policy::RemovalMethod::Native | policy::RemovalMethod::OnlyTag => 3,
                policy::RemovalMethod::Throwaway => 12,
                policy::RemovalMethod::DeleteAndRestore => 4 + others.len() as u64,
            },
            Task::Deed(Deed::DeleteManifest { tags, .. }) => 1 + tags.len() as u64,
        })
        .sum();
    of_tasks + (before.tags.len() + before.manifests.len() + outlook.at_stake.len()) as u64
}

/// What must have gone well before something is done to a manifest.
fn needs(survey: &Survey, aim: &Aim) -> BTreeMap<Digest, Vec<Digest>> {
    let mut needs: BTreeMap<Digest, Vec<Digest>> = BTreeMap::new();
    let repository = &survey.repository;
    let goes = |digest: &Digest| aim.part.manifests.get(digest) == Some(&false);
    for (digest, manifest) in &repository.manifests {
        for child in &manifest.children {
            if goes(child) {
                needs.entry(child.clone()).or_default().push(digest.clone());
            }
        }
        if !goes(digest) {
            let below = manifest.children.iter().chain(&manifest.subject).cloned();
            needs.entry(digest.clone()).or_default().extend(below);
        }
    }
    for link in &repository.referrers {
        if goes(&link.referrer) {
            let above = needs.entry(link.referrer.clone()).or_default();
            above.push(link.subject.clone());
        }
    }
    needs
}

/// The configs of what is touched. A change that only adds loses none.
fn configs(survey: &Survey, before: &Part) -> Vec<Blob> {
    let adds_only = before.tags.values().all(Option::is_none)
        && before
            .manifests
            .keys()
            .all(|digest| before.manifests[digest] == survey.repository.has(digest))
        && !before.tags.is_empty();
    if adds_only {
        return Vec::new();
    }
    let configs: BTreeMap<&Digest, &Blob> = before
        .manifests
        .iter()
        .filter(|(_, present)| **present)
        .filter_map(|(digest, _)| survey.repository.manifests.get(digest))
        .flat_map(|manifest| &manifest.blobs)
        .filter(|blob| blob.is_config && !blob.foreign)
        .map(|blob| (&blob.digest, blob))
        .collect();
    configs.into_values().cloned().collect()
}
