//! Sets of documents of one segment, and what is done with them: few as a sorted list, many as bits.

use std::ops::ControlFlow;

use tantivy::directory::OwnedBytes;

/// Documents of one segment, in the order of their numbers, which is the order of popularity.
#[derive(Clone)]
pub(crate) enum Set {
    Sorted(Vec<u32>),
    Bits { bits: Bits, len: u32 },
}

/// A bit a document, of one's own or in a mapped file.
#[derive(Clone)]
pub(crate) enum Bits {
    Owned(Vec<u64>),
    /// Little-endian words.
    Mapped(OwnedBytes),
}

impl Bits {
    pub(crate) fn words(&self) -> usize {
        match self {
            Self::Owned(words) => words.len(),
            Self::Mapped(bytes) => bytes.len() / 8,
        }
    }

    fn word(&self, at: usize) -> u64 {
        match self {
            Self::Owned(words) => words.get(at).copied().unwrap_or(0),
            Self::Mapped(bytes) => bytes
                .get(at * 8..at * 8 + 8)
                .and_then(|it| it.try_into().ok())
                .map_or(0, u64::from_le_bytes),
        }
    }

    fn contains(&self, document: u32) -> bool {
        self.word(document as usize / 64) >> (document % 64) & 1 == 1
    }

    fn to_owned_words(&self) -> Vec<u64> {
        match self {
            Self::Owned(words) => words.clone(),
            Self::Mapped(bytes) => mapped_words(bytes).collect(),
        }
    }

    /// Each word of both, through `each`.
    fn zip(&self, other: &Self, each: impl FnMut((u64, u64))) {
        match (self, other) {
            (Self::Owned(one), Self::Owned(two)) => {
                one.iter().copied().zip(two.iter().copied()).for_each(each);
            }
            (Self::Owned(one), Self::Mapped(two)) | (Self::Mapped(two), Self::Owned(one)) => {
                one.iter().copied().zip(mapped_words(two)).for_each(each);
            }
            (Self::Mapped(one), Self::Mapped(two)) => {
                mapped_words(one).zip(mapped_words(two)).for_each(each);
            }
        }
    }
}

impl Default for Set {
    fn default() -> Self {
        Self::EMPTY
    }
}

fn mapped_words(bytes: &OwnedBytes) -> impl Iterator<Item = u64> + '_ {
    let (words, _) = bytes.as_chunks::<8>();
    words.iter().map(|word| u64::from_le_bytes(*word))
}

impl Set {
    pub(crate) const EMPTY: Self = Self::Sorted(Vec::new());

    /// Every document of a segment.
    pub(crate) fn full(documents: u32) -> Self {
        let mut words = vec![u64::MAX; documents.div_ceil(64) as usize];
        if let (Some(last), used @ 1..) = (words.last_mut(), documents % 64) {
            *last = (1 << used) - 1;
        }
        Self::Bits {
            bits: Bits::Owned(words),
            len: documents,
        }
    }

    pub(crate) fn of_bits(words: Vec<u64>) -> Self {
        let len = words.iter().map(|word| word.count_ones()).sum();
        Self::Bits {
            bits: Bits::Owned(words),
            len,
        }
    }

    pub(crate) fn len(&self) -> u32 {
        match self {
            Self::Sorted(list) => list.len() as u32,
            Self::Bits { len, .. } => *len,
        }
    }

    pub(crate) fn contains(&self, document: u32) -> bool {
        match self {
            Self::Sorted(list) => list.binary_search(&document).is_ok(),
            Self::Bits { bits, .. } => bits.contains(document),
        }
    }

