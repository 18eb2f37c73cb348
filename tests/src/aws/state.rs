//! What the fake's Amazon holds: accounts, keys, registries, and what is in them.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::atomic::{AtomicU64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::{oidc::Portal, sts::Role};

/// The account that is there from the start.
pub const ACCOUNT: &str = "123456789012";
/// The access key of its user `ada`.
pub const ACCESS_KEY: &str = "AKIAPORTOLANTESTKEY0";
/// The secret of [`ACCESS_KEY`].
pub const SECRET_KEY: &str = "secret/of/the/harness/and/of/nobody/else";

/// Everything.
#[derive(Debug)]
pub(super) struct State {
    pub(super) keys: BTreeMap<String, Key>,
    pub(super) roles: BTreeMap<String, Role>,
    /// Regions that an account has not switched on.
    pub(super) regions_off: BTreeSet<String>,
    registries: HashMap<(String, String), Registry>,
    pub(super) public: BTreeMap<String, PublicRegistry>,
    /// Where the data plane listens; none where registries are named as Amazon names them.
    pub(super) host: Option<String>,
    /// Where layers are fetched from: another origin, as at Amazon.
    pub(super) storage: String,
    /// What a registry token was given to, by the token's password.
    pub(super) tokens: HashMap<String, Token>,
    /// How long a registry token lives, in seconds: twelve hours at Amazon.
    pub(super) token_life: f64,
    pub(super) portal: Portal,
    pub(super) trail: Vec<Event>,
    /// How long an archived image takes to come back, in seconds.
    pub(super) restore_takes: f64,
    /// How often a lifecycle preview or a scan is asked about before it is complete.
    pub(super) unfinished_answers: u32,
    /// Secrets that a pull-through cache may use, and whether the upstream takes them.
    pub(super) secrets: BTreeMap<String, bool>,
    /// How far the fake's clock is from the machine's, in seconds.
    pub(super) clock: f64,
}

/// An access key.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) secret: String,
    pub(super) session: Option<String>,
    pub(super) account: String,
    pub(super) principal: String,
    pub(super) user_id: String,
    pub(super) expires_at: Option<f64>,
}

/// A registry token that was given.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) principal: String,
    pub(super) account: String,
    /// Where it was asked for: by it the data plane tells registries apart, which all are on one
    /// address here.
    pub(super) region: String,
    pub(super) expires_at: f64,
}

/// An account's private registry in one region.
#[derive(Debug)]
pub(super) struct Registry {
    pub(super) repositories: BTreeMap<String, Repository>,
    pub(super) policy: Option<String>,
    pub(super) scanning: Value,
    pub(super) replication: Vec<Value>,
    pub(super) backfills: Vec<Backfill>,
    pub(super) pull_through: BTreeMap<String, Value>,
    pub(super) templates: BTreeMap<String, Value>,
    pub(super) signing: Option<Value>,
    pub(super) exclusions: BTreeSet<String>,
    pub(super) settings: BTreeMap<String, String>,
}

impl Default for Registry {
    fn default() -> Self {
        let settings = [
            ("BASIC_SCAN_TYPE_VERSION", "AWS_NATIVE"),
            ("REGISTRY_POLICY_SCOPE", "V2"),
            ("BLOB_MOUNTING", "DISABLED"),
        ];
        Self {
            repositories: BTreeMap::new(),
            policy: None,
            scanning: json!({ "scanType": "BASIC", "rules": [] }),
            replication: Vec::new(),
            backfills: Vec::new(),
            pull_through: BTreeMap::new(),
            templates: BTreeMap::new(),
            signing: None,
            exclusions: BTreeSet::new(),
            settings: settings
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
        }
    }
}

/// A replication backfill: the images of the day it began.
#[derive(Clone, Debug)]
pub(super) struct Backfill {
    pub(super) id: String,
    pub(super) destination: Value,
    pub(super) status: String,
    pub(super) started_at: f64,
    pub(super) ended_at: Option<f64>,
    pub(super) results: Vec<Value>,
}

