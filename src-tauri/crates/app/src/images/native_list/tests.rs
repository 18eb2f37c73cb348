//! Repositories that a registry lists by itself: a call a page, and what only it knows in its columns.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use portolan_contract::{
    ConnectionId, Grouping, ImageColumn, ImageDate, ImageFilter, ImageKind, ImageRow, ImageSort,
    ImageWindow, ListImages, RepositoryAt, Severity, StorageClass,
};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_distribution::{Anonymously, Connector, Cursor, Endpoint};
use portolan_oci::RepositoryName;
use portolan_registries::{
    Capabilities, Kind, Protocol, ScanState, ScanSummary, Severity as Rated, StorageClass as KeptAs,
};
use portolan_storage::ConnectionDraft;

use super::*;

const REPOSITORY: &str = "eu-west-1/team/app";

/// Lists the images it was given, two a page, and answers nothing else.
#[derive(Debug)]
struct Lister {
    protocol: Protocol,
    images: Vec<ListedImage>,
    calls: AtomicUsize,
}

impl Lister {
    fn of(images: Vec<ListedImage>) -> Arc<Self> {
        let endpoint = Endpoint::new("lister.invalid").unwrap();
        let client = Connector::new("test").connect(endpoint, Arc::new(Anonymously));
        Arc::new(Self {
            protocol: Protocol::new(client.unwrap(), Capabilities::default()),
            images,
            calls: AtomicUsize::new(0),
        })
    }
}

#[async_trait]
impl Registry for Lister {
    fn kind(&self) -> Kind {
        Kind::Generic
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    async fn list_images(
        &self,
        _: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> portolan_registries::Result<Option<Page<ListedImage>>> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let from = cursor.map_or(0, |cursor| cursor.as_str().parse::<usize>().unwrap());
        let to = (from + 2).min(self.images.len());
        Ok(Some(Page {
            items: self.images[from..to].to_vec(),
            next: (to < self.images.len()).then(|| Cursor::from(to.to_string())),
            problems: Vec::new(),
        }))
    }
}

fn day(day: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + day * 86_400).unwrap()
}

fn image(name: &str, tags: &[&str]) -> ListedImage {
    ListedImage {
        media_type: Some(MediaType::OCI_MANIFEST),
        artifact_type: Some(MediaType::OCI_CONFIG.to_string()),
        tags: tags.iter().map(|tag| tag.parse().unwrap()).collect(),
        size: Some(name.len() as u64),
        pushed_at: Some(day(1)),
        storage: Some(KeptAs::Standard),
        ..ListedImage::new(Digest::of(name.as_bytes()))
    }
}

fn scanned(image: ListedImage, counts: &[(Rated, u64)]) -> ListedImage {
    ListedImage {
        scan: Some(ScanSummary {
            state: ScanState::Complete,
            description: None,
            completed_at: Some(day(2)),
            counts: counts.iter().copied().collect(),
        }),
        ..image
    }
}

struct Bench {
    home: tempfile::TempDir,
    app: Arc<App>,
    lister: Arc<Lister>,
    connection: ConnectionId,
}

async fn open(home: &tempfile::TempDir) -> Arc<App> {
    let (secrets, surroundings) = (SecretStore::session_only(), Surroundings::of_this_process());
    App::open_with(home.path(), secrets, surroundings)
        .await
        .unwrap()
}

impl Bench {
    async fn with(images: Vec<ListedImage>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let app = open(&home).await;
        let draft = ConnectionDraft::to("lister.invalid");
        let kept = app.store.add_connection(draft).await.unwrap();
        let connection = ConnectionId(kept.id.to_string());
        let lister = Lister::of(images);
        app.connected
            .put_in_use(&connection, Arc::clone(&lister) as _);
        Self {
            home,
            app,
            lister,
            connection,
        }
    }

    fn at(&self) -> RepositoryAt {
        RepositoryAt {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
        }
    }

    async fn window(&self, column: ImageColumn, filter: ImageFilter) -> ImageWindow {
        let request = ListImages {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
            grouping: Grouping::Digest,
            sort: ImageSort {
                column,
                descending: true,
            },
            filter,
            offset: 0,
            limit: 50,
        };
        self.app.list_images(request).await.unwrap()
    }

    async fn refreshed(images: Vec<ListedImage>) -> Self {
        let bench = Self::with(images).await;
        bench.app.refresh_images(bench.at()).await.unwrap();
        bench
    }
}

fn names(window: &ImageWindow) -> Vec<String> {
    let name = |row: &ImageRow| row.tags.first().cloned().unwrap_or_default();
    window.rows.iter().map(name).collect()
}

