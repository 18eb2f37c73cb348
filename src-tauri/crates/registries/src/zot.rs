//! zot, by its search extension (GraphQL) where the server has it switched on; one without it is spoken to
//! by the protocol alone.

mod reading;
mod selection;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use http::Method;
use portolan_distribution::{Cursor, Error as WireError, Operation, Page, Pages};
use portolan_oci::{AttachmentTag, Digest, RepositoryName, Selector, Tag};
use serde_json::Value;

use self::{
    reading::{Trouble, read_count, read_facts, read_findings, read_images, read_scan, trouble},
    selection::{
        FINDINGS, IMAGES, REPOSITORY, counts_of, findings_of, images_of, marked, repository_of,
    },
};
use crate::{
    Kind, Lenient as _, ListedImage, Mark, Protocol, Registry, RepositoryCount, RepositoryFacts,
    Result, ScanReport, SignEach, VendorApi, VendorConnection, scan_report::MOST_FINDINGS,
};

/// Where the extension answers.
const SEARCH: &str = "/v2/_zot/ext/search";

/// Tags of a page.
const PAGE: usize = 500;

/// Repositories that are read of one question.
const MOST_REPOSITORIES: usize = 100_000;

/// Where one's own marks are set.
const MARKS: &str = "/v2/_zot/ext/userprefs";

/// Tags of attachments that are looked up at a time.
const AT_ONCE: usize = 8;

/// A zot.
#[derive(Debug)]
pub struct Zot {
    protocol: Protocol,
    api: VendorApi,
    /// How little is asked of an image, and of a repository, since the server knew no more: places in the
    /// lists of selections.
    image_selection: AtomicUsize,
    repository_selection: AtomicUsize,
    finding_selection: AtomicUsize,
}

impl Zot {
    /// The zot on this connection, whose extensions are where its registry is: for a user with password, or
    /// with an API key in its place.
    pub fn new(connection: VendorConnection) -> Result<Self> {
        let sign = Arc::new(SignEach::basic(Arc::clone(&connection.sign_in)));
        let origin = connection.own()?;
        Ok(Self {
            api: connection.api(&origin, sign),
            protocol: Protocol::new(connection.client, connection.known),
            image_selection: AtomicUsize::new(0),
            repository_selection: AtomicUsize::new(0),
            finding_selection: AtomicUsize::new(0),
        })
    }

    /// What the extension answers to the fullest query of `selections` that it knows all of; `None` where it
    /// is not there, or knows none.
    async fn search(
        &self,
        selections: &[&str],
        known: &AtomicUsize,
        query: impl Fn(&str) -> String,
    ) -> Result<Option<Value>> {
        loop {
            let place = known.load(Ordering::Relaxed);
            let Some(selection) = selections.get(place) else {
                return Ok(None);
            };
            let text = query(selection);
            let asked = [("query", text.as_str())];
            let answer = self
                .api
                .ask_whatever(Method::GET, SEARCH, &asked, None)
                .await?;
            // A page for people is a block, and no word on the extension.
            let trouble = if answer.is_web_page() {
                Trouble::Other
            } else {
                trouble(answer.status(), answer.json())
            };
            match trouble {
                Trouble::None => return Ok(Some(answer.into_json())),
                Trouble::Unknown => {
                    // An older server: it refuses the whole query for one field that it lacks.
                    let next = place + 1;
                    let _ =
                        known.compare_exchange(place, next, Ordering::Relaxed, Ordering::Relaxed);
                }
                Trouble::Absent => return Ok(None),
                Trouble::Other => {
                    self.api.expect_success(answer, SEARCH)?;
                    return Ok(None);
                }
            }
        }
    }

    /// All results of a question that is answered in pages; `None` where the extension does not know it.
    async fn all_of(
        &self,
        question: &str,
        query: impl Fn(usize) -> String,
    ) -> Result<Option<Vec<Value>>> {
        let mut all: Vec<Value> = Vec::new();
        loop {
            let offset = all.len();
            // Asked in one size alone: what lacks it is not there.
            let known = AtomicUsize::new(0);
            let found = self.search(&[""], &known, |_| query(offset)).await?;
            let place = format!("/data/{question}");
            let Some(page) = found.as_ref().and_then(|found| found.pointer(&place)) else {
                return Ok((offset > 0).then_some(all));
            };
            let results = page.list("Results");
            let total = page.get("Page").and_then(|page| page.number("TotalCount"));
            all.extend(results.iter().cloned());
            let is_whole = total.is_none_or(|total| all.len() as u64 >= total);
            if results.is_empty() || is_whole || all.len() >= MOST_REPOSITORIES {
                return Ok(Some(all));
            }
        }
    }

    /// The tags under which cosign keeps signatures and its like, which the extension leaves out of its list.
    async fn list_attachments(&self, repository: &RepositoryName) -> Result<Vec<ListedImage>> {
        let mut tags: Vec<Tag> = Vec::new();
        let mut pages = Pages::default();
        while let Some(page) = self.next_tags(repository, &mut pages).await? {
            let listed = page.items.into_iter().map(|listed| listed.tag);
            tags.extend(listed.filter(|tag| AttachmentTag::recognise(tag).is_some()));
        }
        stream::iter(tags)
            .map(|tag| self.look_up(repository, tag))
            .buffered(AT_ONCE)
            .try_filter_map(|found| std::future::ready(Ok(found)))
            .try_collect()
            .await
    }

