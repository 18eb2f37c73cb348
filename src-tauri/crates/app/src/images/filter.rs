//! Keeps the rows that match a filter, in the order they have. Nothing is allocated for a row.

use std::sync::Arc;

use portolan_contract::{Grouping, ImageDate, ImageFilter};

use super::{
    listing::has_finding,
    view::{Rows, View},
};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The rows of `order` that match.
pub(crate) fn keep(
    view: &View,
    grouping: Grouping,
    filter: &ImageFilter,
    now: i64,
    order: &[u32],
) -> Arc<[u32]> {
    let rows = view.rows(grouping);
    let text = filter.text.trim().to_lowercase();
    let named = (!text.is_empty()).then(|| rows_with_text(view, rows, &text));
    let asks_no_more = ImageFilter {
        text: filter.text.clone(),
        date: filter.date,
        ..ImageFilter::default()
    } == *filter;
    let matches = |row: &&u32| {
        let row = **row as usize;
        named.as_ref().is_none_or(|named| named[row])
            && (asks_no_more || has_details(view, rows, row, filter, now))
    };
    order.iter().filter(matches).copied().collect()
}

/// For each row, whether a tag or the digest contains `text`, which is in lower case.
fn rows_with_text(view: &View, rows: &Rows, text: &str) -> Vec<bool> {
    let mut matching_tags = vec![false; view.tags.names.len()];
    view.tags
        .each_containing(text, |tag| matching_tags[tag] = true);
    let could_be_digest = text
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b':' | b's' | b'h'));
    let matches = |row: usize| {
        rows.tags(row)
            .iter()
            .any(|tag| matching_tags[*tag as usize])
            || (could_be_digest
                && view
                    .image(rows, row)
                    .is_some_and(|image| image.digest.as_str().contains(text)))
    };
    (0..rows.len()).map(matches).collect()
}

fn has_details(view: &View, rows: &Rows, row: usize, filter: &ImageFilter, now: i64) -> bool {
    let Some(image) = view.image(rows, row) else {
        return false;
    };
    let summary = image.summary.as_deref();
    let listed = image.listed.as_deref();
    let has_platform = filter
        .platform
        .as_ref()
        .is_none_or(|wanted| image.platforms().contains(wanted));
    let has_kind = filter.kind.is_none_or(|kind| image.kind == Some(kind));
    let date = match filter.date {
        ImageDate::Created => summary.and_then(|summary| summary.created_at),
        ImageDate::Pushed => listed.and_then(|listed| listed.pushed_at),
        ImageDate::Pulled => listed.and_then(|listed| listed.last_pulled_at),
    };
    let date = date.map(jiff::Timestamp::as_millisecond);
    let begins = |days: u32| now - i64::from(days) * DAY;
    let is_new = filter
        .newer_than_days
        .is_none_or(|days| date.is_some_and(|date| date >= begins(days)));
    // What was never pulled has waited for it since it was pushed.
    let since = match filter.date {
        ImageDate::Pulled => date.or_else(|| {
            let pushed = listed.and_then(|listed| listed.pushed_at);
            pushed.map(jiff::Timestamp::as_millisecond)
        }),
        ImageDate::Created | ImageDate::Pushed => date,
    };
    let is_old = filter
        .older_than_days
        .is_none_or(|days| since.is_some_and(|since| since <= begins(days)));
    let is_bad = filter
        .severity
        .is_none_or(|severity| image.scan().is_some_and(|scan| has_finding(scan, severity)));
    let is_there = filter
        .storage
        .is_none_or(|storage| image.storage() == Some(storage));
    has_platform && has_kind && is_new && is_old && is_bad && is_there
}
