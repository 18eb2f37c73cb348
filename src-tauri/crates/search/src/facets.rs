//! Counting what matched by the values of each facet.

use std::{collections::BTreeMap, ops::ControlFlow};

use tantivy::schema::Field;

use crate::{
    answer::{Count, Facets},
    error::Error,
    query::Cancellation,
    schema::Fields,
    segment::Segment,
    set::Set,
};

/// More publishers than this nobody reads; there are a hundred thousand.
const MOST_PUBLISHERS: usize = 50;

/// Counts of one facet over several segments.
type Counts = BTreeMap<String, u64>;

/// Counts of all facets, while they are gathered.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    by_field: BTreeMap<u32, Counts>,
}

impl Tally {
    /// Adds a segment. `matched` gives the set to count a facet over.
    pub(crate) fn add(
        &mut self,
        segment: &Segment,
        fields: &Fields,
        cancellation: &Cancellation,
        matched: impl Fn(Field) -> Set,
    ) -> Result<(), Error> {
        for field in fields.counted() {
            cancellation.check()?;
            let matched = matched(field);
            let counts = self.by_field.entry(field.field_id()).or_default();
            for (value, set) in segment.values(field)? {
                let count = matched.count_and(&set);
                if count > 0 {
                    *counts.entry(value).or_default() += u64::from(count);
                }
            }
        }
        self.add_publishers(segment, fields, cancellation, &matched(fields.publisher))
    }

    fn add_publishers(
        &mut self,
        segment: &Segment,
        fields: &Fields,
        cancellation: &Cancellation,
        matched: &Set,
    ) -> Result<(), Error> {
        let Some(column) = &segment.publisher else {
            return Ok(());
        };
        let mut by_number = vec![0_u64; column.dictionary().num_terms()];
        let ended = matched.visit(|document| {
            for number in column.term_ords(document) {
                if let Some(count) = by_number.get_mut(number as usize) {
                    *count += 1;
                }
            }
            if document % 4096 == 0 && cancellation.check().is_err() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        if ended.is_break() {
            return Err(Error::Cancelled);
        }
        let counts = self
            .by_field
            .entry(fields.publisher.field_id())
            .or_default();
        let mut name = String::new();
        // All of them: who is rare in one segment may be frequent in another.
        for (number, count) in by_number.into_iter().enumerate().filter(|it| it.1 > 0) {
            name.clear();
            column.ord_to_str(number as u64, &mut name)?;
            *counts.entry(name.clone()).or_default() += count;
        }
        Ok(())
    }

    /// The counts, the most frequent first.
    pub(crate) fn finish(mut self, fields: &Fields) -> Facets {
        let mut take = |field: Field| {
            let counts = self.by_field.remove(&field.field_id()).unwrap_or_default();
            let mut counts: Vec<Count> = counts
                .into_iter()
                .map(|(value, count)| Count { value, count })
                .collect();
            // Stable, so that equal counts stay in the order of their values.
            counts.sort_by_key(|it| std::cmp::Reverse(it.count));
            counts
        };
        let mut publishers = take(fields.publisher);
        publishers.truncate(MOST_PUBLISHERS);
        Facets {
            sources: take(fields.source),
            kinds: take(fields.kind),
            systems: take(fields.system),
            architectures: take(fields.architecture),
            categories: take(fields.category),
            standings: take(fields.standing),
            publishers,
        }
    }
}
