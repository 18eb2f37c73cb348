//! What Amazon ECR costs, as the program reckons it from what it knows.

use portolan_contract::{
    AmazonCosts, AmazonRegionAt, CostTerms, EstimateSaving, Event, ExpectedPulls, Nothing,
    ReadAmazonCosts, RepositoryCost, SetStorageClass,
};
use portolan_tests::{aws::Picture, until};

use super::{REPOSITORY, Scene};

const TERMS: CostTerms = CostTerms {
    first_year: false,
    shared_registry: false,
};

fn request(scene: &Scene) -> ReadAmazonCosts {
    ReadAmazonCosts {
        connection: scene.connection.clone(),
        region: "eu-west-1".to_owned(),
        terms: TERMS,
        pulls: Vec::new(),
        repository: None,
    }
}

async fn costs(scene: &Scene) -> AmazonCosts {
    let mut request = request(scene);
    request.repository = Some(REPOSITORY.to_owned());
    scene.app.read_amazon_costs(request).await.unwrap()
}

fn only(costs: &AmazonCosts) -> &RepositoryCost {
    assert_eq!(costs.repositories.len(), 1, "of this region alone");
    &costs.repositories[0]
}

async fn list(scene: &Scene) {
    let connection = scene.connection.clone();
    scene
        .app
        .refresh_repositories(connection.clone())
        .await
        .unwrap();
    let region = "eu-west-1".to_owned();
    let listed = scene
        .app
        .list_for_costs(AmazonRegionAt { connection, region });
    let listed = listed.await.unwrap();
    assert_eq!((listed.repositories, listed.problem), (1, None));
}

async fn read_layers(scene: &Scene) {
    let mut events = scene.app.events.listen();
    let job = scene.app.load_details(scene.at()).await.unwrap();
    loop {
        if let Event::JobEnded {
            job: ended,
            failure,
        } = events.recv().await.unwrap()
            && ended == job
        {
            assert_eq!(failure, None);
            return;
        }
    }
}

#[tokio::test]
async fn what_is_not_known_is_a_gap_until_it_is_listed_and_its_layers_are_read() {
    let scene = Scene::open().await;
    // Both share their only layer and their config; the annotation alone tells them apart.
    scene.push(&Picture::of("layer").tag("1.0"));
    scene.push(&Picture::of("layer").annotation("a", "b").tag("2.0"));
    let connection = scene.connection.clone();
    scene.app.refresh_repositories(connection).await.unwrap();
    let unlisted = costs(&scene).await;
    assert_eq!(unlisted.bill.as_ref().unwrap().gaps.unlisted, 1);
    let row = only(&unlisted);
    assert_eq!((row.listed, row.bytes, row.cost), (false, None, None));

    list(&scene).await;
    let listed = costs(&scene).await;
    let row = only(&listed).clone();
    assert_eq!((row.images, row.gaps.unlisted), (2, 0));
    let whole = row.bytes.unwrap();

    read_layers(&scene).await;
    // What was read is kept behind.
    let known = until("the layers to be known", async || {
        let known = costs(&scene).await;
        (only(&known).gaps.unshared == 0).then_some(known)
    })
    .await;
    let row = only(&known);
    assert_eq!(row.gaps.unknown, 0);
    assert_eq!(known.images.len(), 2);
    let image = &known.images[0];
    assert!(
        row.bytes.unwrap() < 2 * image.bytes.unwrap(),
        "what is shared counts once"
    );
    assert!(image.only_its.unwrap() < image.bytes.unwrap());
    assert!(whole > 0 && !image.whole);
    scene.app.close().await;
}

#[tokio::test]
async fn what_comes_back_from_the_archive_is_charged_by_the_gigabyte() {
    let scene = Scene::open().await;
    scene.fake.set_restore_time(0.0);
    let away = Picture::of("away").tag("1.0").size(2 << 30).archived();
    let away = scene.push(&away);
    list(&scene).await;
    let before = costs(&scene).await.transfer.unwrap();
    assert_eq!((before.restored.bytes, before.total), (0, 0));
    let back = SetStorageClass {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        digests: vec![away],
        archive: false,
    };
    scene.app.set_storage_class(back).await.unwrap();
    let after = costs(&scene).await.transfer.unwrap();
    // Three cents a gigabyte.
    assert_eq!(
        (after.restored.bytes, after.restored.cost),
        (2 << 30, 60_000_000)
    );
    assert_eq!((after.total, after.unknown_restored), (60_000_000, 0));
    scene.app.close().await;
}