    async fn look_up(&self, repository: &RepositoryName, tag: Tag) -> Result<Option<ListedImage>> {
        let selector = Selector::Tag(tag.clone());
        match self.protocol.resolve(repository, &selector).await {
            Ok(found) => Ok(Some(ListedImage {
                media_type: found.media_type,
                tags: vec![tag],
                ..ListedImage::new(found.digest)
            })),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl Registry for Zot {
    fn kind(&self) -> Kind {
        Kind::Zot
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    async fn list_images(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Option<Page<ListedImage>>> {
        let offset = cursor.and_then(|cursor| cursor.as_str().parse().ok());
        let offset: usize = offset.unwrap_or(0);
        let found = self
            .search(IMAGES, &self.image_selection, |selection| {
                images_of(repository, PAGE, offset, selection)
            })
            .await?;
        let Some(listed) = found.as_ref().and_then(|it| it.pointer("/data/ImageList")) else {
            // What began as this list can't go on as another.
            return match cursor {
                None => Ok(None),
                Some(_) => Err(WireError::Protocol {
                    host: self.api.host(),
                    what: "no more pages of a list that it began".to_owned(),
                }
                .into()),
            };
        };
        let results = listed.list("Results");
        let total = listed
            .get("Page")
            .and_then(|page| page.number("TotalCount"));
        let (mut items, problems) = read_images(results);
        let end = offset + results.len();
        let is_last = results.is_empty() || total.is_none_or(|total| end as u64 >= total);
        if is_last && offset == 0 && results.is_empty() {
            // The extension's own index may lag behind, or not know the repository at all.
            return Ok(None);
        }
        if is_last {
            items.extend(self.list_attachments(repository).await?);
        }
        Ok(Some(Page {
            items,
            next: (!is_last).then(|| Cursor::from(end.to_string())),
            problems,
        }))
    }

    async fn describe_repository(
        &self,
        repository: &RepositoryName,
    ) -> Result<Option<RepositoryFacts>> {
        let found = self
            .search(REPOSITORY, &self.repository_selection, |selection| {
                repository_of(repository, selection)
            })
            .await?;
        let summary = found
            .as_ref()
            .and_then(|found| found.pointer("/data/ExpandedRepoInfo/Summary"));
        let mut facts = summary.map(read_facts);
        if let Some(facts) = &mut facts
            && !self.api.is_signed_in().await?
        {
            // Nobody in particular has no marks, whatever the answer says of them.
            (facts.is_starred, facts.is_bookmarked) = (None, None);
        }
        Ok(facts)
    }

    async fn count_repositories(&self) -> Result<Option<Vec<RepositoryCount>>> {
        let query = |offset| counts_of(PAGE, offset);
        let found = self.all_of("RepoListWithNewestImage", query).await?;
        Ok(found.map(|rows| rows.iter().filter_map(read_count).collect()))
    }

    async fn list_marked(&self, mark: Mark) -> Result<Option<Vec<RepositoryName>>> {
        if !self.api.is_signed_in().await? {
            return Ok(None);
        }
        let question = match mark {
            Mark::Star => "StarredRepos",
            Mark::Bookmark => "BookmarkedRepos",
        };
        let query = |offset| marked(mark, PAGE, offset);
        let found = self.all_of(question, query).await?;
        let name = |row: &Value| row.text("Name")?.parse().ok();
        Ok(found.map(|rows| rows.iter().filter_map(name).collect()))
    }

    /// zot only turns a mark over, so what it is now is asked first.
    async fn set_mark(&self, repository: &RepositoryName, mark: Mark, on: bool) -> Result<()> {
        let facts = self.describe_repository(repository).await?;
        let is_on = facts.and_then(|facts| match mark {
            Mark::Star => facts.is_starred,
            Mark::Bookmark => facts.is_bookmarked,
        });
        let Some(is_on) = is_on else {
            return Err(WireError::Unsupported {
                what: Operation::Other,
                complaint: None,
            }
            .into());
        };
        if is_on == on {
            return Ok(());
        }
        let action = match mark {
            Mark::Star => "toggleStar",
            Mark::Bookmark => "toggleBookmark",
        };
        let query = [("action", action), ("repo", repository.as_str())];
        self.api.ask(Method::PUT, MARKS, &query, None).await?;
        Ok(())
    }

    async fn scan_report(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<ScanReport>> {
        let mut report: Option<ScanReport> = None;
        // Rows, also those that could not be used.
        let mut offset = 0;
        loop {
            let found = self
                .search(FINDINGS, &self.finding_selection, |selection| {
                    findings_of(repository, digest, PAGE, offset, selection)
                })
                .await?;
            let found = found.as_ref();
            let Some(page) = found.and_then(|it| it.pointer("/data/CVEListForImage")) else {
                return Ok(report);
            };
            let Some(summary) = page.get("Summary").and_then(read_scan) else {
                return Ok(report);
            };
            let rows = page.list("CVEList");
            let total = page.get("Page").and_then(|page| page.number("TotalCount"));
            let is_last = rows.is_empty();
            offset += rows.len();
            let report = report.get_or_insert(ScanReport {
                summary,
                findings: Vec::new(),
                is_cut: false,
            });
            report.findings.extend(read_findings(rows));
            let is_whole = is_last || total.is_none_or(|total| offset as u64 >= total);
            if is_whole || offset >= MOST_FINDINGS {
                report.is_cut = !is_whole;
                return Ok(Some(report.clone()));
            }
        }
    }
}