    /// The documents that are in both.
    pub(crate) fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Bits { bits: one, .. }, Self::Bits { bits: two, .. }) => {
                let mut words = Vec::with_capacity(one.words().min(two.words()));
                one.zip(two, |(one, two)| words.push(one & two));
                Self::of_bits(words)
            }
            (Self::Sorted(list), bits @ Self::Bits { .. })
            | (bits @ Self::Bits { .. }, Self::Sorted(list)) => {
                let both = list.iter().copied().filter(|it| bits.contains(*it));
                Self::Sorted(both.collect())
            }
            (Self::Sorted(one), Self::Sorted(two)) => {
                let mut both = Vec::new();
                meet(one, two, |document| both.push(document));
                Self::Sorted(both)
            }
        }
    }

    /// How many documents are in both.
    pub(crate) fn count_and(&self, other: &Self) -> u32 {
        let mut count = 0;
        match (self, other) {
            (Self::Bits { bits: one, .. }, Self::Bits { bits: two, .. }) => {
                one.zip(two, |(one, two)| count += (one & two).count_ones());
            }
            (Self::Sorted(list), bits @ Self::Bits { .. })
            | (bits @ Self::Bits { .. }, Self::Sorted(list)) => {
                count = list.iter().filter(|it| bits.contains(**it)).count() as u32;
            }
            (Self::Sorted(one), Self::Sorted(two)) => meet(one, two, |_| count += 1),
        }
        count
    }

    /// The documents that are in one or the other, in a segment of so many documents.
    pub(crate) fn or(&self, other: &Self, documents: u32) -> Self {
        if self.len() == 0 {
            return other.clone();
        }
        if other.len() == 0 {
            return self.clone();
        }
        if let (Self::Sorted(one), Self::Sorted(two)) = (self, other)
            && one.len() + two.len() < 4096
        {
            let mut list = [one.as_slice(), two.as_slice()].concat();
            list.sort_unstable();
            list.dedup();
            return Self::Sorted(list);
        }
        let mut words = match self {
            Self::Bits { bits, .. } => bits.to_owned_words(),
            Self::Sorted(_) => vec![0; documents.div_ceil(64) as usize],
        };
        if let Self::Sorted(list) = self {
            set_bits(&mut words, list);
        }
        match other {
            Self::Sorted(list) => set_bits(&mut words, list),
            Self::Bits { bits, .. } => {
                for (at, word) in words.iter_mut().enumerate() {
                    *word |= bits.word(at);
                }
            }
        }
        Self::of_bits(words)
    }

    /// The documents without these few, which are sorted.
    pub(crate) fn without(&self, few: &[u32]) -> Self {
        match self {
            Self::Sorted(list) => {
                let left = list.iter().filter(|it| few.binary_search(it).is_err());
                Self::Sorted(left.copied().collect())
            }
            Self::Bits { bits, .. } => {
                let mut words = bits.to_owned_words();
                for document in few {
                    if let Some(word) = words.get_mut(*document as usize / 64) {
                        *word &= !(1 << (document % 64));
                    }
                }
                Self::of_bits(words)
            }
        }
    }

    /// Shows the documents in their order until told to stop.
    pub(crate) fn visit(&self, mut see: impl FnMut(u32) -> ControlFlow<()>) -> ControlFlow<()> {
        match self {
            Self::Sorted(list) => list.iter().try_for_each(|document| see(*document)),
            Self::Bits { bits, .. } => (0..bits.words()).try_for_each(|at| {
                let mut word = bits.word(at);
                while word != 0 {
                    see(at as u32 * 64 + word.trailing_zeros())?;
                    word &= word - 1;
                }
                ControlFlow::Continue(())
            }),
        }
    }
}

/// Sets the bit of each document.
pub(crate) fn set_bits(words: &mut [u64], documents: &[u32]) {
    for document in documents {
        if let Some(word) = words.get_mut(*document as usize / 64) {
            *word |= 1 << (document % 64);
        }
    }
}

/// What two sorted lists have in common: the shorter one leads, the longer is leapt through.
fn meet(one: &[u32], two: &[u32], mut see: impl FnMut(u32)) {
    let (short, mut long) = if one.len() <= two.len() {
        (one, two)
    } else {
        (two, one)
    };
    for document in short {
        let mut leap = 1;
        while long.get(leap).is_some_and(|it| it < document) {
            leap *= 2;
        }
        let end = long.len().min(leap + 1);
        long = &long[long[..end].partition_point(|it| it < document)..];
        match long.first() {
            None => return,
            Some(first) if first == document => see(*document),
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::{collection::btree_set, prelude::*};

    use super::*;

    const DOCUMENTS: u32 = 300;

    fn both_forms(documents: &BTreeSet<u32>) -> [Set; 3] {
        let list: Vec<u32> = documents.iter().copied().collect();
        let mut words = vec![0; DOCUMENTS.div_ceil(64) as usize];
        set_bits(&mut words, &list);
        let bytes: Vec<u8> = words
            .iter()
            .flat_map(|word: &u64| word.to_le_bytes())
            .collect();
        let mapped = Set::Bits {
            bits: Bits::Mapped(OwnedBytes::new(bytes)),
            len: list.len() as u32,
        };
        [Set::Sorted(list), Set::of_bits(words), mapped]
    }

    fn shown(set: &Set) -> BTreeSet<u32> {
        let mut seen = BTreeSet::new();
        let _ = set.visit(|document| {
            seen.insert(document);
            ControlFlow::Continue(())
        });
        assert_eq!(seen.len() as u32, set.len());
        seen
    }

    proptest! {
        #[test]
        fn lists_and_bits_agree_with_plain_sets(
            one in btree_set(0..DOCUMENTS, 0..200),
            two in btree_set(0..DOCUMENTS, 0..40),
        ) {
            for left in &both_forms(&one) {
                for right in &both_forms(&two) {
                    let both: BTreeSet<u32> = one.intersection(&two).copied().collect();
                    prop_assert_eq!(left.count_and(right), both.len() as u32);
                    prop_assert_eq!(shown(&left.and(right)), both);
                    let either: BTreeSet<u32> = one.union(&two).copied().collect();
                    prop_assert_eq!(shown(&left.or(right, DOCUMENTS)), either);
                }
                let few: Vec<u32> = two.iter().copied().collect();
                let left_over: BTreeSet<u32> = one.difference(&two).copied().collect();
                prop_assert_eq!(shown(&left.without(&few)), left_over);
                prop_assert!((0..DOCUMENTS).all(|it| left.contains(it) == one.contains(&it)));
            }
        }
    }

    #[test]
    fn the_full_set_ends_with_the_segment() {
        for documents in [0, 1, 63, 64, 65, 300] {
            assert_eq!(shown(&Set::full(documents)).len() as u32, documents);
        }
    }
}
