//! Asks what taking an activity back would do, and whether it can be done at all.

use std::collections::BTreeSet;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use portolan_contract::{
    ActivityId, ActivityState, Certainty, Code, ConnectionId, Failure, Hint, Plan, PlanPurpose,
    PlanWarning, Retry, UndoOutlook,
};
use portolan_oci::{AttachmentTag, Digest, Tag};
use portolan_policy::{self as policy, Abilities, Deed, Entries, Part, Proof};
use portolan_storage::{Activity, Content, UndoSnapshot};

use super::{
    compose::{Composition, Tasks},
    journal::{KIND, Step, kept_id, show_activity},
    refusals::refused,
    site::{AT_ONCE, Site, now},
    survey::Survey,
};
use crate::{App, failures::OrFail};

impl App {
    /// Says what taking an activity back would do, and whether it is certain; where blobs are gone,
    /// which.
    pub async fn preview_undo(&self, request: ActivityId) -> Result<Plan, Failure> {
        let (kept, snapshot) = self.read_undo(&request).await?;
        let step = Step::of(&snapshot)?;
        let site = self.site_of(&kept).await?;
        let abilities = site.abilities(self.plans.is_immutable(&site.id));
        let mut survey = survey_part(&site, &step, &step.before, abilities).await?;
        let mut target = step.before.clone();
        let mut warnings = find_moved(&survey, &step);
        let made = merge_fallbacks(&site, &mut survey, &step, &mut target).await?;
        let aim = policy::aim_at(&survey.repository, &target, abilities)
            .map_err(|refusal| refused(&site, &refusal))?;
        let deeds = policy::deeds(&survey.repository, &aim);
        if deeds.is_empty() {
            return Err(Failure::new(
                Code::Conflict,
                Hint::NothingToUndo,
                Retry::No,
                "the registry is already as it was before",
            ));
        }
        let restorable_until = site.restorable_until(done_at(&kept)).await;
        let is_restorable = restorable_until.is_some_and(|until| until > now());
        let lost = find_lost(&site, &survey, &snapshot, &deeds, is_restorable).await?;
        let certainty = certainty(&survey, &lost, &deeds, abilities);
        if certainty == Certainty::Likely {
            warnings.push(PlanWarning::MayBeCollected);
        }
        if let Some(until) = restorable_until
            && !is_restorable
        {
            warnings.push(PlanWarning::NoLongerRestorable {
                until: until.as_millisecond(),
            });
        }
        let undo = UndoOutlook {
            certainty,
            until: Some(snapshot.expires_at.as_millisecond()),
            can_keep_layers: false,
            layer_bytes: None,
            restorable_until: None,
            missing_blobs: lost.gone.iter().map(ToString::to_string).collect(),
        };
        Ok(self.compose(Composition {
            site,
            survey,
            aim,
            abilities,
            purpose: PlanPurpose::Undo { activity: request },
            tasks: Tasks::Deeds {
                uploads: lost.kept.into_iter().collect(),
            },
            made,
            warnings,
            undo: Some(undo),
            restorable_until: None,
        }))
    }

    /// An activity that can be taken back, with what was kept for that.
    async fn read_undo(&self, id: &ActivityId) -> Result<(Activity, UndoSnapshot), Failure> {
        let refuse =
            |hint, detail: &str| Err(Failure::new(Code::Conflict, hint, Retry::No, detail));
        let kept = self.store.activity(kept_id(id)?).await.or_fail()?;
        let shown = show_activity(&kept).filter(|_| kept.kind == KIND);
        let Some(shown) = shown else {
            return refuse(Hint::NothingToUndo, "it is not a change of a registry");
        };
        if matches!(shown.state, ActivityState::Undone | ActivityState::Running) {
            return refuse(
                Hint::NothingToUndo,
                "it is undone already, or not at its end",
            );
        }
        let snapshot = self.store.undo_snapshot(kept.id).await.or_fail()?;
        match snapshot.filter(|snapshot| snapshot.expires_at > now()) {
            Some(snapshot) => Ok((kept, snapshot)),
            None => refuse(
                Hint::UndoExpired,
                "what was kept for it is not kept any more",
            ),
        }
    }

