//! Puts rows in the order of a column. What is not known comes last either way; ties are broken by
//! the newest tag, newest first.

use std::sync::Arc;

use portolan_contract::{Grouping, ImageColumn, ImageSort};
use portolan_storage::ListedImage;

use super::{
    listing::badness,
    view::{Rows, Shown, View},
};

/// The rows of a grouping in the order of `sort`.
pub(crate) fn sort(view: &View, grouping: Grouping, sort: ImageSort) -> Arc<[u32]> {
    let rows = view.rows(grouping);
    let descending = sort.descending;
    match sort.column {
        // Rows stand newest first already; those without a tag are unknown and come last.
        ImageColumn::Tag => by(rows, descending, |row| rows.tags(row).first().copied()),
        ImageColumn::Digest => by(rows, descending, |row| {
            view.image(rows, row).map(|image| image.digest.as_str())
        }),
        ImageColumn::Platforms => by(rows, descending, |row| {
            view.image(rows, row)
                .map(Shown::platforms)
                .filter(|platforms| !platforms.is_empty())
        }),
        ImageColumn::Size => by(rows, descending, |row| {
            view.image(rows, row).and_then(Shown::size)
        }),
        ImageColumn::Created => by(rows, descending, |row| {
            view.image(rows, row)
                .and_then(|image| image.summary.as_deref())
                .and_then(|summary| summary.created_at)
        }),
        ImageColumn::Kind => by(rows, descending, |row| {
            let image = view.image(rows, row)?;
            Some((image.kind?, image.artifact_type()))
        }),
        // The youngest has the least age.
        ImageColumn::Age => by(rows, descending, |row| {
            view.observed_at(rows, row).map(std::cmp::Reverse)
        }),
        ImageColumn::Pushed => by(rows, descending, |row| listed(view, rows, row)?.pushed_at),
        ImageColumn::Pulled => by(rows, descending, |row| {
            listed(view, rows, row)?.last_pulled_at
        }),
        ImageColumn::Expires => by(rows, descending, |row| view.expires(rows, row)),
        ImageColumn::Scan => by(rows, descending, |row| {
            badness(view.image(rows, row)?.scan()?)
        }),
        ImageColumn::Storage => by(rows, descending, |row| {
            view.image(rows, row).and_then(Shown::storage)
        }),
        ImageColumn::Signing => by(rows, descending, |row| {
            view.image(rows, row)?.upkeep.as_deref()?.signing_order()
        }),
        ImageColumn::Replication => by(rows, descending, |row| {
            view.image(rows, row)?
                .upkeep
                .as_deref()?
                .replication_order()
        }),
    }
}

/// What the registry's own list said of a row's image.
fn listed<'v>(view: &'v View, rows: &Rows, row: usize) -> Option<&'v ListedImage> {
    view.image(rows, row)?.listed.as_deref()
}

/// Sorts by a key that may be unknown. Keys are read once for each row.
fn by<K: Ord>(rows: &Rows, descending: bool, key: impl Fn(usize) -> Option<K>) -> Arc<[u32]> {
    let mut known = Vec::with_capacity(rows.len());
    let mut unknown = Vec::new();
    for row in 0..rows.len() {
        match key(row) {
            Some(key) => known.push((key, row as u32)),
            None => unknown.push(row as u32),
        }
    }
    // The row's own place breaks ties, so the sort may be unstable.
    known.sort_unstable_by(|(one, first), (other, second)| {
        let order = one.cmp(other);
        let order = if descending { order.reverse() } else { order };
        order.then(first.cmp(second))
    });
    known
        .into_iter()
        .map(|(_, row)| row)
        .chain(unknown)
        .collect()
}
