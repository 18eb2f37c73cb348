//! The exact bytes of a manifest or config: read, and saved as a file.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use portolan_contract::{Failure, Raw, ReadRaw, RepositoryAt, SavedFile};
use portolan_oci::{CONFIG_LIMIT, Descriptor, Digest, MediaType};
use portolan_storage::Content;

use crate::{
    App,
    app::off_the_loop,
    images::{Miss, Severity},
    saving::{create_in, unwritable},
};

impl App {
    /// A manifest's or config's exact bytes as text.
    pub async fn read_raw(&self, request: ReadRaw) -> Result<Raw, Failure> {
        let content = self.raw(&request).await?;
        Ok(Raw {
            digest: content.digest.to_string(),
            media_type: content.media_type.to_string(),
            size: content.bytes.len() as u64,
            text: String::from_utf8_lossy(&content.bytes).into_owned(),
        })
    }

    /// Saves the exact bytes to the folder of downloads, under a name that no file there has.
    pub async fn save_raw(&self, request: ReadRaw) -> Result<SavedFile, Failure> {
        let content = self.raw(&request).await?;
        let folder = self.downloads_folder();
        let name = file_name(&request.repository, &content.digest);
        let path = off_the_loop(move || save(&folder, &name, &content.bytes)).await??;
        Ok(SavedFile {
            path: path.display().to_string(),
        })
    }

    async fn raw(&self, request: &ReadRaw) -> Result<Content, Failure> {
        let digest: Digest =
            request
                .digest
                .parse()
                .map_err(|problem: portolan_oci::DigestError| {
                    Failure::invalid("digest", problem.to_string())
                })?;
        let collection = self
            .collection(&RepositoryAt {
                connection: request.connection.clone(),
                repository: request.repository.clone(),
            })
            .await?;
        let source = self.source(&collection).await?;
        if let Some(kept) = source.kept(&digest).await {
            return Ok(kept);
        }
        // A config's type is written only in the manifest that names it.
        let json = MediaType::parse("application/json");
        let config = Descriptor::new(json, digest.clone(), CONFIG_LIMIT as u64);
        // CNCF Distribution answers a manifest asked for by a config's digest with its own trouble, so
        // what is not known to be a manifest is asked for as a blob first.
        if !collection.knows_manifest(&digest) {
            match source.config(&config).await {
                Ok(got) => return Ok(got.content),
                Err(Miss::Missing(_) | Miss::Failed(_, Severity::Alone)) => {}
                Err(miss) => return Err(miss.into_failure()),
            }
        }
        let got = source.manifest(&digest).await.map_err(Miss::into_failure)?;
        source.keep(vec![got.content.clone()]).await;
        Ok(got.content)
    }
}

/// `app-0123456789ab.json`: the repository's last part and the digest's beginning.
fn file_name(repository: &str, digest: &Digest) -> String {
    let last = repository.rsplit('/').next().unwrap_or(repository);
    format!("{last}-{}", &digest.hex()[..12])
}

/// Writes a new file that only its owner can read, and never over another one.
fn save(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
    let (mut file, path) = create_in(folder, name, "json")?;
    match file.write_all(bytes).and_then(|()| file.sync_all()) {
        Ok(()) => Ok(path),
        Err(problem) => {
            // Half a file is worse than none; the failure is told either way.
            let _ = std::fs::remove_file(&path);
            Err(unwritable(&path, &problem))
        }
    }
}

#[cfg(test)]
mod tests {
    use portolan_contract::Hint;

    use super::*;

    #[test]
    fn a_saved_file_never_replaces_another() {
        let folder = tempfile::tempdir().unwrap();
        let first = save(folder.path(), "app-0", b"one").unwrap();
        let second = save(folder.path(), "app-0", b"two").unwrap();
        assert_eq!(first.file_name().unwrap(), "app-0.json");
        assert_eq!(second.file_name().unwrap(), "app-0 (2).json");
        assert_eq!(std::fs::read(first).unwrap(), b"one");
        assert_eq!(std::fs::read(&second).unwrap(), b"two");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(second).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_folder_that_cant_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, b"").unwrap();
        let failure = save(&file.join("inside"), "app", b"x").unwrap_err();
        assert!(matches!(failure.hint, Some(Hint::DiskReadOnly { .. })));
    }
}
