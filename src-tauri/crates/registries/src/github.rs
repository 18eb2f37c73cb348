//! GitHub's container registry, `ghcr.io`: content by the protocol; lists, deletion and restoring by
//! GitHub's own API, for which a version of a package is a manifest with all its tags.
//!
//! Not confirmed by GitHub itself: whether a restored version has its tags again (they are looked at, and put
//! where they lack), and whether versions of somebody else's public package are listed to everybody who is
//! signed in (where they are not, the protocol lists its tags).

mod reading;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use http::{HeaderName, HeaderValue, Method, header};
use jiff::{SignedDuration, Timestamp};
use portolan_distribution::{Cursor, Page, Problem};
use portolan_oci::{Digest, RepositoryName, Tag};
use serde_json::Value;

use self::reading::{Version, read_package, read_version};
use crate::{
    Ability, Capability, Error, FactName, Kind, ListedImage, Protocol, Reason, Registry,
    RepositoryFacts, Restored, Result, SaidFact, Visibility,
    in_turn::InTurn,
    protocol::complaint,
    rows::{Walk, is_forbidden, is_hidden, lacks_right, missing, not_found, read_each, rows},
    vendor_api::{Lenient as _, SignEach, VendorApi, encode},
    vendors::VendorConnection,
};

/// The most that GitHub puts on a page.
const PAGE_SIZE: &str = "100";

/// The list of the packages of who is signed in; those of organisations go by their names.
const OWN: &str = "user";

/// Organisations whose packages are listed at most.
const OWNER_LIMIT: usize = 1_000;

/// Pages of versions that are looked through for one: ten thousand versions.
const SEARCHED_PAGES: usize = 100;

/// Why a tag can't go alone.
const NO_TAG_DELETION: &str = "GitHub deletes versions, and a version takes all of its tags along";

/// For how long GitHub restores what was deleted: thirty days, by its documentation.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Versions that are there.
const ACTIVE: &str = "active";
/// Versions that were deleted in the last thirty days.
const DELETED: &str = "deleted";

/// GitHub's container registry.
#[derive(Debug)]
pub struct Github {
    host: String,
    protocol: Protocol,
    api: VendorApi,
    /// Where the packages of an owner are: `/users/NAME` or `/orgs/NAME`.
    owners: Mutex<HashMap<String, String>>,
    /// The numbers of versions, as far as they were listed.
    numbers: Mutex<HashMap<(RepositoryName, Digest), u64>>,
}

/// A page of versions.
struct Versions {
    rows: Vec<Version>,
    problems: Vec<Problem>,
    next: Option<Cursor>,
}

impl Github {
    /// The registry of a connection, with GitHub's API behind it.
    pub fn new(connection: VendorConnection) -> Self {
        let sign = SignEach::bearer(Arc::clone(&connection.sign_in));
        let api = connection
            .api(&connection.addresses.github, Arc::new(sign))
            .header(
                header::ACCEPT,
                HeaderValue::from_static("application/vnd.github+json"),
            )
            .header(
                HeaderName::from_static("x-github-api-version"),
                HeaderValue::from_static("2022-11-28"),
            );
        let mut known = connection.known;
        // Not observed but certain: there is no such call.
        known.set(Capability::DeleteTag, Ability::refused(no_tag_deletion()));
        Self {
            host: connection.host,
            protocol: Protocol::new(connection.client, known),
            api,
            owners: Mutex::default(),
            numbers: Mutex::default(),
        }
    }

    /// Who has packages that concern who is signed in: themselves, and their organisations.
    async fn owners(&self) -> Result<(InTurn, Vec<Problem>)> {
        let mut owners = vec![OWN.to_owned()];
        let mut answer = self.api.get("/user/orgs", &[("per_page", PAGE_SIZE)]).await;
        loop {
            let page = match answer {
                Ok(page) => page,
                // A right of its own (`read:org`), without which one's own packages are listed still.
                Err(error) if lacks_right(&error) => {
                    return Ok((
                        InTurn::begin(owners),
                        vec![missing("organisations", &error)],
                    ));
                }
                Err(error) => return Err(error),
            };
            let logins = rows(&self.api, &page, None)?
                .iter()
                .filter_map(|row| row.text("login"));
            owners.extend(logins.map(str::to_lowercase));
            match page.next_page() {
                Some(next) if owners.len() < OWNER_LIMIT => answer = self.api.follow(&next).await,
                _ => return Ok((InTurn::begin(owners), Vec::new())),
            }
        }
    }

