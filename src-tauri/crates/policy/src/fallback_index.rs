//! Edits of the index of referrers at a fallback tag (distribution spec 1.1, "Referrers Tag Schema").

use std::collections::BTreeSet;

use portolan_oci::Digest;
use serde_json::Value;

/// An index after an edit.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Entries {
    /// These are its new bytes.
    Left(Vec<u8>),
    /// No entry is left, so the index is not needed.
    None,
    /// Nothing had to be changed.
    Same,
}

/// The index without the entries named. `None` where the bytes are no index.
pub fn without_entries(bytes: &[u8], gone: &BTreeSet<Digest>) -> Option<Entries> {
    let (mut index, entries) = read(bytes)?;
    let left: Vec<Value> = entries
        .iter()
        .filter(|entry| digest_of(entry).is_none_or(|digest| !gone.contains(&digest)))
        .cloned()
        .collect();
    if left.len() == entries.len() {
        return Some(Entries::Same);
    }
    if left.is_empty() {
        return Some(Entries::None);
    }
    index["manifests"] = Value::Array(left);
    Some(Entries::Left(serde_json::to_vec(&index).ok()?))
}

/// The index `now` with the entries of `kept` that it lacks, where `wanted` says that their
/// manifests are to be there; so an undo takes no entry from others. `None` where either is no index.
pub fn merge_entries(now: &[u8], kept: &[u8], wanted: &BTreeSet<Digest>) -> Option<Entries> {
    let (mut index, mut entries) = read(now)?;
    let (_, old) = read(kept)?;
    let have: BTreeSet<Digest> = entries.iter().filter_map(digest_of).collect();
    let missing: Vec<Value> = old
        .into_iter()
        .filter(|entry| {
            digest_of(entry)
                .is_some_and(|digest| wanted.contains(&digest) && !have.contains(&digest))
        })
        .collect();
    if missing.is_empty() {
        return Some(Entries::Same);
    }
    entries.extend(missing);
    index["manifests"] = Value::Array(entries);
    Some(Entries::Left(serde_json::to_vec(&index).ok()?))
}

fn read(bytes: &[u8]) -> Option<(Value, Vec<Value>)> {
    let index: Value = serde_json::from_slice(bytes).ok()?;
    let entries = index.get("manifests")?.as_array()?.clone();
    Some((index, entries))
}

fn digest_of(entry: &Value) -> Option<Digest> {
    entry.get("digest")?.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn index(names: &[&str]) -> Vec<u8> {
        let entries: Vec<Value> = names
            .iter()
            .map(|name| json!({"digest": Digest::of(name.as_bytes()), "size": 2}))
            .collect();
        serde_json::to_vec(&json!({"schemaVersion": 2, "manifests": entries})).unwrap()
    }

    fn digests(names: &[&str]) -> BTreeSet<Digest> {
        names
            .iter()
            .map(|name| Digest::of(name.as_bytes()))
            .collect()
    }

    #[test]
    fn entries_that_go_are_cut_and_the_rest_stays_as_it_was() {
        let cut = without_entries(&index(&["a", "b"]), &digests(&["a"])).unwrap();
        assert_eq!(cut, Entries::Left(index(&["b"])));
        assert_eq!(
            without_entries(&index(&["a"]), &digests(&["a"])),
            Some(Entries::None)
        );
        assert_eq!(
            without_entries(&index(&["a"]), &digests(&["c"])),
            Some(Entries::Same)
        );
        assert_eq!(without_entries(b"<html>", &digests(&["a"])), None);
    }

    #[test]
    fn an_undo_adds_its_entries_to_what_others_wrote_meanwhile() {
        let merged = merge_entries(&index(&["new"]), &index(&["a", "b"]), &digests(&["a"]));
        assert_eq!(merged, Some(Entries::Left(index(&["new", "a"]))));
    }
}
