//! The person's own connections as sources: what is listed of them, and under which name.

use std::collections::{HashMap, HashSet};

use portolan_contract::{ConnectionId, Failure};
use portolan_gallery::SourceKind;
use portolan_storage::Connection as Stored;

use crate::{App, failures::OrFail};

/// The connections, by the names that their listings have as a source.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnSources(Vec<(String, Stored)>);

impl OwnSources {
    fn of(connections: Vec<Stored>) -> Self {
        let mut taken: HashSet<String> = HashSet::new();
        taken.extend(SourceKind::ALL.map(|kind| kind.as_str().to_owned()));
        let named = connections.into_iter().map(|connection| {
            let name = in_one_word(&connection.draft.name);
            // Two connections may be called the same, or as a public source.
            let short = &connection.id.to_string()[..8];
            let name = match name.is_empty() || taken.contains(&name) {
                true => format!("{name}-{short}"),
                false => name,
            };
            taken.insert(name.clone());
            (name, connection)
        });
        Self(named.collect())
    }

    /// The connection behind each name.
    pub(super) fn into_ids(self) -> HashMap<String, ConnectionId> {
        let ids = self.0.into_iter();
        ids.map(|(name, connection)| (name, ConnectionId(connection.id.to_string())))
            .collect()
    }
}

/// As it can be typed after `source:`.
fn in_one_word(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join("-")
}

impl App {
    pub(super) async fn own_sources(&self) -> Result<OwnSources, Failure> {
        Ok(OwnSources::of(self.store.connections().await.or_fail()?))
    }
}
