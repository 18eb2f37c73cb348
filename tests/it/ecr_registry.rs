//! The registry of Amazon ECR in a region, through the verbs and over the real SDK: its settings and rules
//! are read, checked, set, and set back.

use std::{collections::BTreeMap, fs, sync::Arc};

use http::Method;
use portolan_app::{App, GalleryPlaces};
use portolan_contract::{
    AccountSettingName, Activity, ActivityDeed, AmazonApi, AmazonDraft, AmazonEncryption,
    AmazonEndpoints, AmazonSignInDraft, BackfillAt, BackfillState, CacheRule, CacheRuleAt,
    CacheUpstream, CachedRepositoryAt, CachedTagState, Code, ConnectionDraft, ConnectionId,
    CreationOccasion, CreationTemplate, CustomEndpoint, EncryptionKind, Failure, Hint,
    ImageProgress, ListActivities, ProgressState, ReadImageProgress, RegistryAt, RegistryField,
    RegistryProblem, RegistryScanRule, RegistrySetting, ReplicationDestination, ReplicationRule,
    ResourceTag, ScanFrequency, SetBack, SetRegistrySetting, SigningRule, StartBackfill,
    TagMutability,
};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_tests::{
    Answer, FreshHome, Scripted, Seen,
    aws::{ACCESS_KEY, ACCOUNT, Api, FakeAws, Fault, Injection, Picture, SECRET_KEY},
    until,
};
use serde_json::{Value, json};

use crate::program::draft;

const REGION: &str = "eu-west-1";
const ELSEWHERE: &str = "us-east-1";
const SECRET: &str =
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf";
const PROFILE: &str = "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/release";

/// The program, connected to the registries of two regions.
struct Scene {
    fake: FakeAws,
    // Ends after the program.
    _home: FreshHome,
    app: Arc<App>,
    connection: ConnectionId,
}

impl Scene {
    async fn open() -> Self {
        Self::open_among(&GalleryPlaces::nowhere()).await
    }

