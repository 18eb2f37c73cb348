//! What a pretended registry holds, and the distribution protocol over it, as far as the program speaks it.
//! All of it is in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bytes::Bytes;
use http::Method;
use jiff::Timestamp;
use portolan_oci::Digest;
use serde_json::{Value, json};

use super::Asked;
use crate::scripted::Answer;

/// When the first push came; every push comes a minute after the one before.
const FIRST_PUSH: i64 = 1_770_000_000;

/// A manifest as it was pushed.
#[derive(Clone, Debug)]
pub struct Shelved {
    /// Its type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Bytes,
    /// When it came.
    pub pushed: Timestamp,
    /// When it was last fetched.
    pub pulled: Option<Timestamp>,
}

/// A repository.
#[derive(Clone, Debug, Default)]
pub struct ShelvedRepository {
    /// By digest.
    pub manifests: BTreeMap<String, Shelved>,
    /// Digests by tag.
    pub tags: BTreeMap<String, String>,
    /// Tags that may neither move nor go.
    pub held: BTreeSet<String>,
}

impl ShelvedRepository {
    /// The digest that a tag or digest means.
    pub fn digest_of(&self, reference: &str) -> Option<String> {
        let digest = self.tags.get(reference).map_or(reference, String::as_str);
        self.manifests
            .contains_key(digest)
            .then(|| digest.to_owned())
    }

    /// The tags on a digest.
    pub fn tags_of(&self, digest: &str) -> Vec<&str> {
        let tags = self.tags.iter().filter(|(_, at)| *at == digest);
        tags.map(|(tag, _)| tag.as_str()).collect()
    }

    /// Takes a manifest and its tags away.
    pub fn remove(&mut self, digest: &str) {
        self.manifests.remove(digest);
        self.tags.retain(|_, at| at != digest);
    }

    /// The digests of what describes `subject`.
    pub fn referrers_of(&self, subject: &str) -> Vec<String> {
        let describes = |shelved: &Shelved| subject_of(&shelved.json()).as_deref() == Some(subject);
        let found = self
            .manifests
            .iter()
            .filter(|(_, shelved)| describes(shelved));
        found.map(|(digest, _)| digest.clone()).collect()
    }

    /// What describes each digest that is described.
    pub fn referrers(&self) -> HashMap<String, Vec<String>> {
        let mut found = HashMap::<String, Vec<String>>::new();
        for (digest, shelved) in &self.manifests {
            if let Some(subject) = subject_of(&shelved.json()) {
                found.entry(subject).or_default().push(digest.clone());
            }
        }
        found
    }

    /// What is inside an index.
    pub fn children(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for shelved in self.manifests.values() {
            let index = shelved.json();
            let children = index["manifests"].as_array().into_iter().flatten();
            found.extend(children.filter_map(|child| Some(child["digest"].as_str()?.to_owned())));
        }
        found
    }
}

impl Shelved {
    /// The manifest.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    /// Bytes of its config and layers.
    pub fn size(&self) -> u64 {
        let manifest = self.json();
        let layers = manifest["layers"].as_array().cloned().unwrap_or_default();
        let all = layers.iter().chain([&manifest["config"]]);
        all.filter_map(|part| part["size"].as_u64()).sum::<u64>() + self.bytes.len() as u64
    }
}

fn subject_of(manifest: &Value) -> Option<String> {
    manifest["subject"]["digest"].as_str().map(str::to_owned)
}

/// All that a pretended registry holds.
#[derive(Debug, Default)]
pub struct Shelf {
    /// By name.
    pub repositories: BTreeMap<String, ShelvedRepository>,
    /// Blobs by digest, of all repositories.
    pub blobs: HashMap<String, Bytes>,
    uploads: HashMap<String, Vec<u8>>,
    pushes: i64,
    /// Whether the deletion of a tag by the protocol takes its image along.
    tag_takes_image: bool,
}

impl Shelf {
    /// One whose protocol takes the deletion of a tag for that of its image.
    pub fn where_a_tag_takes_its_image() -> Self {
        Self {
            tag_takes_image: true,
            ..Self::default()
        }
    }

