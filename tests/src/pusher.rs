//! Pushing tiny images by plain HTTP, in this process: quicker than a client, and no code of the
//! program that is tested.

use std::sync::Mutex;

use base64::{Engine, engine::general_purpose::STANDARD};
use portolan_oci::Digest;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, header};
use serde_json::{Value, json};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
const EMPTY: &str = "application/vnd.oci.empty.v1+json";

/// A manifest as it was pushed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pushed {
    /// Its digest.
    pub digest: Digest,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// `os/architecture`, for an image of one platform.
    pub platform: Option<(String, String)>,
}

impl Pushed {
    /// As an index, a referrer or a list names it.
    pub fn descriptor(&self) -> Value {
        let mut descriptor = json!({
            "mediaType": self.media_type,
            "digest": self.digest.to_string(),
            "size": self.bytes.len(),
        });
        if let Some((os, architecture)) = &self.platform {
            descriptor["platform"] = json!({ "os": os, "architecture": architecture });
        }
        descriptor
    }
}

/// Pushes to one registry, signing in as its challenges ask.
#[derive(Debug)]
pub struct Pusher {
    client: Client,
    base: String,
    credentials: Option<(String, String)>,
    authorization: Mutex<Option<String>>,
}

impl Pusher {
    /// For the registry at `base` (`http://host:port`), signed in where credentials are given.
    pub fn new(base: &str, credentials: Option<(&str, &str)>) -> Self {
        Self {
            client: Client::builder().no_proxy().build().unwrap(),
            base: base.trim_end_matches('/').to_owned(),
            credentials: credentials.map(|(user, password)| (user.into(), password.into())),
            authorization: Mutex::default(),
        }
    }

    /// An image of one platform whose only layer and config hold `text`, so that another text is
    /// another digest.
    pub async fn image(&self, repository: &str, tag: &str, text: &str) -> Pushed {
        self.image_for(repository, tag, text, "linux", "amd64")
            .await
    }

