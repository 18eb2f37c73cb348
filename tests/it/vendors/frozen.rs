//! Tags that a registry holds fast are refused in the preview, whichever vendor tells of them, and nothing is
//! tried.

use std::sync::{Arc, atomic::Ordering};

use http::Method;
use portolan_app::{App, GalleryPlaces, VendorAddresses};
use portolan_contract::{Change, Code, ConnectionId, Hint};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_tests::{
    FreshHome,
    vendors::{AnyRules, DockerHubApi, HarborApi, PretendedVendor, QuayApi, Shelf},
};

use crate::{changes::preview, program::signed_in};

const SECRET: &str = "secret";
const REPOSITORY: &str = "me/app";

/// A vendor that tells of tags that it holds.
struct Candidate {
    name: &'static str,
    /// As which it is connected; `None`: by the address where it answers.
    host: Option<&'static str>,
    user: &'static str,
    rules: AnyRules,
    shelf: Shelf,
}

fn all() -> Vec<Candidate> {
    let hub = DockerHubApi::of("me", SECRET);
    hub.is_immutable.store(true, Ordering::Relaxed);
    vec![
        Candidate {
            name: "Docker Hub",
            host: Some("docker.io"),
            user: "me",
            rules: Box::new(hub),
            shelf: Shelf::default(),
        },
        Candidate {
            name: "Harbor",
            host: None,
            user: "me",
            rules: Box::new(HarborApi::default()),
            shelf: HarborApi::shelf(),
        },
        Candidate {
            name: "Quay",
            host: None,
            user: QuayApi::USER,
            rules: Box::new(QuayApi::of(SECRET)),
            shelf: Shelf::default(),
        },
    ]
}

async fn connect(
    home: &FreshHome,
    vendor: &PretendedVendor<AnyRules>,
    host: Option<&str>,
    user: &str,
) -> (Arc<App>, ConnectionId) {
    let surroundings = Surroundings {
        home: home.home(),
        ..Surroundings::default()
    };
    let named = format!(
        "docker-hub={},docker-hub-registry={}",
        vendor.url(),
        vendor.host()
    );
    let app = App::open_everywhere(
        &home.portolan(),
        SecretStore::session_only(),
        surroundings,
        &GalleryPlaces::nowhere(),
        VendorAddresses::named(&named),
    )
    .await
    .unwrap();
    let here = vendor.host();
    let draft = signed_in(host.unwrap_or(&here), user, SECRET);
    let added = app.add_connection(draft).await.unwrap();
    (app, added.id)
}

#[tokio::test]
async fn a_tag_that_is_held_neither_moves_nor_goes_and_nothing_is_tried() {
    for candidate in all() {
        let Candidate {
            name,
            host,
            user,
            rules,
            shelf,
        } = candidate;
        let vendor = PretendedVendor::start(rules, shelf).await;
        vendor.want(user, SECRET);
        let other = {
            let mut shelf = vendor.shelf();
            shelf.fill(REPOSITORY, 2);
            let repository = shelf.repositories.get_mut(REPOSITORY).unwrap();
            repository.held.insert("v0".to_owned());
            repository.tags["v1"].clone()
        };
        let home = FreshHome::new();
        let (app, connection) = connect(&home, &vendor, host, user).await;
        let (repository, tag) = (REPOSITORY.to_owned(), "v0".to_owned());
        for change in [
            Change::MoveTag {
                repository: repository.clone(),
                tag: tag.clone(),
                digest: other,
            },
            Change::RemoveTags {
                repository,
                tags: vec![tag.clone()],
            },
        ] {
            let refused = preview(&app, &connection, change).await.unwrap_err();
            assert_eq!(refused.code, Code::Conflict, "{name}");
            let held = Hint::TagImmutable { tag: tag.clone() };
            assert_eq!(refused.hint, Some(held), "{name}");
        }
        let writes = vendor.seen().into_iter().filter(|asked| {
            asked.method != Method::GET && asked.method != Method::HEAD && !is_sign_in(&asked.path)
        });
        assert_eq!(writes.count(), 0, "{name}");
        app.close().await;
    }
}

/// Docker Hub's sign-in is a POST.
fn is_sign_in(path: &str) -> bool {
    path.contains("/auth/") || path.contains("/users/login")
}