    /// Puts `count` images with a tag each into a repository, quickly: `v0`, `v1`, …
    pub fn fill(&mut self, repository: &str, count: usize) {
        for number in 0..count {
            let config = json!({ "architecture": "amd64", "os": "linux", "n": number }).to_string();
            let config_digest = Digest::of(config.as_bytes()).to_string();
            let manifest = json!({
                "schemaVersion": 2,
                "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": {
                    "mediaType": "application/vnd.oci.image.config.v1+json",
                    "digest": config_digest, "size": config.len(),
                },
                "layers": [],
            });
            self.blobs.insert(config_digest, config.into());
            let kind = "application/vnd.oci.image.manifest.v1+json";
            self.put(
                repository,
                &format!("v{number}"),
                kind,
                manifest.to_string().into(),
            );
        }
    }

    /// Puts a manifest under a tag or digest.
    pub fn put(
        &mut self,
        repository: &str,
        reference: &str,
        media_type: &str,
        bytes: Bytes,
    ) -> String {
        let digest = Digest::of(&bytes).to_string();
        self.pushes += 1;
        let pushed = Timestamp::from_second(FIRST_PUSH + 60 * self.pushes).unwrap();
        let there = self.repositories.entry(repository.to_owned()).or_default();
        there.manifests.entry(digest.clone()).or_insert(Shelved {
            media_type: media_type.to_owned(),
            bytes,
            pushed,
            pulled: None,
        });
        if !reference.contains(':') {
            there.tags.insert(reference.to_owned(), digest.clone());
        }
        digest
    }

    /// What the distribution protocol answers.
    pub(super) fn answer(&mut self, asked: &Asked) -> Answer {
        let path = asked.path.strip_prefix("/v2").unwrap_or_default();
        if matches!(path, "" | "/") {
            return Answer::json(200, &json!({}));
        }
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match parts.as_slice() {
            ["_catalog"] => {
                let names: Vec<_> = self.repositories.keys().collect();
                Answer::json(200, &json!({ "repositories": names }))
            }
            [name @ .., "tags", "list"] => self.list_tags(&name.join("/"), asked),
            [name @ .., "manifests", reference] => self.manifest(&name.join("/"), reference, asked),
            [name @ .., "blobs", "uploads", _] | [name @ .., "blobs", "uploads"] => {
                self.upload(&name.join("/"), asked)
            }
            [.., "blobs", digest] => self.blob(digest, asked),
            [name @ .., "referrers", digest] => self.referrers(&name.join("/"), digest),
            _ => Answer::error(404, "NOT_FOUND", "no such path"),
        }
    }

    fn list_tags(&self, name: &str, asked: &Asked) -> Answer {
        let Some(repository) = self.repositories.get(name) else {
            return Answer::error(404, "NAME_UNKNOWN", "repository name not known");
        };
        let after = asked.query.get("last").cloned().unwrap_or_default();
        let size = asked.query.get("n").and_then(|n| n.parse().ok());
        let size: usize = size.unwrap_or(usize::MAX);
        let all: Vec<_> = repository.tags.keys().filter(|tag| **tag > after).collect();
        let page = &all[..all.len().min(size)];
        let answer = Answer::json(200, &json!({ "name": name, "tags": page }));
        match page.last() {
            Some(last) if page.len() < all.len() => {
                let next = format!("</v2/{name}/tags/list?n={size}&last={last}>; rel=\"next\"");
                answer.header("link", &next)
            }
            _ => answer,
        }
    }

    fn manifest(&mut self, name: &str, reference: &str, asked: &Asked) -> Answer {
        if asked.method == Method::PUT {
            return self.put_manifest(name, reference, asked);
        }
        let tag_takes_image = self.tag_takes_image;
        let found = self.repositories.get_mut(name).and_then(|repository| {
            let digest = repository.digest_of(reference)?;
            Some((repository, digest))
        });
        let Some((repository, digest)) = found else {
            return Answer::error(404, "MANIFEST_UNKNOWN", "manifest unknown");
        };
        if asked.method == Method::DELETE {
            if reference.contains(':') || tag_takes_image {
                repository.remove(&digest);
            } else {
                repository.tags.remove(reference);
            }
            return Answer::status(202);
        }
        let Some(shelved) = repository.manifests.get_mut(&digest) else {
            return Answer::error(404, "MANIFEST_UNKNOWN", "manifest unknown");
        };
        if asked.method == Method::GET {
            shelved.pulled = Some(Timestamp::from_second(FIRST_PUSH + 86_400).unwrap());
        }
        Answer::status(200)
            .header("content-type", &shelved.media_type)
            .header("docker-content-digest", &digest)
            .body(shelved.bytes.clone())
    }

