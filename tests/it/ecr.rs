//! Amazon ECR as a person uses it, through the verbs and over the real SDKs: connected by a profile,
//! browsed by region, changed, set, and taken back.

mod archive;
mod costs;
#[cfg(unix)]
mod engines;
mod keys;
mod regions;
mod trail;
mod upkeep;

use std::{fs, sync::Arc};

use portolan_app::App;
use portolan_contract::{
    ActivityDeed, AddressTarget, AmazonApi, AmazonDraft, AmazonEncryption, AmazonEndpoints,
    AmazonSetting, AmazonSignInDraft, CarryOut, Change, CheckLifecycle, ConnectionDraft,
    ConnectionId, CreateAmazonRepository, CustomEndpoint, EncryptionKind, Event, Finding, Grouping,
    Hint, ImageColumn, ImageFilter, ImageSort, ImageWindow, ListActivities, ListImages,
    ListRepositories, Nothing, Plan, PlanWarning, PreviewChange, RemovalMethod, RepositoryAt,
    RepositoryColumn, RepositorySort, ResolveAddress, SetAmazonSetting, SetBack, TagMutability,
    TestConnection,
};
use portolan_contract::{
    AddPermissionSample, CheckPermissions, ListPermissionActions, PermissionDanger, PermissionDeed,
    PermissionSample, PermissionSubject, PolicyPrincipal, PolicyScope,
};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_storage::{Paths, Store};
use portolan_tests::{
    FreshHome,
    aws::{ACCESS_KEY, ACCOUNT, FakeAws, Picture, SECRET_KEY},
    until,
};
use tokio::sync::broadcast::error::RecvError;

use crate::program::draft;

pub(crate) const REPOSITORY: &str = "eu-west-1/team/app";

/// The program, signed in by a profile of the home's files.
pub(crate) struct Scene {
    pub(crate) fake: FakeAws,
    // Ends after the program.
    pub(crate) home: FreshHome,
    pub(crate) app: Arc<App>,
    pub(crate) connection: ConnectionId,
}

fn by_profile(fake: &FakeAws, regions: &[&str]) -> ConnectionDraft {
    ConnectionDraft {
        plain_http: false,
        amazon: Some(AmazonDraft {
            sign_in: AmazonSignInDraft::Profile {
                name: "work".to_owned(),
            },
            regions: regions.iter().map(ToString::to_string).collect(),
            registry: None,
            role: None,
            endpoints: AmazonEndpoints {
                custom: vec![CustomEndpoint {
                    api: AmazonApi::Registry,
                    address: fake.url(),
                }],
                ..AmazonEndpoints::default()
            },
        }),
        ..draft("")
    }
}

impl Scene {
    pub(crate) async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// With surroundings that are otherwise than usual.
    async fn open_with(change: impl FnOnce(&mut Surroundings)) -> Self {
        Self::open_as(change, |_| {}).await
    }

    /// With the registries where Amazon has them: nothing of theirs can be pulled here.
    async fn open_at_amazons_hosts() -> Self {
        let without = |draft: &mut ConnectionDraft| {
            draft.amazon.as_mut().unwrap().endpoints.custom.clear();
        };
        Self::open_as(|_| {}, without).await
    }

    async fn open_as(
        change: impl FnOnce(&mut Surroundings),
        adapt: impl FnOnce(&mut ConnectionDraft),
    ) -> Self {
        let fake = FakeAws::start().await;
        for region in ["eu-west-1", "us-east-1"] {
            fake.region(region).repository("team/app");
        }
        let home = FreshHome::new();
        let folder = home.home().join(".aws");
        fs::create_dir_all(&folder).unwrap();
        let key = format!(
            "[work]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n"
        );
        fs::write(folder.join("credentials"), key).unwrap();
        fs::write(
            folder.join("config"),
            "[profile work]\nregion = eu-west-1\n",
        )
        .unwrap();
        let mut surroundings = Surroundings {
            home: home.home(),
            environment: [("AWS_ENDPOINT_URL".into(), fake.url().into())].into(),
        };
        change(&mut surroundings);
        let app = App::open_with(&home.portolan(), SecretStore::session_only(), surroundings)
            .await
            .unwrap();
        let mut draft = by_profile(&fake, &["eu-west-1", "us-east-1"]);
        adapt(&mut draft);
        let added = app.add_connection(draft).await.unwrap();
        Self {
            fake,
            home,
            app,
            connection: added.id,
        }
    }

