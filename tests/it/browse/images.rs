//! The grid: rows, folding, filters, orders, and what they cost.

use http::Method;
use portolan_contract::{
    Code, Grouping, ImageColumn, ImageFilter, ImageKind, ImageSort, ListImages, Nothing,
};
use portolan_tests::{Kind, until};
use serde_json::json;

use super::{Scene, list};

#[tokio::test]
async fn tags_of_one_image_are_one_row_with_everything_known_of_it() {
    let scene = Scene::open().await;
    let image = scene.push.image("team/app", "1.9.0", "a").await;
    for tag in ["1.9", "latest"] {
        let again = image.bytes.clone();
        scene
            .push
            .manifest_bytes("team/app", tag, &image.media_type, again)
            .await;
    }
    scene.push.image("team/app", "1.10.0", "b").await;
    let window = scene.known_images("team/app").await;
    assert_eq!((window.total, window.all), (2, 2));
    assert_eq!(window.rows[0].tags, ["latest", "1.9.0", "1.9"]);
    assert_eq!(
        window.rows[0].digest.as_deref(),
        Some(image.digest.as_str())
    );
    assert_eq!(window.rows[1].tags, ["1.10.0"]);
    let row = &window.rows[0];
    assert_eq!(row.kind, Some(ImageKind::Image));
    assert_eq!(row.platforms, ["linux/amd64"]);
    assert_eq!(row.created, Some(1_767_323_045_000));
    assert!(row.size.unwrap() > 1 && row.observed_at.is_some() && row.problem.is_none());
    scene.close().await;
}

#[tokio::test]
async fn a_row_costs_two_requests_and_the_second_opening_no_content() {
    let scene = Scene::open().await;
    for number in 0..20 {
        let tag = format!("1.{number}");
        scene.push.image("team/app", &tag, &tag).await;
    }
    scene.known_images("team/app").await;
    assert_eq!(scene.proxy.count(&Method::GET, Kind::ManifestByTag), 20);
    assert_eq!(scene.proxy.count(&Method::GET, Kind::Blob), 20);

    let scene = scene.reopened().await;
    scene.proxy.forget();
    let window = scene.images("team/app").await;
    assert_eq!((window.known, window.all), (20, 20));
    assert!(window.observed_at.is_some() && window.rows.iter().all(|row| row.size.is_some()));
    let refreshed = scene.refresh("team/app").await;
    assert_eq!(
        (refreshed.tags, refreshed.added, refreshed.moved),
        (20, 0, 0)
    );
    assert_eq!(scene.proxy.count(&Method::GET, Kind::ManifestByTag), 0);
    assert_eq!(scene.proxy.count(&Method::GET, Kind::Blob), 0);
    assert_eq!(scene.proxy.count(&Method::HEAD, Kind::ManifestByTag), 20);
    scene.close().await;
}

#[tokio::test]
async fn a_refresh_that_finds_nothing_new_makes_no_new_rows() {
    let scene = Scene::open().await;
    scene.push.image("team/app", "1.0", "a").await;
    scene.known_images("team/app").await;
    // Nothing in view, so that nothing is confirmed: that would be news of its age.
    let outside = ListImages {
        offset: 9,
        ..list(&scene.at("team/app"))
    };
    let seen = async || scene.app.list_images(outside.clone()).await.unwrap();
    let before = seen().await;
    scene.refresh("team/app").await;
    let after = seen().await;
    assert_eq!(after.revision, before.revision);
    assert!(after.observed_at > before.observed_at);

    scene.push.image("team/app", "1.1", "b").await;
    scene.refresh("team/app").await;
    let after = seen().await;
    assert!(after.revision > before.revision);
    assert_eq!(after.total, 2);
    scene.close().await;
}

#[tokio::test]
async fn a_moved_a_new_and_a_removed_tag_are_noticed() {
    let scene = Scene::open().await;
    let first = scene.push.image("team/app", "stable", "a").await;
    scene.push.image("team/app", "gone", "b").await;
    scene.known_images("team/app").await;
    let second = scene.push.image("team/app", "stable", "c").await;
    scene.push.image("team/app", "new", "d").await;
    let gone = scene.images("team/app").await;
    let gone = gone.rows.iter().find(|row| row.tags == ["gone"]).unwrap();
    let path = format!("/v2/team/app/manifests/{}", gone.digest.as_deref().unwrap());
    scene.push.ask(Method::DELETE, &path).await;

    let refreshed = scene.refresh("team/app").await;
    assert_eq!(
        (refreshed.added, refreshed.moved, refreshed.gone),
        (1, 1, 1)
    );
    let window = scene.known_images("team/app").await;
    let tags: Vec<_> = window.rows.iter().map(|row| row.tags.clone()).collect();
    assert_eq!(tags, [["stable"], ["new"]]);
    assert_eq!(
        window.rows[0].digest.as_deref(),
        Some(second.digest.as_str())
    );
    assert_ne!(first.digest, second.digest);
    scene.close().await;
}

