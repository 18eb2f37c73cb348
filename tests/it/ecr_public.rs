//! Amazon ECR Public as its publishers use it, through the verbs and over the real SDK: connected by a profile,
//! published, described, changed and set back, and the aliases that Amazon decides on.

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use portolan_app::{App, GalleryPlaces};
use portolan_contract::{
    ActivityDeed, ActivityId, AddressTarget, AliasProblem, AliasStatus, AliasTaken, AmazonApi,
    AmazonDraft, AmazonEndpoints, AmazonSignInDraft, AwaitAlias, CarryOut, Change, CheckAlias,
    Code, ConnectionDraft, ConnectionId, CreatePublicRepository, CustomEndpoint,
    DeleteAmazonRepository, Event, Failure, Grouping, Hint, ImageColumn, ImageFilter, ImageSort,
    ImageWindow, ListActivities, ListImages, ListPushCommands, ListRepositories, LogoChange,
    LogoFate, LogoFile, LogoProblem, Markdown, Nothing, Plan, PreviewChange, PublicCatalog,
    PublicSetting, RegistryKind, RepositoryAt, ResolveAddress, ResourceTag, SetBack,
    SetDisplayName, SetPublicCatalog, SetPublicSetting, Shell, SwitchSource, TestConnection,
};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_tests::{
    FreshHome, Galleries, Gallery, ShownListing,
    aws::{ACCESS_KEY, FakeAws, Picture, SECRET_KEY},
    until,
};
use tokio::sync::broadcast::error::RecvError;

use crate::program::draft;

const SEAT: &str = "us-east-1";
const REPOSITORY: &str = "team/app";

/// The program, signed in to the public registry by a profile of the home's files.
struct Scene {
    fake: FakeAws,
    // Ends after the program.
    home: FreshHome,
    app: Arc<App>,
    connection: ConnectionId,
}

