//! Values as expressions of HCL, the language of Terraform.

use serde_json::Value;

/// A value as an expression whose first line stands after what is there already, and whose others are moved
/// in by `depth` times two spaces.
pub(super) fn expression(value: &Value, depth: usize) -> String {
    let inner = "  ".repeat(depth + 1);
    let outer = "  ".repeat(depth);
    match value {
        Value::Object(map) if !map.is_empty() => {
            let lines = map.iter().map(|(key, value)| {
                format!(
                    "{inner}{} = {}\n",
                    key_text(key),
                    expression(value, depth + 1)
                )
            });
            format!("{{\n{}{outer}}}", lines.collect::<String>())
        }
        Value::Array(list) if list.iter().any(|it| it.is_object() || it.is_array()) => {
            let lines = list
                .iter()
                .map(|value| format!("{inner}{},\n", expression(value, depth + 1)));
            format!("[\n{}{outer}]", lines.collect::<String>())
        }
        Value::Array(list) => {
            let parts: Vec<String> = list.iter().map(|value| expression(value, depth)).collect();
            format!("[{}]", parts.join(", "))
        }
        Value::String(string) => text(string),
        plain => plain.to_string(),
    }
}

/// A text in quotes, in which nothing is read as a template.
pub(super) fn text(text: &str) -> String {
    let mut quoted = String::from("\"");
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => {
                quoted.push(character);
                quoted.push(character);
            }
            control if control.is_control() => {
                let code = format!("\\u{:04x}", u32::from(control));
                quoted.push_str(&code);
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A key of an object, which needs quotes unless it is an identifier.
fn key_text(key: &str) -> String {
    let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
    if key.starts_with(|it: char| it.is_ascii_alphabetic()) && key.chars().all(is_word) {
        key.to_owned()
    } else {
        text(key)
    }
}

/// A name that Terraform takes for a resource.
pub(super) fn identifier(name: &str) -> String {
    let word: String = name
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { '_' })
        .collect();
    if word.starts_with(|it: char| it.is_ascii_alphabetic()) {
        word
    } else {
        format!("repository_{word}")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_in_a_text_is_a_template() {
        assert_eq!(
            text("a \"b\" \\ ${c} %{d} $e\n"),
            r#""a \"b\" \\ $${c} %%{d} $e\n""#
        );
    }

    #[test]
    fn objects_and_lists_are_moved_in() {
        let value = json!({"a": [{"b:c": 1}], "d": ["x", "y"], "e": {}, "f": true});
        assert_eq!(
            expression(&value, 0),
            "{\n  a = [\n    {\n      \"b:c\" = 1\n    },\n  ]\n  d = [\"x\", \"y\"]\n  e = {}\n  f = true\n}"
        );
    }

    #[test]
    fn any_repository_gives_a_resource_its_name() {
        assert_eq!(identifier("team/my-app"), "team_my_app");
        assert_eq!(identifier("7up"), "repository_7up");
    }
}
