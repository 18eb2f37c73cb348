//! What the three sources answer when all is well.

use portolan_gallery::{
    Depth, Error, Record, Source,
    SourceKind::{self, DockerHub, EcrPublic, Quay},
};
use portolan_search::Standing;
use portolan_tests::{Galleries, Gallery, ShownListing};

use super::one;

const PLACES: [(SourceKind, Gallery, &str); 3] = [
    (
        EcrPublic,
        Gallery::EcrPublic,
        "public.ecr.aws/bitnami/redis",
    ),
    (DockerHub, Gallery::DockerHub, "docker.io/bitnami/redis"),
    (Quay, Gallery::Quay, "quay.io/bitnami/redis"),
];

fn redis() -> ShownListing {
    ShownListing {
        about: "# About\n\nAn **in-memory** store, used as a cache.".to_owned(),
        usage: "docker run redis".to_owned(),
        publisher: "VMware".to_owned(),
        pulls: 2_000_000_000,
        is_verified: true,
        logo: Some("https://logo.example/redis.png".to_owned()),
        ..ShownListing::new("bitnami", "redis", "In-memory store")
    }
}

async fn galleries() -> Galleries {
    let galleries = Galleries::start().await;
    for (_, gallery, _) in PLACES {
        galleries.show(gallery, redis());
        galleries.show(gallery, ShownListing::new("library", "nginx", "Web server"));
    }
    galleries
}

async fn only_found(source: &dyn Source, words: &str) -> Record {
    let mut found = source.search(words, None).await.unwrap();
    assert_eq!(found.records.len(), 1, "{found:?}");
    assert!(found.next.is_none() && !found.is_capped && found.left_out == 0);
    found.records.remove(0)
}

#[tokio::test]
async fn each_source_finds_by_words_and_says_what_it_knows() {
    let galleries = galleries().await;
    for (kind, _, reference) in PLACES {
        let source = one(&galleries, kind);
        let record = only_found(&*source, "redis").await;
        let card = &record.listing.card;
        assert_eq!(card.reference(), reference);
        assert_eq!(card.source, kind.as_str());
        assert_eq!(card.description, "In-memory store");
        assert_eq!((record.depth, card.is_starter), (Depth::Found, false));
        assert!(record.observed_at.is_some());
        assert_eq!(record.check(), Ok(()));
    }
    let of = async |kind| only_found(&*one(&galleries, kind), "redis").await;
    let ecr = of(EcrPublic).await;
    assert_eq!(ecr.listing.card.pulls, Some(2_000_000_000));
    assert_eq!(ecr.listing.card.standing, Standing::Verified);
    assert_eq!(ecr.listing.card.architectures, ["amd64", "arm64"]);
    assert_eq!(ecr.listing.card.systems, ["linux"]);
    assert_eq!(ecr.logo.as_deref(), Some("https://logo.example/redis.png"));
    let hub = of(DockerHub).await;
    assert_eq!(hub.listing.card.pulls, Some(1_000_000_000), "at least 1B+");
    assert_eq!(hub.listing.card.standing, Standing::Verified);
    assert_eq!(hub.listing.card.categories, ["Web Servers"]);
    assert_eq!(of(Quay).await.listing.card.stars, Some(10));
}

#[tokio::test]
async fn each_source_reads_a_repositorys_page() {
    let galleries = galleries().await;
    for (kind, _, reference) in PLACES {
        let source = one(&galleries, kind);
        let record = source.read("bitnami", "redis").await.unwrap();
        assert_eq!(record.listing.card.reference(), reference);
        assert_eq!(record.depth, Depth::Read);
        assert!(record.listing.about.contains("**in-memory**"), "{kind:?}");
        assert!(record.links.iter().any(|link| link.label == "registry"));
        assert_eq!(record.check(), Ok(()));
    }
    let quay = one(&galleries, Quay)
        .read("bitnami", "redis")
        .await
        .unwrap();
    assert_eq!(
        quay.listing.card.description,
        "An in-memory store, used as a cache."
    );
    assert_eq!(quay.listing.tags, ["1.27", "latest"]);
    let ecr = one(&galleries, EcrPublic);
    let ecr = ecr.read("bitnami", "redis").await.unwrap();
    assert_eq!(ecr.listing.usage, "docker run redis");
}

#[tokio::test]
async fn official_images_are_in_the_library() {
    let galleries = galleries().await;
    let hub = one(&galleries, DockerHub);
    let record = only_found(&*hub, "nginx").await;
    assert_eq!(record.listing.card.reference(), "docker.io/library/nginx");
    assert_eq!(record.listing.card.standing, Standing::Official);
    assert_eq!(record.links[0].url, "https://hub.docker.com/_/nginx");
}

