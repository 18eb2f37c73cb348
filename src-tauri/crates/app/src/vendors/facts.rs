//! What a registry's vendor says of a repository, and what a person writes on it.

use portolan_contract::{
    Event, Failure, Nothing, RepositoryAt, RepositoryFact, RepositoryFactName, RepositoryFacts,
    RepositoryMark, RepositorySpace, RepositoryTold, RepositoryVisibility, SetDescription, SetMark,
};
use portolan_oci::RepositoryName;
use portolan_registries::{Description, FactName, Mark, RepositoryFacts as Told, Visibility};

use crate::{App, changes::read_only, failures::OrFail};

impl App {
    /// What the registry's vendor says of a repository; `null` where it says nothing.
    pub async fn read_repository_facts(
        &self,
        request: RepositoryAt,
    ) -> Result<RepositoryTold, Failure> {
        let repository = read_name(&request.repository)?;
        let registry = self.registry(&request.connection).await?;
        let told = registry.describe_repository(&repository).await.or_fail()?;
        Ok(RepositoryTold {
            facts: told.map(show),
        })
    }

    /// Writes on a repository what it is for.
    pub async fn set_description(&self, request: SetDescription) -> Result<Nothing, Failure> {
        let stored = self.stored_connection(&request.of.connection).await?;
        if stored.draft.read_only {
            return Err(read_only());
        }
        let repository = read_name(&request.of.repository)?;
        let registry = self.registry(&request.of.connection).await?;
        let description = Description {
            short: request.short,
            long: request.long,
        };
        registry
            .set_description(&repository, &description)
            .await
            .or_fail()?;
        Ok(Nothing {})
    }

    /// Marks a repository at the registry, or no longer.
    pub async fn set_mark(&self, request: SetMark) -> Result<Nothing, Failure> {
        let stored = self.stored_connection(&request.of.connection).await?;
        if stored.draft.read_only {
            return Err(read_only());
        }
        let repository = read_name(&request.of.repository)?;
        let registry = self.registry(&request.of.connection).await?;
        let mark = match request.mark {
            RepositoryMark::Star => Mark::Star,
            RepositoryMark::Bookmark => Mark::Bookmark,
        };
        let set = registry.set_mark(&repository, mark, request.on);
        set.await.or_fail()?;
        self.repositories.ask_again(&request.of.connection);
        self.events.tell(Event::RepositoriesChanged {
            connection: request.of.connection,
        });
        Ok(Nothing {})
    }
}

fn read_name(text: &str) -> Result<RepositoryName, Failure> {
    text.parse()
        .map_err(|_| Failure::invalid("repository", "no name of a repository"))
}

fn show(told: Told) -> RepositoryFacts {
    let moment = |at: Option<jiff::Timestamp>| at.map(jiff::Timestamp::as_millisecond);
    RepositoryFacts {
        description: told.description,
        long_description: told.long_description,
        editable: told.is_editable,
        visibility: told.visibility.map(|visibility| match visibility {
            Visibility::Public => RepositoryVisibility::Public,
            Visibility::Internal => RepositoryVisibility::Internal,
            Visibility::Private => RepositoryVisibility::Private,
        }),
        stars: told.stars,
        starred: told.is_starred,
        bookmarked: told.is_bookmarked,
        pulls: told.pulls,
        created: moment(told.created_at),
        updated: moment(told.updated_at),
        size: told.size,
        space: told.quota.map(|quota| RepositorySpace {
            used: quota.used,
            limit: quota.limit,
        }),
        project: told.project,
        owner: told.owner,
        web_page: told.web_page,
        immutable_tags: told.has_immutable_tags,
        said: told
            .said
            .into_iter()
            .map(|fact| RepositoryFact {
                about: match fact.about {
                    FactName::State => RepositoryFactName::State,
                    FactName::Cleanup => RepositoryFactName::Cleanup,
                    FactName::Lock => RepositoryFactName::Lock,
                    FactName::TimeMachine => RepositoryFactName::TimeMachine,
                    FactName::Categories => RepositoryFactName::Categories,
                    FactName::Source => RepositoryFactName::Source,
                },
                text: fact.text,
            })
            .collect(),
    }
}
