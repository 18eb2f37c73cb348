//! A fresh registry on a loopback port, a client for it, and small images to push.

use std::{net::TcpListener, path::Path, sync::Arc};

use portolan_local_registry::{Access, Disk, Files, LocalRegistry, Serving};
use portolan_oci::{Digest, MediaType, RepositoryName};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A registry in a folder of its own, served until dropped.
pub(crate) struct Home {
    pub(crate) folder: TempDir,
    pub(crate) registry: Arc<LocalRegistry>,
    pub(crate) serving: Serving,
    pub(crate) client: Wire,
}

impl Home {
    pub(crate) fn start() -> Self {
        Self::start_with(Access::Anonymous, Arc::new(Disk))
    }

    pub(crate) fn start_with(access: Access, files: Arc<dyn Files>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let registry = LocalRegistry::open_with(&root(&folder), files).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let serving = Arc::clone(&registry).serve(listener, access).unwrap();
        let client = Wire::new(&serving.local_addr().to_string());
        Self {
            folder,
            registry,
            serving,
            client,
        }
    }

    /// `host:port`.
    pub(crate) fn host(&self) -> String {
        self.serving.local_addr().to_string()
    }

    /// Ends the registry in order and leaves its folder.
    pub(crate) async fn stop(self) -> TempDir {
        self.serving.stop().await;
        drop(self.client);
        let registry = self.registry;
        wait_for_last(registry).await;
        self.folder
    }
}

/// Requests that have just been answered may hold the registry a moment longer.
pub(crate) async fn wait_for_last(mut registry: Arc<LocalRegistry>) {
    loop {
        match Arc::try_unwrap(registry) {
            Ok(last) => return drop(last),
            Err(shared) => registry = shared,
        }
        tokio::task::yield_now().await;
    }
}

/// Where the registry lives inside a test's folder.
pub(crate) fn root(folder: &TempDir) -> std::path::PathBuf {
    folder.path().join("registry")
}

/// A client that adds nothing of its own to what a test says.
#[derive(Clone)]
pub(crate) struct Wire {
    client: Client,
    base: String,
}

impl Wire {
    pub(crate) fn new(host: &str) -> Self {
        Self {
            client: Client::builder().no_proxy().build().unwrap(),
            base: format!("http://{host}"),
        }
    }

    /// A request to a path such as `/v2/…`, or to a whole `Location`.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub(crate) async fn head(&self, path: &str) -> Response {
        self.request(Method::HEAD, path).send().await.unwrap()
    }

    pub(crate) async fn delete(&self, path: &str) -> Response {
        self.request(Method::DELETE, path).send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str) -> Response {
        let request = self.request(Method::POST, path);
        request.header("content-length", "0").send().await.unwrap()
    }

    /// Sends a blob in one request.
    pub(crate) async fn post_blob(&self, repository: &str, bytes: &[u8]) -> Response {
        let digest = Digest::of(bytes);
        let path = format!("/v2/{repository}/blobs/uploads/?digest={digest}");
        let request = self.request(Method::POST, &path).body(bytes.to_vec());
        request.send().await.unwrap()
    }

    pub(crate) async fn push_blob(&self, repository: &str, bytes: &[u8]) -> Digest {
        let response = self.post_blob(repository, bytes).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        Digest::of(bytes)
    }

    pub(crate) async fn put_manifest(
        &self,
        repository: &str,
        reference: &str,
        media_type: &MediaType,
        bytes: &[u8],
    ) -> Response {
        let path = format!("/v2/{repository}/manifests/{reference}");
        self.request(Method::PUT, &path)
            .header("content-type", media_type.as_str())
            .body(bytes.to_vec())
            .send()
            .await
            .unwrap()
    }

    /// Pushes a manifest under its own digest, without a tag.
    pub(crate) async fn put_untagged(&self, repository: &str, bytes: &[u8]) -> Response {
        let digest = Digest::of(bytes);
        self.put_manifest(repository, digest.as_str(), &MediaType::OCI_MANIFEST, bytes)
            .await
    }

    /// Pushes an image of one layer that follows from `seed`, and returns its manifest.
    pub(crate) async fn push_image(&self, repository: &str, tag: &str, seed: &str) -> Vec<u8> {
        let image = Image::of(seed);
        self.push_blob(repository, &image.config).await;
        self.push_blob(repository, &image.layer).await;
        let manifest = image.manifest();
        let response = self
            .put_manifest(repository, tag, &MediaType::OCI_MANIFEST, &manifest)
            .await;
        assert_eq!(response.status(), StatusCode::CREATED);
        manifest
    }
}

/// The parts of an image that follow from a seed.
pub(crate) struct Image {
    pub(crate) config: Vec<u8>,
    pub(crate) layer: Vec<u8>,
}

impl Image {
    pub(crate) fn of(seed: &str) -> Self {
        let config = json!({
            "architecture": "amd64",
            "os": "linux",
            "config": { "Labels": { "seed": seed } },
            "rootfs": { "type": "layers", "diff_ids": [Digest::of(seed.as_bytes())] },
        });
        Self {
            config: config.to_string().into_bytes(),
            layer: format!("layer of {seed} ").repeat(50).into_bytes(),
        }
    }

    pub(crate) fn manifest(&self) -> Vec<u8> {
        self.manifest_with(json!({}))
    }

    /// The manifest with some members added.
    pub(crate) fn manifest_with(&self, members: Value) -> Vec<u8> {
        let mut manifest = json!({
            "schemaVersion": 2,
            "mediaType": MediaType::OCI_MANIFEST,
            "config": descriptor(&MediaType::OCI_CONFIG, &self.config),
            "layers": [descriptor(&MediaType::OCI_LAYER_GZIP, &self.layer)],
        });
        if let (Value::Object(manifest), Value::Object(members)) = (&mut manifest, members) {
            manifest.extend(members);
        }
        manifest.to_string().into_bytes()
    }
}

pub(crate) fn descriptor(media_type: &MediaType, bytes: &[u8]) -> Value {
    json!({ "mediaType": media_type, "digest": Digest::of(bytes), "size": bytes.len() })
}

pub(crate) fn name(text: &str) -> RepositoryName {
    text.parse().unwrap()
}

/// A header's text, empty where it is absent.
pub(crate) fn header(response: &Response, name: &str) -> String {
    let value = response.headers().get(name);
    value.map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
}

/// The code in the spec's error envelope.
pub(crate) async fn error_code(response: Response) -> String {
    let body: Value = response.json().await.unwrap();
    body["errors"][0]["code"].as_str().unwrap().to_owned()
}

/// Opens a registry's folder as a new process would.
pub(crate) fn reopen(folder: &Path) -> Arc<LocalRegistry> {
    LocalRegistry::open(folder).unwrap()
}