fn publisher(fake: &FakeAws) -> ConnectionDraft {
    ConnectionDraft {
        plain_http: false,
        amazon: Some(AmazonDraft {
            sign_in: AmazonSignInDraft::Profile {
                name: "work".to_owned(),
            },
            regions: Vec::new(),
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
        ..draft("public.ecr.aws")
    }
}

/// The beginning of a PNG of this size: all that is looked at.
fn png(side: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(side.to_be_bytes());
    bytes.extend(side.to_be_bytes());
    bytes
}

fn catalog(description: &str) -> PublicCatalog {
    PublicCatalog {
        description: description.to_owned(),
        about: "# App".to_owned(),
        usage: "`docker run`".to_owned(),
        architectures: vec!["x86-64".to_owned(), "ARM 64".to_owned()],
        operating_systems: vec!["Linux".to_owned()],
    }
}

impl Scene {
    async fn open() -> Self {
        Self::open_at(FakeAws::start().await).await
    }

    async fn open_at(fake: FakeAws) -> Self {
        Self::open_among(fake, &GalleryPlaces::nowhere()).await
    }

    /// With sources of listings in other places.
    async fn open_among(fake: FakeAws, places: &GalleryPlaces) -> Self {
        let home = FreshHome::new();
        let folder = home.home().join(".aws");
        fs::create_dir_all(&folder).unwrap();
        let key = format!(
            "[work]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n"
        );
        fs::write(folder.join("credentials"), key).unwrap();
        let surroundings = Surroundings {
            home: home.home(),
            environment: [("AWS_ENDPOINT_URL".into(), fake.url().into())].into(),
        };
        let secrets = SecretStore::session_only();
        let app = App::open_among(&home.portolan(), secrets, surroundings, places)
            .await
            .unwrap();
        let added = app.add_connection(publisher(&fake)).await.unwrap();
        Self {
            fake,
            home,
            app,
            connection: added.id,
        }
    }

    /// With a repository that is described, and has a logo.
    async fn with_repository() -> Self {
        let scene = Self::open().await;
        let logo = scene.picture("first.png", &png(128));
        scene.create(Some(logo)).await.unwrap();
        scene
    }

    fn picture(&self, name: &str, bytes: &[u8]) -> String {
        let path: PathBuf = self.home.home().join(name);
        fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }

    async fn create(&self, logo: Option<String>) -> Result<RepositoryAt, Failure> {
        self.app
            .create_public_repository(CreatePublicRepository {
                connection: self.connection.clone(),
                name: REPOSITORY.to_owned(),
                catalog: catalog("An app"),
                logo,
                resource_tags: vec![ResourceTag {
                    key: "team".to_owned(),
                    value: "harbour".to_owned(),
                }],
            })
            .await
    }

    fn at(&self) -> RepositoryAt {
        RepositoryAt {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
        }
    }

    async fn describe(&self, catalog: PublicCatalog, logo: LogoChange) -> Result<(), Failure> {
        let request = SetPublicCatalog {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
            catalog,
            logo,
        };
        self.app.set_public_catalog(request).await.map(drop)
    }

    async fn description(&self) -> String {
        let read = self.app.read_public_repository(self.at()).await.unwrap();
        assert_eq!(read.problem, None);
        read.catalog.description
    }

    async fn logo(&self) -> Option<String> {
        let logo = self.app.read_public_logo(self.at()).await.unwrap();
        assert!(!logo.lost_if_changed);
        logo.url
    }

    /// The newest activity.
    async fn last(&self) -> (ActivityId, ActivityDeed) {
        let listed = self
            .app
            .list_activities(ListActivities {
                connection: Some(self.connection.clone()),
                offset: 0,
                limit: 1,
            })
            .await
            .unwrap();
        let activity = listed.rows.into_iter().next().unwrap();
        (activity.id, activity.deed)
    }

    async fn set_back(&self) -> Result<(), Failure> {
        let activity = self.last().await.0;
        self.app.set_back(SetBack { activity }).await.map(drop)
    }

    async fn images(&self) -> ImageWindow {
        self.app.refresh_images(self.at()).await.unwrap();
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
        let mut tags: Vec<String> = window.rows.into_iter().flat_map(|row| row.tags).collect();
        tags.sort();
        tags
    }

    async fn preview(&self, change: Change) -> Result<Plan, Failure> {
        let connection = self.connection.clone();
        self.app
            .preview_change(PreviewChange { connection, change })
            .await
    }

    async fn carry_out(&self, plan: &Plan) -> ActivityId {
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

    async fn check(&self, alias: &str) -> portolan_contract::AliasCheck {
        let request = CheckAlias {
            connection: self.connection.clone(),
            alias: alias.to_owned(),
        };
        self.app.check_alias(request).await.unwrap()
    }
}

#[tokio::test]
async fn a_profile_connects_the_public_registry_without_any_region() {
    let scene = Scene::open().await;
    scene.fake.region(SEAT).public_repository(REPOSITORY);
    scene.fake.region(SEAT).alias("harbour", "ACTIVE", true);
    let tested = scene
        .app
        .test_connection(TestConnection {
            draft: publisher(&scene.fake),
            of: None,
        })
        .await
        .unwrap();
    assert!(tested.works, "{:#?}", tested.steps);
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
            sort: portolan_contract::RepositorySort {
                column: portolan_contract::RepositoryColumn::Name,
                descending: false,
            },
            offset: 0,
            limit: 10,
        })
        .await
        .unwrap();
    assert_eq!(listed.rows[0].name, REPOSITORY);
    let connections = scene.app.list_connections(Nothing {}).await.unwrap();
    let connection = connections.iter().find(|one| one.id == scene.connection);
    let connection = connection.unwrap();
    assert_eq!(connection.kind, RegistryKind::EcrPublic);
    assert!(connection.hosts[0].host.ends_with("/harbour"));

    // Any of its aliases leads here, and nobody else's.
    let lead = async |alias: &str| {
        let text = format!("public.ecr.aws/{alias}/team/app:1.0");
        let request = ResolveAddress { text };
        scene.app.resolve_address(request).await.unwrap()
    };
    assert_eq!(
        lead("harbour").await,
        AddressTarget::Image {
            connection: scene.connection.clone(),
            repository: REPOSITORY.to_owned(),
            selector: "1.0".to_owned(),
        }
    );
    assert!(matches!(
        lead("somebody").await,
        AddressTarget::Listing { .. }
    ));
    let commands = scene
        .app
        .list_push_commands(ListPushCommands {
            connection: scene.connection.clone(),
            repository: Some(REPOSITORY.to_owned()),
            shell: Shell::Posix,
        })
        .await
        .unwrap();
    let docker = &commands[0].text;
    assert!(docker.starts_with("aws ecr-public get-login-password --region us-east-1"));
    assert!(docker.contains("/harbour/team/app:latest"), "{docker}");
    scene.app.close().await;
}

#[tokio::test]
async fn public_images_are_tagged_deleted_and_brought_back() {
    let scene = Scene::open().await;
    let here = scene.fake.region(SEAT);
    here.public_repository(REPOSITORY);
    here.push_public(REPOSITORY, &Picture::of("one").tag("1.0"));
    let two = here.push_public(REPOSITORY, &Picture::of("two").tag("2.0").tag("latest"));
    let before = scene.fake.count("DescribeImages");
    assert_eq!(scene.images().await.all, 2);
    assert_eq!(scene.fake.count("DescribeImages") - before, 1);

    let change = Change::AddTag {
        repository: REPOSITORY.to_owned(),
        digest: two.clone(),
        tag: "stable".to_owned(),
    };
    let plan = scene.preview(change).await.unwrap();
    scene.carry_out(&plan).await;
    assert_eq!(scene.tags().await, ["1.0", "2.0", "latest", "stable"]);

    let change = Change::DeleteImages {
        repository: REPOSITORY.to_owned(),
        digests: vec![two],
    };
    let plan = scene.preview(change).await.unwrap();
    let activity = scene.carry_out(&plan).await;
    assert_eq!(scene.tags().await, ["1.0"]);
    let plan = scene.app.preview_undo(activity).await.unwrap();
    scene.carry_out(&plan).await;
    assert_eq!(scene.tags().await, ["1.0", "2.0", "latest", "stable"]);
    scene.app.close().await;
}

#[tokio::test]
async fn a_repository_is_made_with_what_is_written_about_it_and_deleted_by_its_name() {
    let scene = Scene::with_repository().await;
    let read = scene.app.read_public_repository(scene.at()).await.unwrap();
    assert_eq!(read.catalog, catalog("An app"));
    assert!(read.has_logo);
    assert_eq!(read.resource_tags.unwrap()[0].value, "harbour");
    // The first repository has brought the alias.
    assert!(read.gallery.unwrap().ends_with("/team/app"));
    let delete = |typed: &str| DeleteAmazonRepository {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        typed: typed.to_owned(),
    };
    let refused = scene.app.delete_public_repository(delete("app")).await;
    assert_eq!(refused.unwrap_err().hint, Some(Hint::NameNotTyped));
    scene
        .app
        .delete_public_repository(delete(REPOSITORY))
        .await
        .unwrap();
    let gone = scene.app.read_public_repository(scene.at()).await;
    assert_eq!(gone.unwrap_err().code, Code::NotFound);
    scene.app.close().await;
}

#[tokio::test]
async fn texts_and_logo_are_set_back_together() {
    let scene = Scene::with_repository().await;
    let first = scene.logo().await;
    assert!(first.is_some());
    // The logo stays where only the texts are written anew.
    scene
        .describe(catalog("Another"), LogoChange::Keep)
        .await
        .unwrap();
    assert_eq!(scene.description().await, "Another");
    assert_eq!(scene.logo().await, first);
    let other = scene.picture("other.png", &png(256));
    let replace = LogoChange::Replace { path: other };
    scene.describe(catalog("Third"), replace).await.unwrap();
    assert_ne!(scene.logo().await, first);
    let deed = scene.last().await.1;
    assert!(
        matches!(
            &deed,
            ActivityDeed::PublicSetting {
                logo: LogoFate::Replaced,
                ..
            }
        ),
        "{deed:?}"
    );
    scene.set_back().await.unwrap();
    assert_eq!(scene.description().await, "Another");
    assert_eq!(scene.logo().await, first);
    scene
        .describe(catalog("Another"), LogoChange::Remove)
        .await
        .unwrap();
    assert_eq!(scene.logo().await, None);
    scene.set_back().await.unwrap();
    assert_eq!(scene.logo().await, first);
    scene.app.close().await;
}

#[tokio::test]
async fn what_somebody_else_has_written_meanwhile_is_not_set_back() {
    let scene = Scene::with_repository().await;
    scene
        .describe(catalog("Mine"), LogoChange::Keep)
        .await
        .unwrap();
    let mine = scene.last().await.0;
    scene
        .describe(catalog("Theirs"), LogoChange::Keep)
        .await
        .unwrap();
    let refused = scene.app.set_back(SetBack { activity: mine }).await;
    let hint = refused.unwrap_err().hint;
    assert!(
        matches!(hint, Some(Hint::RegistryChanged { .. })),
        "{hint:?}"
    );
    assert_eq!(scene.description().await, "Theirs");
    scene.app.close().await;
}

#[tokio::test]
async fn a_logo_that_can_not_be_fetched_is_not_lost_without_a_word() {
    let scene = Scene::open_at(FakeAws::start_with_real_hosts().await).await;
    let logo = scene.picture("logo.png", &png(128));
    scene.create(Some(logo.clone())).await.unwrap();
    let shown = scene.app.read_public_logo(scene.at()).await.unwrap();
    assert!(shown.url.is_none() && shown.lost_if_changed);
    let refused = scene.describe(catalog("Another"), LogoChange::Keep).await;
    assert_eq!(refused.unwrap_err().hint, Some(Hint::LogoNotFetched));
    assert_eq!(scene.description().await, "An app");
    let replace = LogoChange::Replace { path: logo };
    scene.describe(catalog("Another"), replace).await.unwrap();
    let deed = scene.last().await.1;
    assert!(
        matches!(
            &deed,
            ActivityDeed::PublicSetting {
                logo: LogoFate::Lost,
                ..
            }
        ),
        "{deed:?}"
    );
    scene.app.close().await;
}

#[tokio::test]
async fn resource_tags_the_policy_and_the_display_name_are_set_and_set_back() {
    let scene = Scene::with_repository().await;
    let set = async |setting: PublicSetting| {
        let request = SetPublicSetting {
            connection: scene.connection.clone(),
            repository: REPOSITORY.to_owned(),
            setting,
        };
        scene.app.set_public_setting(request).await.unwrap();
    };
    let tags = async || {
        let read = scene.app.read_public_repository(scene.at()).await.unwrap();
        let tags = read.resource_tags.unwrap().into_iter();
        tags.map(|tag| tag.key).collect::<Vec<String>>()
    };
    let other = ResourceTag {
        key: "cost".to_owned(),
        value: "7".to_owned(),
    };
    set(PublicSetting::ResourceTags { tags: vec![other] }).await;
    assert_eq!(tags().await, ["cost"]);
    scene.set_back().await.unwrap();
    assert_eq!(tags().await, ["team"]);

    let policy = async || scene.app.read_public_policy(scene.at()).await.unwrap().text;
    let text = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"ecr-public:PutImage"}]}"#;
    set(PublicSetting::Permissions {
        text: Some(text.to_owned()),
    })
    .await;
    assert_eq!(policy().await.as_deref(), Some(text));
    scene.set_back().await.unwrap();
    assert_eq!(policy().await, None);

    let rename = |name: &str| SetDisplayName {
        connection: scene.connection.clone(),
        name: name.to_owned(),
    };
    let name = async || {
        let request = scene.connection.clone();
        let read = scene.app.read_public_registry(request).await.unwrap();
        read.display_name
    };
    scene.app.set_display_name(rename("Harbour")).await.unwrap();
    assert_eq!(name().await.as_deref(), Some("Harbour"));
    scene.set_back().await.unwrap();
    assert_eq!(name().await, None);
    let long = scene.app.set_display_name(rename(&"h".repeat(101))).await;
    assert!(matches!(long.unwrap_err().code, Code::InvalidInput { .. }));
    scene.app.close().await;
}