    fn put_manifest(&mut self, name: &str, reference: &str, asked: &Asked) -> Answer {
        let held = self.repositories.get(name).map(|there| &there.held);
        if held.is_some_and(|held| held.contains(reference)) {
            let message = format!(
                "Failed to process request due to '{name}:{reference}' configured as immutable."
            );
            return Answer::error(412, "PRECONDITION", &message);
        }
        let media_type = asked.headers.get("content-type");
        let media_type = media_type.and_then(|value| value.to_str().ok());
        let media_type = media_type.unwrap_or_default().to_owned();
        let subject = serde_json::from_slice(&asked.body).ok();
        let subject = subject.as_ref().and_then(subject_of);
        let digest = self.put(name, reference, &media_type, asked.body.clone());
        let answer = Answer::status(201)
            .header("location", &format!("/v2/{name}/manifests/{digest}"))
            .header("docker-content-digest", &digest);
        match subject {
            Some(subject) => answer.header("oci-subject", &subject),
            None => answer,
        }
    }

    fn blob(&self, digest: &str, asked: &Asked) -> Answer {
        match self.blobs.get(digest) {
            Some(bytes) if asked.method == Method::GET || asked.method == Method::HEAD => {
                Answer::status(200)
                    .header("content-type", "application/octet-stream")
                    .header("docker-content-digest", digest)
                    .body(bytes.clone())
            }
            Some(_) => Answer::error(405, "UNSUPPORTED", "not here"),
            None => Answer::error(404, "BLOB_UNKNOWN", "blob unknown"),
        }
    }

    fn upload(&mut self, name: &str, asked: &Asked) -> Answer {
        let session = asked.path.rsplit('/').next().unwrap_or_default().to_owned();
        if asked.method == Method::POST {
            let mounted = asked.query.get("mount");
            if let Some(digest) = mounted.filter(|digest| self.blobs.contains_key(*digest)) {
                return Answer::status(201)
                    .header("location", &format!("/v2/{name}/blobs/{digest}"))
                    .header("docker-content-digest", digest);
            }
            let session = format!("u{}", self.uploads.len());
            self.uploads.insert(session.clone(), Vec::new());
            return Answer::status(202)
                .header("location", &format!("/v2/{name}/blobs/uploads/{session}"));
        }
        let Some(come) = self.uploads.get_mut(&session) else {
            return Answer::error(404, "BLOB_UPLOAD_UNKNOWN", "no such upload");
        };
        come.extend_from_slice(&asked.body);
        let Some(digest) = asked.query.get("digest") else {
            let range = format!("0-{}", come.len().saturating_sub(1));
            return Answer::status(202)
                .header("location", &format!("/v2/{name}/blobs/uploads/{session}"))
                .header("range", &range);
        };
        let bytes = std::mem::take(come);
        if Digest::of(&bytes).as_str() != digest {
            return Answer::error(400, "DIGEST_INVALID", "it is another");
        }
        self.blobs.insert(digest.clone(), bytes.into());
        Answer::status(201)
            .header("location", &format!("/v2/{name}/blobs/{digest}"))
            .header("docker-content-digest", digest)
    }

    fn referrers(&self, name: &str, subject: &str) -> Answer {
        let found = self.repositories.get(name).map(|there| {
            let digests = there.referrers_of(subject).into_iter();
            let descriptors = digests.map(|digest| {
                let shelved = &there.manifests[&digest];
                json!({
                    "mediaType": shelved.media_type, "digest": digest, "size": shelved.bytes.len(),
                    "artifactType": shelved.json()["artifactType"],
                })
            });
            descriptors.collect::<Vec<_>>()
        });
        let index = json!({
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.index.v1+json",
            "manifests": found.unwrap_or_default(),
        });
        Answer::json(200, &index).header("content-type", "application/vnd.oci.image.index.v1+json")
    }
}
