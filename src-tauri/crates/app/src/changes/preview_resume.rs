//! Asks what going on with an activity would do that failed, was stopped or was interrupted.

use std::collections::BTreeSet;

use portolan_contract::{ActivityId, Code, Failure, Hint, Plan, PlanPurpose, PlanWarning, Retry};
use portolan_oci::Digest;
use portolan_policy::{self as policy, Abilities, Deed, Proof};
use portolan_storage::ItemState;

use super::{
    compose::{Composition, Tasks},
    journal::{KIND, Step, Task, can_go_on, kept_id, show_activity},
    preview_undo::survey_part,
    refusals::{changed, refused},
    site::{Site, now},
    survey::Survey,
};
use crate::{App, failures::OrFail};

impl App {
    /// Says what an activity left undone, as the registry is now.
    pub async fn preview_resume(&self, request: ActivityId) -> Result<Plan, Failure> {
        let refuse =
            |hint, detail: &str| Err(Failure::new(Code::Conflict, hint, Retry::No, detail));
        let kept = self.store.activity(kept_id(&request)?).await.or_fail()?;
        let shown = show_activity(&kept).filter(|_| kept.kind == KIND);
        if !shown.is_some_and(|shown| shown.can_resume && can_go_on(shown.state)) {
            return refuse(Hint::NothingToUndo, "nothing was left undone");
        }
        let snapshot = self.store.undo_snapshot(kept.id).await.or_fail()?;
        let Some(snapshot) = snapshot.filter(|snapshot| snapshot.expires_at > now()) else {
            return refuse(
                Hint::UndoExpired,
                "what was kept for it is not kept any more",
            );
        };
        let step = Step::of(&snapshot)?;
        let site = self.site_of(&kept).await?;
        let abilities = site.abilities(self.plans.is_immutable(&site.id));
        let survey = survey_part(&site, &step, &step.after, abilities).await?;
        let aim = policy::aim_at(&survey.repository, &step.after, abilities)
            .map_err(|refusal| refused(&site, &refusal))?;
        let mut warnings = Vec::new();
        let mut tasks = Vec::new();
        for item in self.store.activity_items(kept.id).await.or_fail()? {
            if item.state == ItemState::Done {
                continue;
            }
            let task: Task = serde_json::from_value(item.target)
                .map_err(|problem| Failure::unexpected(problem.to_string()))?;
            let adapted = adapt(&site, &survey, &step, task, abilities, &mut warnings)?;
            if let Some(task) = adapted {
                tasks.push((item.n, task));
            }
        }
        if tasks.is_empty() {
            return refuse(Hint::NothingToUndo, "nothing was left undone");
        }
        let restorable_until = site.restorable_until(now()).await;
        Ok(self.compose(Composition {
            site,
            survey,
            aim,
            abilities,
            purpose: PlanPurpose::Resume {
                activity: request.clone(),
            },
            tasks: Tasks::Left {
                activity: request,
                tasks,
                before: step.before,
            },
            made: Vec::new(),
            warnings,
            undo: None,
            restorable_until,
        }))
    }
}

/// A task as it has to be done now. `None`: somebody moved the tag that was to go, so it is theirs now.
fn adapt(
    site: &Site,
    survey: &Survey,
    step: &Step,
    task: Task,
    abilities: Abilities,
    warnings: &mut Vec<PlanWarning>,
) -> Result<Option<Task>, Failure> {
    let tags = &survey.repository.tags;
    let on = |digest: &Digest| {
        let on = tags.iter().filter(|(_, at)| *at == digest);
        on.map(|(tag, _)| tag.clone()).collect::<BTreeSet<_>>()
    };
    Ok(match task {
        Task::Deed(Deed::PutTag {
            tag,
            digest,
            before,
        }) => {
            let found = tags.get(&tag).cloned();
            if let Some(from) = &found
                && found != before
                && *from != digest
            {
                warnings.push(PlanWarning::TagMoves {
                    tag: tag.to_string(),
                    from: from.to_string(),
                });
            }
            Some(Task::Deed(Deed::PutTag {
                tag,
                digest,
                before: found,
            }))
        }
        Task::Deed(Deed::DeleteManifest { digest, .. }) => {
            let now = on(&digest);
            let new: Vec<String> = now
                .iter()
                .filter(|tag| step.after.tags.get(*tag).is_none_or(Option::is_some))
                .map(ToString::to_string)
                .collect();
            if !new.is_empty() {
                return Err(changed(new));
            }
            let tags = now.into_iter().collect();
            Some(Task::Deed(Deed::DeleteManifest { digest, tags }))
        }
        Task::Deed(Deed::RemoveTags {
            digest,
            tags: gone,
            removal,
            ..
        }) => {
            let is_throwaway = |at: &Digest| {
                let manifest = survey.repository.manifests.get(at);
                manifest.and_then(|manifest| manifest.artifact_type.as_deref())
                    == Some(super::removal::THROWAWAY)
            };
            let mut left = gone;
            left.retain(|tag| {
                tags.get(tag)
                    .is_none_or(|at| *at == digest || is_throwaway(at))
            });
            if left.is_empty() {
                return Ok(None);
            }
            // Others that were to stay are put back where an interruption took them.
            let others = step
                .after
                .tags
                .iter()
                .filter(|(_, at)| at.as_ref() == Some(&digest))
                .map(|(tag, _)| tag.clone())
                .chain(on(&digest).into_iter().filter(|tag| !left.contains(tag)))
                .collect::<BTreeSet<_>>();
            let removal = if abilities.delete_tag == Proof::Refused {
                policy::choose_again(abilities, survey.listed.is_some())
                    .ok_or_else(|| refused(site, &portolan_policy::Refusal::DeletionOff))?
            } else {
                removal
            };
            Some(Task::Deed(Deed::RemoveTags {
                digest,
                tags: left,
                others: others.into_iter().collect(),
                removal,
            }))
        }
        other => Some(other),
    })
}