#[tokio::test]
async fn what_amazon_would_refuse_is_said_before_anything_is_asked() {
    let scene = Scene::with_repository().await;
    let asked = scene.fake.requests().len();
    let field = |failure: Failure| match failure.code {
        Code::InvalidInput { field } => field,
        other => panic!("{other:?}"),
    };
    let small = scene.picture("small.png", &png(59));
    let heavy: Vec<u8> = [png(128), vec![0; 512_000]].concat();
    let heavy = scene.picture("heavy.png", &heavy);
    let gif = scene.picture("picture.gif", b"GIF89a");
    for (path, problem) in [
        (
            small,
            LogoProblem::Side {
                least: 60,
                most: 2048,
            },
        ),
        (heavy, LogoProblem::TooManyBytes { most: 512_000 }),
        (gif, LogoProblem::NotPng),
    ] {
        let request = LogoFile { path: path.clone() };
        let looked = scene.app.check_public_logo(request).await.unwrap();
        assert_eq!(looked.problems, [problem]);
        let refused = scene.create(Some(path)).await.unwrap_err();
        assert_eq!(field(refused), "logo");
    }
    let long = PublicCatalog {
        usage: "u".repeat(25_601),
        ..catalog("An app")
    };
    let refused = scene.describe(long, LogoChange::Keep).await.unwrap_err();
    assert_eq!(field(refused), "usage");
    let refused = scene
        .app
        .create_public_repository(CreatePublicRepository {
            connection: scene.connection.clone(),
            name: "a--b".to_owned(),
            catalog: PublicCatalog::default(),
            logo: None,
            resource_tags: Vec::new(),
        })
        .await
        .unwrap_err();
    assert_eq!(field(refused), "name");
    assert_eq!(scene.fake.requests().len(), asked);
    scene.app.close().await;
}