#[tokio::test]
async fn each_source_lists_tags_with_digest_size_and_time_page_by_page() {
    let galleries = Galleries::start().await;
    let many = ShownListing {
        tags: (0..2_345).map(|at| format!("v{at}")).collect(),
        ..redis()
    };
    for (kind, gallery, _) in PLACES {
        galleries.show(gallery, many.clone());
        let source = one(&galleries, kind);
        let (mut tags, mut place) = (Vec::new(), None);
        loop {
            let page = source
                .tags("bitnami", "redis", place.as_ref())
                .await
                .unwrap();
            tags.extend(page.tags);
            place = page.next;
            if place.is_none() {
                break;
            }
        }
        let names: Vec<&str> = tags.iter().map(|it| it.tag.as_str()).collect();
        assert_eq!(names.len(), 2_345, "{kind:?}");
        assert_eq!((names[0], names[2_344]), ("v0", "v2344"));
        for tag in &tags {
            assert!(tag.digest.as_ref().unwrap().starts_with("sha256:"));
            assert_eq!(tag.created.unwrap().as_second(), 1_767_323_045);
            assert!(tag.size.unwrap() > 12_000_000);
        }
        if kind == DockerHub {
            assert_eq!(tags[0].platforms, ["linux/amd64", "linux/arm64/v8"]);
        }
    }
}

#[tokio::test]
async fn each_source_lists_what_a_publisher_has() {
    let galleries = galleries().await;
    for (kind, gallery, _) in PLACES {
        for at in 0..130 {
            let listing = ShownListing::new("ships", &format!("ship-{at}"), "Sails");
            galleries.show(gallery, listing);
        }
        let source = one(&galleries, kind);
        let (mut names, mut place) = (Vec::new(), None);
        loop {
            let page = source.publisher("ships", place.as_ref()).await.unwrap();
            assert!(
                page.records
                    .iter()
                    .all(|it| it.listing.card.alias == "ships")
            );
            names.extend(page.records.into_iter().map(|it| it.listing.card.name));
            place = page.next;
            if place.is_none() {
                break;
            }
        }
        assert_eq!(names.len(), 130, "{kind:?}");
    }
}

#[tokio::test]
async fn pages_of_a_search_follow_each_other_to_the_end() {
    let galleries = Galleries::start().await;
    for (kind, gallery, _) in PLACES {
        for at in 0..75 {
            galleries.show(
                gallery,
                ShownListing::new("ships", &format!("s{at}"), "Sails"),
            );
        }
        let source = one(&galleries, kind);
        let (mut found, mut place) = (0, None);
        loop {
            let page = source.search("sails", place.as_ref()).await.unwrap();
            found += page.records.len();
            place = page.next;
            if place.is_none() {
                break;
            }
        }
        assert_eq!(found, 75, "{kind:?}");
    }
}

#[tokio::test]
async fn the_hub_is_searched_another_way_where_one_is_shut() {
    use portolan_tests::Answer;
    let galleries = galleries().await;
    galleries.fault_always("/api/search/v4", Answer::status(403));
    let hub = one(&galleries, DockerHub);
    assert_eq!(
        only_found(&*hub, "redis").await.listing.card.pulls,
        Some(2_000_000_000)
    );
    galleries.fault_always("/v2/search", Answer::status(500));
    let record = only_found(&*hub, "nginx").await;
    assert_eq!(record.listing.card.reference(), "docker.io/library/nginx");
    galleries.fault_always("/v1/search", Answer::status(404));
    let refusal = hub.search("redis", None).await.unwrap_err();
    assert!(
        matches!(refusal, Error::Forbidden { status: 403, .. }),
        "{refusal}"
    );
}

#[tokio::test]
async fn the_hub_and_quay_are_not_asked_for_everything() {
    let galleries = galleries().await;
    for kind in [DockerHub, Quay] {
        let refusal = one(&galleries, kind).search("", None).await.unwrap_err();
        assert!(matches!(refusal, Error::Unsupported { .. }), "{refusal}");
    }
    assert_eq!(galleries.seen().len(), 0);
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_what_is_no_name_is_not_even_asked_for() {
    let galleries = galleries().await;
    for (kind, ..) in PLACES {
        let source = one(&galleries, kind);
        let before = galleries.seen().len();
        let refusal = source.read("bitnami", "no-such").await.unwrap_err();
        assert!(refusal.is_not_found(), "{refusal}");
        let refusal = source.tags("bitnami", "no-such", None).await.unwrap_err();
        assert!(refusal.is_not_found(), "{refusal}");
        assert_eq!(galleries.seen().len(), before + 2);
        for (alias, name) in [
            ("..", "x"),
            ("a", "../../v2"),
            ("a", "b?c=d"),
            ("", "x"),
            ("a", "B"),
        ] {
            assert!(source.read(alias, name).await.unwrap_err().is_not_found());
            assert!(
                source
                    .tags(alias, name, None)
                    .await
                    .unwrap_err()
                    .is_not_found()
            );
        }
        assert_eq!(galleries.seen().len(), before + 2, "{kind:?}");
    }
}

#[tokio::test]
async fn no_credentials_go_along_and_the_program_says_who_it_is() {
    let galleries = galleries().await;
    for (kind, ..) in PLACES {
        one(&galleries, kind).search("redis", None).await.unwrap();
    }
    for seen in galleries.seen() {
        assert!(!seen.headers.contains_key("authorization"));
        assert!(!seen.headers.contains_key("cookie"));
        assert_eq!(seen.headers["user-agent"], "portolan-test/0");
    }
}
