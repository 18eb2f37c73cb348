//! A harvest over the wire, with faults, stopped and continued.

use std::collections::BTreeSet;

use portolan_gallery::{Crawl, Error, SourceKind};
use portolan_tests::{Answer, Galleries, Gallery, ShownListing};

use super::one;

/// So often an hour that the pace costs a test nothing.
const FAST: u32 = 36_000_000;

async fn shelf(count: usize, cap: usize) -> Galleries {
    let galleries = Galleries::start().await;
    galleries.set_cap(cap);
    for at in 0..count {
        let letter = char::from(b'a' + (at % 26) as u8);
        let listing = ShownListing::new("ships", &format!("{letter}{at}"), "");
        galleries.show(Gallery::EcrPublic, listing);
    }
    galleries
}

#[tokio::test]
async fn a_harvest_with_faults_stopped_after_every_step_finds_everything() {
    let galleries = shelf(700, 2_500).await;
    let source = one(&galleries, SourceKind::EcrPublic);
    galleries.fault(
        "/searchRepositoryCatalogData",
        [
            Answer::status(500),
            Answer::status(200)
                .header("content-type", "text/html")
                .body("<html>"),
            Answer::status(429).header("retry-after", "0"),
            Answer::status(200).cut("{\"repositoryCatalogSearchResultList\":[]}"),
        ],
    );
    let mut kept = serde_json::to_vec(&Crawl::new(SourceKind::EcrPublic, FAST)).unwrap();
    let (mut names, mut troubles) = (BTreeSet::new(), Vec::new());
    loop {
        let mut crawl: Crawl = serde_json::from_slice(&kept).unwrap();
        if crawl.is_done() {
            break;
        }
        if crawl.progress().requests == 7 {
            galleries.expire_tokens();
        }
        let step = crawl.advance(&*source).await;
        names.extend(step.records.into_iter().map(|it| it.listing.card.name));
        troubles.extend(step.trouble);
        kept = serde_json::to_vec(&crawl).unwrap();
    }
    assert_eq!(names.len(), 700);
    assert!(
        matches!(
            troubles[..],
            [
                Error::Server { .. },
                Error::NotUnderstood { .. },
                Error::RateLimited { .. },
                Error::Connection(_),
                Error::CursorExpired { .. },
            ]
        ),
        "{troubles:?}"
    );
}

#[tokio::test]
async fn more_than_the_cap_is_found_by_asking_for_parts() {
    let galleries = shelf(600, 250).await;
    let source = one(&galleries, SourceKind::EcrPublic);
    let mut crawl = Crawl::new(SourceKind::EcrPublic, FAST);
    let mut names = BTreeSet::new();
    while names.len() < 600 && !crawl.is_done() {
        let step = crawl.advance(&*source).await;
        assert!(step.trouble.is_none(), "{:?}", step.trouble);
        names.extend(step.records.into_iter().map(|it| it.listing.card.name));
    }
    assert_eq!(names.len(), 600);
}