/// An account's public registry.
#[derive(Debug, Default)]
pub(super) struct PublicRegistry {
    pub(super) repositories: BTreeMap<String, Repository>,
    pub(super) aliases: Vec<Value>,
    pub(super) display_name: Option<String>,
    pub(super) verified: bool,
}

/// A repository, private or public.
#[derive(Debug, Default)]
pub(super) struct Repository {
    /// As `DescribeRepositories` tells it.
    pub(super) shape: Map<String, Value>,
    pub(super) images: BTreeMap<String, Image>,
    /// The digest that each tag names.
    pub(super) tags: BTreeMap<String, String>,
    /// When each tag came, which only ECR Public tells.
    pub(super) tagged_at: BTreeMap<String, f64>,
    pub(super) layers: BTreeMap<String, Layer>,
    pub(super) uploads: HashMap<String, Vec<u8>>,
    pub(super) policy: Option<String>,
    pub(super) lifecycle: Option<String>,
    pub(super) preview: Option<Preview>,
    /// What the next preview finds, where a test says so.
    pub(super) preview_results: Option<Vec<Value>>,
    pub(super) resource_tags: BTreeMap<String, String>,
    pub(super) catalog: Option<Map<String, Value>>,
    /// The bytes behind the address of the catalog entry's logo.
    pub(super) logo: Option<Bytes>,
}

/// A layer or a config.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    /// None for one that a seed only claims to have.
    pub(super) bytes: Option<Bytes>,
    pub(super) size: u64,
    pub(super) media_type: Option<String>,
}

/// A lifecycle preview.
#[derive(Clone, Debug)]
pub(super) struct Preview {
    pub(super) policy: String,
    pub(super) results: Vec<Value>,
    /// How often it still says that it is at work.
    pub(super) unfinished: u32,
}

/// An image: a manifest and what ECR remembers of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Image {
    pub(super) manifest: String,
    pub(super) media_type: String,
    pub(super) artifact_type: Option<String>,
    pub(super) subject: Option<String>,
    /// The manifests that an index names.
    pub(super) children: Vec<String>,
    pub(super) size: u64,
    pub(super) tags: Vec<String>,
    pub(super) pushed_at: f64,
    pub(super) pulled_at: Option<f64>,
    /// `ACTIVE`, `ARCHIVED`, or restored at this time.
    pub(super) storage: Storage,
    pub(super) archived_at: Option<f64>,
    pub(super) activated_at: Option<f64>,
    pub(super) scan: Option<Scan>,
    pub(super) replication: Vec<Value>,
    pub(super) signing: Vec<Value>,
}

/// The storage class of an image.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Storage {
    #[default]
    Active,
    Archived,
    /// On its way back, until this time.
    Activating(f64),
}

impl Storage {
    /// What the API calls it at this time.
    pub(super) fn status(self, now: f64) -> &'static str {
        match self {
            Self::Archived => "ARCHIVED",
            Self::Activating(until) if now < until => "ACTIVATING",
            Self::Active | Self::Activating(_) => "ACTIVE",
        }
    }
}

/// A scan of an image.
#[derive(Clone, Debug)]
pub(super) struct Scan {
    /// How often it still says that it is at work.
    pub(super) unfinished: u32,
    pub(super) status: String,
    pub(super) description: String,
    pub(super) completed_at: f64,
    pub(super) findings: Vec<Value>,
    pub(super) enhanced: Vec<Value>,
}

/// An event of the trail.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) region: String,
    pub(super) account: String,
    pub(super) shape: Value,
    pub(super) time: f64,
}

impl Default for State {
    fn default() -> Self {
        let ada = Key {
            secret: SECRET_KEY.to_owned(),
            session: None,
            account: ACCOUNT.to_owned(),
            principal: format!("arn:aws:iam::{ACCOUNT}:user/ada"),
            user_id: "AIDAPORTOLANTESTUSER0".to_owned(),
            expires_at: None,
        };
        Self {
            keys: [(ACCESS_KEY.to_owned(), ada)].into(),
            roles: BTreeMap::new(),
            regions_off: BTreeSet::new(),
            registries: HashMap::new(),
            public: BTreeMap::new(),
            host: None,
            storage: String::new(),
            tokens: HashMap::new(),
            token_life: 12.0 * 3600.0,
            portal: Portal::default(),
            trail: Vec::new(),
            restore_takes: 0.0,
            unfinished_answers: 1,
            secrets: BTreeMap::new(),
            clock: 0.0,
        }
    }
}

