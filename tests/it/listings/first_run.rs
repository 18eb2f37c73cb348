//! A fresh home without any network: there is something to find at once.

use portolan_contract::{KeepSearch, Nothing};
use portolan_tests::{FreshHome, until};

use super::{references, search};
use crate::program::open;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_run_finds_nginx_without_a_network() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let found = search(&app, "ngin").await;
    assert_eq!(references(&found)[0], "docker.io/library/nginx");
    let first = &found.hits[0];
    assert!(first.card.starter && first.card.connection.is_none());
    let marked: Vec<_> = first.name.iter().filter(|piece| piece.marked).collect();
    assert_eq!(marked.len(), 1);
    let shelf = app.read_gallery_shelf(Nothing {}).await.unwrap();
    assert!(shelf.listings >= 700);
    assert_eq!(found.all, shelf.listings);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn totals_and_facets_are_exact() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let all = search(&app, "").await;
    assert_eq!(all.total, all.all);
    let facets = all.facets.unwrap();
    let sources: u64 = facets.sources.iter().map(|facet| facet.count).sum();
    assert_eq!(sources, all.all);
    for facet in facets.sources.iter().chain(&facets.kinds) {
        let is_source = facets.sources.contains(facet);
        let field = if is_source { "source" } else { "kind" };
        let filtered = search(&app, &format!("{field}:{}", facet.value)).await;
        assert_eq!(filtered.total, facet.count, "{facet:?}");
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_in_the_box_is_understood() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let found = search(
        &app,
        "database source:docker-hub verified:official pulls:>1m",
    )
    .await;
    assert_eq!(found.understood.sources, ["docker-hub"]);
    assert_eq!(found.understood.standings, ["official"]);
    assert_eq!(found.understood.least_pulls, Some(1_000_000));
    let longest = "é ".repeat(5_000);
    search(&app, &longest).await;
    let too_long = portolan_contract::SearchGallery {
        text: format!("{longest}x"),
        sort: portolan_contract::GallerySort::Relevance,
        offset: 0,
        limit: 1,
        with_facets: false,
    };
    assert!(app.search_gallery(too_long).await.is_err());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_that_led_somewhere_are_kept_over_a_restart() {
    let home = FreshHome::new();
    let app = open(&home).await;
    for text in ["redis", "  web   server ", ""] {
        let text = text.to_owned();
        app.keep_search(KeepSearch { text }).await.unwrap();
    }
    app.close().await;
    drop(app);
    let app = open(&home).await;
    let shelf = app.read_gallery_shelf(Nothing {}).await.unwrap();
    assert_eq!(shelf.searches, ["web server", "redis"]);
    app.forget_searches(Nothing {}).await.unwrap();
    let shelf = app.read_gallery_shelf(Nothing {}).await.unwrap();
    assert!(shelf.searches.is_empty());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_is_gone_or_damaged_or_of_another_kind_is_made_again() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let all = search(&app, "").await.all;
    app.close().await;
    drop(app);
    let index = home.portolan().join("index");
    let spoil: [(&str, &dyn Fn()); 3] = [
        ("gone", &|| std::fs::remove_dir_all(&index).unwrap()),
        ("damaged", &|| {
            for folder in std::fs::read_dir(&index).unwrap().flatten() {
                for file in std::fs::read_dir(folder.path())
                    .into_iter()
                    .flatten()
                    .flatten()
                {
                    std::fs::write(file.path(), b"not what was written").unwrap();
                }
            }
        }),
        ("of another kind", &|| {
            for file in std::fs::read_dir(&index).unwrap().flatten() {
                if file.path().is_file() && file.file_name() != "lock" {
                    std::fs::write(file.path(), br#"{"schema":999,"generation":1}"#).unwrap();
                }
            }
        }),
    ];
    for (how, spoil) in spoil {
        spoil();
        let app = open(&home).await;
        until(how, async || {
            let found = search(&app, "nginx").await;
            (found.all == all && found.total > 0).then_some(())
        })
        .await;
        app.close().await;
    }
}
