//! A rule as it is written down.

use serde::{Deserialize, Serialize};

use crate::schedule::Rhythm;

/// Which repositories of a connection are copied where, and when.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// Its identity, which stays when it is changed.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// The connection that is copied from, by its identity.
    pub source: String,
    /// Where to.
    pub destinations: Vec<Destination>,
    /// Which repositories; none is all of them.
    #[serde(default)]
    pub repository_filters: Vec<Filter>,
    /// Whether tags that go at the source go at the destinations.
    #[serde(default)]
    pub delete_replication: DeleteReplication,
    /// It has its turn when a tag of the source is seen to come or to move.
    #[serde(default)]
    pub on_change: bool,
    /// It has its turn from time to time.
    #[serde(default)]
    pub schedule: Option<Rhythm>,
}

/// Where a rule copies to.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// The connection, by its identity.
    pub connection: String,
    /// What comes before the names there, without the slash after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

/// Repositories whose names begin so.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    /// How their names begin, within a part of the name as well.
    pub filter: String,
    /// How it is compared.
    pub filter_type: FilterType,
}

/// How a filter is compared. ECR knows one way.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub enum FilterType {
    /// By the beginning.
    #[default]
    #[serde(rename = "PREFIX_MATCH")]
    PrefixMatch,
}

/// Whether deletions are copied.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct DeleteReplication {
    /// They are.
    pub enabled: bool,
}

impl Rule {
    /// Whether it takes a repository of its source.
    pub fn takes(&self, repository: &str) -> bool {
        self.beginnings()
            .any(|filter| repository.starts_with(filter))
    }

    /// How the names begin that it takes: one empty beginning where there is no filter.
    pub(crate) fn beginnings(&self) -> impl Iterator<Item = &str> {
        let all = self.repository_filters.is_empty().then_some("");
        let filters = self.repository_filters.iter();
        filters.map(|filter| filter.filter.as_str()).chain(all)
    }
}

impl Destination {
    /// What a repository of the source is called here.
    pub fn name_of(&self, repository: &str) -> String {
        match &self.prefix {
            Some(prefix) => format!("{prefix}/{repository}"),
            None => repository.to_owned(),
        }
    }
}

impl Filter {
    /// Repositories whose names begin so.
    pub fn beginning(filter: &str) -> Self {
        Self {
            filter: filter.to_owned(),
            filter_type: FilterType::PrefixMatch,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_written_as_ecr_writes_its_own() {
        let text = r#"{
            "id": "1", "name": "nightly", "source": "lab",
            "destinations": [{ "connection": "prod", "prefix": "mirror" }, { "connection": "here" }],
            "repositoryFilters": [{ "filter": "team/", "filterType": "PREFIX_MATCH" }],
            "deleteReplication": { "enabled": true },
            "schedule": { "daily": 150 }
        }"#;
        let rule: Rule = serde_json::from_str(text).unwrap();
        assert!(rule.takes("team/app") && !rule.takes("other/app"));
        assert_eq!(rule.destinations[0].name_of("team/app"), "mirror/team/app");
        assert_eq!(rule.destinations[1].name_of("team/app"), "team/app");
        assert!(rule.delete_replication.enabled && !rule.on_change);
        assert_eq!(rule.schedule, Some(Rhythm::Daily(150)));
        let written = serde_json::to_value(&rule).unwrap();
        assert_eq!(serde_json::from_value::<Rule>(written).unwrap(), rule);
    }

    #[test]
    fn without_a_filter_a_rule_takes_everything_and_another_kind_of_filter_is_no_rule() {
        assert!(Rule::default().takes("any/thing"));
        let text = r#"{"id":"1","name":"n","source":"a","destinations":[],
            "repositoryFilters":[{"filter":"x","filterType":"SUFFIX_MATCH"}]}"#;
        assert!(serde_json::from_str::<Rule>(text).is_err());
    }
}
