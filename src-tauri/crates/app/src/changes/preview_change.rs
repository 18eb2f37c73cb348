//! Asks what a change would do: reads the repository, decides, and keeps the plan.

use std::collections::{BTreeMap, BTreeSet};

use portolan_contract::{
    Change as Asked, Code, Failure, Hint, Plan, PlanPurpose, PreviewChange, Retry,
};
use portolan_oci::{AttachmentTag, Digest, Tag};
use portolan_policy::{self as policy, Abilities, Aim, Change, Entries, Proof, Refusal};
use portolan_storage::{Content, TagObservation};

use super::{
    compose::{Composition, Tasks},
    frozen::respect_frozen,
    refusals::{changed, refused},
    site::{Site, now},
    survey::{Survey, parse},
};
use crate::{App, failures::OrFail, retention::Takings};

impl App {
    /// Says what a change would do, with every digest frozen. The plan can be carried out once.
    pub async fn preview_change(&self, request: PreviewChange) -> Result<Plan, Failure> {
        let site = self
            .site(&request.connection, repository_of(&request.change))
            .await?;
        let takings = match &request.change {
            Asked::ApplyRules {
                repository,
                preview,
                ..
            } => Some(self.frozen.find(preview, &request.connection, repository)?),
            _ => None,
        };
        let change = match &takings {
            Some(takings) => expire(takings),
            None => read(&request.change)?,
        };
        let abilities = site.abilities(self.plans.is_immutable(&site.id));
        let mut survey = survey_for(&site, &change, abilities).await?;
        if let Some(takings) = &takings {
            self.hold_against(&site, &survey, takings).await?;
        }
        let mut aim = match &request.change {
            Asked::MoveTag { tag, .. } if survey.repository.tags.is_empty() => {
                Err(Refusal::NoTag(parse("tag", tag)?))
            }
            _ => policy::aim(&survey.repository, &change, abilities),
        }
        .map_err(|refusal| explain(&site, &change, &refusal))?;
        if takings.is_some() {
            spare_indexes(&survey, &aim)?;
        }
        self.respect_amazon(&site, &survey, &aim).await?;
        respect_frozen(&site, &survey, &aim).await?;
        let made = shorten_fallbacks(&site, &mut survey, &mut aim).await?;
        let restorable_until = site.restorable_until(now()).await;
        Ok(self.compose(Composition {
            site,
            survey,
            aim,
            abilities,
            purpose: PlanPurpose::Change {
                change: request.change,
            },
            tasks: Tasks::Deeds {
                uploads: Vec::new(),
            },
            made,
            warnings: Vec::new(),
            undo: None,
            restorable_until,
        }))
    }

    /// Refuses takings where the registry is no longer as it was when they were shown; what is found
    /// instead is kept, so that the next preview starts from there.
    async fn hold_against(
        &self,
        site: &Site,
        survey: &Survey,
        takings: &Takings,
    ) -> Result<(), Failure> {
        let tags = &survey.repository.tags;
        let mut on_it: BTreeMap<&Digest, BTreeSet<&Tag>> = BTreeMap::new();
        for (tag, digest) in tags {
            if AttachmentTag::recognise(tag).is_none() {
                on_it.entry(digest).or_default().insert(tag);
            }
        }
        let mut what: BTreeSet<String> = BTreeSet::new();
        for (digest, shown) in &takings.images {
            let shown: BTreeSet<&Tag> = shown.iter().collect();
            let now = on_it.remove(digest).unwrap_or_default();
            what.extend(shown.symmetric_difference(&now).map(ToString::to_string));
            if !survey.repository.has(digest) {
                what.insert(digest.to_string());
            }
        }
        for (tag, digest) in &takings.tags {
            if tags.get(tag) != Some(digest) {
                what.insert(tag.to_string());
            }
        }
        if what.is_empty() && survey.repository.unknown_tags == 0 {
            return Ok(());
        }
        let observed_at = now();
        let seen = tags.iter().map(|(tag, digest)| TagObservation {
            tag: tag.clone(),
            digest: digest.clone(),
            media_type: survey
                .repository
                .manifests
                .get(digest)
                .map(|manifest| manifest.media_type.clone()),
            observed_at,
        });
        let (connection, repository) = (site.connection.id, &site.repository);
        let kept = self
            .store
            .record_tags(connection, repository, seen.collect());
        kept.await.or_fail()?;
        for digest in takings.images.keys() {
            if !survey.repository.has(digest) {
                let gone =
                    self.store
                        .record_manifest_gone(connection, repository, digest, observed_at);
                gone.await.or_fail()?;
            }
        }
        self.reread_images(&site.at()).await?;
        Err(changed(what.into_iter().collect()))
    }
}

