//! What describes an image, by `ListImageReferrers`, and cosign's tags, which are none of it.

use std::collections::{BTreeMap, HashSet};

use aws_sdk_ecr::types;
use portolan_distribution::{Found, Problem, Referrer, Referrers};
use portolan_oci::{
    AttachmentTag, CosignKind, Descriptor, Digest, MediaType, RepositoryName, Selector, Tag,
};

use super::PrivateRegistry;
use crate::{Error, Result};

/// Referrers on a page, and pages that are read.
const PAGE: i32 = 50;
const PAGE_COUNT: usize = 200;

impl PrivateRegistry {
    pub(super) async fn all_referrers(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
        tags: Option<&[Tag]>,
    ) -> Result<Referrers> {
        let mut found = self.referrers_by_api(repository, subject).await?;
        let mut seen: HashSet<Digest> = found
            .items
            .iter()
            .map(|referrer| referrer.descriptor.digest.clone())
            .collect();
        let wanted: Vec<Tag> = CosignKind::ALL
            .into_iter()
            .map(|kind| AttachmentTag::cosign(subject, kind).tag())
            .filter(|tag| tags.is_none_or(|tags| tags.contains(tag)))
            .collect();
        if wanted.is_empty() {
            return Ok(found);
        }
        let selectors: Vec<Selector> = wanted.into_iter().map(Selector::Tag).collect();
        let (manifests, _) = self.batch_of_manifests(repository, &selectors).await?;
        for (id, (media_type, bytes)) in manifests {
            let Some(tag) = id.image_tag.and_then(|tag| tag.parse().ok()) else {
                continue;
            };
            let descriptor = Descriptor::of(media_type, &bytes);
            if seen.insert(descriptor.digest.clone()) {
                found.items.push(Referrer {
                    descriptor,
                    found: Found::CosignTag(tag),
                });
            }
        }
        Ok(found)
    }

    /// The SDK has no paginator for this list.
    async fn referrers_by_api(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
    ) -> Result<Referrers> {
        let spot = self.spot(repository)?;
        let region = &spot.place.region;
        // This is the permission that the operation asks for.
        let call = self
            .account
            .repository_call("ecr:BatchGetImage", region, spot.name.as_str());
        let client = self.account.ecr(region)?;
        let id = types::SubjectIdentifier::builder()
            .image_digest(subject.as_str())
            .build()
            .map_err(|error| Error::Invalid {
                said: error.to_string(),
            })?;
        let mut found = Referrers {
            items: Vec::new(),
            has_api: true,
            problems: Vec::new(),
        };
        let mut next: Option<String> = None;
        let mut visited = HashSet::new();
        let mut seen = HashSet::new();
        for pages in 1.. {
            let asked = client
                .list_image_referrers()
                .set_registry_id(self.account.foreign_registry())
                .repository_name(spot.name.as_str())
                .subject_id(id.clone())
                .max_results(PAGE)
                .set_next_token(next)
                .send()
                .await;
            let answer = asked.map_err(|error| self.account.fail(&call, error))?;
            for referrer in answer.referrers.unwrap_or_default() {
                match read(&referrer) {
                    Some(descriptor) if seen.insert(descriptor.digest.clone()) => {
                        found.items.push(Referrer {
                            descriptor,
                            found: Found::Api,
                        });
                    }
                    Some(_) => {}
                    None => found.problems.push(Problem::Unusable(referrer.digest)),
                }
            }
            next = answer.next_token.filter(|token| !token.is_empty());
            let Some(token) = &next else { break };
            if !visited.insert(token.clone()) {
                found.problems.push(Problem::Repeated);
                break;
            }
            if pages >= PAGE_COUNT {
                found.problems.push(Problem::Endless { pages });
                break;
            }
        }
        Ok(found)
    }
}

fn read(referrer: &types::ImageReferrer) -> Option<Descriptor> {
    let digest = referrer.digest.parse().ok()?;
    let size = u64::try_from(referrer.size).ok()?;
    let mut descriptor = Descriptor::new(MediaType::parse(&referrer.media_type), digest, size);
    descriptor.artifact_type.clone_from(&referrer.artifact_type);
    if let Some(annotations) = &referrer.annotations {
        let annotations = annotations.iter();
        descriptor.annotations = annotations
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect::<BTreeMap<_, _>>();
    }
    Some(descriptor)
}
