//! Harbor's policy of what stays in a project, to and from its JSON.

use serde_json::{Map, Value, json};

use super::selector;
use crate::{HarborRetention, HarborRetentionRule, Lenient as _};

/// A policy as Harbor answers it.
pub(super) fn read(policy: &Value) -> HarborRetention {
    let settings = policy
        .get("trigger")
        .and_then(|trigger| trigger.get("settings"));
    HarborRetention {
        rules: policy.list("rules").iter().map(read_rule).collect(),
        schedule: settings
            .and_then(|settings| settings.text("cron"))
            .map(str::to_owned),
    }
}

/// A policy as Harbor wants it, made of the one that is there. Rules that stay as they are keep what else
/// Harbor says of them.
pub(super) fn write(policy: &HarborRetention, was: &Value, project: u64) -> Value {
    let mut written = was.as_object().cloned().unwrap_or_default();
    let rules = policy.rules.iter().map(|rule| {
        let kept = was.list("rules").iter().find(|it| read_rule(it) == *rule);
        kept.cloned().unwrap_or_else(|| write_rule(rule))
    });
    written.insert("rules".to_owned(), rules.collect());
    let mut trigger = was
        .get("trigger")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default();
    trigger.insert("kind".to_owned(), json!("Schedule"));
    let cron = policy.schedule.as_deref().unwrap_or_default();
    trigger.insert("settings".to_owned(), json!({ "cron": cron }));
    trigger
        .entry("references")
        .or_insert_with(|| Value::Object(Map::new()));
    written.insert("trigger".to_owned(), Value::Object(trigger));
    written.entry("algorithm").or_insert_with(|| json!("or"));
    written
        .entry("scope")
        .or_insert_with(|| json!({ "level": "project", "ref": project }));
    Value::Object(written)
}

fn read_rule(rule: &Value) -> HarborRetentionRule {
    let template = rule.text("template").unwrap_or_default().to_owned();
    let (tags, repositories) = selector::read(rule);
    HarborRetentionRule {
        amount: rule
            .get("params")
            .and_then(|params| params.number(&template)),
        template,
        disabled: rule.flag("disabled") == Some(true),
        tags,
        repositories,
    }
}

fn write_rule(rule: &HarborRetentionRule) -> Value {
    let mut params = Map::new();
    if let Some(amount) = rule.amount {
        params.insert(rule.template.clone(), json!(amount));
    }
    let mut written = Map::new();
    written.insert("disabled".to_owned(), json!(rule.disabled));
    written.insert("action".to_owned(), json!("retain"));
    written.insert("template".to_owned(), json!(rule.template));
    written.insert("params".to_owned(), Value::Object(params));
    selector::write(&mut written, &rule.tags, &rule.repositories);
    Value::Object(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HarborSelector;

    fn rule(template: &str, amount: Option<u64>) -> HarborRetentionRule {
        HarborRetentionRule {
            template: template.to_owned(),
            amount,
            disabled: false,
            tags: vec![HarborSelector {
                decoration: "matches".to_owned(),
                pattern: "v*".to_owned(),
                untagged: Some(true),
            }],
            repositories: vec![HarborSelector {
                decoration: "repoMatches".to_owned(),
                pattern: "**".to_owned(),
                untagged: None,
            }],
        }
    }

    #[test]
    fn a_policy_is_read_as_it_was_written() {
        let policy = HarborRetention {
            rules: vec![rule("latestPushedK", Some(10)), rule("always", None)],
            schedule: Some("0 0 0 * * *".to_owned()),
        };
        let written = write(&policy, &Value::Null, 7);
        assert_eq!(written["scope"], json!({ "level": "project", "ref": 7 }));
        assert_eq!(written["rules"][0]["params"]["latestPushedK"], 10);
        let extras = &written["rules"][0]["tag_selectors"][0]["extras"];
        assert_eq!(extras, r#"{"untagged":true}"#);
        assert_eq!(read(&written), policy);
    }

    #[test]
    fn what_else_harbor_says_of_a_policy_and_of_rules_that_stay_is_kept() {
        let policy = HarborRetention {
            rules: vec![rule("latestPushedK", Some(10))],
            schedule: None,
        };
        let mut was = write(&policy, &Value::Null, 7);
        was["id"] = json!(3);
        was["rules"][0]["id"] = json!(12);
        was["rules"][0]["priority"] = json!(2);
        let mut more = policy;
        more.rules.push(rule("nDaysSinceLastPull", Some(30)));
        let written = write(&more, &was, 0);
        assert_eq!(written["id"], 3);
        assert_eq!(written["scope"]["ref"], 7);
        assert_eq!(written["rules"][0]["priority"], 2);
        assert_eq!(read(&written), more);
    }

    #[test]
    fn members_of_another_type_are_not_there() {
        let read = read(&json!({ "rules": [{ "template": 3, "params": [] }], "trigger": "daily" }));
        assert_eq!(read.rules[0].template, "");
        assert_eq!((read.rules[0].amount, read.schedule), (None, None));
        assert_eq!(super::read(&Value::Null), HarborRetention::default());
    }
}