#[tokio::test]
async fn an_alias_that_was_asked_for_is_followed_until_amazon_has_decided() {
    let scene = Scene::with_repository().await;
    let wait = |waits| AwaitAlias {
        connection: scene.connection.clone(),
        alias: "harbour".to_owned(),
        waits,
    };
    let read = async || {
        let request = scene.connection.clone();
        scene.app.read_public_registry(request).await.unwrap()
    };
    scene.app.await_alias(wait(true)).await.unwrap();
    assert_eq!(read().await.awaited, ["harbour"]);
    scene.app.await_alias(wait(false)).await.unwrap();
    assert!(read().await.awaited.is_empty());
    scene.app.await_alias(wait(true)).await.unwrap();

    let mut events = scene.app.events.listen();
    for (answer, status) in [
        ("PENDING", AliasStatus::Pending),
        ("REJECTED", AliasStatus::Rejected),
    ] {
        scene.fake.region(SEAT).alias("harbour", answer, false);
        // The connection is refreshed; nobody looks at the aliases.
        scene
            .app
            .refresh_repositories(scene.connection.clone())
            .await
            .unwrap();
        let told = loop {
            if let Event::AliasChanged { alias, status, .. } = events.recv().await.unwrap() {
                break (alias, status);
            }
        };
        assert_eq!(told, ("harbour".to_owned(), status));
    }
    let registry = read().await;
    assert!(registry.awaited.is_empty());
    let harbour = registry.aliases.iter().find(|it| it.name == "harbour");
    assert_eq!(harbour.unwrap().status, AliasStatus::Rejected);
    assert!(registry.aliases[0].given && registry.aliases[0].primary);
    scene.app.close().await;
}