    /// Where a repository's package is: `/users/NAME/packages/container/PACKAGE`.
    async fn package(&self, repository: &RepositoryName) -> Result<String> {
        let Some((owner, name)) = repository.as_str().split_once('/') else {
            return Err(not_found(format!("the package {repository}")));
        };
        let known = lock(&self.owners).get(owner).cloned();
        let place = if let Some(place) = known {
            place
        } else {
            let path = format!("/users/{}", encode(owner));
            let answer = self.api.get(&path, &[]).await?;
            self.note_owner(owner, answer.json())
        };
        Ok(format!("{place}/packages/container/{}", encode(name)))
    }

    /// Notes whether an owner is a user or an organisation.
    fn note_owner(&self, owner: &str, said: &Value) -> String {
        let place = match said.text("type") {
            Some("Organization") => format!("/orgs/{}", encode(owner)),
            _ => format!("/users/{}", encode(owner)),
        };
        lock(&self.owners).insert(owner.to_owned(), place.clone());
        place
    }

    /// A page of the versions of a repository: of those that are there, or of those that were deleted.
    async fn versions(
        &self,
        repository: &RepositoryName,
        state: &str,
        cursor: Option<&Cursor>,
    ) -> Result<Versions> {
        let answer = if let Some(cursor) = cursor {
            self.api.follow(cursor).await?
        } else {
            let path = format!("{}/versions", self.package(repository).await?);
            let query = [("per_page", PAGE_SIZE), ("state", state)];
            self.api.get(&path, &query).await?
        };
        let (versions, problems) = read_each(rows(&self.api, &answer, None)?, read_version);
        if state == ACTIVE {
            let mut numbers = lock(&self.numbers);
            for version in &versions {
                let key = (repository.clone(), version.image.digest.clone());
                numbers.insert(key, version.id);
            }
        }
        Ok(Versions {
            rows: versions,
            problems,
            next: answer.next_page(),
        })
    }

    /// Looks for the version of a digest; the newest come first.
    async fn find_version(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        state: &str,
    ) -> Result<Option<Version>> {
        let mut walk = Walk::through(SEARCHED_PAGES);
        while walk.goes_on() {
            let page = self.versions(repository, state, walk.cursor()).await?;
            let mut versions = page.rows.into_iter();
            if let Some(version) = versions.find(|version| version.image.digest == *digest) {
                return Ok(Some(version));
            }
            walk.turn(page.next);
        }
        Ok(None)
    }

    /// The version of a digest that is there. A number that was listed may be of a version that went since.
    async fn number(&self, repository: &RepositoryName, digest: &Digest) -> Result<u64> {
        let known = lock(&self.numbers)
            .get(&(repository.clone(), digest.clone()))
            .copied();
        match known {
            Some(number) => Ok(number),
            None => match self.find_version(repository, digest, ACTIVE).await? {
                Some(version) => Ok(version.id),
                None => Err(not_found(format!("{repository}@{digest}"))),
            },
        }
    }

    fn forget_number(&self, repository: &RepositoryName, digest: &Digest) -> Option<u64> {
        lock(&self.numbers).remove(&(repository.clone(), digest.clone()))
    }

    async fn delete_version(&self, repository: &RepositoryName, digest: &Digest) -> Result<()> {
        let number = self.number(repository, digest).await?;
        let path = format!("{}/versions/{number}", self.package(repository).await?);
        self.forget_number(repository, digest);
        self.api.ask(Method::DELETE, &path, &[], None).await?;
        Ok(())
    }

    /// Deletes the package where nothing but this version is left of it: GitHub deletes the last tagged
    /// version of one in no other way.
    async fn delete_last(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        refusal: Error,
    ) -> Result<()> {
        let left = self.versions(repository, ACTIVE, None).await?;
        let is_last = left
            .rows
            .iter()
            .all(|version| version.image.digest == *digest);
        if !is_last || !left.problems.is_empty() || left.next.is_some() {
            return Err(refusal);
        }
        let package = self.package(repository).await?;
        self.api.ask(Method::DELETE, &package, &[], None).await?;
        self.forget_number(repository, digest);
        Ok(())
    }

