//! Values as YAML: blocks of two spaces, texts quoted wherever YAML 1.1 or 1.2 could read them otherwise.

use serde_json::{Map, Value};

/// A mapping as a document.
pub(super) fn yaml(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0);
    text.trim_end().to_owned()
}

/// Writes what stands on lines of its own.
fn write(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => write_map(text, map, depth, false),
        Value::Array(list) if !list.is_empty() => write_list(text, list, depth),
        plain => {
            indent(text, depth);
            text.push_str(&inline(plain));
            text.push('\n');
        }
    }
}

/// Writes a mapping; where it begins on a line already, its first key is not moved in.
fn write_map(text: &mut String, map: &Map<String, Value>, depth: usize, begun: bool) {
    for (place, (key, value)) in map.iter().enumerate() {
        if place > 0 || !begun {
            indent(text, depth);
        }
        text.push_str(&key_text(key));
        text.push(':');
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                text.push('\n');
                write_map(text, inner, depth + 1, false);
            }
            Value::Array(inner) if !inner.is_empty() => {
                text.push('\n');
                write_list(text, inner, depth + 1);
            }
            Value::String(lines) if is_block(lines) => write_block(text, lines, depth + 1),
            plain => {
                text.push(' ');
                text.push_str(&inline(plain));
                text.push('\n');
            }
        }
    }
}

fn write_list(text: &mut String, list: &[Value], depth: usize) {
    for value in list {
        indent(text, depth);
        text.push('-');
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                text.push(' ');
                write_map(text, inner, depth + 1, true);
            }
            Value::Array(inner) if !inner.is_empty() => {
                text.push('\n');
                write_list(text, inner, depth + 1);
            }
            Value::String(lines) if is_block(lines) => write_block(text, lines, depth + 1),
            plain => {
                text.push(' ');
                text.push_str(&inline(plain));
                text.push('\n');
            }
        }
    }
}

/// Several lines, as they are. The sign says that the last one ends without a line end.
fn write_block(text: &mut String, lines: &str, depth: usize) {
    text.push_str(" |-\n");
    for line in lines.lines() {
        if !line.is_empty() {
            indent(text, depth);
            text.push_str(line);
        }
        text.push('\n');
    }
}

/// Whether a text can stand as a block: several lines, the first of which says how far it is moved in.
fn is_block(text: &str) -> bool {
    text.contains('\n')
        && !text.ends_with('\n')
        && !text.starts_with([' ', '\n'])
        && !text.contains(|it: char| it.is_control() && it != '\n')
}

fn indent(text: &mut String, depth: usize) {
    for _ in 0..depth {
        text.push_str("  ");
    }
}

fn inline(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        // JSON is YAML: its quotes, brackets and escapes are read the same.
        other => other.to_string(),
    }
}

fn key_text(key: &str) -> String {
    let is_word =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/');
    let starts_well = key.starts_with(|it: char| it.is_ascii_alphabetic() || it == '.');
    if starts_well && key.bytes().all(is_word) {
        key.to_owned()
    } else {
        Value::from(key).to_string()
    }
}

/// Whether a text is read as itself without quotes.
fn is_plain(text: &str) -> bool {
    const OTHERS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let is_word =
        |byte: u8| byte.is_ascii_alphanumeric() || b" _-./:@=+$*{}()<>|\"'".contains(&byte);
    let lower = text.to_ascii_lowercase();
    let begins_as_text =
        text.starts_with(|it: char| it.is_ascii_alphabetic() || matches!(it, '$' | '/'));
    // No number and no date has a slash and a letter: an account's registry begins with digits.
    let is_path = text.starts_with(|it: char| it.is_ascii_digit())
        && text.contains('/')
        && text.contains(|it: char| it.is_ascii_alphabetic());
    (begins_as_text || is_path)
        && text.bytes().all(is_word)
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
        && !OTHERS.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_and_mappings_stand_under_their_keys() {
        let value = json!({"a": {"b": [{"c": 1, "d": ["x", {}]}, []]}, "e": "text"});
        assert_eq!(
            yaml(&value),
            "a:\n  b:\n    - c: 1\n      d:\n        - x\n        - {}\n    - []\ne: text"
        );
    }

    #[test]
    fn a_text_that_could_be_something_else_is_quoted() {
        for text in [
            "",
            "true",
            "No",
            "80",
            "1.27",
            "2012-10-17",
            "a: b",
            "a:",
            "# a",
            "*",
            "- a",
            "a\tb",
            "null",
            "~",
            "é",
            "a #b",
            "@x",
            "{a}",
        ] {
            assert_eq!(
                yaml(&json!({ "k": text })),
                format!("k: {}", json!(text)),
                "{text}"
            );
        }
        for text in [
            "host:5000/a/b:1.27",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1",
            "a@sha256:0f",
            "${{ secrets.TOKEN }}",
            "arn:aws:iam::123456789012:role/ROLE",
        ] {
            assert_eq!(yaml(&json!({ "k": text })), format!("k: {text}"));
        }
        assert_eq!(yaml(&json!({"8080": "a", "on": "b"})), "\"8080\": a\non: b");
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(
            yaml(&json!({"run": "one\n  two\n\nthree"})),
            "run: |-\n  one\n    two\n\n  three"
        );
        assert_eq!(yaml(&json!({"run": " one\ntwo"})), "run: \" one\\ntwo\"");
    }
}
