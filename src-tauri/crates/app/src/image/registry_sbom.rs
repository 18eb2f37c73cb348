//! Lists of packages that a registry itself makes of images: looked into, begun and saved.

use std::io::Write as _;

use bytes::Bytes;
use portolan_contract::{
    Code, Failure, ImageAt, Nothing, PackageFormat, RegistrySbom, RegistrySbomTold, Retry,
    SavedFile, SbomState,
};
use portolan_oci::{Digest, RepositoryName};
use portolan_policy::packages::{self, Format};
use portolan_registries::{self as registries, Sbom};

use super::labels::{digest, name};
use crate::{
    App,
    app::off_the_loop,
    changes::read_only,
    failures::OrFail,
    history::show_package,
    saving::{create_in, unwritable},
};

impl App {
    /// The list of packages that the registry made of an image; `null` where it makes none.
    pub async fn read_registry_sbom(&self, request: ImageAt) -> Result<RegistrySbomTold, Failure> {
        let (repository, digest) = (name(&request.repository)?, digest(&request.digest)?);
        let registry = self.registry(&request.connection).await?;
        let Some(found) = registry.sbom(&repository, &digest).await.or_fail()? else {
            return Ok(RegistrySbomTold { sbom: None });
        };
        let shown = off_the_loop(move || show(found)).await?;
        Ok(RegistrySbomTold { sbom: Some(shown) })
    }

    /// Has the registry make a list of an image's packages.
    pub async fn generate_sbom(&self, request: ImageAt) -> Result<Nothing, Failure> {
        let (repository, digest) = (name(&request.repository)?, digest(&request.digest)?);
        let stored = self.stored_connection(&request.connection).await?;
        if stored.draft.read_only {
            return Err(read_only());
        }
        let registry = self.registry(&request.connection).await?;
        let begun = registry.generate_sbom(&repository, &digest).await;
        begun.or_fail()?;
        Ok(Nothing {})
    }

    /// Saves it as the registry gives it to the folder of downloads, under a name that no file there has.
    pub async fn save_registry_sbom(&self, request: ImageAt) -> Result<SavedFile, Failure> {
        let (repository, digest) = (name(&request.repository)?, digest(&request.digest)?);
        let registry = self.registry(&request.connection).await?;
        let found = registry.sbom(&repository, &digest).await.or_fail()?;
        let document = found
            .and_then(|sbom| sbom.document)
            .ok_or_else(|| Failure {
                code: Code::NotFound,
                hint: None,
                retry: Retry::AfterChange,
                detail: format!("the registry has no list of packages of {digest}"),
            })?;
        let folder = self.downloads_folder();
        let name = file_name(&repository, &digest);
        let path = off_the_loop(move || {
            let (mut file, path) = create_in(&folder, &name, "json")?;
            match file.write_all(&document).and_then(|()| file.sync_all()) {
                Ok(()) => Ok(path),
                Err(problem) => {
                    // Half a file is worse than none; the failure is told either way.
                    let _ = std::fs::remove_file(&path);
                    Err(unwritable(&path, &problem))
                }
            }
        })
        .await??;
        Ok(SavedFile {
            path: path.display().to_string(),
        })
    }
}

/// `app-0123456789ab-sbom`: the repository's last part and the digest's beginning.
fn file_name(repository: &RepositoryName, digest: &Digest) -> String {
    let name = repository.as_str();
    let last = name.rsplit('/').next().unwrap_or(name);
    format!("{last}-{}-sbom", &digest.hex()[..12])
}

fn show(found: Sbom) -> RegistrySbom {
    let state = match found.state {
        registries::SbomState::Absent => SbomState::Absent,
        registries::SbomState::Generating => SbomState::Generating,
        registries::SbomState::Ready => SbomState::Ready,
        registries::SbomState::Failed => SbomState::Failed,
    };
    let read = found.document.as_ref().map(read);
    let (list, problem) = match read {
        None => (None, None),
        Some(Ok(list)) => (Some(list), None),
        Some(Err(failure)) => (None, Some(failure)),
    };
    RegistrySbom {
        state,
        can_generate: found.can_generate,
        format: list.as_ref().map(|list| match list.format {
            Format::Spdx => PackageFormat::Spdx,
            Format::CycloneDx => PackageFormat::CycloneDx,
        }),
        packages: list.map_or_else(Vec::new, |list| {
            list.packages.into_iter().map(show_package).collect()
        }),
        problem,
    }
}

fn read(document: &Bytes) -> Result<packages::PackageList, Failure> {
    packages::read(document).map_err(|error| Failure {
        code: Code::Unsupported,
        hint: None,
        retry: Retry::No,
        detail: error.to_string(),
    })
}