/// The repository that a change is about.
pub(crate) fn repository_of(change: &Asked) -> &str {
    match change {
        Asked::AddTag { repository, .. }
        | Asked::MoveTag { repository, .. }
        | Asked::RenameTag { repository, .. }
        | Asked::RemoveTags { repository, .. }
        | Asked::DeleteImages { repository, .. }
        | Asked::ApplyRules { repository, .. }
        | Asked::DeleteRepository { repository }
        | Asked::CopyHere { repository, .. } => repository,
    }
}

/// What rules were shown to take, as a change.
fn expire(takings: &Takings) -> Change {
    Change::Expire {
        digests: takings.images.keys().cloned().collect(),
        tags: takings.tags.keys().cloned().collect(),
    }
}

/// Rules never break an index, whatever was known when they were looked at.
fn spare_indexes(survey: &Survey, aim: &Aim) -> Result<(), Failure> {
    let radius = policy::BlastRadius::of(&survey.repository, aim);
    let broken: BTreeSet<String> = radius
        .indexes
        .iter()
        .map(|index| index.child.to_string())
        .collect();
    if broken.is_empty() {
        Ok(())
    } else {
        Err(changed(broken.into_iter().collect()))
    }
}

fn read(change: &Asked) -> Result<Change, Failure> {
    Ok(match change {
        Asked::AddTag { digest, tag, .. } | Asked::MoveTag { digest, tag, .. } => Change::PutTag {
            tag: read_tag("tag", tag)?,
            digest: parse("digest", digest)?,
        },
        Asked::RenameTag { from, to, .. } => Change::RenameTag {
            from: read_tag("from", from)?,
            to: read_tag("to", to)?,
        },
        Asked::RemoveTags { tags, .. } => Change::RemoveTags {
            tags: tags
                .iter()
                .map(|tag| read_tag("tags", tag))
                .collect::<Result<_, _>>()?,
        },
        Asked::DeleteImages { digests, .. } => Change::DeleteImages {
            digests: digests
                .iter()
                .map(|digest| parse("digests", digest))
                .collect::<Result<_, _>>()?,
        },
        Asked::DeleteRepository { .. } => Change::DeleteRepository,
        Asked::ApplyRules { .. } => {
            return Err(Failure::unexpected("what rules take is kept under a name"));
        }
        Asked::CopyHere { .. } => {
            return Err(Failure::invalid(
                "change",
                "a copy has a preview of its own",
            ));
        }
    })
}

fn read_tag(field: &str, text: &str) -> Result<Tag, Failure> {
    text.parse().map_err(|problem: portolan_oci::NameError| {
        let code = Code::InvalidInput {
            field: field.to_owned(),
        };
        let name = text.to_owned();
        Failure::new(
            code,
            Hint::TagInvalid { name },
            Retry::AfterChange,
            problem.to_string(),
        )
    })
}

/// A change that changes nothing is told by what stands in its way.
fn explain(site: &Site, change: &Change, refusal: &Refusal) -> Failure {
    match (change, refusal) {
        (Change::PutTag { tag, .. }, Refusal::Nothing) => {
            refused(site, &Refusal::TagExists(tag.clone()))
        }
        (_, Refusal::Nothing) => Failure {
            code: Code::NotFound,
            hint: None,
            retry: Retry::No,
            detail: format!("there is nothing in {}", site.repository),
        },
        _ => refused(site, refusal),
    }
}

