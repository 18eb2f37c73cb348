//! The aliases of a public registry: kept as they were last seen, asked about anew while Amazon is to decide,
//! and told of when it has.

use std::{sync::Arc, time::Duration};

use portolan_contract::{AliasStatus as Shown, AwaitAlias, ConnectionId, Event, Failure, Nothing};
use portolan_ecr::{Alias, AliasStatus, PublicProfile};
use portolan_policy::amazon_names::check_alias;
use portolan_storage::{
    AliasStatus as Kept, Amazon, Connection as Stored, RegistryAlias as KeptAlias,
};
use tokio_util::sync::CancellationToken;

use crate::{
    App,
    amazon::ECR_PUBLIC,
    failures::{OrFail, ToFailure},
};

/// How long is waited between two looks at aliases that Amazon is to decide on: it takes days.
const BETWEEN_LOOKS: Duration = Duration::from_mins(15);

/// Aliases that are waited for at most: nobody asks for more at once.
const MOST_AWAITED: usize = 20;

impl App {
    /// Waits for Amazon's decision on an alias, or no longer.
    pub async fn await_alias(&self, request: AwaitAlias) -> Result<Nothing, Failure> {
        let stored = self.stored_connection(&request.connection).await?;
        if request.waits && !check_alias(&request.alias).is_empty() {
            return Err(Failure::invalid("alias", "it can't be an alias"));
        }
        let mut draft = stored.draft.clone();
        let Some(amazon) = draft.amazon.as_mut().filter(|_| is_public(&stored)) else {
            return Err(Failure::invalid(
                "connection",
                "not one to Amazon ECR Public",
            ));
        };
        amazon.awaited.retain(|alias| *alias != request.alias);
        if request.waits {
            let is_seen = amazon.aliases.iter().any(|it| it.name == request.alias);
            if !is_seen && amazon.awaited.len() < MOST_AWAITED {
                amazon.awaited.push(request.alias);
            }
        }
        self.keep_aliases(&stored, draft).await?;
        Ok(Nothing {})
    }

    /// The registry with its aliases, asked anew; what has changed since is kept and told.
    pub(super) async fn refresh_aliases(
        &self,
        id: &ConnectionId,
    ) -> Result<PublicProfile, Failure> {
        let registry = self.ecr_public(id).await?;
        let profile = registry.profile().await.or_fail()?;
        self.note_aliases(id, &profile.aliases).await?;
        Ok(profile)
    }

    /// Asks for the aliases anew, where a connection has some. That it does not work is no trouble here:
    /// who looks at the aliases is told.
    pub(crate) async fn look_at_aliases(&self, id: &ConnectionId) {
        let is_public = match self.stored_connection(id).await {
            Ok(stored) => is_public(&stored),
            Err(_) => false,
        };
        if is_public && let Err(failure) = self.refresh_aliases(id).await {
            tracing::info!(%failure, "the aliases could not be asked for");
        }
    }

    /// Looks at aliases that Amazon is to decide on, every now and then. Only connections in use are asked:
    /// nobody is asked to sign in for it.
    pub(crate) async fn watch_aliases(self: Arc<Self>, ending: CancellationToken) {
        loop {
            tokio::select! {
                () = ending.cancelled() => return,
                () = tokio::time::sleep(BETWEEN_LOOKS) => {}
            }
            let connections = match self.store.connections().await {
                Ok(connections) => connections,
                Err(problem) => {
                    tracing::warn!(%problem, "connections could not be read");
                    continue;
                }
            };
            for stored in connections.iter().filter(|stored| is_undecided(stored)) {
                let id = ConnectionId(stored.id.to_string());
                if self.connected.live_registry(&id).is_some() {
                    tokio::select! {
                        () = ending.cancelled() => return,
                        () = self.look_at_aliases(&id) => {}
                    }
                }
            }
        }
    }