    /// With public registries in other places.
    async fn open_among(places: &GalleryPlaces) -> Self {
        let fake = FakeAws::start().await;
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
        let draft = ConnectionDraft {
            plain_http: false,
            amazon: Some(AmazonDraft {
                sign_in: AmazonSignInDraft::Profile {
                    name: "work".to_owned(),
                },
                regions: vec![REGION.to_owned(), ELSEWHERE.to_owned()],
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
        };
        let connection = app.add_connection(draft).await.unwrap().id;
        Self {
            fake,
            _home: home,
            app,
            connection,
        }
    }

    fn at(&self) -> RegistryAt {
        RegistryAt {
            connection: self.connection.clone(),
            region: REGION.to_owned(),
        }
    }

    fn request(&self, setting: RegistrySetting) -> SetRegistrySetting {
        SetRegistrySetting {
            connection: self.connection.clone(),
            region: REGION.to_owned(),
            setting,
        }
    }

    async fn try_setting(&self, setting: RegistrySetting) -> Result<(), Failure> {
        let request = self.request(setting);
        self.app.set_registry_setting(request).await.map(drop)
    }

    async fn set(&self, setting: RegistrySetting) {
        self.try_setting(setting).await.unwrap();
    }

    async fn complaints(&self, setting: RegistrySetting) -> Vec<(RegistryField, RegistryProblem)> {
        let request = self.request(setting);
        let found = self.app.check_registry_setting(request).await.unwrap();
        found.into_iter().map(|it| (it.field, it.problem)).collect()
    }

    async fn last(&self) -> Activity {
        let request = ListActivities {
            connection: Some(self.connection.clone()),
            offset: 0,
            limit: 1,
        };
        let mut listed = self.app.list_activities(request).await.unwrap();
        listed.rows.remove(0)
    }

    /// Sets back what was set last.
    async fn set_back(&self) -> Result<(), Failure> {
        let activity = self.last().await;
        assert!(matches!(
            activity.deed,
            ActivityDeed::RegistrySetting { .. }
        ));
        let request = SetBack {
            activity: activity.id,
        };
        self.app.set_back(request).await.map(drop)
    }

    /// Puts an image by the API, as a push does, so that ECR replicates and signs it.
    async fn put_image(&self, repository: &str, tag: &str) -> String {
        let digest = self.fake.region(REGION).push(repository, &Picture::of(tag));
        let ids = json!({ "repositoryName": repository, "imageIds": [{ "imageDigest": digest }] });
        let got = self.behind_the_back("BatchGetImage", ids).await;
        let manifest = got["images"][0]["imageManifest"].clone();
        let put =
            json!({ "repositoryName": repository, "imageManifest": manifest, "imageTag": tag });
        self.behind_the_back("PutImage", put).await;
        digest
    }

    async fn progress(&self, repository: &str, digest: String) -> ImageProgress {
        let request = ReadImageProgress {
            connection: self.connection.clone(),
            repository: format!("{REGION}/{repository}"),
            digest,
        };
        let progress = self.app.read_image_progress(request).await.unwrap();
        assert_eq!(progress.problems, []);
        progress
    }

    async fn behind_the_back(&self, operation: &str, input: Value) -> Value {
        let (status, reply) = self.fake.ask(Api::Ecr, REGION, operation, input).await;
        assert_eq!(status, 200, "{reply}");
        reply
    }
}

fn destination() -> ReplicationDestination {
    ReplicationDestination {
        region: ELSEWHERE.to_owned(),
        account: ACCOUNT.to_owned(),
    }
}

fn replicating(prefix: &str, deletes: bool) -> RegistrySetting {
    RegistrySetting::Replication {
        rules: vec![ReplicationRule {
            destinations: vec![destination()],
            prefixes: vec![prefix.to_owned()],
            deletes,
        }],
    }
}

fn rule(upstream: CacheUpstream, address: &str, credential: Option<&str>) -> CacheRule {
    CacheRule {
        upstream: Some(upstream),
        address: address.to_owned(),
        upstream_prefix: None,
        credential: credential.map(str::to_owned),
        role: None,
    }
}

fn caching(prefix: &str, rule: Option<CacheRule>) -> RegistrySetting {
    RegistrySetting::CacheRule {
        prefix: prefix.to_owned(),
        rule,
    }
}

#[tokio::test]
async fn replication_is_set_with_its_deletions_and_set_back() {
    let scene = Scene::open().await;
    scene.set(replicating("prod", true)).await;
    let kept = scene.behind_the_back("DescribeRegistry", json!({})).await;
    let rule = &kept["replicationConfiguration"]["rules"][0];
    assert_eq!(rule["deleteReplication"]["enabled"], true);
    assert_eq!(rule["repositoryFilters"][0]["filter"], "prod");
    // What deletes is read as well, so that another change does not take it away.
    let read = scene.app.read_replication(scene.at()).await.unwrap();
    assert_eq!(read.account, ACCOUNT);
    assert!(read.rules[0].deletes);

    // Pushed afterwards, an image is told to be there.
    scene.fake.region(REGION).repository("prod/app");
    let digest = scene.put_image("prod/app", "1.0").await;
    let replicated = scene
        .progress("prod/app", digest)
        .await
        .replication
        .unwrap();
    assert_eq!(replicated.len(), 1);
    assert_eq!(replicated[0].destination, destination());
    assert_eq!(replicated[0].state, ProgressState::Complete);

    scene.set(replicating("staging", false)).await;
    scene.set_back().await.unwrap();
    let read = scene.app.read_replication(scene.at()).await.unwrap();
    assert_eq!(read.rules[0].prefixes, ["prod"]);
    assert!(read.rules[0].deletes);
    scene.app.close().await;
}

#[tokio::test]
async fn what_ecr_would_refuse_of_replication_is_said_with_its_field_and_never_asked() {
    let scene = Scene::open().await;
    let asked = scene.fake.count("PutReplicationConfiguration");
    let rules = |destination: ReplicationDestination, prefix: &str| RegistrySetting::Replication {
        rules: vec![ReplicationRule {
            destinations: vec![destination],
            prefixes: vec![prefix.to_owned()],
            deletes: false,
        }],
    };
    let itself = ReplicationDestination {
        region: REGION.to_owned(),
        account: ACCOUNT.to_owned(),
    };
    let short = ReplicationDestination {
        region: ELSEWHERE.to_owned(),
        account: "1234".to_owned(),
    };
    for (setting, field, problem) in [
        (
            rules(itself, "prod"),
            RegistryField::Destinations,
            RegistryProblem::Itself,
        ),
        (
            rules(short, "prod"),
            RegistryField::DestinationAccount,
            RegistryProblem::TooShort { has: 4, least: 12 },
        ),
        (
            rules(destination(), "Prod"),
            RegistryField::Prefixes,
            RegistryProblem::Character {
                found: "P".to_owned(),
            },
        ),
        (
            RegistrySetting::Replication {
                rules: (0..11)
                    .map(|_| ReplicationRule {
                        destinations: vec![destination()],
                        prefixes: Vec::new(),
                        deletes: false,
                    })
                    .collect(),
            },
            RegistryField::Rules,
            RegistryProblem::TooMany { has: 11, most: 10 },
        ),
        (
            RegistrySetting::Replication {
                rules: (0..2)
                    .map(|rule| ReplicationRule {
                        destinations: (0..13)
                            .map(|one| ReplicationDestination {
                                region: ELSEWHERE.to_owned(),
                                account: format!("{:012}", rule * 100 + one),
                            })
                            .collect(),
                        prefixes: Vec::new(),
                        deletes: false,
                    })
                    .collect(),
            },
            RegistryField::Destinations,
            RegistryProblem::TooMany { has: 26, most: 25 },
        ),
    ] {
        assert_eq!(
            scene.complaints(setting.clone()).await,
            [(field, problem)],
            "{setting:?}"
        );
        let refused = scene.try_setting(setting).await.unwrap_err();
        assert!(matches!(refused.code, Code::InvalidInput { .. }));
    }
    assert_eq!(scene.fake.count("PutReplicationConfiguration"), asked);
    scene.app.close().await;
}

#[tokio::test]
async fn a_backfill_copies_what_was_there_before_and_tells_what_became_of_it() {
    let scene = Scene::open().await;
    scene.fake.region(REGION).repository("prod/app");
    scene
        .fake
        .region(REGION)
        .push("prod/app", &Picture::of("one").tag("1.0"));
    scene.set(replicating("prod", false)).await;
    let start = StartBackfill {
        connection: scene.connection.clone(),
        region: REGION.to_owned(),
        destination: destination(),
    };
    scene.app.start_backfill(start.clone()).await.unwrap();
    assert!(matches!(
        scene.last().await.deed,
        ActivityDeed::Backfill { stopped: false, .. }
    ));
    // One at a time for a region.
    let second = scene.app.start_backfill(start).await.unwrap_err();
    assert_eq!(second.code, Code::Conflict);
    let listed = scene.app.list_backfills(scene.at()).await.unwrap();
    let at = BackfillAt {
        connection: scene.connection.clone(),
        region: REGION.to_owned(),
        id: listed[0].id.clone(),
        destination: destination(),
    };
    let report = until("the backfill to be complete", async || {
        let report = scene.app.read_backfill(at.clone()).await.unwrap();
        (report.backfill.state == BackfillState::Complete).then_some(report)
    })
    .await;
    assert_eq!(report.backfill.total, Some(1));
    assert_eq!(report.images.len(), 1);
    assert!(report.images[0].there);
    // It is over: nothing is there to stop.
    assert!(scene.app.stop_backfill(at).await.is_err());
    scene.app.close().await;
}

#[tokio::test]
async fn a_cache_rule_is_made_tried_listed_and_undone() {
    let scene = Scene::open().await;
    scene.fake.add_secret(SECRET, false);
    let hub = rule(
        CacheUpstream::DockerHub,
        "registry-1.docker.io",
        Some(SECRET),
    );
    scene.set(caching("hub", Some(hub.clone()))).await;
    let valid = CacheRuleAt {
        connection: scene.connection.clone(),
        region: REGION.to_owned(),
        prefix: "hub".to_owned(),
    };
    let tried = scene.app.validate_cache_rule(valid.clone()).await.unwrap();
    assert!(!tried.valid);
    assert_eq!(
        tried.failure.as_deref(),
        Some("The upstream registry refused the credentials")
    );
    let listed = scene.app.list_cache_rules(scene.at()).await.unwrap();
    assert_eq!((listed[0].prefix.as_str(), &listed[0].rule), ("hub", &hub));

    // What it has brought.
    scene.fake.region(REGION).repository("hub/library/nginx");
    scene.fake.region(REGION).repository("hubbub");
    scene
        .fake
        .region(REGION)
        .push("hub/library/nginx", &Picture::of("nginx").tag("1.27"));
    let cached = scene.app.list_cached(valid).await.unwrap();
    assert_eq!(cached.rows.len(), 1);
    assert_eq!(cached.rows[0].repository, "eu-west-1/hub/library/nginx");
    assert_eq!(cached.rows[0].images, Some(1));
    assert!(cached.rows[0].brought.is_some() && cached.rows[0].pulled.is_none());

    // Made, then undone, is deleted; deleted, then undone, is made.
    scene.set(caching("hub", None)).await;
    assert_eq!(scene.app.list_cache_rules(scene.at()).await.unwrap(), []);
    scene.set_back().await.unwrap();
    let again = scene.app.list_cache_rules(scene.at()).await.unwrap();
    assert_eq!(again[0].rule, hub);
    scene
        .set(caching(
            "k8s",
            Some(rule(CacheUpstream::Kubernetes, "registry.k8s.io", None)),
        ))
        .await;
    scene.set_back().await.unwrap();
    assert_eq!(
        scene.app.list_cache_rules(scene.at()).await.unwrap().len(),
        1
    );
    scene.app.close().await;
}

/// What an upstream answers to a HEAD of a tag.
fn head(upstream: &Scripted, tag: &str, answer: Answer) {
    let path = format!("/v2/library/nginx/manifests/{tag}");
    upstream.answer(Method::HEAD, &path, answer);
}

fn pointing_to(digest: &str) -> Answer {
    Answer::status(200)
        .header("docker-content-digest", digest)
        .header("content-type", "application/vnd.oci.image.manifest.v1+json")
}

#[tokio::test]
async fn cached_tags_are_held_against_their_upstream_on_request_and_by_heads_alone() {
    let upstream = Scripted::start().await;
    let host = upstream.url().replace("http://", "");
    let places = GalleryPlaces::named(&format!("docker-hub-registry={host}"));
    let scene = Scene::open_among(&places).await;
    scene.fake.add_secret(SECRET, true);
    let hub = CacheUpstream::DockerHub;
    let hub = rule(hub, "registry-1.docker.io", Some(SECRET));
    scene.set(caching("hub", Some(hub))).await;
    let place = scene.fake.region(REGION);
    place.repository("hub/library/nginx");
    let mut digests = BTreeMap::new();
    for tag in ["fresh", "stale", "gone"] {
        let digest = place.push("hub/library/nginx", &Picture::of(tag).tag(tag));
        digests.insert(tag, digest);
    }
    upstream.answer(Method::GET, "/v2/", Answer::status(200));
    head(&upstream, "fresh", pointing_to(&digests["fresh"]));
    head(&upstream, "stale", pointing_to(&digests["fresh"]));
    let unknown = Answer::error(404, "MANIFEST_UNKNOWN", "no such tag");
    head(&upstream, "gone", Answer::status(404));
    upstream.answer(Method::GET, "/v2/library/nginx/manifests/gone", unknown);
    let request = CachedRepositoryAt {
        connection: scene.connection.clone(),
        region: REGION.to_owned(),
        prefix: "hub".to_owned(),
        repository: format!("{REGION}/hub/library/nginx"),
    };
    let look = scene
        .app
        .compare_with_upstream(request.clone())
        .await
        .unwrap();
    assert_eq!(look.upstream, "docker.io/library/nginx");
    assert_eq!(look.problem, None);
    let states: BTreeMap<_, _> = look
        .tags
        .iter()
        .map(|it| (it.tag.as_str(), it.state))
        .collect();
    assert_eq!(
        states,
        BTreeMap::from([
            ("fresh", CachedTagState::Fresh),
            ("stale", CachedTagState::Stale),
            ("gone", CachedTagState::Gone),
        ])
    );
    let seen = upstream.seen();
    let fetched = |it: &Seen| it.method == Method::GET && it.path.contains("/manifests/fresh");
    assert!(!seen.iter().any(fetched), "no content is fetched: {seen:?}");

    // Where the upstream has had enough, it is asked no more, and the reason is said.
    for tag in ["fresh", "stale", "gone"] {
        let enough = Answer::error(429, "TOOMANYREQUESTS", "slow down");
        head(&upstream, tag, enough);
    }
    let look = scene.app.compare_with_upstream(request).await.unwrap();
    let problem = look.problem.unwrap();
    assert!(
        matches!(problem.code, Code::RateLimited { .. }),
        "{problem:?}"
    );
    assert!(
        look.tags
            .iter()
            .all(|it| it.state == CachedTagState::Unknown)
    );
    scene.app.close().await;
}

#[tokio::test]
async fn a_cache_rule_that_can_not_take_the_old_ones_place_leaves_the_old_one() {
    let scene = Scene::open().await;
    scene.fake.add_secret(SECRET, true);
    let hub = rule(
        CacheUpstream::DockerHub,
        "registry-1.docker.io",
        Some(SECRET),
    );
    scene.set(caching("hub", Some(hub.clone()))).await;
    let unknown = SECRET.replace("hub-", "gone-");
    let other = rule(CacheUpstream::GitHub, "ghcr.io", Some(&unknown));
    let refused = scene.try_setting(caching("hub", Some(other))).await;
    assert_eq!(refused.unwrap_err().code, Code::NotFound);
    let listed = scene.app.list_cache_rules(scene.at()).await.unwrap();
    assert_eq!(listed[0].rule, hub);
    scene.app.close().await;
}

#[tokio::test]
async fn a_cache_rule_without_what_its_upstream_needs_is_refused_before_it_is_tried() {
    let scene = Scene::open().await;
    for (prefix, rule, field) in [
        (
            "hub",
            rule(CacheUpstream::DockerHub, "registry-1.docker.io", None),
            RegistryField::Credential,
        ),
        (
            "hub",
            rule(
                CacheUpstream::GitHub,
                "ghcr.io",
                Some(&SECRET.replace("ecr-pullthroughcache", "some-other-name-here")),
            ),
            RegistryField::Credential,
        ),
        (
            "hub",
            rule(CacheUpstream::Quay, "example.org", None),
            RegistryField::UpstreamAddress,
        ),
        (
            "h",
            rule(CacheUpstream::Quay, "quay.io", None),
            RegistryField::CachePrefix,
        ),
    ] {
        let setting = caching(prefix, Some(rule));
        let found = scene.complaints(setting.clone()).await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, field);
        assert!(scene.try_setting(setting).await.is_err());
    }
    assert_eq!(scene.fake.count("CreatePullThroughCacheRule"), 0);
    scene.app.close().await;
}

#[tokio::test]
async fn scanning_of_the_whole_registry_is_set_within_its_limits_and_set_back() {
    let scene = Scene::open().await;
    let before = scene.app.read_registry_scanning(scene.at()).await.unwrap();
    let scan = |frequency, filter: &str| RegistryScanRule {
        frequency,
        filters: vec![filter.to_owned()],
    };
    let continuous = vec![
        scan(ScanFrequency::Continuous, "prod*"),
        scan(ScanFrequency::OnPush, "*"),
    ];
    let basic = RegistrySetting::Scanning {
        enhanced: false,
        rules: continuous.clone(),
    };
    assert_eq!(
        scene.complaints(basic).await,
        [(RegistryField::ScanFrequency, RegistryProblem::NotHere)]
    );
    scene
        .set(RegistrySetting::Scanning {
            enhanced: true,
            rules: continuous.clone(),
        })
        .await;
    let now = scene.app.read_registry_scanning(scene.at()).await.unwrap();
    assert!(now.enhanced);
    assert_eq!(now.rules, continuous);
    scene.set_back().await.unwrap();
    let now = scene.app.read_registry_scanning(scene.at()).await.unwrap();
    assert_eq!(now, before);
    scene.app.close().await;
}

fn template() -> CreationTemplate {
    CreationTemplate {
        description: Some("What the cache brings".to_owned()),
        applied_for: vec![CreationOccasion::PullThroughCache, CreationOccasion::Push],
        mutability: TagMutability {
            immutable: true,
            exclusions: vec!["dev-*".to_owned()],
        },
        encryption: AmazonEncryption {
            kind: EncryptionKind::Aes256,
            key: None,
        },
        repository_policy: None,
        lifecycle_policy: None,
        resource_tags: vec![ResourceTag {
            key: "team".to_owned(),
            value: "infra".to_owned(),
        }],
        role: Some("arn:aws:iam::123456789012:role/ecr-templates".to_owned()),
    }
}

#[tokio::test]
async fn a_creation_template_is_made_changed_emptied_deleted_and_each_is_undone() {
    let scene = Scene::open().await;
    let put = |template: Option<CreationTemplate>| RegistrySetting::Template {
        prefix: "hub".to_owned(),
        template,
    };
    let now = async || {
        let listed = scene.app.list_creation_templates(scene.at()).await.unwrap();
        listed.into_iter().next().map(|it| it.template)
    };
    let without_role = CreationTemplate {
        role: None,
        ..template()
    };
    assert_eq!(
        scene.complaints(put(Some(without_role))).await,
        [(RegistryField::Role, RegistryProblem::Missing)]
    );
    scene.set(put(Some(template()))).await;
    assert_eq!(now().await, Some(template()));
    let bare = CreationTemplate {
        description: None,
        mutability: TagMutability {
            immutable: false,
            exclusions: Vec::new(),
        },
        resource_tags: Vec::new(),
        role: None,
        ..template()
    };
    scene.set(put(Some(bare.clone()))).await;
    assert_eq!(now().await, Some(bare));
    scene.set_back().await.unwrap();
    assert_eq!(now().await, Some(template()));
    scene.set(put(None)).await;
    assert_eq!(now().await, None);
    scene.set_back().await.unwrap();
    assert_eq!(now().await, Some(template()));
    scene.app.close().await;
}

#[tokio::test]
async fn signing_rules_are_set_and_an_image_tells_who_signed_it() {
    let scene = Scene::open().await;
    scene.fake.region(REGION).repository("prod/app");
    let signing = |profile: &str| RegistrySetting::Signing {
        rules: vec![SigningRule {
            profile: profile.to_owned(),
            filters: vec!["prod/*".to_owned()],
        }],
    };
    assert_eq!(
        scene.complaints(signing("release")).await,
        [(RegistryField::SigningProfile, RegistryProblem::Grammar)]
    );
    scene.set(signing(PROFILE)).await;
    let digest = scene.put_image("prod/app", "1.0").await;
    let signed = scene.progress("prod/app", digest).await.signing.unwrap();
    assert_eq!(
        (signed[0].profile.as_str(), signed[0].state),
        (PROFILE, ProgressState::Complete)
    );
    // The first of all: before, nothing was signed.
    scene.set_back().await.unwrap();
    assert_eq!(scene.app.list_signing_rules(scene.at()).await.unwrap(), []);
    scene.app.close().await;
}

#[tokio::test]
async fn policy_account_settings_and_exclusions_are_set_and_set_back_where_ecr_has_a_way_back() {
    let scene = Scene::open().await;
    let policy = json!({ "Version": "2012-10-17", "Statement": [{
        "Sid": "Replicate", "Effect": "Allow",
        "Principal": { "AWS": "arn:aws:iam::210987654321:root" },
        "Action": ["ecr:CreateRepository", "ecr:ReplicateImage"],
        "Resource": format!("arn:aws:ecr:{REGION}:{ACCOUNT}:repository/*"),
    }]})
    .to_string();
    let put = |text: &str| RegistrySetting::Policy {
        text: Some(text.to_owned()),
    };
    let wrong = scene.complaints(put("{")).await;
    assert!(matches!(
        wrong.as_slice(),
        [(
            RegistryField::RegistryPolicy,
            RegistryProblem::Permissions { .. }
        )]
    ));
    scene.set(put(&policy)).await;
    let read = scene.app.read_registry_policy(scene.at()).await.unwrap();
    assert_eq!(read.text.as_deref(), Some(policy.as_str()));
    scene.set_back().await.unwrap();
    let read = scene.app.read_registry_policy(scene.at()).await.unwrap();
    assert_eq!(read.text, None);

    let ada = "arn:aws:iam::123456789012:role/scanner";
    let exclude = |excluded| RegistrySetting::PullExclusion {
        principal: ada.to_owned(),
        excluded,
    };
    scene.set(exclude(true)).await;
    assert_eq!(
        scene.app.list_pull_exclusions(scene.at()).await.unwrap(),
        [ada]
    );
    scene.set_back().await.unwrap();
    assert!(
        scene
            .app
            .list_pull_exclusions(scene.at())
            .await
            .unwrap()
            .is_empty()
    );

    let mount = |value: &str| RegistrySetting::Account {
        name: AccountSettingName::BlobMounting,
        value: Some(value.to_owned()),
    };
    assert_eq!(
        scene.complaints(mount("PERHAPS")).await,
        [(RegistryField::AccountValue, RegistryProblem::Missing)]
    );
    scene.set(mount("ENABLED")).await;
    scene.set(mount("DISABLED")).await;
    scene.set_back().await.unwrap();
    let settings = scene.app.list_account_settings(scene.at()).await.unwrap();
    let now = settings
        .iter()
        .find(|it| it.name == AccountSettingName::BlobMounting);
    assert_eq!(now.unwrap().value.as_deref(), Some("ENABLED"));
    scene.app.close().await;
}

#[tokio::test]
async fn a_denied_action_is_said_with_its_statement_and_hides_no_other_setting() {
    let scene = Scene::open().await;
    scene
        .fake
        .inject(Injection::at("DescribeRegistry", Fault::Denied));
    let denied = scene.app.read_replication(scene.at()).await.unwrap_err();
    assert!(
        matches!(&denied.hint, Some(Hint::ActionMissing { action, .. }) if action == "ecr:DescribeRegistry"),
        "{denied:?}"
    );
    assert!(scene.app.list_cache_rules(scene.at()).await.is_ok());
    scene.app.close().await;
}

#[tokio::test]
async fn what_others_have_set_meanwhile_is_not_overwritten_by_an_undo() {
    let scene = Scene::open().await;
    scene.set(replicating("prod", false)).await;
    let other = json!({ "replicationConfiguration": { "rules": [] } });
    scene
        .behind_the_back("PutReplicationConfiguration", other)
        .await;
    let refused = scene.set_back().await.unwrap_err();
    assert!(matches!(refused.hint, Some(Hint::RegistryChanged { .. })));
    scene.app.close().await;
}
