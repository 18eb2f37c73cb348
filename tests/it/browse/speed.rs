//! What the first rows and all rows cost in round trips: counted, not timed.

use std::time::Duration;

use portolan_tests::{Kind, until};

use super::Scene;

/// How long the proxy holds each request back.
const DELAY: Duration = Duration::from_millis(50);

#[tokio::test]
async fn the_first_fifty_rows_take_at_most_ten_round_trips() {
    let scene = Scene::open().await;
    for number in 0..120 {
        let tag = format!("1.{number}");
        scene.push.image("team/app", &tag, &tag).await;
    }
    scene.proxy.forget();
    scene.proxy.set_delay(DELAY);
    let rows = until("the first fifty rows are known", async || {
        let mut request = super::list(&scene.at("team/app"));
        request.limit = 50;
        let window = scene.app.list_images(request).await.unwrap();
        let rows = window.rows.iter();
        let known = rows
            .filter(|row| row.size.is_some() && row.created.is_some())
            .count();
        (known == 50).then_some(window.rows)
    })
    .await;
    assert_eq!(rows[0].tags, ["1.119"]);
    // Who is there, one list, and two requests for each row in view, and nothing else: many at a time
    // from the first row on, that is less than ten rounds.
    let passed = scene.proxy.passed();
    let (rows, others): (Vec<_>, Vec<_>) = passed
        .iter()
        .partition(|passed| matches!(passed.kind, Kind::ManifestByTag | Kind::Blob));
    assert_eq!(rows.len(), 100);
    assert!(others.len() <= 2, "{others:?}");
    assert!(
        scene.proxy.most_at_once() >= 16,
        "{}",
        scene.proxy.most_at_once()
    );
    scene.close().await;
}
