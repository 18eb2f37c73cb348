//! What describes a manifest: by the referrers API, else by the fallback tag, and by cosign's tags
//! (distribution spec 1.1, "Listing Referrers" and "Unavailable Referrers API").

use std::collections::HashSet;

use futures_util::{StreamExt as _, stream};
use http::{StatusCode, header};
use portolan_oci::{
    AttachmentTag, CosignKind, Descriptor, Digest, Document, MANIFEST_LIMIT, MediaType,
    RepositoryName, Selector, Tag,
};
use url::Url;

use super::{Ask, Client, accept};
use crate::{
    Error, Found, Operation, Problem, Referrer, Referrers, Result,
    answer::Whole,
    count::Purpose,
    link,
    scope::Scope,
    transport::{Redirects, Request},
};

/// Pages of referrers that are followed.
const PAGE_COUNT: usize = 100;

/// Referrers that are kept.
const ITEM_COUNT: usize = 10_000;

/// Entries of a fallback index whose subject is looked at.
const CHECK_COUNT: usize = 200;

/// Manifests looked at at the same time.
const CHECKS_AT_ONCE: usize = 8;

impl Client {
    /// What describes `subject`, each once. `tags` are the repository's tags where they are known;
    /// otherwise the registry is asked for each tag that may be there.
    pub async fn referrers(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
        tags: Option<&[Tag]>,
    ) -> Result<Referrers> {
        let mut found = match self.referrers_by_api(repository, subject).await? {
            Some(found) => found,
            None => {
                self.referrers_by_fallback(repository, subject, tags)
                    .await?
            }
        };
        let mut seen: HashSet<Digest> = found
            .items
            .iter()
            .map(|referrer| referrer.descriptor.digest.clone())
            .collect();
        for kind in CosignKind::ALL {
            let tag = AttachmentTag::cosign(subject, kind).tag();
            if tags.is_some_and(|tags| !tags.contains(&tag)) {
                continue;
            }
            if let Some(descriptor) = self.describe_tag(repository, &tag).await?
                && seen.insert(descriptor.digest.clone())
            {
                found.items.push(Referrer {
                    descriptor,
                    found: Found::CosignTag(tag),
                });
            }
        }
        Ok(found)
    }

    /// Asks the API; `None` where there is none. Registries without it answer 404, a redirect to a web
    /// page, 405, 429 or a page of their own.
    async fn referrers_by_api(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
    ) -> Result<Option<Referrers>> {
        let mut found = Referrers {
            items: Vec::new(),
            has_api: true,
            problems: Vec::new(),
        };
        let mut seen = HashSet::new();
        let mut visited = HashSet::new();
        let mut url = self.url(repository, &format!("referrers/{subject}"))?;
        for pages in 1.. {
            let Some(whole) = self.referrers_page(repository, subject, &url).await? else {
                if pages == 1 {
                    return Ok(None);
                }
                found
                    .problems
                    .push(Problem::Unusable("a page of referrers".to_owned()));
                break;
            };
            let Ok(Document::Index(index)) = Document::parse(&whole.body, None) else {
                return if pages == 1 {
                    Ok(None)
                } else {
                    Ok(Some(found))
                };
            };
            let is_empty = index.manifests.is_empty();
            for descriptor in index.manifests {
                if descriptor.digest != *subject && seen.insert(descriptor.digest.clone()) {
                    found.items.push(Referrer {
                        descriptor,
                        found: Found::Api,
                    });
                }
            }
            let next = self.next_cursor(link::next(&whole.headers), &url)?;
            let Some(next) = next.filter(|_| !is_empty) else {
                break;
            };
            if !visited.insert(next.clone()) {
                found.problems.push(Problem::Repeated);
                break;
            }
            if pages >= PAGE_COUNT || found.items.len() > ITEM_COUNT {
                found.problems.push(Problem::Endless { pages });
                break;
            }
            url = self.go_on(next.as_str(), &url)?;
        }
        Ok(Some(found))
    }

