//! The sides of a copy, made of what the window names.

use std::{path::Path, sync::Arc};

use portolan_contract::{CopyPlace, Failure, ImageFile, ImageFileForm, ImageInFile, LookIntoFile};
use portolan_oci::RepositoryName;
use portolan_transfer::{
    Destination, FileForm, FileImage, FileSource, RepositoryPlace, Source, file_destination,
};

use crate::{
    App,
    app::off_the_loop,
    changes::{Site, read_only},
    failures::OrFail,
};

impl App {
    /// What images a file or folder holds. Nothing is unpacked.
    pub async fn look_into_file(&self, request: LookIntoFile) -> Result<ImageFile, Failure> {
        let path = request.path;
        let read = off_the_loop(move || {
            let source = FileSource::open(Path::new(&path)).or_fail()?;
            let images = source.images().or_fail()?;
            Ok::<_, Failure>(ImageFile {
                form: show_form(source.form()),
                images: images.iter().map(show_image).collect(),
                path,
            })
        });
        read.await?
    }

    /// A place that images come from.
    pub(super) async fn copy_source(&self, at: &CopyPlace) -> Result<Arc<dyn Source>, Failure> {
        match at {
            CopyPlace::Repository {
                connection,
                repository,
            } => {
                let registry = self.registry(connection).await?;
                let repository = read_repository(repository)?;
                Ok(Arc::new(RepositoryPlace::new(registry, repository)))
            }
            CopyPlace::File { path, .. } => {
                let path = path.clone();
                let opened = off_the_loop(move || FileSource::open(Path::new(&path)));
                Ok(Arc::new(opened.await?.or_fail()?))
            }
            CopyPlace::Engine { socket, image, .. } => {
                Ok(self.export_image(socket, image.as_deref()).await?)
            }
        }
    }

    /// A place that images go to; `source` is where they come from, which names them in an archive.
    pub(super) async fn copy_destination(
        &self,
        at: &CopyPlace,
        source: &CopyPlace,
    ) -> Result<Arc<dyn Destination>, Failure> {
        match at {
            CopyPlace::Repository {
                connection,
                repository,
            } => {
                if self.stored_connection(connection).await?.draft.read_only {
                    return Err(read_only());
                }
                let registry = self.registry(connection).await?;
                let repository = read_repository(repository)?;
                Ok(Arc::new(RepositoryPlace::new(registry, repository)))
            }
            CopyPlace::File { path, form } => {
                let name = self.image_name(source).await?;
                let (path, form) = (path.clone(), read_form(*form));
                let made = off_the_loop(move || file_destination(Path::new(&path), form, &name));
                made.await?.or_fail()
            }
            CopyPlace::Engine { socket, .. } => {
                let name = self.image_name(source).await?;
                let engine = self.engine(socket).await?;
                Ok(Arc::new(engine.destination(&name).or_fail()?))
            }
        }
    }

    /// What a place is called: its connection's name, or the file's.
    pub(super) async fn name_place(&self, at: &CopyPlace) -> Result<String, Failure> {
        match at {
            CopyPlace::Repository { connection, .. } => {
                Ok(self.stored_connection(connection).await?.draft.name)
            }
            CopyPlace::File { path, .. } => {
                let name = Path::new(path).file_name().unwrap_or_default();
                Ok(name.to_string_lossy().into_owned())
            }
            CopyPlace::Engine { name, .. } => Ok(name.clone()),
        }
    }

    /// The repository that a copy changes; `None` where it goes to a file.
    pub(super) async fn copy_site(&self, at: &CopyPlace) -> Result<Option<Site>, Failure> {
        match at {
            CopyPlace::Repository {
                connection,
                repository,
            } => self.site(connection, repository).await.map(Some),
            CopyPlace::File { .. } | CopyPlace::Engine { .. } => Ok(None),
        }
    }

    /// What engines call images of a place, before their tag.
    async fn image_name(&self, at: &CopyPlace) -> Result<String, Failure> {
        match at {
            CopyPlace::Repository {
                connection,
                repository,
            } => {
                let registry = self.registry(connection).await?;
                let (host, name) = registry.reference(&read_repository(repository)?);
                Ok(format!("{host}/{name}"))
            }
            CopyPlace::File { .. } | CopyPlace::Engine { .. } => Ok("localhost/image".to_owned()),
        }
    }
}

/// `connection/repository`, a file's path, or an engine with its image.
pub(super) fn say_place(at: &CopyPlace, name: &str) -> String {
    match at {
        CopyPlace::Repository { repository, .. } => format!("{name}/{repository}"),
        CopyPlace::File { path, .. } => path.clone(),
        CopyPlace::Engine { image, .. } => match image {
            Some(image) => format!("{name}: {image}"),
            None => name.to_owned(),
        },
    }
}

fn read_repository(text: &str) -> Result<RepositoryName, Failure> {
    text.parse()
        .map_err(|problem| crate::images::invalid_repository(text, &problem))
}

fn read_form(form: ImageFileForm) -> FileForm {
    match form {
        ImageFileForm::Folder => FileForm::Folder,
        ImageFileForm::OciArchive => FileForm::OciArchive,
        ImageFileForm::DockerArchive => FileForm::DockerArchive,
    }
}

fn show_form(form: FileForm) -> ImageFileForm {
    match form {
        FileForm::Folder => ImageFileForm::Folder,
        FileForm::OciArchive => ImageFileForm::OciArchive,
        FileForm::DockerArchive => ImageFileForm::DockerArchive,
    }
}

fn show_image(image: &FileImage) -> ImageInFile {
    ImageInFile {
        name: image.name.clone(),
        tag: image.tag.as_ref().map(ToString::to_string),
        digest: image.digest.to_string(),
        bytes: image.bytes,
        platforms: image.platforms.iter().map(ToString::to_string).collect(),
    }
}