#[tokio::test]
async fn an_index_has_its_childrens_platforms_and_their_bytes_once() {
    let scene = Scene::open().await;
    let push = &scene.push;
    let [amd64, arm64] = scene.push_two_platforms("x").await;
    push.index("team/app", "1.0", &[amd64, arm64]).await;
    let window = scene.known_images("team/app").await;
    let row = |tag: &str| window.rows.iter().find(|row| row.tags == [tag]).unwrap();
    let index = row("1.0");
    assert_eq!(index.kind, Some(ImageKind::Index));
    assert_eq!(index.platforms, ["linux/amd64", "linux/arm64"]);
    assert!(index.created.is_some() && !index.broken);
    // Both children share their only layer, which has one byte.
    let children = row("amd").size.unwrap() + row("arm").size.unwrap();
    assert_eq!(index.size, Some(children - 1));
    scene.close().await;
}

#[tokio::test]
async fn an_index_with_a_missing_child_is_broken_and_its_size_unknown() {
    let scene = Scene::open().await;
    let push = &scene.push;
    let [amd64, arm64] = scene.push_two_platforms("y").await;
    push.index("team/app", "1.0", &[amd64, arm64.clone()]).await;
    let path = format!("/v2/team/app/manifests/{}", arm64.digest);
    push.ask(Method::DELETE, &path).await;
    let window = scene.known_images("team/app").await;
    let index = window.rows.iter().find(|row| row.tags == ["1.0"]).unwrap();
    assert!(index.broken);
    assert_eq!(index.size, None);
    assert_eq!(index.platforms, ["linux/amd64", "linux/arm64"]);

    // After a restart, before anything is asked for again.
    let scene = scene.reopened().await;
    let again = scene.app.list_images(list(&scene.at("team/app"))).await;
    let window = again.unwrap();
    let index = window.rows.iter().find(|row| row.tags == ["1.0"]).unwrap();
    assert!(index.broken);
    scene.close().await;
}

#[tokio::test]
async fn fallback_and_cosign_tags_are_folded_under_what_they_describe() {
    let scene = Scene::open().await;
    let push = &scene.push;
    let image = push.image("team/app", "1.0", "a").await;
    let fallback = image.digest.fallback_tag();
    push.image("team/app", &format!("{fallback}.sig"), "signature")
        .await;
    push.image("team/app", &format!("{fallback}.sbom"), "sbom")
        .await;
    let referrer = push
        .referrer("team/app", &image, "application/spdx+json")
        .await;
    push.index("team/app", &fallback, &[referrer]).await;
    let window = scene.known_images("team/app").await;
    assert_eq!(window.all, 1, "{:?}", window.rows);
    assert_eq!(window.rows[0].tags, ["1.0"]);
    assert_eq!(window.rows[0].attachments, 3);
    let by_tag = ListImages {
        grouping: Grouping::Tag,
        ..list(&scene.at("team/app"))
    };
    assert_eq!(scene.app.list_images(by_tag).await.unwrap().all, 1);
    scene.close().await;
}

#[tokio::test]
async fn rows_are_filtered_and_sorted_by_what_is_known_and_what_is_not_comes_last() {
    let scene = Scene::open().await;
    let push = &scene.push;
    for (tag, text) in [
        ("1.9", "small"),
        ("1.10", "a larger layer"),
        ("edge", "mid size"),
    ] {
        push.image("team/app", tag, text).await;
    }
    push.image_for("team/app", "arm", "x", "linux", "arm64")
        .await;
    scene.known_images("team/app").await;
    let ask = async |column, descending, filter: ImageFilter| {
        let request = ListImages {
            sort: ImageSort { column, descending },
            filter,
            ..list(&scene.at("team/app"))
        };
        let window = scene.app.list_images(request).await.unwrap();
        assert_eq!(window.total, window.rows.len() as u64);
        assert_eq!(window.all, 4);
        let tags = window.rows.into_iter().map(|row| row.tags.concat());
        tags.collect::<Vec<_>>()
    };
    let none = ImageFilter::default;
    assert_eq!(
        ask(ImageColumn::Tag, true, none()).await,
        ["1.10", "1.9", "edge", "arm"]
    );
    assert_eq!(
        ask(ImageColumn::Tag, false, none()).await,
        ["arm", "edge", "1.9", "1.10"]
    );
    assert_eq!(
        ask(ImageColumn::Size, false, none()).await,
        ["arm", "1.9", "edge", "1.10"]
    );
    let text = ImageFilter {
        text: " 1.1 ".to_owned(),
        ..none()
    };
    assert_eq!(ask(ImageColumn::Tag, true, text).await, ["1.10"]);
    let platform = ImageFilter {
        platform: Some("linux/arm64".to_owned()),
        ..none()
    };
    assert_eq!(ask(ImageColumn::Tag, true, platform).await, ["arm"]);
    let kind = ImageFilter {
        kind: Some(ImageKind::HelmChart),
        ..none()
    };
    assert_eq!(ask(ImageColumn::Tag, true, kind).await, [""; 0]);
    scene.close().await;
}