    /// Brings back the package that a deleted version was the last of; `false` where there is none.
    async fn restore_package(&self, repository: &RepositoryName) -> Result<bool> {
        let path = format!("{}/restore", self.package(repository).await?);
        match self.api.ask(Method::POST, &path, &[], None).await {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The tags of a version as it is now.
    async fn tags_now(&self, repository: &RepositoryName, digest: &Digest) -> Result<Vec<Tag>> {
        let found = self.find_version(repository, digest, ACTIVE).await?;
        Ok(found.map(|version| version.image.tags).unwrap_or_default())
    }
}

fn no_tag_deletion() -> Reason {
    Reason {
        answered: NO_TAG_DELETION.to_owned(),
        setting: None,
    }
}

/// Whether GitHub refuses because a package has no other version with a tag.
fn is_last_of_package(error: &Error) -> bool {
    let Error::Request(error) = error else {
        return false;
    };
    complaint(error).is_some_and(|said| said.message.contains("last tagged version"))
}

/// A panic elsewhere leaves a plain map behind, which is still right.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Registry for Github {
    fn kind(&self) -> Kind {
        Kind::Github
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    fn host(&self) -> &str {
        &self.host
    }

    async fn list_repositories(&self, cursor: Option<&Cursor>) -> Result<Page<RepositoryName>> {
        if !self.api.is_signed_in().await? {
            // GitHub lists packages to nobody who is not; the protocol has the refusal in its own words.
            return self.protocol.list_repositories(cursor).await;
        }
        let mut page = Page::empty();
        let mut turn = if let Some(cursor) = cursor {
            InTurn::resume(cursor)
        } else {
            let (turn, problems) = self.owners().await?;
            page.problems = problems;
            turn
        };
        while let Some((owner, place)) = turn.next() {
            let answer = if let Some(place) = place {
                self.api.follow(&Cursor::from(place.to_owned())).await
            } else {
                let path = if owner == OWN {
                    "/user/packages".to_owned()
                } else {
                    format!("/orgs/{}/packages", encode(owner))
                };
                let query = [("package_type", "container"), ("per_page", PAGE_SIZE)];
                self.api.get(&path, &query).await
            };
            let answer = match answer {
                Ok(answer) => answer,
                // One organisation that keeps its packages to itself does not hide those of the others.
                Err(error) if owner != OWN && (is_forbidden(&error) || error.is_not_found()) => {
                    page.problems.push(missing(owner, &error));
                    turn.turn(None);
                    continue;
                }
                Err(error) => return Err(error),
            };
            let (packages, problems) = read_each(rows(&self.api, &answer, None)?, |row| {
                let repository = read_package(row)?;
                if let (Some((owner, _)), Some(said)) =
                    (repository.as_str().split_once('/'), row.get("owner"))
                {
                    self.note_owner(owner, said);
                }
                Ok(repository)
            });
            page.items.extend(packages);
            page.problems.extend(problems);
            turn.turn(answer.next_page().map(|next| next.as_str().to_owned()));
            if !page.items.is_empty() {
                break;
            }
        }
        self.protocol.abilities().prove(Capability::Catalog);
        page.next = turn.cursor();
        Ok(page)
    }

    async fn list_images(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Option<Page<ListedImage>>> {
        if !self.api.is_signed_in().await? {
            return Ok(None);
        }
        let page = match self.versions(repository, ACTIVE, cursor).await {
            Ok(page) => page,
            // Somebody else's package: the protocol may read what its owner's API does not show, and says by
            // itself what is not there.
            Err(error) if is_hidden(&error) => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        Ok(Some(Page {
            items: page.rows.into_iter().map(|it| it.image).collect(),
            next: page.next,
            problems: page.problems,
        }))
    }

    async fn list_untagged(&self, repository: &RepositoryName) -> Result<Option<Vec<Digest>>> {
        let mut untagged = Vec::new();
        let mut walk = Walk::through(SEARCHED_PAGES);
        while walk.goes_on() {
            let Some(page) = self.list_images(repository, walk.cursor()).await? else {
                return Ok(None);
            };
            let without = page.items.into_iter().filter(|image| image.tags.is_empty());
            untagged.extend(without.map(|image| image.digest));
            walk.turn(page.next);
        }
        Ok(Some(untagged))
    }

    async fn describe_repository(
        &self,
        repository: &RepositoryName,
    ) -> Result<Option<RepositoryFacts>> {
        if !self.api.is_signed_in().await? {
            return Ok(None);
        }
        let answer = self.api.get(&self.package(repository).await?, &[]).await?;
        let said = answer.json();
        let source = said.get("repository");
        let source_page = source
            .and_then(|it| it.text("html_url"))
            .map(|page| SaidFact {
                about: FactName::Source,
                text: page.to_owned(),
            });
        Ok(Some(RepositoryFacts {
            description: source
                .and_then(|it| it.text("description"))
                .map(str::to_owned),
            visibility: match said.text("visibility") {
                Some("public") => Some(Visibility::Public),
                Some("internal") => Some(Visibility::Internal),
                Some("private") => Some(Visibility::Private),
                _ => None,
            },
            created_at: said.time("created_at"),
            updated_at: said.time("updated_at"),
            owner: said
                .get("owner")
                .and_then(|it| it.text("login"))
                .map(str::to_owned),
            web_page: said.text("html_url").map(str::to_owned),
            said: source_page.into_iter().collect(),
            ..RepositoryFacts::default()
        }))
    }

    async fn restorable_until(
        &self,
        _repository: &RepositoryName,
        deleted_at: Timestamp,
    ) -> Result<Option<Timestamp>> {
        Ok(deleted_at.checked_add(KEPT_FOR).ok())
    }

    /// A repository is a package, which GitHub brings back for thirty days.
    async fn delete_repository(&self, repository: &RepositoryName) -> Result<()> {
        let package = self.package(repository).await?;
        self.api.ask(Method::DELETE, &package, &[], None).await?;
        lock(&self.numbers).retain(|(of, _), _| of != repository);
        Ok(())
    }

    async fn restore_repository(&self, repository: &RepositoryName) -> Result<bool> {
        self.restore_package(repository).await
    }

    async fn restore(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        _tags: &[Tag],
    ) -> Result<Option<Restored>> {
        let deleted = match self.find_version(repository, digest, DELETED).await {
            Ok(Some(version)) => version,
            Ok(None) => return Ok(None),
            // With its last version the package went.
            Err(error) if error.is_not_found() => {
                if !self.restore_package(repository).await? {
                    return Ok(None);
                }
                let tags = self.tags_now(repository, digest).await?;
                return Ok(Some(Restored { tags }));
            }
            Err(error) => return Err(error),
        };
        let package = self.package(repository).await?;
        let path = format!("{package}/versions/{}/restore", deleted.id);
        match self.api.ask(Method::POST, &path, &[], None).await {
            Ok(_) => {}
            // Its thirty days are over.
            Err(error) if error.is_not_found() => return Ok(None),
            Err(error) => return Err(error),
        }
        let tags = self.tags_now(repository, digest).await?;
        Ok(Some(Restored { tags }))
    }

    async fn delete_manifest(&self, repository: &RepositoryName, digest: &Digest) -> Result<()> {
        let was_known = lock(&self.numbers).contains_key(&(repository.clone(), digest.clone()));
        let mut done = self.delete_version(repository, digest).await;
        // A version that was put anew meanwhile has another number, which is looked for once.
        if was_known && matches!(&done, Err(error) if error.is_not_found()) {
            done = self.delete_version(repository, digest).await;
        }
        match done {
            Err(error) if is_last_of_package(&error) => {
                self.delete_last(repository, digest, error).await?;
            }
            other => other?,
        }
        self.protocol.abilities().prove(Capability::DeleteDigest);
        Ok(())
    }

    async fn delete_tag(&self, _repository: &RepositoryName, _tag: &Tag) -> Result<()> {
        Err(Error::TagDeletionUnsupported {
            answered: NO_TAG_DELETION.to_owned(),
        })
    }
}