/// Reads as much as the change needs: what deletes a digest must know every tag on it.
async fn survey_for(site: &Site, change: &Change, abilities: Abilities) -> Result<Survey, Failure> {
    let mut survey = Survey::default();
    match change {
        Change::PutTag { tag, digest } => {
            survey.resolve(site, [tag.clone()]).await?;
            survey.load(site, &BTreeSet::from([digest.clone()])).await?;
            load_leaving(site, &mut survey).await?;
        }
        Change::RenameTag { from, to } => {
            survey.resolve(site, [from.clone(), to.clone()]).await?;
            survey_removal(site, &mut survey, abilities).await?;
        }
        Change::RemoveTags { tags } => {
            survey.resolve(site, tags.iter().cloned()).await?;
            survey_removal(site, &mut survey, abilities).await?;
        }
        Change::DeleteImages { digests } => {
            survey.list_all(site).await?;
            survey.load(site, digests).await?;
            survey.load_untagged(site).await?;
            survey.load_referrers(site, digests).await?;
            let going: BTreeSet<Digest> = digests
                .iter()
                .flat_map(|digest| survey.repository.closure(digest))
                .collect();
            survey.load_known_parents(site, &going).await?;
        }
        Change::Expire { digests, tags } => {
            survey.list_all(site).await?;
            let losing = tags
                .iter()
                .filter_map(|tag| survey.repository.tags.get(tag).cloned());
            let touched: BTreeSet<Digest> = digests.iter().cloned().chain(losing).collect();
            survey.load(site, &touched).await?;
            survey.load_untagged(site).await?;
            survey.load_referrers(site, &touched).await?;
            let going: BTreeSet<Digest> = touched
                .iter()
                .flat_map(|digest| survey.repository.closure(digest))
                .collect();
            survey.load_known_parents(site, &going).await?;
        }
        Change::DeleteRepository => {
            survey.list_all(site).await?;
            let tagged = survey.repository.tags.values().cloned().collect();
            survey.load(site, &tagged).await?;
            survey.load_untagged(site).await?;
            survey.load_seen(site).await?;
            let all = survey.repository.manifests.keys().cloned().collect();
            survey.load_referrers(site, &all).await?;
        }
    }
    Ok(survey)
}

/// A registry that was seen to remove tags by itself, and nothing with them, needs to be asked little.
/// Every other way deletes digests, and one that was never seen to remove tags may too, so everything
/// that needs them has to be known.
async fn survey_removal(
    site: &Site,
    survey: &mut Survey,
    abilities: Abilities,
) -> Result<(), Failure> {
    let digests: BTreeSet<Digest> = survey.repository.tags.values().cloned().collect();
    if abilities.delete_tag == Proof::Proven && !abilities.last_tag_takes_image {
        load_leaving(site, survey).await?;
        // Not all tags were asked for: none of them may be taken for the only one.
        survey.repository.unknown_tags = 1;
        return Ok(());
    }
    survey.list_all(site).await?;
    survey.load(site, &digests).await?;
    survey.load_untagged(site).await?;
    survey.load_known_parents(site, &digests).await?;
    survey.load_referrers(site, &digests).await
}

/// Reads what the tags at hand point to, and which other tags are known to be on the same.
async fn load_leaving(site: &Site, survey: &mut Survey) -> Result<(), Failure> {
    let digests: BTreeSet<Digest> = survey.repository.tags.values().cloned().collect();
    survey.resolve_known_aliases(site, &digests).await?;
    survey.load(site, &digests).await
}

/// Where a subject stays and what describes it goes, the index at its fallback tag is written anew.
async fn shorten_fallbacks(
    site: &Site,
    survey: &mut Survey,
    aim: &mut Aim,
) -> Result<Vec<Content>, Failure> {
    let mut made = Vec::new();
    for (tag, gone) in aim.following.entries.clone() {
        let Some(old) = survey.repository.tags.get(&tag).cloned() else {
            continue;
        };
        let unreadable = || refused(site, &Refusal::FallbackUnreadable(tag.clone()));
        let content = site.manifest(&old).await?.ok_or_else(unreadable)?;
        match policy::without_entries(&content.bytes, &gone).ok_or_else(unreadable)? {
            Entries::Same => {}
            Entries::None => aim.replace_fallback(&survey.repository, &tag, None),
            Entries::Left(bytes) => {
                let next = Content {
                    digest: Digest::of(&bytes),
                    media_type: content.media_type,
                    bytes,
                };
                survey.note_made(&next);
                aim.replace_fallback(&survey.repository, &tag, Some(next.digest.clone()));
                made.push(next);
            }
        }
    }
    Ok(made)
}