    /// The same program closed and opened again, and what was done meanwhile to what it keeps.
    pub(crate) async fn reopen(self, meanwhile: impl AsyncFnOnce(&Store)) -> Self {
        let Self {
            fake,
            home,
            app,
            connection,
        } = self;
        app.close().await;
        drop(app);
        let (store, _) = Store::open(&Paths::at(home.portolan())).unwrap();
        meanwhile(&store).await;
        drop(store);
        let surroundings = Surroundings {
            home: home.home(),
            environment: [("AWS_ENDPOINT_URL".into(), fake.url().into())].into(),
        };
        let app = App::open_with(&home.portolan(), SecretStore::session_only(), surroundings)
            .await
            .unwrap();
        Self {
            fake,
            home,
            app,
            connection,
        }
    }

    fn at(&self) -> RepositoryAt {
        RepositoryAt {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
        }
    }

    pub(crate) fn push(&self, picture: &Picture) -> String {
        self.fake.region("eu-west-1").push("team/app", picture)
    }

    async fn images(&self) -> ImageWindow {
        self.app.refresh_images(self.at()).await.unwrap();
        self.listed().await
    }

    /// The images as they are known, without asking to refresh them.
    async fn listed(&self) -> ImageWindow {
        let request = ListImages {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
            grouping: Grouping::Digest,
            sort: ImageSort {
                column: ImageColumn::Tag,
                descending: true,
            },
            filter: ImageFilter::default(),
            offset: 0,
            limit: 100,
        };
        self.app.list_images(request).await.unwrap()
    }

    async fn tags(&self) -> Vec<String> {
        let window = self.images().await;
        window.rows.into_iter().flat_map(|row| row.tags).collect()
    }

    async fn preview(&self, change: Change) -> Result<Plan, portolan_contract::Failure> {
        let connection = self.connection.clone();
        self.app
            .preview_change(PreviewChange { connection, change })
            .await
    }

    async fn carry_out(&self, plan: &Plan) -> portolan_contract::ActivityId {
        let mut events = self.app.events.listen();
        let request = CarryOut {
            plan: plan.id.clone(),
            typed: String::new(),
            keep_layers: false,
        };
        let begun = self.app.carry_out(request).await.unwrap();
        loop {
            match events.recv().await {
                Ok(Event::JobEnded { job, failure }) if job.0 == begun.activity.0 => {
                    assert_eq!(failure, None);
                    return begun.activity;
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(problem) => panic!("{problem}"),
            }
        }
    }

    async fn set(&self, setting: AmazonSetting) {
        let request = SetAmazonSetting {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
            setting,
        };
        self.app.set_amazon_setting(request).await.unwrap();
    }
}

#[tokio::test]
async fn a_profile_connects_two_regions_whose_repositories_are_told_apart() {
    let scene = Scene::open().await;
    let tested = scene
        .app
        .test_connection(TestConnection {
            draft: by_profile(&scene.fake, &["eu-west-1"]),
            of: None,
        })
        .await
        .unwrap();
    assert!(tested.works, "{:#?}", tested.steps);
    let is_me = |finding: &Finding| matches!(finding, Finding::Identity { account, .. } if account == ACCOUNT);
    assert!(tested.steps.iter().any(|step| is_me(&step.finding)));
    scene
        .app
        .refresh_repositories(scene.connection.clone())
        .await
        .unwrap();
    let listed = scene
        .app
        .list_repositories(ListRepositories {
            connection: scene.connection.clone(),
            filter: String::new(),
            marked: None,
            sort: RepositorySort {
                column: RepositoryColumn::Name,
                descending: false,
            },
            offset: 0,
            limit: 10,
        })
        .await
        .unwrap();
    let names: Vec<&str> = listed.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, [REPOSITORY, "us-east-1/team/app"]);
    let connections = scene.app.list_connections(Nothing {}).await.unwrap();
    let connection = connections.iter().find(|one| one.id == scene.connection);
    let amazon = connection.unwrap().amazon.as_ref().unwrap();
    assert_eq!(amazon.account.as_deref(), Some(ACCOUNT));
    scene.app.close().await;
}