#[tokio::test]
async fn a_registrys_own_list_costs_a_call_a_page_and_fills_its_columns() {
    let mut pulled = image("b", &["1.1", "latest"]);
    pulled.last_pulled_at = Some(day(3));
    let bench = Bench::refreshed(vec![
        scanned(image("a", &["1.0"]), &[(Rated::High, 2), (Rated::Low, 0)]),
        pulled,
        image("forgotten", &[]),
    ])
    .await;
    assert_eq!(bench.lister.calls.load(Ordering::Relaxed), 2);
    let window = bench.window(ImageColumn::Tag, ImageFilter::default()).await;
    assert_eq!(
        window.tells,
        [
            ImageColumn::Pushed,
            ImageColumn::Pulled,
            ImageColumn::Scan,
            ImageColumn::Storage
        ]
    );
    assert_eq!(names(&window), ["latest", "1.0", ""]);
    assert_eq!(window.untagged, 1);
    let row = &window.rows[0];
    assert_eq!(row.tags, ["latest", "1.1"]);
    assert_eq!(row.kind, Some(ImageKind::Image));
    assert_eq!((row.size, row.artifact_type.as_deref()), (Some(1), None));
    assert_eq!(row.pulled, Some(day(3).as_millisecond()));
    assert_eq!(row.pushed, Some(day(1).as_millisecond()));
    assert_eq!(row.storage, Some(StorageClass::Standard));
    let scan = window.rows[1].scan.as_ref().unwrap();
    assert_eq!(scan.counts.len(), 1);
    assert_eq!(
        (scan.counts[0].severity, scan.counts[0].count),
        (Severity::High, 2)
    );
}

#[tokio::test]
async fn a_long_first_list_is_shown_from_its_first_page_on_but_not_anew_with_every_page() {
    let images = (0..200).map(|number| {
        let name = format!("1.{number}");
        image(&name, &[&name])
    });
    let bench = Bench::with(images.collect()).await;
    let mut events = bench.app.events.listen();
    bench.app.refresh_images(bench.at()).await.unwrap();
    assert_eq!(bench.lister.calls.load(Ordering::Relaxed), 100);
    let mut told = 0;
    while let Ok(event) = events.try_recv() {
        told += u32::from(matches!(
            event,
            portolan_contract::Event::ImagesChanged { .. }
        ));
    }
    assert!((10..25).contains(&told), "told of {told} changes");
    let window = bench.window(ImageColumn::Tag, ImageFilter::default()).await;
    assert_eq!((window.all, names(&window)[0].as_str()), (200, "1.199"));
}

#[tokio::test]
async fn what_was_listed_is_shown_again_after_a_restart() {
    let bench = Bench::refreshed(vec![image("a", &["1.0"]), image("forgotten", &[])]).await;
    bench.app.close().await;
    let Bench {
        home,
        app,
        lister,
        connection,
    } = bench;
    drop(app);
    let app = open(&home).await;
    app.connected
        .put_in_use(&connection, Arc::clone(&lister) as _);
    let bench = Bench {
        home,
        app,
        lister,
        connection,
    };
    let window = bench.window(ImageColumn::Tag, ImageFilter::default()).await;
    assert_eq!(names(&window), ["1.0", ""]);
    assert_eq!(window.rows[0].pushed, Some(day(1).as_millisecond()));
    assert_eq!((window.all, window.untagged), (2, 1));
}

#[tokio::test]
async fn the_worst_findings_come_first_and_unscanned_images_last() {
    let bench = Bench::refreshed(vec![
        scanned(image("a", &["none"]), &[]),
        image("b", &["unscanned"]),
        scanned(image("c", &["high"]), &[(Rated::High, 9)]),
        scanned(image("d", &["critical"]), &[(Rated::Critical, 1)]),
    ])
    .await;
    let window = bench
        .window(ImageColumn::Scan, ImageFilter::default())
        .await;
    assert_eq!(names(&window), ["critical", "high", "none", "unscanned"]);
    let high = ImageFilter {
        severity: Some(Severity::High),
        ..ImageFilter::default()
    };
    let window = bench.window(ImageColumn::Scan, high).await;
    assert_eq!(names(&window), ["critical", "high"]);
}

#[tokio::test]
async fn what_was_never_pulled_has_waited_since_it_was_pushed() {
    let now = Timestamp::now();
    let ago = |days: i64| Some(now - jiff::SignedDuration::from_hours(24 * days));
    let aged = |name: &str, pushed, pulled| ListedImage {
        pushed_at: pushed,
        last_pulled_at: pulled,
        ..image(name, &[name])
    };
    let bench = Bench::refreshed(vec![
        aged("used", ago(400), ago(1)),
        aged("unused", ago(400), None),
        aged("new", ago(2), None),
    ])
    .await;
    let unpulled = ImageFilter {
        date: ImageDate::Pulled,
        older_than_days: Some(90),
        ..ImageFilter::default()
    };
    let window = bench.window(ImageColumn::Pushed, unpulled).await;
    assert_eq!(names(&window), ["unused"]);
    let archived = ImageFilter {
        storage: Some(StorageClass::Archive),
        ..ImageFilter::default()
    };
    assert_eq!(bench.window(ImageColumn::Storage, archived).await.total, 0);
}

#[tokio::test]
async fn what_describes_another_image_is_folded_under_it() {
    let subject = image("a", &["1.0"]);
    let signature = ListedImage {
        subject: Some(subject.digest.clone()),
        ..image("signature", &[])
    };
    let bench = Bench::refreshed(vec![subject, signature]).await;
    let window = bench.window(ImageColumn::Tag, ImageFilter::default()).await;
    assert_eq!((window.all, window.untagged), (1, 0));
    assert_eq!(window.rows[0].attachments, 1);
}

#[test]
fn findings_are_kept_by_severity() {
    let image = scanned(image("a", &[]), &[(Rated::Critical, 1), (Rated::Low, 4)]);
    let kept = kept(image).scan.unwrap();
    let expected = BTreeMap::from([
        (portolan_storage::Severity::Critical, 1),
        (portolan_storage::Severity::Low, 4),
    ]);
    assert_eq!(kept.counts, expected);
}
