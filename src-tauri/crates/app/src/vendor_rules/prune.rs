//! What GitLab would remove or Quay prune, by Portolan's own reckoning: neither has a dry run.
//!
//! Not confirmed by the vendors: Quay's expressions are taken for any part of a tag, GitLab's for whole tags.

use jiff::Timestamp;
use portolan_contract::{Failure, PruneOf, PrunePreview, PrunedTag, Unsayable, VendorRule};
use portolan_distribution::Pages;
use portolan_oci::{Digest, RepositoryName, Tag};
use portolan_policy::{
    pruning::{Fate, Pruning, prune, read_age},
    retention::Expression,
};
use portolan_registries::Registry;

use crate::{App, failures::OrFail, images::invalid_repository};

/// A tag as the registry lists it now.
struct Listed {
    tag: Tag,
    digest: Option<Digest>,
    at: Option<Timestamp>,
}

impl App {
    /// What a rule would take of the tags that are there now.
    pub async fn preview_prune(&self, request: PruneOf) -> Result<PrunePreview, Failure> {
        let PruneOf { of, rule } = request;
        let name: RepositoryName = of
            .repository
            .parse()
            .map_err(|problem| invalid_repository(&of.repository, &problem))?;
        let now = Timestamp::now();
        let rule = match read(&rule) {
            Ok(rule) => rule,
            Err(unsayable) => return Ok(nothing_said(unsayable)),
        };
        let registry = self.registry(&of.connection).await?;
        let tags = list(registry.as_ref(), &name).await.or_fail()?;
        let dated: Vec<_> = tags.iter().map(|it| (it.tag.as_str(), it.at)).collect();
        let fates = prune(&rule, &dated, now);
        let count = |wanted: Fate| fates.iter().filter(|fate| **fate == wanted).count() as u64;
        let (goes, undated) = (count(Fate::Goes), count(Fate::Undated));
        let going = tags.iter().zip(&fates);
        let going = going.filter(|(_, fate)| **fate == Fate::Goes);
        Ok(PrunePreview {
            takes: going
                .filter_map(|(it, _)| {
                    Some(PrunedTag {
                        tag: it.tag.to_string(),
                        digest: it.digest.as_ref()?.to_string(),
                        pushed: it.at.map(Timestamp::as_millisecond),
                    })
                })
                .collect(),
            stay: fates.len() as u64 - goes,
            undated,
            unsayable: None,
        })
    }
}

fn nothing_said(unsayable: Unsayable) -> PrunePreview {
    PrunePreview {
        takes: Vec::new(),
        stay: 0,
        undated: 0,
        unsayable: Some(unsayable),
    }
}

/// Each tag with its own date, where the registry lists tags so; a list that knows no dates has none.
async fn list(
    registry: &dyn Registry,
    repository: &RepositoryName,
) -> portolan_registries::Result<Vec<Listed>> {
    let mut all = Vec::new();
    let mut pages = Pages::default();
    while let Some(cursor) = pages.place() {
        let Some(mut page) = registry.list_images(repository, cursor).await? else {
            return list_undated(registry, repository).await;
        };
        pages.take(&mut page, portolan_registries::ListedImage::entry);
        for image in page.items {
            let (digest, at) = (image.digest, image.pushed_at);
            all.extend(image.tags.into_iter().map(|tag| Listed {
                tag,
                digest: Some(digest.clone()),
                at,
            }));
        }
    }
    Ok(all)
}

async fn list_undated(
    registry: &dyn Registry,
    repository: &RepositoryName,
) -> portolan_registries::Result<Vec<Listed>> {
    let mut all = Vec::new();
    let mut pages = Pages::default();
    while let Some(page) = registry.next_tags(repository, &mut pages).await? {
        all.extend(page.items.into_iter().map(|listed| Listed {
            tag: listed.tag,
            digest: listed.digest,
            at: listed.pushed_at,
        }));
    }
    Ok(all)
}

/// A vendor's rule as Portolan reckons.
fn read(rule: &VendorRule) -> Result<Pruning, Unsayable> {
    match rule {
        VendorRule::GitlabCleanup { tags, .. } => Ok(Pruning {
            // Without an expression GitLab removes nothing.
            only: Some(expression(
                tags.name_regex_delete.as_deref().unwrap_or_default(),
            )?),
            is_inverted: false,
            spared: tags
                .name_regex_keep
                .as_deref()
                .map(expression)
                .transpose()?,
            spares_latest: true,
            keep: tags
                .keep_n
                .and_then(|keep| keep.try_into().ok())
                .unwrap_or(0),
            older_than: tags.older_than.as_deref().map(age).transpose()?,
        }),
        VendorRule::QuayPrune {
            method,
            value,
            tag_pattern,
            tag_pattern_matches,
        } => {
            let is_number = method == "number_of_tags";
            let part = tag_pattern
                .as_deref()
                .map(|pattern| expression(&format!(".*(?:{pattern}).*")));
            Ok(Pruning {
                only: part.transpose()?,
                is_inverted: tag_pattern.is_some() && !tag_pattern_matches,
                spared: None,
                spares_latest: false,
                keep: if is_number {
                    value.parse().map_err(|_| unreadable(value))?
                } else {
                    0
                },
                older_than: if is_number { None } else { Some(age(value)?) },
            })
        }
        _ => Err(Unsayable::Kind),
    }
}

fn expression(text: &str) -> Result<Expression, Unsayable> {
    Expression::new(text).map_err(|_| Unsayable::Expression {
        text: text.to_owned(),
    })
}

fn age(text: &str) -> Result<jiff::SignedDuration, Unsayable> {
    read_age(text).ok_or_else(|| unreadable(text))
}

fn unreadable(text: &str) -> Unsayable {
    Unsayable::Amount {
        text: text.to_owned(),
    }
}
