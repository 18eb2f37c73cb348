//! Container engines of this computer, Docker and Podman, as either side of a copy: their images by way
//! of the API that both have, over their sockets. What goes through is an archive of `docker save`.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::TryStreamExt as _;
use portolan_distribution::{
    BlobSource, BlobStream, LocalSocket, PutManifest, RawManifest, Referrer, SocketError,
};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector, Tag};
use portolan_registries::{Error, Nature, Result};
use serde::Deserialize;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;

use crate::{Destination, DockerArchive, FileError, FileImage, FileSource, Source};

/// Where an engine listens.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EngineSocket {
    /// What it is called.
    pub name: String,
    /// The socket.
    pub path: PathBuf,
}

/// An image that an engine has.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EngineImage {
    /// One of its names; `None` where it has none.
    pub name: Option<String>,
    /// What the engine knows it by.
    pub id: String,
    /// Bytes, unpacked.
    pub bytes: u64,
    /// Seconds since 1970.
    pub created: i64,
}

/// Where engines listen that this user may have, whether they run or not: what `DOCKER_HOST` names
/// first, then the places that Docker and Podman have by themselves. `variable` reads the environment.
pub fn engine_sockets(variable: impl Fn(&str) -> Option<OsString>) -> Vec<EngineSocket> {
    let mut found: Vec<EngineSocket> = Vec::new();
    let mut add = |name: &str, path: PathBuf| {
        if path.is_absolute() && !found.iter().any(|known| known.path == path) {
            let name = name.to_owned();
            found.push(EngineSocket { name, path });
        }
    };
    let named = variable("DOCKER_HOST").and_then(|host| host.into_string().ok());
    if let Some(path) = named
        .as_deref()
        .and_then(|host| host.strip_prefix("unix://"))
    {
        let is_podman = path.contains("podman");
        add(if is_podman { "Podman" } else { "Docker" }, path.into());
    }
    let run = variable("XDG_RUNTIME_DIR").map(PathBuf::from);
    if let Some(run) = &run {
        add("Docker", run.join("docker.sock"));
        add("Podman", run.join("podman/podman.sock"));
    }
    add("Docker", "/var/run/docker.sock".into());
    add("Podman", "/run/podman/podman.sock".into());
    found
}

/// An engine that answers.
#[derive(Clone, Debug)]
pub struct Engine {
    socket: LocalSocket,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    id: String,
    repo_tags: Option<Vec<String>>,
    #[serde(default)]
    size: u64,
    #[serde(default)]
    created: i64,
}

impl Engine {
    /// Connects to the engine at `path`.
    pub async fn open(path: &Path) -> Result<Self> {
        let socket = LocalSocket::open(path).await.map_err(of_socket)?;
        Ok(Self { socket })
    }

    /// Its images, each once for each of its names.
    pub async fn images(&self) -> Result<Vec<EngineImage>> {
        let answer = self
            .socket
            .get("/images/json", &[])
            .await
            .map_err(of_socket)?;
        let listed: Vec<Listed> = serde_json::from_slice(&answer)
            .map_err(|problem| of_socket(SocketError::Broken(problem.to_string())))?;
        let mut images = Vec::new();
        for image in listed {
            let names = image.repo_tags.unwrap_or_default().into_iter();
            // Docker's way to say that there is none.
            let names: Vec<String> = names.filter(|name| !name.contains("<none>")).collect();
            let one = |name| EngineImage {
                name,
                id: image.id.clone(),
                bytes: image.size,
                created: image.created,
            };
            if names.is_empty() {
                images.push(one(None));
            } else {
                images.extend(names.into_iter().map(|name| one(Some(name))));
            }
        }
        images.sort_by(|one, other| {
            one.name
                .is_none()
                .cmp(&other.name.is_none())
                .then_with(|| one.name.cmp(&other.name))
        });
        Ok(images)
    }

    /// One of its images as a source. It is taken from the engine into the system's folder for what is
    /// temporary, where it is until the source goes.
    pub async fn export(&self, image: &str) -> Result<EngineSource> {
        let kept = aside()?;
        let path = kept.path().join("image.tar");
        let names = [("names", image)];
        let pieces = self.socket.stream("/images/get", &names).await;
        let mut pieces = pieces.map_err(of_socket)?;
        let made = tokio::fs::File::create_new(&path).await;
        let mut file = made.map_err(FileError::io(&path))?;
        while let Some(piece) = pieces.try_next().await.map_err(of_socket)? {
            file.write_all(&piece).await.map_err(FileError::io(&path))?;
        }
        file.flush().await.map_err(FileError::io(&path))?;
        let opened = tokio::task::spawn_blocking(move || FileSource::open(&path));
        let failed = |problem: tokio::task::JoinError| FileError::Damaged(problem.to_string());
        Ok(EngineSource {
            file: opened.await.map_err(failed)??,
            _kept: kept,
        })
    }

    /// The engine as a destination. What comes is gathered aside and loaded at the end; `name` is what
    /// the images are called before their tag.
    pub fn destination(&self, name: &str) -> Result<EngineDestination> {
        let kept = aside()?;
        let path = kept.path().join("images.tar");
        Ok(EngineDestination {
            archive: DockerArchive::at(&path, name)?,
            path,
            socket: self.socket.clone(),
            _kept: kept,
        })
    }
}

