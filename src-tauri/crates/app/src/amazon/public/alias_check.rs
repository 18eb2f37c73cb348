//! Looks at an alias that somebody wishes for: what Amazon would refuse, what its guide advises against, and
//! whether somebody publishes under it, as far as that can be seen.

use std::time::Duration;

use jiff::Timestamp;
use portolan_contract::{
    AliasCheck, AliasDoubt as ShownDoubt, AliasDoubtKind, AliasProblem, AliasTaken, CheckAlias,
    Failure,
};
use portolan_gallery::SourceKind;
use portolan_policy::amazon_names::{
    AliasDoubt, Complaint, Problem, check_alias as find_problems, doubt_alias, limits,
};
use portolan_search::{Filter, Query, Sort};

use super::aliases::show_status;
use crate::{App, failures::OrFail};

/// How long the gallery is waited for: somebody is typing.
const PATIENCE: Duration = Duration::from_secs(5);

impl App {
    /// Looks at an alias that somebody wishes for.
    pub async fn check_alias(&self, request: CheckAlias) -> Result<AliasCheck, Failure> {
        let CheckAlias { connection, alias } = request;
        let problems = find_problems(&alias);
        let problems: Vec<AliasProblem> = problems.iter().filter_map(show_problem).collect();
        let taken = if problems.is_empty() {
            self.look_for_alias(&connection, &alias).await?
        } else {
            AliasTaken::NotLookedFor
        };
        Ok(AliasCheck {
            doubts: doubt_alias(&alias).into_iter().map(show_doubt).collect(),
            problems,
            taken,
        })
    }

    async fn look_for_alias(
        &self,
        connection: &portolan_contract::ConnectionId,
        alias: &str,
    ) -> Result<AliasTaken, Failure> {
        let registry = self.ecr_public(connection).await?;
        let profile = registry.profile().await.or_fail()?;
        if let Some(own) = profile.aliases.iter().find(|own| own.name == alias) {
            let status = show_status(own.status);
            return Ok(AliasTaken::Own { status });
        }
        let kind = SourceKind::EcrPublic;
        let query = Query {
            filter: Filter {
                publishers: vec![alias.to_owned()],
                sources: vec![kind.as_str().to_owned()],
                ..Filter::default()
            },
            sort: Sort::Relevance,
            limit: 1,
            now: Timestamp::now(),
            ..Query::default()
        };
        // Without an index there is nothing to look into.
        let hits = self.find(query).await.map(|found| found.hits.hits);
        if let Some(hit) = hits.unwrap_or_default().first() {
            let reference = hit.card.reference();
            return Ok(AliasTaken::Taken { reference });
        }
        let state = self.gallery.store.source(kind.as_str()).await.or_fail()?;
        if !state.enabled {
            return Ok(AliasTaken::NotSeen { asked: false });
        }
        let source = self.gallery.sources.of(kind);
        let asked = tokio::time::timeout(PATIENCE, source.publisher(alias, None)).await;
        Ok(match asked {
            Ok(Ok(page)) => match page.records.first() {
                Some(record) => AliasTaken::Taken {
                    reference: record.listing.card.reference(),
                },
                None => AliasTaken::NotSeen { asked: true },
            },
            Ok(Err(_)) | Err(_) => AliasTaken::NotSeen { asked: false },
        })
    }
}

fn show_problem(complaint: &Complaint) -> Option<AliasProblem> {
    Some(match complaint.problem {
        Problem::TooShort { .. } => AliasProblem::TooShort {
            least: *limits::ALIAS.start() as u64,
        },
        Problem::TooLong { .. } => AliasProblem::TooLong {
            most: *limits::ALIAS.end() as u64,
        },
        Problem::Character { found } => AliasProblem::Character {
            found: found.to_string(),
        },
        Problem::Grammar => AliasProblem::Grammar,
        // Of lists and pictures, which an alias is not.
        _ => return None,
    })
}

fn show_doubt(doubt: AliasDoubt) -> ShownDoubt {
    let (kind, word) = match doubt {
        AliasDoubt::Amazon { word } => (AliasDoubtKind::Amazon, word),
        AliasDoubt::Product { word } => (AliasDoubtKind::Product, word),
        AliasDoubt::Generic { word } => (AliasDoubtKind::Generic, word),
    };
    ShownDoubt {
        kind,
        word: word.to_owned(),
    }
}
