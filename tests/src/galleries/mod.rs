//! The public galleries' web APIs on one loopback server: Amazon ECR Public, Docker Hub and Quay, over
//! listings that a test puts on the shelf, with faults that it scripts.
//!
//! Shapes are those that other callers of the services have recorded. Not confirmed by the services
//! themselves: what ECR Public's search matches (here: every word is part of the alias, name or
//! description), whether a term without words lists everything, how its tokens look and expire, and the
//! body of its refusals; Docker Hub's three ways to search and their fields; how long Quay's descriptions
//! are in a search.

mod docker_hub;
mod ecr_public;
mod quay;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use http::Method;
use serde_json::Value;

use crate::{
    loopback::Serving,
    scripted::{Answer, Seen},
};

/// Where a listing is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Gallery {
    /// Amazon ECR Public.
    EcrPublic,
    /// Docker Hub.
    DockerHub,
    /// Quay.
    Quay,
}

/// What a gallery says of a repository.
#[derive(Clone, Debug, Default)]
pub struct ShownListing {
    /// The publisher's part of the path.
    pub alias: String,
    /// The rest of it.
    pub name: String,
    /// One or two lines.
    pub description: String,
    /// The long text, Markdown.
    pub about: String,
    /// How to use it, Markdown; ECR Public alone has it.
    pub usage: String,
    /// Who publishes it, for people.
    pub publisher: String,
    /// How often it was pulled.
    pub pulls: u64,
    /// How many people marked it.
    pub stars: u64,
    /// The gallery vouches for the publisher.
    pub is_verified: bool,
    /// Its tags, newest first.
    pub tags: Vec<String>,
    /// Where its logo is.
    pub logo: Option<String>,
}

impl ShownListing {
    /// A repository with a description and two tags.
    pub fn new(alias: &str, name: &str, description: &str) -> Self {
        Self {
            alias: alias.to_owned(),
            name: name.to_owned(),
            description: description.to_owned(),
            publisher: alias.to_owned(),
            pulls: 1_000,
            stars: 10,
            tags: vec!["1.27".to_owned(), "latest".to_owned()],
            ..Self::default()
        }
    }

    fn is_found_by(&self, words: &str) -> bool {
        let text = format!("{}/{} {}", self.alias, self.name, self.description).to_lowercase();
        words
            .to_lowercase()
            .split_whitespace()
            .all(|word| text.contains(word))
    }
}

#[derive(Debug, Default)]
struct Shelf {
    listings: Mutex<HashMap<Gallery, Vec<ShownListing>>>,
    files: Mutex<HashMap<String, (String, Bytes)>>,
    faults: Mutex<Vec<(String, VecDeque<Answer>)>>,
    always: Mutex<Vec<(String, Answer)>>,
    seen: Mutex<Vec<Seen>>,
    /// Rises when tokens expire: those of an earlier edition are refused.
    edition: Mutex<u64>,
    /// Results that ECR Public shows of one search.
    cap: Mutex<usize>,
}

/// The galleries, running until this is dropped.
#[derive(Debug)]
pub struct Galleries {
    serving: Serving,
    shelf: Arc<Shelf>,
}

/// What a gallery says to a request.
enum Said {
    Yes(Value),
    No(u16, Value),
}

impl Galleries {
    /// Starts them with empty shelves.
    pub async fn start() -> Self {
        let shelf = Arc::new(Shelf {
            cap: Mutex::new(2_500),
            ..Shelf::default()
        });
        let router = Router::new().fallback(reply).with_state(Arc::clone(&shelf));
        Self {
            serving: Serving::start(router).await,
            shelf,
        }
    }

