//! Whether what a pull-through cache keeps is what its upstream has by now: a HEAD for each cached tag, by a
//! connection of the person's own or, without one, anonymously.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use futures_util::{FutureExt as _, StreamExt as _, stream};
use portolan_contract::{
    CachedRepositoryAt, CachedTag, CachedTagState, Failure, ListingAt, RegistryAt, UpstreamLook,
};
use portolan_oci::{Digest, Selector, Tag};
use portolan_registries::{ListedImage, Registry};

use crate::{
    App,
    amazon::setting::name,
    failures::{OrFail, ToFailure},
    images::now_ms,
};

/// Tags that are asked for, the newest first.
const ASKED: usize = 50;

/// How many at the same time: the upstream is mostly a public service.
const AT_ONCE: usize = 2;

/// ECR's name for Docker Hub; references have another.
const DOCKER_HUB: &str = "registry-1.docker.io";

impl App {
    /// Asks the upstream of a cached repository what its tags point to. A HEAD brings no content, and does not
    /// count as a pull on Docker Hub. The first refusal ends it: the others would be refused alike.
    pub async fn compare_with_upstream(
        self: &Arc<Self>,
        request: CachedRepositoryAt,
    ) -> Result<UpstreamLook, Failure> {
        let here = RegistryAt {
            connection: request.connection.clone(),
            region: request.region.clone(),
        };
        let rules = self
            .registry_of(&here)
            .await?
            .cache_rules()
            .await
            .or_fail()?;
        let rule = rules.into_iter().find(|rule| rule.prefix == request.prefix);
        let Some(rule) = rule else {
            return Err(Failure::invalid("prefix", "there is no such rule"));
        };
        let repository = name(&request.repository)?;
        let path = request
            .repository
            .strip_prefix(&format!("{}/", request.region));
        let upstream = path
            .and_then(|path| upstream_name(&request.prefix, rule.upstream_prefix.as_deref(), path))
            .ok_or_else(|| Failure::invalid("repository", "the rule does not fill it"))?;
        let host = match rule.address.as_str() {
            DOCKER_HUB => "docker.io",
            other => other,
        };
        let reference = format!("{host}/{upstream}");

        let ecr = self.ecr(&request.connection).await?;
        let page = ecr.list_images(&repository, None).await.or_fail()?;
        let images = page.map(|page| page.items).unwrap_or_default();
        let (cached, left_out) = newest_tags(images);
        let mut look = UpstreamLook {
            upstream: reference.clone(),
            looked: now_ms(),
            tags: Vec::with_capacity(cached.len()),
            left_out,
            problem: None,
        };
        let asked = self.ask_upstream(reference, &cached).await;
        let mut said = match asked {
            Ok((said, problem)) => {
                look.problem = problem;
                said
            }
            Err(failure) => {
                look.problem = Some(failure);
                HashMap::new()
            }
        };
        look.tags
            .extend(cached.into_iter().map(|(tag, digest)| CachedTag {
                state: said.remove(&tag).unwrap_or(CachedTagState::Unknown),
                tag: tag.to_string(),
                digest: digest.to_string(),
            }));
        Ok(look)
    }

    /// What became of each tag, as far as the upstream answered, and why it stopped.
    async fn ask_upstream(
        self: &Arc<Self>,
        reference: String,
        cached: &[(Tag, Digest)],
    ) -> Result<(HashMap<Tag, CachedTagState>, Option<Failure>), Failure> {
        let visited = self.visit_listing(ListingAt { reference }).await?;
        let registry = self.registry(&visited.connection).await?;
        let repository = name(&visited.repository)?;
        let (registry, repository): (&dyn Registry, _) = (registry.as_ref(), &repository);
        let mut answers = stream::iter(cached.to_vec())
            .map(|(tag, digest)| {
                let asked = async move {
                    let selector = Selector::Tag(tag.clone());
                    (tag, digest, registry.resolve(repository, &selector).await)
                };
                asked.boxed()
            })
            .buffer_unordered(AT_ONCE);
        let mut said = HashMap::new();
        while let Some((tag, digest, answer)) = answers.next().await {
            let state = match answer {
                Ok(there) if there.digest == digest => CachedTagState::Fresh,
                Ok(_) => CachedTagState::Stale,
                Err(error) if error.is_not_found() => CachedTagState::Gone,
                Err(error) => return Ok((said, Some(error.to_failure()))),
            };
            said.insert(tag, state);
        }
        Ok((said, None))
    }
}

/// What a repository under a rule's prefix is called at the upstream.
fn upstream_name(prefix: &str, upstream_prefix: Option<&str>, path: &str) -> Option<String> {
    let rest = match prefix {
        "ROOT" => path,
        prefix => path
            .strip_prefix(prefix.trim_end_matches('/'))?
            .strip_prefix('/')?,
    };
    Some(match upstream_prefix.map(|it| it.trim_end_matches('/')) {
        None | Some("" | "ROOT") => rest.to_owned(),
        Some(before) => format!("{before}/{rest}"),
    })
}

/// The tags that were brought last, and how many more there are.
fn newest_tags(mut images: Vec<ListedImage>) -> (Vec<(Tag, Digest)>, u64) {
    images.sort_by_key(|image| Reverse(image.pushed_at));
    let mut tags: Vec<(Tag, Digest)> = images
        .into_iter()
        .flat_map(|image| {
            let digest = image.digest;
            image.tags.into_iter().map(move |tag| (tag, digest.clone()))
        })
        .collect();
    let left_out = tags.len().saturating_sub(ASKED) as u64;
    tags.truncate(ASKED);
    (tags, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cached_repository_is_called_at_its_upstream_without_the_rules_prefix() {
        let named = |prefix, before, path| upstream_name(prefix, before, path);
        let library = Some("library/nginx".to_owned());
        assert_eq!(named("hub", None, "hub/library/nginx"), library);
        assert_eq!(named("hub", Some("library"), "hub/nginx"), library);
        assert_eq!(named("ROOT", None, "library/nginx"), library);
        assert_eq!(named("a/b/", Some("ROOT"), "a/b/library/nginx"), library);
        assert_eq!(named("hub", None, "hubbub/nginx"), None);
    }
}