#[tokio::test]
async fn repositories_in_view_tell_their_images_sizes_and_resource_tags_and_are_sorted_by_them() {
    let scene = Scene::open().await;
    for name in ["one", "two", "three"] {
        scene.push(&Picture::of(name).tag(name));
    }
    let tags = vec![portolan_contract::ResourceTag {
        key: "team".to_owned(),
        value: "payments".to_owned(),
    }];
    scene
        .set(AmazonSetting::ResourceTags { tags: tags.clone() })
        .await;
    scene
        .app
        .refresh_repositories(scene.connection.clone())
        .await
        .unwrap();
    let rows = until("both repositories were looked into", async || {
        let request = ListRepositories {
            connection: scene.connection.clone(),
            filter: String::new(),
            marked: None,
            sort: RepositorySort {
                column: RepositoryColumn::Images,
                descending: true,
            },
            offset: 0,
            limit: 10,
        };
        let rows = scene.app.list_repositories(request).await.unwrap().rows;
        (rows[0].images == Some(3)).then_some(rows)
    })
    .await;
    assert_eq!(rows[0].name, REPOSITORY);
    assert_eq!(rows[0].resource_tags, tags);
    assert!(rows[0].bytes.is_some_and(|bytes| bytes > 0));
    // Nothing is known of an empty repository's images: it comes last, however they are sorted.
    assert_eq!(
        (rows[1].images, rows[1].name.as_str()),
        (None, "us-east-1/team/app")
    );
    let calls = scene.fake.count("DescribeImages");
    assert!(calls <= 2, "{calls} calls for two repositories");
    scene.app.close().await;
}

#[tokio::test]
async fn a_pasted_reference_of_the_registry_leads_to_the_repository_of_its_region() {
    let scene = Scene::open().await;
    // Who one is becomes known with the first question.
    scene.images().await;
    let text = format!("{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/team/app:1.0");
    let target = scene
        .app
        .resolve_address(ResolveAddress { text })
        .await
        .unwrap();
    assert_eq!(
        target,
        AddressTarget::Image {
            connection: scene.connection.clone(),
            repository: "us-east-1/team/app".to_owned(),
            selector: "1.0".to_owned(),
        }
    );
    scene.app.close().await;
}

#[tokio::test]
async fn images_come_by_the_registrys_own_list_and_a_deletion_is_taken_back() {
    let scene = Scene::open().await;
    scene.push(&Picture::of("one").tag("1.0"));
    scene.push(&Picture::of("two").tag("2.0").tag("latest"));
    let before = scene.fake.count("DescribeImages");
    let window = scene.images().await;
    assert_eq!(scene.fake.count("DescribeImages") - before, 1);
    assert!(window.tells.contains(&ImageColumn::Pushed), "{window:?}");
    let two = window.rows[0].clone();
    assert_eq!(two.tag_count, 2);

    let change = Change::AddTag {
        repository: REPOSITORY.to_owned(),
        digest: two.digest.clone().unwrap(),
        tag: "stable".to_owned(),
    };
    let plan = scene.preview(change).await.unwrap();
    scene.carry_out(&plan).await;
    assert!(scene.tags().await.contains(&"stable".to_owned()));

    let change = Change::DeleteImages {
        repository: REPOSITORY.to_owned(),
        digests: vec![two.digest.clone().unwrap()],
    };
    let plan = scene.preview(change).await.unwrap();
    let activity = scene.carry_out(&plan).await;
    assert_eq!(scene.tags().await, ["1.0"]);
    let plan = scene.app.preview_undo(activity).await.unwrap();
    scene.carry_out(&plan).await;
    let mut tags = scene.tags().await;
    tags.sort();
    assert_eq!(tags, ["1.0", "2.0", "latest", "stable"]);
    scene.app.close().await;
}

