//! Tags that the registry lets neither move nor go, said before it is tried.

use portolan_contract::{Code, Failure, Hint, Retry};
use portolan_oci::Tag;
use portolan_policy::Aim;

use super::{site::Site, survey::Survey};

/// Refuses an aim for tags that the registry holds fast, where it tells of them.
pub(super) async fn respect_frozen(site: &Site, survey: &Survey, aim: &Aim) -> Result<(), Failure> {
    let now = &survey.repository.tags;
    let moving: Vec<Tag> = aim
        .part
        .tags
        .iter()
        .filter(|(tag, to)| now.get(*tag).is_some_and(|at| Some(at) != to.as_ref()))
        .map(|(tag, _)| tag.clone())
        .collect();
    respect_locked_manifests(site, aim).await?;
    if moving.is_empty() {
        return Ok(());
    }
    let (registry, repository) = (&site.registry, &site.repository);
    // Who may not read it finds it out by trying.
    let Ok(frozen) = registry.frozen_tags(repository, &moving).await else {
        return Ok(());
    };
    match frozen.first() {
        None => Ok(()),
        Some(tag) => {
            let hint = Hint::TagImmutable {
                tag: tag.to_string(),
            };
            let detail = "the registry holds this tag fast";
            Err(Failure::new(
                Code::Conflict,
                hint,
                Retry::AfterChange,
                detail,
            ))
        }
    }
}

/// Refuses an aim for manifests that the registry keeps whatever tags are on them.
async fn respect_locked_manifests(site: &Site, aim: &Aim) -> Result<(), Failure> {
    let going = aim.part.manifests.iter().filter(|(_, stays)| !**stays);
    let going: Vec<_> = going.map(|(digest, _)| digest.clone()).collect();
    if going.is_empty() {
        return Ok(());
    }
    let locked = site.registry.frozen_manifests(&site.repository, &going);
    // Who may not read it finds it out by trying.
    match locked.await.unwrap_or_default().first() {
        None => Ok(()),
        Some(digest) => Err(Failure::new(
            Code::Conflict,
            Hint::ImageLocked {
                digest: digest.to_string(),
            },
            Retry::AfterChange,
            "the registry keeps this manifest locked",
        )),
    }
}