    /// The base address of every one of them: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.serving.address())
    }

    /// Puts a listing on a shelf; the order is that of popularity.
    pub fn show(&self, gallery: Gallery, listing: ShownListing) -> &Self {
        let mut listings = self.shelf.listings.lock().unwrap();
        listings.entry(gallery).or_default().push(listing);
        drop(listings);
        self
    }

    /// Serves a file, for logos; answers its address.
    pub fn serve(&self, path: &str, content_type: &str, bytes: impl Into<Bytes>) -> String {
        let file = (content_type.to_owned(), bytes.into());
        let mut files = self.shelf.files.lock().unwrap();
        files.insert(path.to_owned(), file);
        format!("{}{path}", self.url())
    }

    /// Answers the next requests whose path begins so with these, one each, and after that as usual.
    pub fn fault(&self, path: &str, answers: impl IntoIterator<Item = Answer>) -> &Self {
        let fault = (path.to_owned(), answers.into_iter().collect());
        self.shelf.faults.lock().unwrap().push(fault);
        self
    }

    /// Answers every request whose path begins so with this, until [`Self::mend`].
    pub fn fault_always(&self, path: &str, answer: Answer) -> &Self {
        let mut always = self.shelf.always.lock().unwrap();
        always.push((path.to_owned(), answer));
        drop(always);
        self
    }

    /// Takes all faults back.
    pub fn mend(&self) {
        self.shelf.always.lock().unwrap().clear();
        self.shelf.faults.lock().unwrap().clear();
    }

    /// ECR Public no longer knows the tokens that it gave out.
    pub fn expire_tokens(&self) {
        *self.shelf.edition.lock().unwrap() += 1;
    }

    /// How many results ECR Public shows of one search.
    pub fn set_cap(&self, cap: usize) {
        *self.shelf.cap.lock().unwrap() = cap;
    }

    /// Every request so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.shelf.seen.lock().unwrap().clone()
    }
}

impl Shelf {
    fn of(&self, gallery: Gallery) -> Vec<ShownListing> {
        let listings = self.listings.lock().unwrap();
        listings.get(&gallery).cloned().unwrap_or_default()
    }

    fn one(&self, gallery: Gallery, alias: &str, name: &str) -> Option<ShownListing> {
        let mut all = self.of(gallery).into_iter();
        all.find(|listing| listing.alias == alias && listing.name == name)
    }

    fn fault_for(&self, path: &str) -> Option<Answer> {
        for (begins, answers) in self.faults.lock().unwrap().iter_mut() {
            if path.starts_with(begins.as_str())
                && let Some(answer) = answers.pop_front()
            {
                return Some(answer);
            }
        }
        let always = self.always.lock().unwrap();
        let fault = always.iter().find(|(begins, _)| path.starts_with(begins));
        fault.map(|(_, answer)| answer.clone())
    }
}

async fn reply(State(shelf): State<Arc<Shelf>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20)
        .await
        .unwrap_or_default();
    let path = parts.uri.path().to_owned();
    shelf.seen.lock().unwrap().push(Seen {
        method: parts.method.clone(),
        path: parts.uri.to_string(),
        headers: parts.headers,
        body: body.clone(),
    });
    if let Some(fault) = shelf.fault_for(&path) {
        return fault.into_response().await;
    }
    if let Some((content_type, bytes)) = shelf.files.lock().unwrap().get(&path) {
        let head = [("content-type", content_type.clone())];
        return (head, bytes.clone()).into_response();
    }
    let query: HashMap<String, String> = parts
        .uri
        .query()
        .map(|query| {
            url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect()
        })
        .unwrap_or_default();
    let said = if parts.method == Method::POST {
        let question: Value = serde_json::from_slice(&body).unwrap_or_default();
        ecr_public::answer(&shelf, &path, &question)
    } else {
        let docker_hub = docker_hub::answer(&shelf, &path, &query);
        docker_hub.or_else(|| quay::answer(&shelf, &path, &query))
    };
    match said {
        Some(Said::Yes(value)) => Answer::json(200, &value).into_response().await,
        Some(Said::No(status, value)) => Answer::json(status, &value).into_response().await,
        None => Answer::status(404).into_response().await,
    }
}

/// A digest that is a digest and nothing's.
fn digest_of(listing: &ShownListing, tag: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let text = format!("{}/{}:{tag}", listing.alias, listing.name);
    let hash = Sha256::digest(text.as_bytes());
    let hex: Vec<String> = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{}", hex.concat())
}
