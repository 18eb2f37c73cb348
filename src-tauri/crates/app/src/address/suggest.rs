//! Offers what was seen before while an address is typed.

use std::collections::HashMap;

use jiff::Timestamp;
use portolan_contract::{
    AddressTarget, ConnectionId, Failure, Suggest, Suggestion, SuggestionSource,
};
use portolan_search::Query;
use portolan_storage::Suggestion as Seen;

use crate::{App, amazon::reference, connections::VISITED, failures::OrFail};

/// Listings that are offered at most.
const MOST_LISTINGS: usize = 6;

impl App {
    /// Connections, bookmarks, visits, repositories and tags that match, the best first.
    pub async fn suggest(&self, request: Suggest) -> Result<Vec<Suggestion>, Failure> {
        let limit = (request.limit as usize).min(100);
        let text = request.text.trim().to_lowercase();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let connections = self.store.connections().await.or_fail()?;
        let drafts: HashMap<_, _> = connections
            .iter()
            .map(|connection| (connection.id, &connection.draft))
            .collect();
        let mut suggestions: Vec<Suggestion> = connections
            .iter()
            .filter(|connection| connection.draft.kind != VISITED)
            .filter(|connection| {
                connection.draft.host.to_lowercase().contains(&text)
                    || connection.draft.name.to_lowercase().contains(&text)
            })
            .map(|connection| Suggestion {
                target: AddressTarget::Connection {
                    connection: ConnectionId(connection.id.to_string()),
                },
                text: connection.draft.host.clone(),
                source: SuggestionSource::Connection,
            })
            .collect();
        for seen in self.store.suggest(text, limit).await.or_fail()? {
            let suggestion = match seen {
                Seen::Bookmark { address, .. } => {
                    self.suggest_address(address, SuggestionSource::Bookmark)
                        .await?
                }
                Seen::Visit { address, .. } => {
                    self.suggest_address(address, SuggestionSource::History)
                        .await?
                }
                Seen::Repository {
                    connection,
                    repository,
                } => {
                    let Some(draft) = drafts.get(&connection) else {
                        continue;
                    };
                    let (host, name) = reference(draft, repository.as_str());
                    Suggestion {
                        text: format!("{host}/{name}"),
                        target: AddressTarget::Repository {
                            connection: ConnectionId(connection.to_string()),
                            repository: repository.to_string(),
                        },
                        source: SuggestionSource::Repository,
                    }
                }
                Seen::Tag {
                    connection,
                    repository,
                    tag,
                } => {
                    let Some(draft) = drafts.get(&connection) else {
                        continue;
                    };
                    let (host, name) = reference(draft, repository.as_str());
                    Suggestion {
                        text: format!("{host}/{name}:{tag}"),
                        target: AddressTarget::Image {
                            connection: ConnectionId(connection.to_string()),
                            repository: repository.to_string(),
                            selector: tag.to_string(),
                        },
                        source: SuggestionSource::Tag,
                    }
                }
            };
            // The same place seen in two ways is offered once, in the better way.
            if !suggestions
                .iter()
                .any(|other| other.text == suggestion.text)
            {
                suggestions.push(suggestion);
            }
        }
        suggestions.truncate(limit);
        for suggestion in self.suggest_listings(&request.text, limit).await? {
            let is_new = suggestions
                .iter()
                .all(|other| other.text != suggestion.text);
            if is_new && suggestions.len() < limit {
                suggestions.push(suggestion);
            }
        }
        Ok(suggestions)
    }

    /// What the gallery finds for a text, after what the person has of their own.
    async fn suggest_listings(&self, text: &str, limit: usize) -> Result<Vec<Suggestion>, Failure> {
        let query = Query {
            text: text.to_owned(),
            limit: limit.min(MOST_LISTINGS),
            now: Timestamp::now(),
            ..Query::default()
        };
        let hits = self.find(query).await?.hits.hits.into_iter();
        Ok(hits
            .map(|hit| {
                let reference = hit.card.reference();
                Suggestion {
                    text: reference.clone(),
                    target: AddressTarget::Listing {
                        reference,
                        selector: None,
                    },
                    source: SuggestionSource::Gallery,
                }
            })
            .collect())
    }

    async fn suggest_address(
        &self,
        address: String,
        source: SuggestionSource,
    ) -> Result<Suggestion, Failure> {
        let request = portolan_contract::ResolveAddress {
            text: address.clone(),
        };
        let target = self.resolve_address(request).await?;
        Ok(Suggestion {
            target,
            text: address,
            source,
        })
    }
}