#[tokio::test]
async fn a_wished_alias_is_looked_at_while_it_is_typed() {
    let scene = Scene::with_repository().await;
    let wrong = scene.check("Harbour").await;
    assert!(matches!(
        wrong.problems[0],
        AliasProblem::Character { .. } | AliasProblem::Grammar
    ));
    assert_eq!(wrong.taken, AliasTaken::NotLookedFor);
    let doubted = scene.check("my-aws-tools").await;
    assert_eq!(doubted.problems, []);
    assert_eq!(doubted.doubts[0].word, "aws");
    let free = scene.check("quite-an-unusual-alias").await;
    // No source of listings is switched on here.
    assert_eq!(free.taken, AliasTaken::NotSeen { asked: false });
    let request = scene.connection.clone();
    let registry = scene.app.read_public_registry(request).await.unwrap();
    let own = scene.check(&registry.aliases[0].name).await;
    let status = AliasStatus::Active;
    assert_eq!(own.taken, AliasTaken::Own { status });
    // The shipped catalogue knows who publishes under it.
    until("the catalogue is searched", async || {
        let taken = scene.check("amazonlinux").await.taken;
        matches!(taken, AliasTaken::Taken { .. }).then_some(())
    })
    .await;
    scene.app.close().await;
}

#[tokio::test]
async fn the_gallery_itself_is_asked_who_publishes_under_a_wished_alias_where_it_is_switched_on() {
    let galleries = Galleries::start().await;
    let tides = ShownListing::new("tidewatchers", "tides", "Charts tides.");
    galleries.show(Gallery::EcrPublic, tides);
    let places = GalleryPlaces::named(&galleries.url());
    let scene = Scene::open_among(FakeAws::start().await, &places).await;
    let switch = async |enabled| {
        let source = "ecr-public".to_owned();
        let switched = scene.app.switch_source(SwitchSource { source, enabled });
        switched.await.unwrap();
    };
    switch(true).await;
    let reference = "public.ecr.aws/tidewatchers/tides".to_owned();
    let taken = scene.check("tidewatchers").await.taken;
    assert_eq!(taken, AliasTaken::Taken { reference });
    // Of an alias that is only a part of another's nobody publishes.
    let free = scene.check("tidewatcher").await.taken;
    assert_eq!(free, AliasTaken::NotSeen { asked: true });
    switch(false).await;
    let asked = galleries.seen().len();
    let unasked = scene.check("quite-another-alias").await.taken;
    assert_eq!(unasked, AliasTaken::NotSeen { asked: false });
    assert_eq!(galleries.seen().len(), asked);
    scene.app.close().await;
}