    async fn note_aliases(&self, id: &ConnectionId, seen: &[Alias]) -> Result<(), Failure> {
        let stored = self.stored_connection(id).await?;
        let mut draft = stored.draft.clone();
        let Some(amazon) = draft.amazon.as_mut() else {
            return Ok(());
        };
        let decided = news(amazon, seen);
        amazon.aliases = seen.iter().map(keep).collect();
        amazon
            .awaited
            .retain(|name| seen.iter().all(|alias| alias.name != *name));
        self.keep_aliases(&stored, draft).await?;
        for alias in decided {
            self.events.tell(Event::AliasChanged {
                connection: id.clone(),
                alias: alias.name.clone(),
                status: show_status(alias.status),
            });
        }
        Ok(())
    }

    async fn keep_aliases(
        &self,
        stored: &Stored,
        draft: portolan_storage::ConnectionDraft,
    ) -> Result<(), Failure> {
        if draft != stored.draft {
            let kept = self.store.edit_connection(stored.id, draft).await;
            kept.map_err(|problem| problem.to_failure())?;
            self.events.tell(Event::ConnectionsChanged);
        }
        Ok(())
    }
}

fn is_public(stored: &Stored) -> bool {
    stored.draft.kind == ECR_PUBLIC
}

/// Whether Amazon is to decide on an alias of a connection.
fn is_undecided(stored: &Stored) -> bool {
    let amazon = stored.draft.amazon.as_ref().filter(|_| is_public(stored));
    amazon.is_some_and(|amazon| {
        let is_pending = |alias: &KeptAlias| alias.status == Kept::Pending;
        !amazon.awaited.is_empty() || amazon.aliases.iter().any(is_pending)
    })
}

/// Which aliases a person wants to hear of: those whose state is another than it was, and those that were
/// waited for. What was there when the connection was first looked at is no news.
fn news<'s>(before: &Amazon, seen: &'s [Alias]) -> Vec<&'s Alias> {
    let is_news = |alias: &&Alias| {
        let known = before.aliases.iter().find(|it| it.name == alias.name);
        match known {
            Some(known) => known.status != keep(alias).status,
            None => before.awaited.contains(&alias.name),
        }
    };
    seen.iter().filter(is_news).collect()
}

fn keep(alias: &Alias) -> KeptAlias {
    KeptAlias {
        name: alias.name.clone(),
        status: match alias.status {
            AliasStatus::Active => Kept::Active,
            AliasStatus::Pending => Kept::Pending,
            AliasStatus::Rejected => Kept::Rejected,
            AliasStatus::Unknown => Kept::Unknown,
        },
        is_primary: alias.is_primary,
        is_default: alias.is_default,
    }
}

pub(super) fn show_status(status: AliasStatus) -> Shown {
    match status {
        AliasStatus::Active => Shown::Active,
        AliasStatus::Pending => Shown::Pending,
        AliasStatus::Rejected => Shown::Rejected,
        AliasStatus::Unknown => Shown::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alias(name: &str, status: AliasStatus) -> Alias {
        Alias {
            name: name.to_owned(),
            status,
            is_primary: false,
            is_default: false,
        }
    }

    #[test]
    fn a_decision_is_news_and_what_was_there_from_the_first_look_is_none() {
        let names = |before: &Amazon, seen: &[Alias]| -> Vec<String> {
            let news = news(before, seen).into_iter();
            news.map(|alias| alias.name.clone()).collect()
        };
        let mut before = Amazon::default();
        let seen = [
            alias("given", AliasStatus::Active),
            alias("harbour", AliasStatus::Pending),
        ];
        assert!(names(&before, &seen).is_empty());
        before.awaited = vec!["harbour".to_owned()];
        assert_eq!(names(&before, &seen), ["harbour"]);
        before.aliases = seen.iter().map(keep).collect();
        assert!(names(&before, &seen).is_empty());
        let decided = [alias("harbour", AliasStatus::Rejected)];
        assert_eq!(names(&before, &decided), ["harbour"]);
    }
}