#[tokio::test]
async fn a_plan_says_that_the_last_tag_takes_the_image_along() {
    let scene = Scene::open().await;
    scene.push(&Picture::of("one").tag("1.0"));
    scene.images().await;
    let change = Change::RemoveTags {
        repository: REPOSITORY.to_owned(),
        tags: vec!["1.0".to_owned()],
    };
    let plan = scene.preview(change).await.unwrap();
    assert!(
        plan.warnings.contains(&PlanWarning::Workaround {
            method: RemovalMethod::OnlyTag
        }),
        "{plan:?}"
    );
    assert_eq!(plan.blast_radius.images, 1);
    scene.app.close().await;
}

#[tokio::test]
async fn an_image_inside_an_index_is_refused_with_the_index_named() {
    let scene = Scene::open().await;
    let child = scene.push(&Picture::of("child"));
    let index = scene.push(&Picture::index(std::slice::from_ref(&child)).tag("1.0"));
    scene.images().await;
    let delete = |digests: Vec<String>| Change::DeleteImages {
        repository: REPOSITORY.to_owned(),
        digests,
    };
    let refused = scene
        .preview(delete(vec![child.clone()]))
        .await
        .unwrap_err();
    assert_eq!(
        refused.hint,
        Some(Hint::InsideIndexes {
            indexes: vec![index.clone()]
        })
    );
    let plan = scene.preview(delete(vec![child, index])).await.unwrap();
    scene.carry_out(&plan).await;
    assert_eq!(scene.images().await.all, 0);
    scene.app.close().await;
}

#[tokio::test]
async fn a_tag_that_must_not_move_is_refused_before_it_is_tried_and_set_back_moves_again() {
    let scene = Scene::open().await;
    scene.push(&Picture::of("one").tag("1.0"));
    let two = scene.push(&Picture::of("two").tag("2.0"));
    scene.images().await;
    let frozen = TagMutability {
        immutable: true,
        exclusions: vec!["dev-*".to_owned()],
    };
    scene
        .set(AmazonSetting::Mutability { mutability: frozen })
        .await;
    let move_tag = || Change::MoveTag {
        repository: REPOSITORY.to_owned(),
        tag: "1.0".to_owned(),
        digest: two.clone(),
    };
    let puts = scene.fake.count("PutImage");
    let refused = scene.preview(move_tag()).await.unwrap_err();
    let hint = Hint::TagImmutable {
        tag: "1.0".to_owned(),
    };
    assert_eq!(refused.hint, Some(hint));
    assert_eq!(scene.fake.count("PutImage"), puts);

    let listed = scene
        .app
        .list_activities(ListActivities {
            connection: Some(scene.connection.clone()),
            offset: 0,
            limit: 10,
        })
        .await
        .unwrap();
    let activity = &listed.rows[0];
    assert!(matches!(activity.deed, ActivityDeed::AmazonSetting { .. }));
    let request = SetBack {
        activity: activity.id.clone(),
    };
    scene.app.set_back(request.clone()).await.unwrap();
    assert!(scene.preview(move_tag()).await.is_ok());
    // Once is enough: there is nothing more to set back.
    assert!(scene.app.set_back(request).await.is_err());
    scene.app.close().await;
}