/// Lets time pass for all who wait.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn an_awaited_alias_is_looked_at_every_quarter_of_an_hour_while_nobody_does() {
    let scene = Scene::open().await;
    let wait = AwaitAlias {
        connection: scene.connection.clone(),
        alias: "harbour".to_owned(),
        waits: true,
    };
    scene.app.await_alias(wait).await.unwrap();
    let connection = scene.connection.clone();
    scene.app.read_public_registry(connection).await.unwrap();
    scene.fake.region(SEAT).alias("harbour", "PENDING", false);
    let mut events = scene.app.events.listen();
    let mut decided = async || loop {
        if let Event::AliasChanged { alias, status, .. } = events.recv().await.unwrap() {
            break (alias, status);
        }
    };
    pass(Duration::from_mins(16)).await;
    assert_eq!(
        decided().await,
        ("harbour".to_owned(), AliasStatus::Pending)
    );
    // While it is pending it is looked at again.
    scene.fake.region(SEAT).alias("harbour", "ACTIVE", true);
    pass(Duration::from_mins(16)).await;
    assert_eq!(decided().await, ("harbour".to_owned(), AliasStatus::Active));
    scene.app.close().await;
}

#[tokio::test]
async fn about_and_usage_are_previewed_as_the_gallery_shows_them() {
    let scene = Scene::open().await;
    let preview = async |text: &str| {
        let text = text.to_owned();
        let request = Markdown { text };
        scene.app.preview_markdown(request).await.unwrap().html
    };
    let html = preview("# App\n\n<script>alert(1)</script>\n\n**bold**").await;
    let html = html.unwrap();
    assert!(html.contains("<strong>bold</strong>") && !html.contains("script"));
    assert_eq!(preview("  ").await, None);
    scene.app.close().await;
}
