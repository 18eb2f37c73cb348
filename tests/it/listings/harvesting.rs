//! Harvests: all that a source has, over faults, pauses and restarts, and nothing asked twice.

use portolan_contract::{HarvestState, Hint, JobId, SourceAt};
use portolan_tests::{Answer, FreshHome, Galleries, Gallery, ShownListing, until};

use super::{end_of, open_at, search, source};

const ALL: usize = 320;

const PUBLISHERS: &str = "brass,copper,gold,iron,lead,silver,tin";

/// A gallery with more repositories than fit on three pages.
async fn large() -> Galleries {
    let galleries = Galleries::start().await;
    for number in 0..ALL {
        let alias = PUBLISHERS.split(',').nth(number % 7).unwrap();
        let name = format!("orrery-{number:03}");
        let listing = ShownListing::new(alias, &name, "Turns the planets");
        galleries.show(Gallery::EcrPublic, listing);
    }
    galleries
}

fn ecr_public() -> SourceAt {
    SourceAt {
        source: "ecr-public".to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_harvest_outlasts_faults_a_pause_and_a_restart_and_asks_nothing_twice() {
    let galleries = large().await;
    let ask = "/searchRepositoryCatalogData";
    galleries.fault(ask, [Answer::status(429).header("retry-after", "1")]);
    let home = FreshHome::new();
    let app = open_at(&home, &galleries).await;
    let mut events = app.events.listen();
    let job = app.start_harvest(ecr_public()).await.unwrap();
    let again = app.start_harvest(ecr_public()).await.unwrap();
    assert_eq!(again, job, "one at a time");
    until("a trouble to be shown", async || {
        source(&app, "ecr-public").await.problem
    })
    .await;
    until("some to be harvested", async || {
        let harvest = source(&app, "ecr-public").await.harvest?;
        assert_eq!(harvest.state, HarvestState::Running);
        (harvest.listings > 0).then_some(())
    })
    .await;
    // The most popular come first; after them the publishers that are known are asked for, one by one.
    let html = Answer::status(200).body("<html>sorry</html>");
    galleries.fault(ask, [Answer::status(500), html]);
    let asked = galleries.seen().len();
    until("some more questions", async || {
        (galleries.seen().len() > asked + 4).then_some(())
    })
    .await;
    app.pause_harvest(ecr_public()).await.unwrap();
    assert_eq!(end_of(&mut events, &job).await, None);
    let paused = source(&app, "ecr-public").await.harvest.unwrap();
    assert_eq!(paused.state, HarvestState::Paused);
    let asked = galleries.seen().len();
    app.close().await;
    drop(app);

    let app = open_at(&home, &galleries).await;
    let kept = source(&app, "ecr-public").await.harvest.unwrap();
    assert_eq!(kept, paused, "it waits to be gone on with");
    assert_eq!(galleries.seen().len(), asked, "nothing is asked by itself");
    let mut events = app.events.listen();
    let job = app.start_harvest(ecr_public()).await.unwrap();
    assert_eq!(end_of(&mut events, &job).await, None);
    let whole = source(&app, "ecr-public").await;
    assert!(whole.harvested_at.is_some() && whole.harvest.is_none() && whole.problem.is_none());
    assert_eq!(whole.listings - whole.starter, ALL as u64);
    until("all to be found", async || {
        let found = search(&app, &format!("source:ecr-public publisher:{PUBLISHERS}")).await;
        (found.total == ALL as u64).then_some(())
    })
    .await;
    // What was answered before the pause was not asked again, nor anything else.
    let mut questions: Vec<_> = galleries.seen().into_iter().map(|it| it.body).collect();
    let all = questions.len();
    questions.sort();
    questions.dedup();
    assert!(
        all - questions.len() <= 4,
        "{} of {all} questions were asked again: three failed, and one may have been cut off",
        all - questions.len()
    );
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_answers_nothing_is_not_said_to_be_harvested() {
    let galleries = Galleries::start().await;
    galleries.fault_always("/searchRepositoryCatalogData", Answer::status(404));
    let home = FreshHome::new();
    let app = open_at(&home, &galleries).await;
    let mut events = app.events.listen();
    let job = app.start_harvest(ecr_public()).await.unwrap();
    assert!(end_of(&mut events, &job).await.is_some());
    let source = source(&app, "ecr-public").await;
    assert!(source.harvested_at.is_none() && source.harvest.is_none());
    assert!(source.problem.is_some());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn switching_a_source_off_pauses_its_harvest_and_only_some_can_be_harvested() {
    let galleries = large().await;
    let home = FreshHome::new();
    let app = open_at(&home, &galleries).await;
    app.start_harvest(ecr_public()).await.unwrap();
    let off = portolan_contract::SwitchSource {
        source: "ecr-public".to_owned(),
        enabled: false,
    };
    let switched = app.switch_source(off).await.unwrap();
    if let Some(harvest) = switched.harvest {
        assert_eq!(harvest.state, HarvestState::Paused);
    }
    let refused = app.start_harvest(ecr_public()).await.unwrap_err();
    assert!(matches!(refused.hint, Some(Hint::SourceSwitchedOff { .. })));
    for name in ["docker-hub", "nobody"] {
        let source = SourceAt {
            source: name.to_owned(),
        };
        let refused: Result<JobId, _> = app.start_harvest(source).await;
        assert!(refused.is_err());
    }
    app.close().await;
}
