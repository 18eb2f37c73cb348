//! The person's own connections as sources: under which names their listings are kept.

use std::collections::{HashMap, HashSet};

use portolan_contract::{ConnectionId, Failure};
use portolan_gallery::SourceKind;
use portolan_storage::Connection as Stored;

use crate::{App, connections::VISITED, failures::OrFail};

/// The connections, by the names that their listings have as a source, in the person's order.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnSources(Vec<(String, ConnectionId)>);

impl OwnSources {
    fn of(connections: &[Stored]) -> Self {
        let mut taken: HashSet<String> = HashSet::new();
        taken.extend(SourceKind::ALL.map(|kind| kind.as_str().to_owned()));
        // Names are given by identity, so that another order of the list leaves them as they are.
        let mut named: Vec<&Stored> = connections.iter().collect();
        named.sort_by_key(|connection| connection.id.to_string());
        let names: HashMap<String, String> = named
            .into_iter()
            .map(|connection| {
                let id = connection.id.to_string();
                let name = in_one_word(&connection.draft.name);
                // Two connections may be called the same, or as a public source.
                let name = if name.is_empty() || taken.contains(&name) {
                    format!("{name}-{}", &id[..8])
                } else {
                    name
                };
                taken.insert(name.clone());
                (id, name)
            })
            .collect();
        let named = connections.iter().filter_map(|connection| {
            let id = connection.id.to_string();
            Some((names.get(&id)?.clone(), ConnectionId(id)))
        });
        Self(named.collect())
    }

    /// The connection behind each name.
    pub(super) fn into_ids(self) -> HashMap<String, ConnectionId> {
        self.0.into_iter().collect()
    }

    /// The name of a connection.
    pub(super) fn name_of(&self, id: &ConnectionId) -> Option<&str> {
        let mut named = self.0.iter().filter(|(_, connection)| connection == id);
        named.next().map(|(name, _)| name.as_str())
    }

    /// All names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

impl IntoIterator for OwnSources {
    type Item = (String, ConnectionId);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// As it can be typed after `source:`.
fn in_one_word(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join("-")
}

impl App {
    /// The connections as they are now.
    pub(crate) async fn own_sources(&self) -> Result<OwnSources, Failure> {
        let mut connections = self.store.connections().await.or_fail()?;
        connections.retain(|connection| connection.draft.kind != VISITED);
        Ok(OwnSources::of(&connections))
    }
}
