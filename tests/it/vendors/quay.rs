//! Quay through the program's own verbs: when tags expire, labels, Clair's reports, stars, and the time machine as
//! what makes an undo certain.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use portolan_app::App;
use portolan_contract::{
    ActivityDeed, ActivityId, Certainty, Code, ConnectionDraft, ConnectionId, FindRepositories,
    Grouping, ImageAt, ImageColumn, ImageFilter, ImageRow, ImageSetting, ImageSort, LabelName,
    LabelScope, ListActivities, ListImages, ListRepositories, PlanWarning, ProxyChoice,
    RepositoryAt, RepositoryColumn, RepositoryMark, RepositorySort, ScanStatus, SetBack,
    SetImageSetting, SetMark, TagAt,
};
use portolan_tests::{
    FreshHome, until,
    vendors::{PretendedVendor, QuayApi, Shelf},
};
use serde_json::json;

use crate::{
    changes::{carry_out, change, delete, preview, undo},
    program::{open, signed_in},
};

const TOKEN: &str = "oauth-token";
const REPOSITORY: &str = "acme/app";

struct Stage {
    quay: PretendedVendor<QuayApi>,
    app: Arc<App>,
    connection: ConnectionId,
    _home: FreshHome,
}

impl Stage {
    /// Three images, `v0` to `v2`.
    async fn open() -> Self {
        let quay = PretendedVendor::start(QuayApi::of(TOKEN), Shelf::default()).await;
        quay.want(QuayApi::USER, TOKEN);
        quay.shelf().fill(REPOSITORY, 3);
        let home = FreshHome::new();
        let app = open(&home).await;
        let draft = ConnectionDraft {
            proxy: ProxyChoice::None,
            ..signed_in(&quay.host(), QuayApi::USER, TOKEN)
        };
        let added = app.add_connection(draft).await.unwrap();
        Self {
            quay,
            app,
            connection: added.id,
            _home: home,
        }
    }

    fn digest(&self, tag: &str) -> String {
        self.quay.shelf().repositories[REPOSITORY].tags[tag].clone()
    }

    fn image(&self, tag: &str) -> ImageAt {
        ImageAt {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
            digest: self.digest(tag),
        }
    }

    async fn row(&self, tag: &str) -> (ImageRow, Vec<ImageColumn>) {
        let at = RepositoryAt {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
        };
        self.app.refresh_images(at).await.unwrap();
        let request = ListImages {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
            grouping: Grouping::Tag,
            sort: ImageSort {
                column: ImageColumn::Expires,
                descending: false,
            },
            filter: ImageFilter::default(),
            offset: 0,
            limit: 10,
        };
        let window = self.app.list_images(request).await.unwrap();
        let row = window.rows.into_iter().find(|row| row.tags == [tag]);
        (row.unwrap(), window.tells)
    }

    async fn set(&self, setting: ImageSetting) -> Result<(), portolan_contract::Failure> {
        let request = SetImageSetting {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
            setting,
        };
        self.app.set_image_setting(request).await.map(drop)
    }

    async fn last_activity(&self) -> (ActivityId, ActivityDeed) {
        let request = ListActivities {
            connection: None,
            offset: 0,
            limit: 1,
        };
        let mut window = self.app.list_activities(request).await.unwrap();
        let last = window.rows.remove(0);
        (last.id, last.deed)
    }
}

fn expire(tag: &str, at: Option<i64>) -> ImageSetting {
    ImageSetting::Expiration {
        tag: tag.to_owned(),
        at,
    }
}

fn later(days: i64) -> i64 {
    let now = Timestamp::now().as_second() + days * 86_400;
    now * 1_000
}

#[tokio::test]
async fn a_tag_is_set_to_expire_shown_in_its_column_and_set_back_to_what_it_was() {
    let stage = Stage::open().await;
    let at = TagAt {
        connection: stage.connection.clone(),
        repository: REPOSITORY.to_owned(),
        tag: "v1".to_owned(),
    };
    let told = stage.app.read_tag_expiration(at.clone()).await.unwrap();
    assert!(told.offered && told.at.is_none());
    let (first, second) = (later(7), later(30));
    stage.set(expire("v1", Some(first))).await.unwrap();
    let (row, tells) = stage.row("v1").await;
    assert_eq!(row.expires, Some(first));
    assert!(tells.contains(&ImageColumn::Expires), "{tells:?}");
    assert_eq!(stage.row("v2").await.0.expires, None);
    stage.set(expire("v1", Some(second))).await.unwrap();
    let (activity, deed) = stage.last_activity().await;
    let changed = ActivityDeed::ImageSetting {
        repository: REPOSITORY.to_owned(),
        before: expire("v1", Some(first)),
        after: expire("v1", Some(second)),
    };
    assert_eq!(deed, changed);
    stage.app.set_back(SetBack { activity }).await.unwrap();
    let told = stage.app.read_tag_expiration(at).await.unwrap();
    assert_eq!(told.at, Some(first));
    stage.set(expire("v1", None)).await.unwrap();
    assert_eq!(stage.quay.rules().expiration(REPOSITORY, "v1"), None);
    stage.app.close().await;
}

