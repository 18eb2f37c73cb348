//! GitLab's container registry, `registry.gitlab.com` and one's own: content by the protocol; lists, the
//! removal of tags and what is cleaned up by GitLab's own API, which answers where people sign in.
//!
//! GitLab's REST API names tags and nothing else, so details would be a request a tag, as with the protocol;
//! its GraphQL tells a hundred tags at once, where the server is new enough for that. Not confirmed by GitLab
//! itself: the fields of that question on every version, which is why any answer without them is no list.

mod reading;
mod rules;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use http::{HeaderName, Method};
use portolan_distribution::{Client, Credential, Cursor, Page};
use portolan_oci::{RepositoryName, Tag};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use self::reading::{Place, read_cleanup, read_repository, read_tags};
use crate::{
    Capability, Error, FactName, Kind, ListedImage, Offers, Protocol, Registry, RepositoryFacts,
    Result, SaidFact, Visibility, Withheld,
    in_turn::InTurn,
    rows::{is_forbidden, lacks_right, not_found, read_each, rows},
    vendor_api::{Lenient as _, Sign, SignEach, Signature, VendorApi, encode},
    vendors::VendorConnection,
};

/// The most that GitLab puts on a page.
const PAGE_SIZE: &str = "100";

/// The list of the groups of who is signed in.
const GROUPS: &str = "/api/v4/groups";

/// How many tags a question brings, and what of each.
const TAGS: &str = "query($id: ContainerRepositoryID!, $after: String) { containerRepository(id: $id) { \
    tags(first: 100, after: $after) { nodes { name digest totalSize createdAt publishedAt mediaType } \
    pageInfo { hasNextPage endCursor } } } }";

/// GitLab's container registry.
#[derive(Debug)]
pub struct Gitlab {
    host: String,
    client: Client,
    protocol: Protocol,
    web: portolan_distribution::Web,
    sign: Arc<dyn Sign>,
    /// Known once the registry has said where people sign in.
    api: OnceCell<Option<VendorApi>>,
    places: Mutex<HashMap<RepositoryName, Place>>,
    /// The server does not know the question for a hundred tags.
    lacks_question: AtomicBool,
}

impl Gitlab {
    /// The registry of a connection, with GitLab's API behind it.
    pub fn new(connection: VendorConnection) -> Self {
        let sign = SignEach::new(
            Arc::clone(&connection.sign_in),
            |credential| match credential {
                Credential::Anonymous => Ok(None),
                Credential::Basic {
                    password: secret, ..
                }
                | Credential::IdentityToken(secret)
                | Credential::RegistryToken(secret) => {
                    Signature::own(HeaderName::from_static("private-token"), secret).map(Some)
                }
            },
        );
        Self {
            host: connection.host,
            client: connection.client.clone(),
            protocol: Protocol::new(connection.client, connection.known),
            web: connection.web,
            sign: Arc::new(sign),
            api: OnceCell::new(),
            places: Mutex::default(),
            lacks_question: AtomicBool::new(false),
        }
    }

    /// GitLab's API, for who is signed in: it is where the registry has people signed in, which the egress
    /// policy has checked.
    async fn api(&self) -> Result<Option<&VendorApi>> {
        let find = async || {
            let Some(server) = self.client.token_server().await? else {
                return Ok(None);
            };
            let api = VendorApi::new(self.web.clone(), &server, Arc::clone(&self.sign));
            Ok::<_, Error>(Some(api))
        };
        let Some(api) = self.api.get_or_try_init(find).await? else {
            return Ok(None);
        };
        Ok(api.is_signed_in().await?.then_some(api))
    }

    /// The lists that bring what concerns who is signed in: of their groups, and of their own projects.
    async fn lists(api: &VendorApi) -> Result<InTurn> {
        let answer = api.get("/api/v4/user", &[]).await?;
        let user = answer.json().number("id");
        let own = user.map(|user| format!("/api/v4/users/{user}/projects"));
        Ok(InTurn::begin(own.into_iter().chain([GROUPS.to_owned()])))
    }