    /// Where an activity took place.
    pub(crate) async fn site_of(&self, kept: &Activity) -> Result<Site, Failure> {
        let connection = kept
            .connection
            .map(|connection| connection.to_string())
            .unwrap_or_default();
        let repository = kept
            .repository
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        self.site(&ConnectionId(connection), &repository).await
    }
}

/// Reads what making `target` so needs to know: the tags and manifests that the step names, and all
/// tags where a manifest is to go.
pub(crate) async fn survey_part(
    site: &Site,
    step: &Step,
    target: &Part,
    abilities: Abilities,
) -> Result<Survey, Failure> {
    let mut survey = Survey::default();
    let named = step.before.tags.keys().chain(step.after.tags.keys());
    survey.resolve(site, named.cloned()).await?;
    let digests: BTreeSet<Digest> = target
        .manifests
        .keys()
        .chain(step.after.manifests.keys())
        .chain(target.tags.values().flatten())
        .chain(survey.repository.tags.values())
        .cloned()
        .collect();
    survey.load(site, &digests).await?;
    let deletes = target
        .manifests
        .iter()
        .any(|(digest, present)| !present && survey.repository.has(digest));
    let removes = target
        .tags
        .iter()
        .any(|(tag, at)| at.is_none() && survey.repository.tags.contains_key(tag));
    if deletes || removes && abilities.delete_tag != Proof::Proven {
        survey.list_all(site).await?;
        survey.load_untagged(site).await?;
    } else if removes {
        let now = survey.repository.tags.values().cloned().collect();
        survey.resolve_known_aliases(site, &now).await?;
    }
    Ok(survey)
}

/// Tags that somebody has moved since: they are not overwritten without saying so.
fn find_moved(survey: &Survey, step: &Step) -> Vec<PlanWarning> {
    let mut warnings = Vec::new();
    for (tag, before) in &step.before.tags {
        let now = survey.repository.tags.get(tag);
        let after = step.after.tags.get(tag).and_then(Option::as_ref);
        let is_attachment = AttachmentTag::recognise(tag).is_some();
        if let Some(from) = now
            && before.as_ref() != now
            && after != now
            && !is_attachment
        {
            warnings.push(PlanWarning::TagMoves {
                tag: tag.to_string(),
                from: from.to_string(),
            });
        }
    }
    warnings
}

/// Where others have written to an index of referrers since, their entries stay: ours are added.
async fn merge_fallbacks(
    site: &Site,
    survey: &mut Survey,
    step: &Step,
    target: &mut Part,
) -> Result<Vec<Content>, Failure> {
    let mut made = Vec::new();
    let fallbacks: Vec<(Tag, Option<Digest>)> = step
        .before
        .tags
        .iter()
        .filter(|(tag, _)| {
            AttachmentTag::recognise(tag).is_some_and(|tag| tag.cosign_kind().is_none())
        })
        .map(|(tag, at)| (tag.clone(), at.clone()))
        .collect();
    for (tag, before) in fallbacks {
        let now = survey.repository.tags.get(&tag).cloned();
        let after = step.after.tags.get(&tag).cloned().flatten();
        let Some(now) =
            now.filter(|now| before.as_ref() != Some(now) && after.as_ref() != Some(now))
        else {
            continue;
        };
        target.manifests.remove(&now);
        let merged = match &before {
            Some(before) => merge(site, &now, before, &step.before).await?,
            None => None,
        };
        if let Some(before) = &before {
            target.manifests.remove(before);
        }
        match merged {
            Some(merged) => {
                survey.note_made(&merged);
                target.manifests.insert(merged.digest.clone(), true);
                target.tags.insert(tag, Some(merged.digest.clone()));
                made.push(merged);
            }
            None => {
                target.tags.remove(&tag);
            }
        }
    }
    Ok(made)
}

