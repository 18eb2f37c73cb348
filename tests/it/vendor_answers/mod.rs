//! What adapters make of the answers of vendors' own APIs, right and wrong ones: each against a script in the
//! shapes that the vendors document.

mod github;
mod gitlab;
mod google;
mod quay;

use std::sync::Arc;

use http::Method;
use portolan_distribution::{Connector, Credential, Endpoint, Error as WireError};
use portolan_oci::{Digest, RepositoryName, Tag};
use portolan_registries::{
    AskNobody, Capabilities, Error, Kind, ListedImage, Registry, VendorAddresses, VendorConnection,
    adapter,
};
use portolan_tests::Scripted;
use url::Url;

/// What no request to another place may carry.
const SECRET: &str = "ghp_canary";

/// The adapter of `kind` for a registry that a person calls `host`, with `server` in the place of the registry
/// and of the vendor's API.
fn connect(kind: Kind, host: &str, server: &Scripted, credential: Credential) -> Arc<dyn Registry> {
    let connector = Connector::new("portolan-tests");
    let mut endpoint = Endpoint::new(&server.host()).unwrap();
    endpoint.plain_http = true;
    let sign_in = credential.shared();
    let here = Url::parse(&server.url()).unwrap();
    let connection = VendorConnection {
        host: host.to_owned(),
        web: connector.web_beside(&endpoint).unwrap(),
        client: connector.connect(endpoint, Arc::clone(&sign_in)).unwrap(),
        known: Capabilities::default(),
        sign_in,
        addresses: VendorAddresses {
            docker_hub: here.clone(),
            github: here.clone(),
            google: here,
            registries: Vec::new(),
        },
        codes: Arc::new(AskNobody),
    };
    adapter(kind, connection).unwrap()
}

fn signed_in(user: &str) -> Credential {
    Credential::Basic {
        user: user.to_owned(),
        password: SECRET.to_owned().into(),
    }
}

fn repository(name: &str) -> RepositoryName {
    name.parse().unwrap()
}

fn digest(of: &str) -> Digest {
    Digest::of(of.as_bytes())
}

/// All images of a repository by the registry's own list, page by page.
async fn images(registry: &dyn Registry, name: &str) -> Vec<ListedImage> {
    let mut images = Vec::new();
    let mut cursor = None;
    loop {
        let page = registry
            .list_images(&repository(name), cursor.as_ref())
            .await;
        let page = page.unwrap().expect("a list of its own");
        assert_eq!(page.problems, []);
        images.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            return images;
        }
    }
}

fn names(tags: &[Tag]) -> Vec<&str> {
    tags.iter().map(Tag::as_str).collect()
}

/// `METHOD path` of every request but those of the protocol.
fn asked(server: &Scripted) -> Vec<String> {
    let seen = server.seen().into_iter();
    seen.filter(|seen| !seen.path.starts_with("/v2/"))
        .map(|seen| format!("{} {}", seen.method, seen.path))
        .collect()
}

/// The failure of the request beneath.
fn wire(error: &Error) -> &WireError {
    match error {
        Error::Request(error) => error,
        other => panic!("{other:?}"),
    }
}

/// Whether any request carried the secret.
fn was_told(server: &Scripted) -> bool {
    server.seen().iter().any(|seen| {
        let headers = seen.headers.values();
        headers
            .filter_map(|value| value.to_str().ok())
            .any(|value| value.contains(SECRET))
    })
}

/// The methods that scripts answer to, shorter.
const GET: Method = Method::GET;
const POST: Method = Method::POST;
const DELETE: Method = Method::DELETE;
const PUT: Method = Method::PUT;