    fn note(&self, row: &Value) -> Result<RepositoryName, portolan_distribution::Problem> {
        let (name, place) = read_repository(row)?;
        lock(&self.places).insert(name.clone(), place);
        Ok(name)
    }

    /// Where GitLab's API has a repository: its path begins with that of its project, and has up to two parts
    /// more.
    async fn place(&self, api: &VendorApi, repository: &RepositoryName) -> Result<Place> {
        if let Some(place) = lock(&self.places).get(repository) {
            return Ok(place.clone());
        }
        let mut project = repository.as_str();
        for _ in 0..3 {
            let path = format!("/api/v4/projects/{}/registry/repositories", encode(project));
            let answer = match api.get(&path, &[("per_page", PAGE_SIZE)]).await {
                Ok(answer) => Some(answer),
                Err(error) if error.is_not_found() => None,
                Err(error) => return Err(error),
            };
            if let Some(answer) = answer {
                read_each(rows(api, &answer, None)?, |row| self.note(row));
                break;
            }
            match project.rsplit_once('/') {
                Some((above, _)) if above.contains('/') => project = above,
                _ => break,
            }
        }
        let found = lock(&self.places).get(repository).cloned();
        found.ok_or_else(|| not_found(format!("the repository {repository}")))
    }
}

/// A panic elsewhere leaves a plain map behind, which is still right.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a list's rows lead to: the repositories of each group or project.
fn lists_below(list: &str, found: &[Value]) -> Vec<String> {
    let below = if list == GROUPS { "groups" } else { "projects" };
    let numbers = found.iter().filter_map(|row| row.number("id"));
    numbers
        .map(|number| format!("/api/v4/{below}/{number}/registry/repositories"))
        .collect()
}