    /// As [`Pusher::image`], for a platform.
    pub async fn image_for(
        &self,
        repository: &str,
        reference: &str,
        text: &str,
        os: &str,
        architecture: &str,
    ) -> Pushed {
        // Layers are compared by digest, never unpacked: the text itself does for a tar.
        let layer = self.blob(repository, text.as_bytes()).await;
        let config = json!({
            "architecture": architecture,
            "os": os,
            "created": "2026-01-02T03:04:05Z",
            "config": { "Env": ["PATH=/bin"], "Labels": { "text": text } },
            "rootfs": { "type": "layers", "diff_ids": [layer.to_string()] },
            "history": [{ "created": "2026-01-02T03:04:05Z", "created_by": format!("COPY {text} /") }],
        })
        .to_string();
        let config_digest = self.blob(repository, config.as_bytes()).await;
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": { "mediaType": CONFIG, "digest": config_digest.to_string(), "size": config.len() },
            "layers": [{ "mediaType": LAYER, "digest": layer.to_string(), "size": text.len() }],
        });
        let mut pushed = self
            .manifest(repository, reference, MANIFEST, &manifest)
            .await;
        pushed.platform = Some((os.to_owned(), architecture.to_owned()));
        pushed
    }

    /// An index over images that were pushed to the same repository.
    pub async fn index(&self, repository: &str, tag: &str, children: &[Pushed]) -> Pushed {
        let manifests: Vec<Value> = children.iter().map(Pushed::descriptor).collect();
        let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": manifests });
        self.manifest(repository, tag, INDEX, &index).await
    }

    /// An artifact that refers to `subject`, pushed by digest.
    pub async fn referrer(
        &self,
        repository: &str,
        subject: &Pushed,
        artifact_type: &str,
    ) -> Pushed {
        let empty = self.blob(repository, b"{}").await;
        let empty = json!({ "mediaType": EMPTY, "digest": empty.to_string(), "size": 2 });
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "artifactType": artifact_type,
            "config": empty,
            "layers": [empty],
            "subject": subject.descriptor(),
        });
        let digest = Digest::of(manifest.to_string().as_bytes()).to_string();
        self.manifest(repository, &digest, MANIFEST, &manifest)
            .await
    }

    /// Any manifest, under a tag or its own digest.
    pub async fn manifest(
        &self,
        repository: &str,
        reference: &str,
        media_type: &str,
        manifest: &Value,
    ) -> Pushed {
        self.manifest_bytes(
            repository,
            reference,
            media_type,
            manifest.to_string().into_bytes(),
        )
        .await
    }

    /// Exactly these bytes as a manifest.
    pub async fn manifest_bytes(
        &self,
        repository: &str,
        reference: &str,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Pushed {
        let url = format!("{}/v2/{repository}/manifests/{reference}", self.base);
        let reply = self
            .send(|| {
                let request = self
                    .client
                    .put(&url)
                    .header(header::CONTENT_TYPE, media_type);
                request.body(bytes.clone())
            })
            .await;
        expect(reply, StatusCode::CREATED).await;
        Pushed {
            digest: Digest::of(&bytes),
            media_type: media_type.to_owned(),
            bytes,
            platform: None,
        }
    }

    /// A blob, in one upload; one that is there already is not sent again.
    pub async fn blob(&self, repository: &str, bytes: &[u8]) -> Digest {
        let digest = Digest::of(bytes);
        let there = format!("{}/v2/{repository}/blobs/{digest}", self.base);
        if self.send(|| self.client.head(&there)).await.status() == StatusCode::OK {
            return digest;
        }
        let start = format!("{}/v2/{repository}/blobs/uploads/", self.base);
        let reply = self.send(|| self.client.post(&start)).await;
        let reply = expect(reply, StatusCode::ACCEPTED).await;
        let location = reply.headers()[header::LOCATION].to_str().unwrap();
        let mut location = reply.url().join(location).unwrap();
        location
            .query_pairs_mut()
            .append_pair("digest", &digest.to_string());
        let reply = self
            .send(|| {
                let request = self.client.put(location.clone());
                request
                    .header(header::CONTENT_TYPE, "application/octet-stream")
                    .body(bytes.to_vec())
            })
            .await;
        expect(reply, StatusCode::CREATED).await;
        digest
    }

    /// A request of any kind to a path such as `/v2/team/app/tags/list`, for what a test asks the
    /// registry behind the program's back.
    pub async fn ask(&self, method: Method, path: &str) -> Response {
        let url = format!("{}{path}", self.base);
        self.send(|| self.client.request(method.clone(), &url))
            .await
    }

    /// The tags of a repository in alphabetic order (CNCF Distribution has none), or no tags where
    /// the repository is not known.
    pub async fn tags(&self, repository: &str) -> Vec<String> {
        let reply = self
            .ask(Method::GET, &format!("/v2/{repository}/tags/list"))
            .await;
        let list: Value = reply.json().await.unwrap();
        let tags = list["tags"].as_array().cloned().unwrap_or_default();
        let mut tags: Vec<String> = tags
            .iter()
            .filter_map(|tag| tag.as_str().map(str::to_owned))
            .collect();
        tags.sort();
        tags
    }

    /// A manifest's bytes by tag or digest, if it is there.
    pub async fn manifest_of(&self, repository: &str, reference: &str) -> Option<Vec<u8>> {
        let url = format!("{}/v2/{repository}/manifests/{reference}", self.base);
        let accepted = "application/vnd.oci.image.manifest.v1+json, \
             application/vnd.oci.image.index.v1+json, \
             application/vnd.docker.distribution.manifest.v2+json, \
             application/vnd.docker.distribution.manifest.list.v2+json";
        let reply = self
            .send(|| self.client.get(&url).header(header::ACCEPT, accepted))
            .await;
        if reply.status() == StatusCode::NOT_FOUND {
            return None;
        }
        Some(
            expect(reply, StatusCode::OK)
                .await
                .bytes()
                .await
                .unwrap()
                .to_vec(),
        )
    }

    /// Sends with what authorized the last request, and once more after answering a challenge.
    async fn send(&self, request: impl Fn() -> RequestBuilder) -> Response {
        let reply = self.send_once(&request).await;
        if reply.status() != StatusCode::UNAUTHORIZED {
            return reply;
        }
        let Some(challenge) = reply.headers().get(header::WWW_AUTHENTICATE) else {
            return reply;
        };
        let answer = self.answer(challenge.to_str().unwrap()).await;
        *self.authorization.lock().unwrap() = answer;
        self.send_once(&request).await
    }

    async fn send_once(&self, request: &impl Fn() -> RequestBuilder) -> Response {
        let authorization = self.authorization.lock().unwrap().clone();
        let request = match authorization {
            Some(value) => request().header(header::AUTHORIZATION, value),
            None => request(),
        };
        request.send().await.unwrap()
    }

    async fn answer(&self, challenge: &str) -> Option<String> {
        let basic = self.credentials.as_ref().map(|(user, password)| {
            format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
        });
        let Some(parameters) = challenge.strip_prefix("Bearer ") else {
            return basic;
        };
        let value = |name: &str| {
            let (_, rest) = parameters.split_once(&format!("{name}=\""))?;
            rest.split_once('"').map(|(value, _)| value.to_owned())
        };
        let mut realm = url::Url::parse(&value("realm")?).unwrap();
        for name in ["service", "scope"] {
            if let Some(value) = value(name) {
                realm.query_pairs_mut().append_pair(name, &value);
            }
        }
        let mut request = self.client.get(realm);
        if let Some(basic) = basic {
            request = request.header(header::AUTHORIZATION, basic);
        }
        let reply = expect(request.send().await.unwrap(), StatusCode::OK).await;
        let token: Value = reply.json().await.unwrap();
        Some(format!("Bearer {}", token["token"].as_str()?))
    }
}

async fn expect(reply: Response, status: StatusCode) -> Response {
    if reply.status() == status {
        return reply;
    }
    let (url, found) = (reply.url().clone(), reply.status());
    let body = reply.text().await.unwrap_or_default();
    panic!("{url} answered {found} where {status} was expected: {body}");
}
