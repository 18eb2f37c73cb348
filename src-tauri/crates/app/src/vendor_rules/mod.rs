//! Rules that registries keep and follow by themselves: read, set and set back, carried out on request, and
//! what some of them would take.
//!
//! A rule crosses as it is: the contract's and the registries' are the same JSON, which a test here holds.

mod locks;
mod prune;
mod read;
mod runs;
mod set;

use portolan_contract::{ConnectionId, Failure, OfferScope, Retry};
use serde::{Serialize, de::DeserializeOwned};

/// The same value as the other room has it.
fn recast<To: DeserializeOwned>(value: &impl Serialize) -> Result<To, Failure> {
    let json = serde_json::to_value(value);
    let read = json.and_then(serde_json::from_value);
    read.map_err(|problem| Failure::unexpected(problem.to_string()))
}

/// The registry has nothing of the kind.
fn not_offered(connection: &ConnectionId) -> Failure {
    Failure {
        code: portolan_contract::Code::Unsupported,
        hint: None,
        retry: Retry::No,
        detail: format!("the registry of {} has no rules of its own", connection.0),
    }
}

/// What a scope is called in Activity.
fn name_of(scope: &OfferScope) -> &str {
    match scope {
        OfferScope::Registry => "",
        OfferScope::Namespace { name } => name,
        OfferScope::Repository { repository } => repository,
    }
}

#[cfg(test)]
mod tests {
    use portolan_contract as contract;
    use portolan_registries as registries;
    use serde_json::json;

    use super::recast;

    #[test]
    fn a_rule_is_the_same_on_both_sides() {
        let selector = json!({ "decoration": "matches", "pattern": "v*", "untagged": true });
        let no_extras = json!({ "decoration": "repoMatches", "pattern": "**", "untagged": null });
        let rules = [
            json!({ "type": "harborRetention", "policy": {
                "rules": [{
                    "template": "latestPushedK", "amount": 3, "disabled": false,
                    "tags": [selector], "repositories": [no_extras],
                }],
                "schedule": "0 0 0 * * *",
            } }),
            json!({ "type": "harborImmutable", "rule": {
                "disabled": true, "tags": [selector], "repositories": [],
            } }),
            json!({ "type": "harborReplication", "policy": {
                "name": "edge", "description": null, "source": null, "destination": 4,
                "namespace": "mirror", "replaceCount": -1, "trigger": "manual", "cron": null,
                "filters": [{ "kind": "name", "decoration": null, "values": ["a/**"] }],
                "deletion": false, "overwrite": true, "enabled": true, "speed": null,
            } }),
            json!({ "type": "quayPrune", "method": "creation_date", "value": "7d",
                    "tagPattern": null, "tagPatternMatches": true }),
            json!({ "type": "quayImmutable", "tag": "v1", "immutable": true }),
            json!({ "type": "gitlabCleanup", "enabled": true, "cadence": "7d", "tags": {
                "keepN": 5, "olderThan": "14d", "nameRegexDelete": ".*", "nameRegexKeep": null,
            } }),
            json!({ "type": "hubImmutable", "enabled": true, "expressions": ["v.*"] }),
            json!({ "type": "azureLock", "tag": "v1", "digest": null, "may": {
                "write": false, "delete": true, "list": true, "read": true,
            } }),
        ];
        for rule in rules {
            let shown: contract::VendorRule = serde_json::from_value(rule.clone()).unwrap();
            let kept: registries::VendorRule = recast(&shown).unwrap();
            assert_eq!(serde_json::to_value(&kept).unwrap(), rule);
            assert_eq!(recast::<contract::VendorRule>(&kept).unwrap(), shown);
        }
    }
}