impl State {
    /// The fake's time, in seconds since 1970, to the millisecond.
    pub(super) fn now(&self) -> f64 {
        ((machine_time() + self.clock) * 1000.0).floor() / 1000.0
    }

    /// An account's private registry in a region; it is there from the start.
    pub(super) fn registry(&mut self, account: &str, region: &str) -> &mut Registry {
        self.registries
            .entry((account.to_owned(), region.to_owned()))
            .or_default()
    }

    /// A key with an end, for a principal.
    pub(super) fn session_key(
        &mut self,
        account: &str,
        principal: &str,
        expires_at: f64,
    ) -> (String, Key) {
        let id = format!("ASIA{:016}", unique());
        let key = Key {
            secret: format!("secret-of-{id}"),
            session: Some(format!("session-of-{id}")),
            account: account.to_owned(),
            principal: principal.to_owned(),
            user_id: format!(
                "AROAPORTOLANTESTROLE:{}",
                principal.rsplit('/').next().unwrap_or_default()
            ),
            expires_at: Some(expires_at),
        };
        self.keys.insert(id.clone(), key.clone());
        (id, key)
    }
}

/// The machine's time, in seconds since 1970.
pub(super) fn machine_time() -> f64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap_or_default().as_secs_f64()
}

/// A number that no other call gets.
pub(super) fn unique() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(1);
    LAST.fetch_add(1, Ordering::Relaxed)
}

/// An identifier in the form of a UUID that no other call gets.
pub(super) fn uuid() -> String {
    let number = unique();
    format!("{number:08x}-0000-4000-8000-{number:012x}")
}

impl Repository {
    /// Its digest of an image identifier, where it has that image.
    pub(super) fn digest_of(&self, image: &Value) -> Option<String> {
        let digest = match (image["imageDigest"].as_str(), image["imageTag"].as_str()) {
            (Some(digest), None) => digest.to_owned(),
            (None, Some(tag)) => self.tags.get(tag)?.clone(),
            (Some(digest), Some(tag)) => {
                let named = self.tags.get(tag)?;
                (named == digest).then(|| digest.to_owned())?
            }
            (None, None) => return None,
        };
        self.images.contains_key(&digest).then_some(digest)
    }

    /// The image of an identifier.
    pub(super) fn image(&mut self, image: &Value) -> Option<(String, &mut Image)> {
        let digest = self.digest_of(image)?;
        let found = self.images.get_mut(&digest)?;
        Some((digest, found))
    }

    /// Takes a tag away; whether its image still has another.
    pub(super) fn untag(&mut self, tag: &str) {
        self.tagged_at.remove(tag);
        if let Some(digest) = self.tags.remove(tag)
            && let Some(image) = self.images.get_mut(&digest)
        {
            image.tags.retain(|it| it != tag);
        }
    }

    /// Lets a tag name this image and no other.
    pub(super) fn tag(&mut self, tag: &str, digest: &str, now: f64) {
        self.untag(tag);
        self.tags.insert(tag.to_owned(), digest.to_owned());
        self.tagged_at.insert(tag.to_owned(), now);
        if let Some(image) = self.images.get_mut(digest) {
            image.tags.push(tag.to_owned());
        }
    }

    /// Takes an image away with its tags.
    pub(super) fn remove(&mut self, digest: &str) -> Option<Image> {
        let image = self.images.remove(digest)?;
        for tag in &image.tags {
            self.tags.remove(tag);
            self.tagged_at.remove(tag);
        }
        Some(image)
    }

    /// The indexes that name this image.
    pub(super) fn indexes_of(&self, digest: &str) -> Vec<String> {
        let holds = |image: &Image| image.children.iter().any(|child| child == digest);
        let indexes = self.images.iter().filter(|(_, image)| holds(image));
        indexes.map(|(digest, _)| digest.clone()).collect()
    }
}
