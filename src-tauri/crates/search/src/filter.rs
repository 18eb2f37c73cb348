//! A filter as sets of documents, one for each thing it asks about.

use jiff::Timestamp;
use tantivy::schema::Field;

use crate::{
    error::Error,
    query::Filter,
    schema::{Fields, normalise},
    segment::Segment,
    set::Set,
};

/// What one part of a filter keeps, and which facet it belongs to.
pub(crate) struct Kept {
    /// None for what has no facet: ages and amounts.
    pub(crate) facet: Option<Field>,
    pub(crate) set: Set,
}

/// The sets of all parts that ask for something.
pub(crate) fn find_kept(
    filter: &Filter,
    segment: &Segment,
    fields: &Fields,
) -> Result<Vec<Kept>, Error> {
    let standings: Vec<String> = filter
        .standings
        .iter()
        .map(|it| it.as_str().to_owned())
        .collect();
    let lists: [(Field, &Vec<String>); 7] = [
        (fields.publisher, &filter.publishers),
        (fields.architecture, &filter.architectures),
        (fields.system, &filter.systems),
        (fields.kind, &filter.kinds),
        (fields.source, &filter.sources),
        (fields.category, &filter.categories),
        (fields.standing, &standings),
    ];
    let mut kept = Vec::new();
    for (field, values) in lists {
        if !values.is_empty() {
            kept.push(Kept {
                facet: Some(field),
                set: find_any(segment, field, values)?,
            });
        }
    }
    let (since, before) = (filter.updated_since, filter.updated_before);
    if since.is_some() || before.is_some() {
        let since = since.map_or(i64::MIN, Timestamp::as_second);
        let before = before.map_or(i64::MAX, Timestamp::as_second);
        kept.push(Kept {
            facet: None,
            set: segment.keep(|document| {
                // What was never seen to change is in no span of time.
                let updated = segment.updated.first(document).unwrap_or(0);
                updated != 0 && (since..before).contains(&updated)
            }),
        });
    }
    let (least, most) = (filter.least_pulls, filter.most_pulls);
    if least.is_some() || most.is_some() {
        let bounds = least.unwrap_or(0)..=most.unwrap_or(u64::MAX);
        kept.push(Kept {
            facet: None,
            set: segment
                .keep(|document| bounds.contains(&segment.pulls.first(document).unwrap_or(0))),
        });
    }
    Ok(kept)
}

fn find_any(segment: &Segment, field: Field, values: &[String]) -> Result<Set, Error> {
    let mut any = Set::EMPTY;
    for value in values {
        let set = segment.find_value(field, &normalise(value))?;
        any = any.or(&set, segment.documents());
    }
    Ok(any)
}