/// An image that was taken from an engine.
#[derive(Debug)]
pub struct EngineSource {
    file: FileSource,
    _kept: TempDir,
}

impl EngineSource {
    /// What came.
    pub fn images(&self) -> Result<Vec<FileImage>> {
        self.file.images()
    }
}

#[async_trait]
impl Source for EngineSource {
    async fn list_tags(&self, most: usize) -> Result<Option<Vec<Tag>>> {
        self.file.list_tags(most).await
    }

    async fn resolve(&self, selector: &Selector) -> Result<Option<Digest>> {
        self.file.resolve(selector).await
    }

    async fn manifest(&self, selector: &Selector) -> Result<RawManifest> {
        self.file.manifest(selector).await
    }

    async fn stream_blob(&self, digest: &Digest, start: u64) -> Result<BlobStream> {
        self.file.stream_blob(digest, start).await
    }

    async fn referrers(&self, subject: &Digest, tags: Option<&[Tag]>) -> Result<Vec<Referrer>> {
        self.file.referrers(subject, tags).await
    }

    fn mountable(&self) -> Option<(String, RepositoryName)> {
        None
    }
}

/// An engine that images go to.
#[derive(Debug)]
pub struct EngineDestination {
    archive: DockerArchive,
    path: PathBuf,
    socket: LocalSocket,
    _kept: TempDir,
}

/// A line of what an engine says while it loads.
#[derive(Deserialize)]
struct Said {
    error: Option<String>,
}

#[async_trait]
impl Destination for EngineDestination {
    async fn list_tags(&self) -> Result<Option<Vec<Tag>>> {
        self.archive.list_tags().await
    }

    async fn resolve(&self, selector: &Selector) -> Result<Option<Digest>> {
        self.archive.resolve(selector).await
    }

    async fn manifest(&self, selector: &Selector) -> Result<RawManifest> {
        self.archive.manifest(selector).await
    }

    async fn has_blob(&self, digest: &Digest) -> Result<bool> {
        self.archive.has_blob(digest).await
    }

    async fn mount_blob(&self, digest: &Digest, from: &RepositoryName) -> Result<bool> {
        self.archive.mount_blob(digest, from).await
    }

    async fn take_blob(&self, digest: &Digest, source: &dyn BlobSource) -> Result<()> {
        self.archive.take_blob(digest, source).await
    }

    async fn put_manifest(
        &self,
        selector: &Selector,
        media_type: &MediaType,
        bytes: Bytes,
    ) -> Result<PutManifest> {
        self.archive.put_manifest(selector, media_type, bytes).await
    }

    fn host(&self) -> Option<String> {
        None
    }

    fn takes_plain_images(&self) -> bool {
        true
    }

    async fn settle(&self, is_whole: bool) -> Result<()> {
        self.archive.settle(is_whole).await?;
        let file = tokio::fs::File::open(&self.path).await;
        let file = match file {
            Ok(file) => file,
            // Nothing had to be written.
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(problem) => return Err(FileError::io(&self.path)(problem).into()),
        };
        let quiet = [("quiet", "1")];
        let kind = "application/x-tar";
        let loading = self.socket.post_file("/images/load", &quiet, kind, file);
        let said = loading.await.map_err(of_socket);
        // It is loaded or not; either way the archive is of no further use.
        let _ = tokio::fs::remove_file(&self.path).await;
        let said = said?;
        // A failure half-way comes as a line of an answer that began well.
        let mut lines = serde_json::Deserializer::from_slice(&said).into_iter::<Said>();
        let failed = lines.find_map(|line| line.ok()?.error);
        failed.map_or(Ok(()), |message| {
            Err(of_socket(SocketError::Refused {
                status: 200,
                message,
            }))
        })
    }
}

/// A folder for what is on its way.
fn aside() -> Result<TempDir, FileError> {
    let made = tempfile::Builder::new().prefix("portolan-").tempdir();
    made.map_err(FileError::io(std::env::temp_dir()))
}

fn of_socket(error: SocketError) -> Error {
    let nature = match &error {
        SocketError::Absent { .. } => Nature::Unreachable,
        SocketError::Denied { .. } => Nature::Forbidden,
        SocketError::Refused { status: 404, .. } => Nature::NotFound,
        SocketError::Refused { .. } => Nature::Invalid,
        SocketError::Broken(_) => Nature::Unexpected,
    };
    Error::Native {
        nature,
        cause: Arc::new(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn engines_are_looked_for_where_the_environment_says_and_where_they_are_by_themselves() {
        let sockets = engine_sockets(|name| {
            let value = match name {
                "DOCKER_HOST" => "unix:///run/user/7/podman/podman.sock",
                "XDG_RUNTIME_DIR" => "/run/user/7",
                _ => return None,
            };
            Some(value.into())
        });
        let paths: Vec<&str> = sockets.iter().map(|it| it.path.to_str().unwrap()).collect();
        assert_eq!(
            paths,
            [
                "/run/user/7/podman/podman.sock",
                "/run/user/7/docker.sock",
                "/var/run/docker.sock",
                "/run/podman/podman.sock",
            ]
        );
        assert_eq!(sockets[0].name, "Podman");
        // What is elsewhere is not on this computer.
        let sockets =
            engine_sockets(|name| (name == "DOCKER_HOST").then(|| "tcp://192.0.2.1:2375".into()));
        assert_eq!(sockets.len(), 2);
    }
}
