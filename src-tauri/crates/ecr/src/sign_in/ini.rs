//! The format of the shared files: sections with properties (AWS SDKs and Tools Reference Guide, "Shared
//! config and credentials files").

use std::collections::BTreeMap;

/// A section's properties, by name in lower case; one that is nested in another has the other's name before
/// it, as `ecr.endpoint_url`.
pub(super) type Properties = BTreeMap<String, String>;

/// A line that can't be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Unreadable {
    /// From 1 on.
    pub(super) line: usize,
}

/// The sections of a file by their whole heading, such as `profile dev`; those of the same heading joined,
/// later values winning. Lines that can't be read are left out and told.
pub(super) fn read(text: &str) -> (BTreeMap<String, Properties>, Vec<Unreadable>) {
    let mut sections: BTreeMap<String, Properties> = BTreeMap::new();
    let mut unreadable = Vec::new();
    let mut heading: Option<String> = None;
    // The property that holds those indented below it.
    let mut holder: Option<String> = None;
    for (number, line) in text.lines().enumerate() {
        let is_indented = line.starts_with([' ', '\t']);
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        if let Some(rest) = trimmed.strip_prefix('[') {
            holder = None;
            heading = rest.split_once(']').map(|(name, _)| normal(name));
            match &heading {
                Some(heading) => {
                    sections.entry(heading.clone()).or_default();
                }
                None => unreadable.push(Unreadable { line: number + 1 }),
            }
            continue;
        }
        if is_indented {
            // Continued values say nothing that is needed here.
            if let (Some(holder), Some(heading), Some((name, value))) =
                (&holder, &heading, trimmed.split_once('='))
            {
                let properties = sections.entry(heading.clone()).or_default();
                let name = format!("{holder}.{}", name.trim().to_ascii_lowercase());
                properties.insert(name, without_comment(value).trim().to_owned());
            }
            continue;
        }
        match (trimmed.split_once('='), &heading) {
            (Some((name, value)), Some(heading)) if !name.trim().is_empty() => {
                let properties = sections.entry(heading.clone()).or_default();
                let value = without_comment(value).trim().to_owned();
                let name = name.trim().to_ascii_lowercase();
                holder = value.is_empty().then(|| name.clone());
                properties.insert(name, value);
            }
            _ => unreadable.push(Unreadable { line: number + 1 }),
        }
    }
    (sections, unreadable)
}

/// One blank between the words, and none around them or quotes.
fn normal(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").replace(['"', '\''], "")
}

/// A comment inside a line begins with a blank before its sign.
fn without_comment(value: &str) -> &str {
    let ends = [" #", " ;", "\t#", "\t;"];
    let end = ends.iter().filter_map(|end| value.find(end)).min();
    &value[..end.unwrap_or(value.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_comments_and_nested_properties_are_told_apart() {
        let text = "\
# mine
[default]
Region = eu-west-1 # home
[profile  \"dev\"]
role_arn=arn:aws:iam::1:role/x;y
s3 =
  max_concurrent_requests = 20
nonsense
[profile dev]
region = us-east-1
[broken
x = y
";
        let (sections, unreadable) = read(text);
        assert_eq!(sections["default"]["region"], "eu-west-1");
        assert_eq!(
            sections["profile dev"]["role_arn"],
            "arn:aws:iam::1:role/x;y"
        );
        assert_eq!(sections["profile dev"]["region"], "us-east-1");
        assert_eq!(sections["profile dev"]["s3.max_concurrent_requests"], "20");
        let lines: Vec<usize> = unreadable.iter().map(|it| it.line).collect();
        assert_eq!(lines, [8, 11, 12]);
    }
}
