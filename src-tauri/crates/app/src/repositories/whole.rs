//! Whole repositories on registries that make and delete them by their own API: made, looked at before they
//! go, deleted, and brought back where the registry does that.

use portolan_contract::{
    ActivityDeed, ConnectionId, CreateRepository, DeleteRepository, Failure, Nothing, RepositoryAt,
    RepositoryCreation, RepositoryDeeds, WholeRepository,
};
use portolan_distribution::Pages;
use portolan_oci::RepositoryName;
use portolan_registries::{Creation, Deletion, Kind, ListedImage, Merged, NewRepository, Registry};

use crate::{App, changes, failures::OrFail, images::invalid_repository};

/// Pages of a repository that are counted before it goes; of a larger one it is said how much at least.
const COUNTED_PAGES: usize = 50;

impl App {
    /// Makes a repository, or a project where the registry makes those.
    pub async fn create_repository(
        &self,
        request: CreateRepository,
    ) -> Result<RepositoryAt, Failure> {
        let name = read_name(&request.name)?;
        let registry = self.registry(&request.connection).await?;
        let deed = match registry.kind().repository_deeds().creation {
            Some(Creation::Project) => ActivityDeed::CreateProject {
                project: request.name.clone(),
            },
            Some(Creation::Repository) | None => ActivityDeed::CreateRepository {
                repository: request.name.clone(),
            },
        };
        let new = NewRepository {
            name,
            description: request.description,
            is_private: request.private,
        };
        let work = async { registry.create_repository(&new).await.or_fail() };
        self.recorded(&request.connection, deed, &request.name, Box::pin(work))
            .await?;
        self.note_repositories(&request.connection);
        Ok(RepositoryAt {
            connection: request.connection,
            repository: request.name,
        })
    }

    /// What goes with a repository, counted now, and whether it can come back.
    pub async fn preview_repository_deletion(
        &self,
        request: RepositoryAt,
    ) -> Result<WholeRepository, Failure> {
        let name = read_name(&request.repository)?;
        let registry = self.registry(&request.connection).await?;
        let counted = count(registry.as_ref(), &name).await?;
        Ok(WholeRepository {
            of: request,
            images: counted.images,
            tags: counted.tags,
            more: counted.has_more,
            restorable_days: restorable_days(registry.kind()),
        })
    }

    /// Deletes a repository itself, unless it holds more or less by now than was shown.
    pub async fn delete_repository(&self, request: DeleteRepository) -> Result<Nothing, Failure> {
        let at = request.shown.of;
        let name = read_name(&at.repository)?;
        if request.typed != at.repository {
            return Err(changes::name_not_typed());
        }
        let registry = self.registry(&at.connection).await?;
        let now = count(registry.as_ref(), &name).await?;
        if (now.images, now.tags) != (request.shown.images, request.shown.tags) {
            return Err(changes::changed(vec![at.repository]));
        }
        let deed = ActivityDeed::DeleteWholeRepository {
            repository: at.repository.clone(),
            restorable: restorable_days(registry.kind()).is_some(),
        };
        let work = async { registry.delete_repository(&name).await.or_fail() };
        self.recorded(&at.connection, deed, &at.repository, Box::pin(work))
            .await?;
        self.note_repositories(&at.connection);
        Ok(Nothing {})
    }

    /// Brings back a repository that was deleted whole.
    pub(crate) async fn restore_repository(
        &self,
        connection: &ConnectionId,
        repository: &str,
    ) -> Result<(), Failure> {
        let stored = self.stored_connection(connection).await?;
        if stored.draft.read_only {
            return Err(changes::read_only());
        }
        let name = read_name(repository)?;
        let registry = self.registry(connection).await?;
        if !registry.restore_repository(&name).await.or_fail()? {
            return Err(changes::nothing_to_undo());
        }
        self.note_repositories(connection);
        Ok(())
    }
}

/// What a kind does with whole repositories, as the window knows it.
pub(crate) fn show_deeds(kind: Kind) -> RepositoryDeeds {
    let deeds = kind.repository_deeds();
    RepositoryDeeds {
        creates: deeds.creation.map(|creation| match creation {
            Creation::Repository => RepositoryCreation::Repository,
            Creation::Project => RepositoryCreation::Project,
        }),
        deletes: deeds.deletion.is_some(),
    }
}

fn restorable_days(kind: Kind) -> Option<u32> {
    match kind.repository_deeds().deletion {
        Some(Deletion::Restorable { days }) => Some(days),
        Some(Deletion::Final) | None => None,
    }
}

fn read_name(text: &str) -> Result<RepositoryName, Failure> {
    text.parse()
        .map_err(|problem| invalid_repository(text, &problem))
}

/// What a repository holds.
struct Counted {
    /// `None` where the registry lists tags alone.
    images: Option<u64>,
    tags: u64,
    has_more: bool,
}

async fn count(registry: &dyn Registry, name: &RepositoryName) -> Result<Counted, Failure> {
    let mut merged = Merged::default();
    let mut pages = Pages::default();
    for _ in 0..COUNTED_PAGES {
        let Some(cursor) = pages.place() else {
            break;
        };
        let Some(mut page) = registry.list_images(name, cursor).await.or_fail()? else {
            return count_tags(registry, name).await;
        };
        pages.take(&mut page, ListedImage::entry);
        merged.extend(page.items);
    }
    let images = merged.into_images();
    let tags = images.iter().map(|image| image.tags.len() as u64).sum();
    Ok(Counted {
        images: Some(images.len() as u64),
        tags,
        has_more: !pages.is_ended(),
    })
}

async fn count_tags(registry: &dyn Registry, name: &RepositoryName) -> Result<Counted, Failure> {
    let mut tags = 0;
    let mut pages = Pages::default();
    for _ in 0..COUNTED_PAGES {
        let Some(page) = registry.next_tags(name, &mut pages).await.or_fail()? else {
            break;
        };
        tags += page.items.len() as u64;
    }
    Ok(Counted {
        images: None,
        tags,
        has_more: !pages.is_ended(),
    })
}