    async fn referrers_page(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
        url: &Url,
    ) -> Result<Option<Whole>> {
        let mut request = Request::get(url.clone(), Purpose::Other)
            .header(header::ACCEPT, accept(&[MediaType::OCI_INDEX]));
        request.redirects = Redirects::Never;
        // Where there is no API, a busy answer is the web site's; waiting for it would be for nothing.
        request.is_patient = false;
        let ask = Ask {
            request,
            scopes: vec![Scope::repository(repository, &["pull"])],
            what: format!("referrers of {repository}@{subject}"),
            operation: Operation::Referrers,
        };
        let answer = self.send(&ask).await?;
        let status = answer.status();
        if status.is_success() && !answer.is_web_page() {
            return answer.whole(MANIFEST_LIMIT as u64).await.map(Some);
        }
        let is_absent = status.is_success()
            || status.is_redirection()
            || matches!(
                status,
                StatusCode::NOT_FOUND
                    | StatusCode::BAD_REQUEST
                    | StatusCode::METHOD_NOT_ALLOWED
                    | StatusCode::NOT_IMPLEMENTED
                    | StatusCode::TOO_MANY_REQUESTS
            );
        if is_absent {
            return Ok(None);
        }
        Err(self.verdict(answer, &ask).await)
    }

    /// Reads the index under the fallback tag. Only entries that name the subject themselves count:
    /// registries have been seen to answer such a tag with the subject.
    async fn referrers_by_fallback(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
        tags: Option<&[Tag]>,
    ) -> Result<Referrers> {
        let mut found = Referrers {
            items: Vec::new(),
            has_api: false,
            problems: Vec::new(),
        };
        let tag = AttachmentTag::fallback(subject).tag();
        if tags.is_some_and(|tags| !tags.contains(&tag)) {
            return Ok(found);
        }
        let raw = match self.get_manifest(repository, &Selector::Tag(tag)).await {
            Ok(raw) if raw.digest != *subject => raw,
            Ok(_) | Err(Error::NotFound { .. }) => return Ok(found),
            Err(error) => return Err(error),
        };
        let Ok(Document::Index(index)) = raw.parse() else {
            return Ok(found);
        };
        let mut seen = HashSet::new();
        let entries: Vec<Descriptor> = index
            .manifests
            .into_iter()
            .filter(|entry| entry.digest != *subject && seen.insert(entry.digest.clone()))
            .collect();
        if entries.len() > CHECK_COUNT {
            found.problems.push(Problem::TooMany { limit: CHECK_COUNT });
        }
        let checks = entries.into_iter().take(CHECK_COUNT).map(|entry| async {
            let refers = self.refers(repository, &entry, subject).await;
            (entry, refers)
        });
        let mut checks = stream::iter(checks).buffered(CHECKS_AT_ONCE);
        while let Some((descriptor, refers)) = checks.next().await {
            if refers? {
                found.items.push(Referrer {
                    descriptor,
                    found: Found::FallbackTag,
                });
            } else {
                let text = descriptor.digest.to_string();
                found.problems.push(Problem::Unusable(text));
            }
        }
        Ok(found)
    }

    /// Whether the manifest behind `entry` is there, readable, and names `subject`.
    async fn refers(
        &self,
        repository: &RepositoryName,
        entry: &Descriptor,
        subject: &Digest,
    ) -> Result<bool> {
        let selector = Selector::Digest(entry.digest.clone());
        match self.get_manifest(repository, &selector).await {
            Ok(raw) => Ok(raw.parse().is_ok_and(|document| {
                document
                    .subject()
                    .is_some_and(|named| named.digest == *subject)
            })),
            Err(
                Error::NotFound { .. }
                | Error::DigestMismatch { .. }
                | Error::TooLarge { .. }
                | Error::Document(_),
            ) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The descriptor of what a tag leads to; `None` where it leads nowhere.
    async fn describe_tag(
        &self,
        repository: &RepositoryName,
        tag: &Tag,
    ) -> Result<Option<Descriptor>> {
        let selector = Selector::Tag(tag.clone());
        let head = match self.head_manifest(repository, &selector).await {
            Ok(head) => head,
            Err(Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        if let (Some(digest), Some(media_type), Some(size)) =
            (head.digest, head.media_type, head.size)
        {
            return Ok(Some(Descriptor::new(media_type, digest, size)));
        }
        // Not every registry says in a HEAD what it has.
        let raw = self.get_manifest(repository, &selector).await?;
        let size = raw.bytes.len() as u64;
        Ok(Some(Descriptor::new(raw.media_type, raw.digest, size)))
    }
}