#[tokio::test]
async fn a_moment_that_is_over_is_refused_and_what_somebody_else_set_since_is_not_set_back() {
    let stage = Stage::open().await;
    let refused = stage.set(expire("v1", Some(later(-1)))).await.unwrap_err();
    assert!(matches!(refused.code, Code::InvalidInput { .. }));
    stage.set(expire("v1", Some(later(7)))).await.unwrap();
    let (activity, _) = stage.last_activity().await;
    stage.set(expire("v1", Some(later(9)))).await.unwrap();
    let refused = stage.app.set_back(SetBack { activity }).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
    stage.app.close().await;
}

#[tokio::test]
async fn labels_are_added_removed_and_set_back_but_those_that_came_along_stay() {
    let stage = Stage::open().await;
    let image = stage.image("v1");
    stage
        .quay
        .rules()
        .label_built_in(&image.digest, "maintainer", "me");
    let checked = LabelName {
        name: "checked".to_owned(),
        value: Some("yes".to_owned()),
        scope: LabelScope::Image,
    };
    let put = |label: &LabelName, on| ImageSetting::Label {
        digest: image.digest.clone(),
        label: label.clone(),
        on,
    };
    stage.set(put(&checked, true)).await.unwrap();
    let told = stage.app.read_image_labels(image.clone()).await.unwrap();
    let labels = told.labels.unwrap();
    assert_eq!(labels.choice, None, "they are written freely");
    let shown: Vec<_> = labels
        .on_it
        .iter()
        .map(|it| (it.label.name.as_str(), it.fixed))
        .collect();
    assert_eq!(shown, [("maintainer", true), ("checked", false)]);
    stage.set(put(&checked, false)).await.unwrap();
    let (activity, _) = stage.last_activity().await;
    assert_eq!(stage.quay.rules().labels(&image.digest), ["maintainer=me"]);
    stage.app.set_back(SetBack { activity }).await.unwrap();
    let back = ["maintainer=me", "checked=yes"];
    assert_eq!(stage.quay.rules().labels(&image.digest), back);
    let built_in = &labels.on_it[0].label;
    let refused = stage.set(put(built_in, false)).await.unwrap_err();
    assert!(refused.detail.contains("immutable"), "{refused:?}");
    stage.app.close().await;
}

#[tokio::test]
async fn clairs_report_is_shown_where_there_is_one_and_its_state_where_there_is_none() {
    let stage = Stage::open().await;
    let image = stage.image("v1");
    let queued = stage.app.read_scan(image.clone()).await.unwrap();
    assert_eq!(queued.status, ScanStatus::Pending);
    let found = json!({
        "Name": "CVE-2026-0002", "Severity": "Critical", "FixedBy": "1.1", "Description": "Bad.",
        "Link": "https://example.com/2", "Metadata": { "NVD": { "CVSSv3": { "Score": 9.8 } } },
    });
    let feature = json!({ "Name": "zlib", "Version": "1.0", "Vulnerabilities": [found] });
    let report = json!({ "status": "scanned", "data": { "Layer": { "Features": [feature] } } });
    stage.quay.rules().scan(&image.digest, report);
    let scanned = stage.app.read_scan(image.clone()).await.unwrap();
    assert_eq!(scanned.status, ScanStatus::Complete);
    assert_eq!(scanned.findings[0].name, "CVE-2026-0002");
    assert_eq!(scanned.findings[0].fix_available.as_deref(), Some("YES"));
    let unsupported = json!({ "status": "unsupported", "data": null });
    stage.quay.rules().scan(&image.digest, unsupported);
    let told = stage.app.read_scan(image).await.unwrap();
    assert_eq!(told.status, ScanStatus::UnsupportedImage);
    stage.app.close().await;
}

