//! What Harbor copies from and to other registries, to and from its JSON.

use serde_json::{Map, Value, json};

use crate::{HarborFilter, HarborPlace, HarborReplication, Lenient as _};

/// A policy as Harbor answers it. Harbor itself is the registry with the number 0, or none.
pub(super) fn read(policy: &Value) -> HarborReplication {
    let registry = |member: &str| policy.get(member)?.number("id").filter(|id| *id > 0);
    let text = |member: &str| policy.text(member).map(str::to_owned);
    let signed = |member: &str| policy.get(member).and_then(Value::as_i64);
    let flag = |member: &str| policy.flag(member) == Some(true);
    let trigger = policy.get("trigger");
    let settings = trigger.and_then(|trigger| trigger.get("trigger_settings"));
    HarborReplication {
        name: text("name").unwrap_or_default(),
        description: text("description"),
        source: registry("src_registry"),
        destination: registry("dest_registry"),
        namespace: text("dest_namespace"),
        replace_count: signed("dest_namespace_replace_count"),
        trigger: trigger
            .and_then(|trigger| trigger.text("type"))
            .unwrap_or("manual")
            .to_owned(),
        cron: settings
            .and_then(|settings| settings.text("cron"))
            .map(str::to_owned),
        filters: policy.list("filters").iter().map(read_filter).collect(),
        // Before 2.0 it was called `deletion`.
        deletion: flag("replicate_deletion") || flag("deletion"),
        overwrite: flag("override"),
        enabled: flag("enabled"),
        speed: signed("speed"),
    }
}

/// A policy as Harbor wants it, made of what it was. Registries are named by their number alone, so nothing
/// of their credentials is sent.
pub(super) fn write(policy: &HarborReplication, was: &Value) -> Value {
    let mut written = was.as_object().cloned().unwrap_or_default();
    let registry = |id: Option<u64>| id.map_or(Value::Null, |id| json!({ "id": id }));
    let members = json!({
        "name": policy.name,
        "description": policy.description.as_deref().unwrap_or_default(),
        "src_registry": registry(policy.source),
        "dest_registry": registry(policy.destination),
        "dest_namespace": policy.namespace.as_deref().unwrap_or_default(),
        "trigger": {
            "type": policy.trigger,
            "trigger_settings": { "cron": policy.cron.as_deref().unwrap_or_default() },
        },
        "filters": policy.filters.iter().map(write_filter).collect::<Vec<_>>(),
        "replicate_deletion": policy.deletion,
        "deletion": policy.deletion,
        "override": policy.overwrite,
        "enabled": policy.enabled,
    });
    written.extend(members.as_object().cloned().unwrap_or_default());
    // An older Harbor refuses what it does not know.
    for (member, value) in [
        ("dest_namespace_replace_count", policy.replace_count),
        ("speed", policy.speed),
    ] {
        match value {
            Some(value) => written.insert(member.to_owned(), json!(value)),
            None => written.remove(member),
        };
    }
    Value::Object(written)
}

fn read_filter(filter: &Value) -> HarborFilter {
    let value = filter.get("value");
    let several = value.and_then(Value::as_array).map(Vec::as_slice);
    let one = value.map_or(&[][..], std::slice::from_ref);
    let values = several.unwrap_or(one).iter().filter_map(Value::as_str);
    HarborFilter {
        kind: filter.text("type").unwrap_or_default().to_owned(),
        decoration: filter.text("decoration").map(str::to_owned),
        values: values.map(str::to_owned).collect(),
    }
}

/// Labels are a list, everything else is one text.
fn write_filter(filter: &HarborFilter) -> Value {
    let mut written = Map::new();
    written.insert("type".to_owned(), json!(filter.kind));
    let value = if filter.kind == "label" {
        json!(filter.values)
    } else {
        json!(
            filter
                .values
                .first()
                .map(String::as_str)
                .unwrap_or_default()
        )
    };
    written.insert("value".to_owned(), value);
    if let Some(decoration) = &filter.decoration {
        written.insert("decoration".to_owned(), json!(decoration));
    }
    Value::Object(written)
}

/// A registry of Harbor's list.
pub(super) fn read_place(registry: &Value) -> Option<HarborPlace> {
    let text = |member: &str| registry.text(member).map(str::to_owned);
    Some(HarborPlace {
        id: registry.number("id")?,
        name: text("name")?,
        url: text("url").unwrap_or_default(),
        kind: text("type").unwrap_or_default(),
        status: text("status"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> HarborReplication {
        HarborReplication {
            name: "to-the-edge".to_owned(),
            description: None,
            source: None,
            destination: Some(4),
            namespace: Some("mirror".to_owned()),
            replace_count: Some(-1),
            trigger: "scheduled".to_owned(),
            cron: Some("0 0 2 * * *".to_owned()),
            filters: vec![
                HarborFilter {
                    kind: "name".to_owned(),
                    decoration: None,
                    values: vec!["library/**".to_owned()],
                },
                HarborFilter {
                    kind: "label".to_owned(),
                    decoration: Some("excludes".to_owned()),
                    values: vec!["old".to_owned(), "test".to_owned()],
                },
            ],
            deletion: true,
            overwrite: false,
            enabled: true,
            speed: None,
        }
    }

    #[test]
    fn a_policy_is_read_as_it_was_written() {
        let written = write(&policy(), &json!({}));
        assert_eq!(read(&written), policy());
        assert_eq!(written["src_registry"], Value::Null);
        assert_eq!(written["filters"][1]["value"], json!(["old", "test"]));
    }

    #[test]
    fn nothing_of_a_registrys_credentials_goes_back_and_what_is_unknown_stays() {
        let was = json!({
            "id": 2, "copy_by_chunk": true, "speed": 5,
            "dest_registry": { "id": 4, "credential": { "access_secret": "*****" } },
        });
        let written = write(&policy(), &was);
        assert_eq!(written["dest_registry"], json!({ "id": 4 }));
        assert_eq!(
            (&written["id"], &written["copy_by_chunk"]),
            (&json!(2), &json!(true))
        );
        assert_eq!(written.get("speed"), None);
    }

    #[test]
    fn members_of_another_type_are_not_there() {
        let read = read(&json!({ "name": 3, "src_registry": "x", "trigger": [], "filters": {} }));
        assert_eq!((read.name.as_str(), read.trigger.as_str()), ("", "manual"));
        assert_eq!((read.source, read.filters.len()), (None, 0));
        assert_eq!(read_place(&json!({ "id": "a" })), None);
    }
}