#[tokio::test]
async fn a_repository_is_made_with_all_its_settings_and_its_lifecycle_said_before_it_holds() {
    let scene = Scene::open().await;
    let made = scene
        .app
        .create_amazon_repository(CreateAmazonRepository {
            connection: scene.connection.clone(),
            region: "us-east-1".to_owned(),
            name: "team/new".to_owned(),
            mutability: TagMutability {
                immutable: true,
                exclusions: Vec::new(),
            },
            scan_on_push: true,
            encryption: AmazonEncryption {
                kind: EncryptionKind::Aes256,
                key: None,
            },
            resource_tags: Vec::new(),
        })
        .await
        .unwrap();
    assert_eq!(made.repository, "us-east-1/team/new");
    let read = scene.app.read_amazon_repository(made).await.unwrap();
    assert!(read.mutability.immutable && read.scan_on_push);

    scene.push(&Picture::of("one").tag("1.0"));
    scene.push(&Picture::of("forgotten"));
    let text = r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any",
        "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}}]}"#;
    let check = CheckLifecycle {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        text: text.to_owned(),
    };
    scene.images().await;
    let checked = scene.app.check_lifecycle(check.clone()).await.unwrap();
    assert_eq!(checked.complaints, []);
    let preview = checked.preview.unwrap();
    assert_eq!((preview.expire, preview.stay), (1, 1));
    let theirs = scene.app.preview_lifecycle_by_ecr(check).await.unwrap();
    assert_eq!((theirs.expire, theirs.differences), (1, Vec::new()));
    scene
        .set(AmazonSetting::Lifecycle {
            text: Some(text.to_owned()),
        })
        .await;
    let kept = scene.app.read_lifecycle(scene.at()).await.unwrap();
    assert!(kept.text.unwrap().contains("imageCountMoreThan"));
    scene.app.close().await;
}

#[tokio::test]
async fn permissions_are_checked_set_with_a_ready_statement_and_set_back() {
    let scene = Scene::open().await;
    let added = scene
        .app
        .add_permission_sample(AddPermissionSample {
            scope: PolicyScope::Repository,
            text: String::new(),
            region: "eu-west-1".to_owned(),
            account: ACCOUNT.to_owned(),
            sample: PermissionSample::CrossAccountPull {
                accounts: vec!["111122223333".to_owned()],
            },
        })
        .await
        .unwrap();
    let check = async |text: &str| {
        let request = CheckPermissions {
            scope: PolicyScope::Repository,
            text: text.to_owned(),
        };
        scene.app.check_permissions(request).await.unwrap()
    };
    let listed = ListPermissionActions {
        scope: PolicyScope::Repository,
    };
    let actions = scene.app.list_permission_actions(listed).await.unwrap();
    let pull = actions.iter().find(|it| it.deed == PermissionDeed::Pull);
    assert!(
        pull.unwrap()
            .actions
            .contains(&"ecr:BatchGetImage".to_owned())
    );

    let checked = check(&added.text).await;
    assert_eq!((checked.complaints, checked.warnings), (vec![], vec![]));
    let who = &checked.access[0];
    let account = PolicyPrincipal::Account {
        account: "111122223333".to_owned(),
    };
    assert_eq!(who.subject, PermissionSubject::One { principal: account });
    let pull = who
        .abilities
        .iter()
        .find(|it| it.deed == PermissionDeed::Pull);
    assert!(pull.unwrap().lacks.is_empty());

    let everyone = added.text.replace(
        "\"AWS\": \"arn:aws:iam::111122223333:root\"",
        "\"AWS\": \"*\"",
    );
    let warned = check(&everyone).await.warnings;
    assert!(
        matches!(warned[0].danger, PermissionDanger::Everyone { .. }),
        "{warned:?}"
    );
    let wrong = check(&added.text.replace("Allow", "Perhaps")).await;
    assert_eq!(wrong.complaints[0].path, "$.Statement[0].Effect");
    assert_eq!((wrong.warnings, wrong.access), (vec![], vec![]));

    scene
        .set(AmazonSetting::Permissions {
            text: Some(added.text.clone()),
        })
        .await;
    let kept = scene.app.read_permissions(scene.at()).await.unwrap();
    assert_eq!(kept.text, Some(added.text));
    scene.set(AmazonSetting::Permissions { text: None }).await;
    assert_eq!(
        scene.app.read_permissions(scene.at()).await.unwrap().text,
        None
    );
    let listed = scene
        .app
        .list_activities(ListActivities {
            connection: Some(scene.connection.clone()),
            offset: 0,
            limit: 10,
        })
        .await
        .unwrap();
    let activity = listed.rows[0].id.clone();
    scene.app.set_back(SetBack { activity }).await.unwrap();
    assert!(
        scene
            .app
            .read_permissions(scene.at())
            .await
            .unwrap()
            .text
            .is_some()
    );
    scene.app.close().await;
}