#[tokio::test]
async fn a_star_is_set_and_narrows_the_list() {
    let stage = Stage::open().await;
    stage.quay.shelf().fill("acme/other", 1);
    let list = async |marked| {
        let request = ListRepositories {
            connection: stage.connection.clone(),
            filter: String::new(),
            marked,
            sort: RepositorySort {
                column: RepositoryColumn::Name,
                descending: false,
            },
            offset: 0,
            limit: 10,
        };
        stage.app.list_repositories(request).await.unwrap()
    };
    let connection = stage.connection.clone();
    stage.app.refresh_repositories(connection).await.unwrap();
    let all = list(None).await;
    assert_eq!((all.total, all.marks), (2, vec![RepositoryMark::Star]));
    let set = |on| SetMark {
        of: RepositoryAt {
            connection: stage.connection.clone(),
            repository: REPOSITORY.to_owned(),
        },
        mark: RepositoryMark::Star,
        on,
    };
    stage.app.set_mark(set(true)).await.unwrap();
    let starred = list(Some(RepositoryMark::Star)).await;
    assert_eq!(starred.rows[0].name, REPOSITORY);
    assert_eq!((starred.total, starred.all), (1, 2));
    let facts = stage.app.read_repository_facts(set(true).of).await.unwrap();
    assert_eq!(facts.facts.unwrap().starred, Some(true));
    stage.app.set_mark(set(false)).await.unwrap();
    assert_eq!(list(Some(RepositoryMark::Star)).await.total, 0);
    stage.app.close().await;
}

#[tokio::test]
async fn a_deleted_image_can_be_restored_as_long_as_the_time_machine_reaches_back() {
    let stage = Stage::open().await;
    stage.quay.rules().reach_back(3 * 86_400);
    let digest = stage.digest("v1");
    let asked = delete(REPOSITORY, std::slice::from_ref(&digest));
    let plan = preview(&stage.app, &stage.connection, asked).await.unwrap();
    assert_eq!(plan.undo.certainty, Certainty::Certain);
    let until = Timestamp::from_millisecond(plan.undo.restorable_until.unwrap()).unwrap();
    let reach = until.duration_since(Timestamp::now());
    let three_days = SignedDuration::from_hours(72);
    assert!(reach <= three_days && reach > three_days - SignedDuration::from_mins(5));
    let (activity, outcome) = carry_out(&stage.app, &plan).await;
    outcome.unwrap();
    // Quay itself still has what its registry does not show any more.
    stage.quay.shelf().blobs.clear();
    undo(&stage.app, activity).await;
    assert_eq!(stage.digest("v1"), digest);
    stage.app.close().await;
}

#[tokio::test]
async fn when_the_time_machine_is_over_the_bytes_are_put_back_or_it_is_said_that_they_are_gone() {
    let stage = Stage::open().await;
    let digest = stage.digest("v1");
    let asked = delete(REPOSITORY, std::slice::from_ref(&digest));
    let activity = change(&stage.app, &stage.connection, asked.clone()).await;
    // Its seconds have passed.
    stage.quay.rules().stop_time();
    stage.quay.rules().reach_back(1);
    until("the reach to be over", async || {
        let plan = stage.app.preview_undo(activity.clone()).await.unwrap();
        let is_over = |it: &PlanWarning| matches!(it, PlanWarning::NoLongerRestorable { .. });
        plan.warnings.iter().any(is_over).then_some(())
    })
    .await;
    undo(&stage.app, activity).await;
    assert_eq!(stage.digest("v1"), digest);
    stage.quay.rules().reach_back(14 * 86_400);
    let activity = change(&stage.app, &stage.connection, asked).await;
    stage.quay.rules().stop_time();
    stage.quay.shelf().blobs.clear();
    let plan = stage.app.preview_undo(activity).await.unwrap();
    // The config is kept here; images of this shelf have no layers.
    assert_ne!(plan.undo.certainty, Certainty::Impossible);
    assert!(carry_out(&stage.app, &plan).await.1.is_ok());
    stage.app.close().await;
}

#[tokio::test]
async fn quays_own_search_finds_what_is_in_no_list_over_its_pages() {
    let stage = Stage::open().await;
    for number in 0..12 {
        stage.quay.shelf().fill(&format!("others/app{number}"), 1);
    }
    let find = async |text: &str| {
        let request = FindRepositories {
            connection: stage.connection.clone(),
            text: text.to_owned(),
        };
        stage.app.find_repositories(request).await
    };
    let found = find("others/app").await.unwrap().repositories.unwrap();
    assert_eq!(found.len(), 12);
    assert_eq!((found[0].stars, found[0].public), (Some(3), Some(true)));
    assert!(
        find("nothing of this name")
            .await
            .unwrap()
            .repositories
            .unwrap()
            .is_empty()
    );
    let refused = find("  ").await.unwrap_err();
    assert!(matches!(refused.code, Code::InvalidInput { .. }));
    stage.app.close().await;
}