#[tokio::test]
async fn all_details_are_loaded_as_a_job_whose_cost_was_said_before() {
    let scene = Scene::open().await;
    for number in 0..30 {
        let tag = format!("1.{number}");
        scene.push.image("team/app", &tag, &tag).await;
    }
    scene.refresh("team/app").await;
    let cost = scene
        .app
        .estimate_details(scene.at("team/app"))
        .await
        .unwrap();
    assert_eq!((cost.unknown, cost.requests), (30, 60));
    scene.proxy.forget();
    let mut events = scene.app.events.listen();
    let job = scene.app.load_details(scene.at("team/app")).await.unwrap();
    let failure = loop {
        if let portolan_contract::Event::JobEnded {
            job: ended,
            failure,
        } = events.recv().await.unwrap()
            && ended == job
        {
            break failure;
        }
    };
    assert_eq!(failure, None);
    assert!(scene.proxy.passed().len() as u64 <= cost.requests);
    let cost = scene
        .app
        .estimate_details(scene.at("team/app"))
        .await
        .unwrap();
    assert_eq!((cost.unknown, cost.requests), (0, 0));
    let window = scene.images("team/app").await;
    assert_eq!((window.known, window.all), (30, 30));
    assert_eq!(scene.app.list_jobs(Nothing {}).await.unwrap(), []);
    scene.close().await;
}

#[tokio::test]
async fn a_cancelled_job_stops_asking() {
    let scene = Scene::open().await;
    for number in 0..60 {
        let tag = format!("1.{number}");
        scene.push.image("team/app", &tag, &tag).await;
    }
    scene.refresh("team/app").await;
    scene.proxy.set_delay(std::time::Duration::from_millis(50));
    let job = scene.app.load_details(scene.at("team/app")).await.unwrap();
    scene.app.cancel_job(job).await.unwrap();
    until("the job ends", async || {
        let jobs = scene.app.list_jobs(Nothing {}).await.unwrap();
        jobs.is_empty().then_some(())
    })
    .await;
    let left = scene
        .app
        .estimate_details(scene.at("team/app"))
        .await
        .unwrap();
    assert!(left.unknown > 0, "it went on to the end");
    scene.close().await;
}

#[tokio::test]
async fn without_a_network_everything_seen_stays_readable_and_says_why_it_is_old() {
    let scene = Scene::open().await;
    scene.push.image("team/app", "1.0", "a").await;
    scene.known_images("team/app").await;
    scene.image("team/app", "1.0").await;
    let Scene {
        app,
        home,
        registry,
        proxy,
        connection,
        ..
    } = scene;
    app.close().await;
    drop((app, registry, proxy));
    let app = super::open(&home).await;
    let at = portolan_contract::RepositoryAt {
        connection: connection.clone(),
        repository: "team/app".to_owned(),
    };
    let window = app.list_images(list(&at)).await.unwrap();
    assert_eq!((window.known, window.all), (1, 1));
    assert!(window.observed_at.is_some());
    let failure = app.refresh_images(at.clone()).await.unwrap_err();
    assert_eq!(failure.code, Code::Offline);
    let window = app.list_images(list(&at)).await.unwrap();
    assert_eq!(window.problem, Some(failure));
    assert_eq!(window.rows[0].platforms, ["linux/amd64"]);
    let image = app
        .open_image(portolan_contract::OpenImage {
            connection,
            repository: at.repository,
            selector: "1.0".to_owned(),
        })
        .await
        .unwrap();
    assert!(image.from_cache && image.content.unwrap().config.is_some());
    app.close().await;
}

#[tokio::test]
async fn a_manifest_that_cant_be_shown_truthfully_says_so_in_its_row() {
    let scene = Scene::open().await;
    let server = portolan_tests::Scripted::start().await;
    server
        .answer(
            Method::GET,
            "/v2/",
            portolan_tests::Answer::json(200, &json!({})),
        )
        .answer(
            Method::GET,
            "/v2/team/app/tags/list",
            portolan_tests::Answer::json(200, &json!({"name": "team/app", "tags": ["odd"]})),
        )
        .answer(
            Method::GET,
            "/v2/team/app/manifests/odd",
            portolan_tests::Answer::json(
                200,
                &json!({"schemaVersion": 2, "layers": [], "manifests": []}),
            )
            .header("content-type", "application/vnd.oci.image.manifest.v1+json"),
        );
    let connection = super::connect(&scene.app, &server.host()).await;
    let at = portolan_contract::RepositoryAt {
        connection,
        repository: "team/app".to_owned(),
    };
    scene.app.refresh_images(at.clone()).await.unwrap();
    let problem = until("the row has its problem", async || {
        let window = scene.app.list_images(list(&at)).await.unwrap();
        window.rows[0].problem.clone()
    })
    .await;
    assert!(
        matches!(
            problem.hint,
            Some(portolan_contract::Hint::ManifestRefused { .. })
        ),
        "{problem}"
    );
    scene.close().await;
}