async fn merge(
    site: &Site,
    now: &Digest,
    before: &Digest,
    part: &Part,
) -> Result<Option<Content>, Failure> {
    let (Some(now), Some(before)) = (site.manifest(now).await?, site.manifest(before).await?)
    else {
        return Ok(None);
    };
    let wanted = part
        .manifests
        .iter()
        .filter(|(_, present)| **present)
        .map(|(digest, _)| digest.clone())
        .collect();
    let merged = policy::merge_entries(&now.bytes, &before.bytes, &wanted);
    Ok(match merged {
        Some(Entries::Left(bytes)) => Some(Content {
            digest: Digest::of(&bytes),
            media_type: now.media_type,
            bytes,
        }),
        _ => None,
    })
}

/// Blobs that the registry no longer has.
#[derive(Debug, Default)]
struct Lost {
    /// Kept here: they are sent again.
    kept: BTreeSet<Digest>,
    /// Gone for good; also manifests whose bytes nobody has.
    gone: BTreeSet<Digest>,
}

/// When an activity deleted what it did: at its beginning, of which the registry's own undo counts at the least.
fn done_at(kept: &Activity) -> Timestamp {
    kept.started_at.unwrap_or(kept.created_at)
}

/// Looks for every blob that what is put back needs, before anything is tried. What `is_restorable` comes back
/// by the registry's own undo, with all that it needs.
async fn find_lost(
    site: &Site,
    survey: &Survey,
    snapshot: &UndoSnapshot,
    deeds: &[Deed],
    is_restorable: bool,
) -> Result<Lost, Failure> {
    let mut lost = Lost::default();
    let mut needed = BTreeSet::new();
    for deed in deeds {
        let (Deed::PutManifest { digest } | Deed::PutTag { digest, .. }) = deed else {
            continue;
        };
        match survey.repository.manifests.get(digest) {
            Some(manifest) if !manifest.present => {
                let blobs = manifest.blobs.iter().filter(|blob| !blob.foreign);
                needed.extend(blobs.map(|blob| blob.digest.clone()));
            }
            Some(_) => {}
            None if is_restorable => {}
            None => {
                lost.gone.insert(digest.clone());
            }
        }
    }
    let missing: Vec<Digest> = stream::iter(needed)
        .map(|digest| async move {
            let found = site.registry.blob_exists(&site.repository, &digest);
            let is_there = found.await.or_fail()?.is_some();
            Ok::<_, Failure>((digest, is_there))
        })
        .buffer_unordered(AT_ONCE)
        .try_filter_map(|(digest, is_there)| async move { Ok((!is_there).then_some(digest)) })
        .try_collect()
        .await?;
    let kept = site.store.kept_among(missing.clone()).await.or_fail()?;
    for digest in missing {
        let is_kept =
            kept.contains(&digest) || snapshot.layers.iter().any(|layer| layer.digest == digest);
        if is_kept {
            lost.kept.insert(digest);
        } else if !is_restorable {
            // What the registry keeps for an undo of its own comes back with it.
            lost.gone.insert(digest);
        }
    }
    Ok(lost)
}

fn certainty(survey: &Survey, lost: &Lost, deeds: &[Deed], abilities: Abilities) -> Certainty {
    if !lost.gone.is_empty() {
        return Certainty::Impossible;
    }
    let is_unproven = deeds.iter().any(|deed| match deed {
        Deed::RemoveTags { .. } => {
            abilities.delete_tag != Proof::Proven && abilities.delete_digest != Proof::Proven
        }
        Deed::DeleteManifest { .. } => abilities.delete_digest != Proof::Proven,
        // Some registries take no index whose children are missing.
        Deed::PutManifest { digest } => has_missing_child(survey, digest, deeds),
        Deed::PutTag { .. } => false,
    });
    if is_unproven {
        Certainty::Likely
    } else {
        Certainty::Certain
    }
}

fn has_missing_child(survey: &Survey, digest: &Digest, deeds: &[Deed]) -> bool {
    let repository = &survey.repository;
    let is_put = |child: &Digest| {
        let mut puts = deeds.iter();
        puts.any(|deed| matches!(deed, Deed::PutManifest { digest } if digest == child))
    };
    let manifest = repository.manifests.get(digest);
    let mut children = manifest.into_iter().flat_map(|manifest| &manifest.children);
    children.any(|child| !repository.has(child) && !is_put(child))
}