#[async_trait]
impl Registry for Gitlab {
    fn kind(&self) -> Kind {
        Kind::Gitlab
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    fn host(&self) -> &str {
        &self.host
    }

    async fn list_repositories(&self, cursor: Option<&Cursor>) -> Result<Page<RepositoryName>> {
        let Some(api) = self.api().await? else {
            return self.protocol.list_repositories(cursor).await;
        };
        let mut turn = match cursor {
            Some(cursor) if cursor.as_str().starts_with('{') => InTurn::resume(cursor),
            Some(cursor) => return self.protocol.list_repositories(Some(cursor)).await,
            None => match Self::lists(api).await {
                Ok(turn) => turn,
                // A deploy token is for the registry alone, and says by the protocol what it may.
                Err(error) if is_forbidden(&error) && !lacks_right(&error) => {
                    return self.protocol.list_repositories(None).await;
                }
                Err(error) => return Err(error),
            },
        };
        let mut page = Page::empty();
        while let Some((list, place)) = turn.next() {
            let list = list.to_owned();
            let answer = if let Some(place) = place {
                api.follow(&Cursor::from(place.to_owned())).await
            } else {
                let mut query = vec![("per_page", PAGE_SIZE)];
                if list == GROUPS {
                    query.extend([("top_level_only", "true"), ("min_access_level", "20")]);
                } else if list.ends_with("/projects") {
                    query.push(("simple", "true"));
                }
                api.get(&list, &query).await
            };
            let is_of_one = list.ends_with("/repositories");
            let answer = match answer {
                Ok(answer) => answer,
                // A project without a registry has no list, and does not hide those of the others.
                Err(error) if is_of_one && (is_forbidden(&error) || error.is_not_found()) => {
                    turn.turn(None);
                    continue;
                }
                Err(error) => return Err(error),
            };
            let found = rows(api, &answer, None)?;
            if is_of_one {
                let (names, problems) = read_each(found, |row| self.note(row));
                page.items.extend(names);
                page.problems.extend(problems);
            } else {
                turn.add(lists_below(&list, found));
            }
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
        if self.lacks_question.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let Some(api) = self.api().await? else {
            return Ok(None);
        };
        let place = match self.place(api, repository).await {
            // Somebody else's: the protocol says what it may be read for.
            Err(error) if error.is_not_found() || is_forbidden(&error) => return Ok(None),
            other => other?,
        };
        let id = format!("gid://gitlab/ContainerRepository/{}", place.number);
        let variables = json!({ "id": id, "after": cursor.map(Cursor::as_str) });
        let question = json!({ "query": TAGS, "variables": variables });
        let answer = match api
            .ask(Method::POST, "/api/graphql", &[], Some(question))
            .await
        {
            Err(error) if error.is_not_found() || is_forbidden(&error) => return Ok(None),
            other => other?,
        };
        let Some(tags) = read_tags(answer.json()) else {
            if !answer.json().list("errors").is_empty() {
                self.lacks_question.store(true, Ordering::Relaxed);
            }
            return Ok(None);
        };
        Ok(Some(Page {
            items: tags.images,
            next: tags.next.map(Cursor::from),
            problems: tags.problems,
        }))
    }

    async fn describe_repository(
        &self,
        repository: &RepositoryName,
    ) -> Result<Option<RepositoryFacts>> {
        let Some(api) = self.api().await? else {
            return Ok(None);
        };
        let place = match self.place(api, repository).await {
            Err(error) if error.is_not_found() || is_forbidden(&error) => return Ok(None),
            other => other?,
        };
        let answer = api
            .get(&format!("/api/v4/projects/{}", place.project), &[])
            .await?;
        let said = answer.json();
        let number = place.number;
        // Asked beside, as it is counted for: not every server or person is told.
        let own = api
            .get(
                &format!("/api/v4/registry/repositories/{number}"),
                &[("size", "true")],
            )
            .await
            .ok();
        let own = own.as_ref().map(crate::VendorAnswer::json);
        let mut facts = RepositoryFacts {
            description: said.text("description").map(str::to_owned),
            visibility: match said.text("visibility") {
                Some("public") => Some(Visibility::Public),
                Some("internal") => Some(Visibility::Internal),
                Some("private") => Some(Visibility::Private),
                _ => None,
            },
            stars: said.number("star_count"),
            created_at: own.and_then(|own| own.time("created_at")),
            updated_at: said.time("last_activity_at"),
            size: own.and_then(|own| own.number("size")),
            project: said.text("path_with_namespace").map(str::to_owned),
            web_page: said.text("web_url").map(str::to_owned),
            ..RepositoryFacts::default()
        };
        facts.said.extend(read_cleanup(said).map(|text| SaidFact {
            about: FactName::Cleanup,
            text,
        }));
        let state = own.and_then(|own| own.text("status"));
        facts.said.extend(state.map(|state| SaidFact {
            about: FactName::State,
            text: state.to_owned(),
        }));
        Ok(Some(facts))
    }

    fn offers(&self) -> Offers<'_> {
        Offers {
            rules: Some(self),
            ..Offers::default()
        }
    }

    async fn withholds_offers(&self) -> Result<Option<Withheld>> {
        let is_signed_in = self.api().await?.is_some();
        Ok((!is_signed_in).then_some(Withheld::NeedsSignIn))
    }

    /// GitLab goes about it when it has time: the repository may be listed for a while.
    async fn delete_repository(&self, repository: &RepositoryName) -> Result<()> {
        let Some(api) = self.api().await? else {
            return Err(not_found(format!("the API of {}", self.host)));
        };
        let Place { project, number } = self.place(api, repository).await?;
        let path = format!("/api/v4/projects/{project}/registry/repositories/{number}");
        api.ask(Method::DELETE, &path, &[], None).await?;
        lock(&self.places).remove(repository);
        Ok(())
    }

    async fn delete_tag(&self, repository: &RepositoryName, tag: &Tag) -> Result<()> {
        let Some(api) = self.api().await? else {
            return self.protocol.delete_tag(repository, tag).await;
        };
        let Place { project, number } = self.place(api, repository).await?;
        let path = format!(
            "/api/v4/projects/{project}/registry/repositories/{number}/tags/{}",
            encode(tag.as_str())
        );
        api.ask(Method::DELETE, &path, &[], None).await?;
        self.protocol.abilities().prove(Capability::DeleteTag);
        Ok(())
    }
}