#[tokio::test]
async fn storage_is_charged_by_the_price_list_and_ones_own_counts_from_the_next_look() {
    let scene = Scene::open().await;
    let gigabyte = 1 << 30;
    scene.push(&Picture::of("one").size(10 * gigabyte).tag("1.0"));
    scene.push(&Picture::of("two").size(10 * gigabyte).tag("2.0").archived());
    list(&scene).await;
    let found = costs(&scene).await;
    let bill = found.bill.unwrap();
    // Ten gigabytes in each class at ten cents.
    assert_eq!(bill.total, 2_000_000_000);
    assert_eq!(
        (bill.storage.cost, bill.archive.cost),
        (1_000_000_000, 1_000_000_000)
    );
    assert_eq!(bill.gaps.unshared, 2, "no layer was read");
    assert!(!found.prices.own);

    let copied = scene.app.copy_price_list(Nothing {}).await.unwrap();
    let text = std::fs::read_to_string(&copied.path).unwrap();
    let dearer = text.replacen(
        r#""storage": [{ "price": "0.10" }]"#,
        r#""storage": [{ "price": "0.50" }]"#,
        1,
    );
    assert_ne!(dearer, text);
    std::fs::write(&copied.path, dearer).unwrap();
    let found = costs(&scene).await;
    assert!(found.prices.own);
    assert_eq!(found.bill.unwrap().storage.cost, 5_000_000_000);

    std::fs::write(&copied.path, "no list").unwrap();
    let found = costs(&scene).await;
    assert!(!found.prices.own && found.prices.problem.is_some());
    assert_eq!(found.bill.unwrap().storage.cost, 1_000_000_000);
    scene.app.close().await;
}

#[tokio::test]
async fn expected_pulls_cost_what_leaves_beyond_the_free_hundred_gigabytes() {
    let scene = Scene::open().await;
    scene.push(&Picture::of("one").size(1 << 30).tag("1.0"));
    list(&scene).await;
    let mut request = request(&scene);
    request.pulls = vec![
        ExpectedPulls {
            repository: REPOSITORY.to_owned(),
            to_internet: 200,
            to_regions: 10,
        },
        ExpectedPulls {
            repository: "eu-west-1/gone".to_owned(),
            to_internet: 7,
            to_regions: 0,
        },
    ];
    let found = scene.app.read_amazon_costs(request).await.unwrap();
    let transfer = found.transfer.unwrap();
    assert_eq!(transfer.to_internet.bytes, 200 << 30);
    // A hundred of the two hundred are free; the others cost nine cents.
    assert_eq!(transfer.to_internet.cost, 9_000_000_000);
    assert_eq!(transfer.to_regions.cost, 200_000_000);
    assert_eq!(transfer.unknown_pulls, 0);
    scene.app.close().await;
}

#[tokio::test]
async fn a_draft_of_a_lifecycle_policy_says_what_it_would_save() {
    let scene = Scene::open().await;
    scene.push(&Picture::of("old").size(10 << 30).pushed(30.0).tag("1.0"));
    scene.push(&Picture::of("new").size(10 << 30).tag("2.0"));
    list(&scene).await;
    let estimate = |text: Option<&str>| EstimateSaving {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        text: text.map(str::to_owned),
        terms: TERMS,
    };
    let draft = r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any",
        "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}}]}"#;
    let found = scene
        .app
        .estimate_saving(estimate(Some(draft)))
        .await
        .unwrap();
    let saving = found.saving.unwrap();
    assert_eq!(
        (saving.before, saving.after, saving.a_month),
        (2_000_000_000, 1_000_000_000, 1_000_000_000)
    );
    assert_eq!(saving.freed, 10 << 30);
    // The repository itself has none, and a text that ECR would refuse saves nothing.
    for text in [None, Some("{}")] {
        let found = scene.app.estimate_saving(estimate(text)).await.unwrap();
        assert_eq!(found.saving, None);
    }
    scene.app.close().await;
}
