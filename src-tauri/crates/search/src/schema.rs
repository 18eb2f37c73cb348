//! The fields of a document, and how a card comes back from one. How a listing becomes one is in
//! `page`.
//!
//! Each text is in one field alone. How far from the name words are looked for is a [`Reach`], and each
//! reach has the fields of the one before it and one more, so a tier of the ranking is one conjunction
//! in one reach, and the widest reach alone gives the exact total.

use sha2::{Digest as _, Sha256};
use tantivy::{
    TantivyDocument, Term,
    schema::{
        BytesOptions, FAST, Field, IndexRecordOption, NumericOptions, STORED, STRING, Schema,
        TextFieldIndexing, TextOptions, Value,
    },
};

use crate::{Card, Error, tokenizer};

/// Raised with every change of fields or of how words are made; an index of another version is rebuilt.
pub(crate) const VERSION: u32 = 3;

/// The field that documents are sorted by.
pub(crate) const POPULARITY: &str = "popularity";

/// How far from the name words may be, each wider than the one before.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Reach {
    /// In alias and name.
    Path,
    /// … or in the display name and publisher.
    Title,
    /// … or in the description, categories and keywords.
    Summary,
    /// … or in anything else.
    All,
}

impl Reach {
    pub(crate) const EACH: [Self; 4] = [Self::Path, Self::Title, Self::Summary, Self::All];
}

/// What a listing can be called, compared whole.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known<'a> {
    /// By its id.
    Id(&'a str),
    /// By `host/alias/name`, in lower case.
    Reference(&'a str),
    /// By a whole name, squeezed.
    Name(&'a str),
}

impl Known<'_> {
    /// What the index keeps of it. Long names that differ at their ends are what a dictionary is slow to
    /// take in, so it has sums of them, which nobody can choose so that two are the same.
    pub(crate) fn sum(self) -> u64 {
        let (kind, text) = match self {
            Self::Id(text) => (b'i', text),
            Self::Reference(text) => (b'r', text),
            Self::Name(text) => (b'n', text),
        };
        let sum = Sha256::new()
            .chain_update([kind])
            .chain_update(text)
            .finalize();
        u64::from_be_bytes(std::array::from_fn(|at| sum[at]))
    }
}

/// Handles of all fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// What it is known by, as sums.
    pub(crate) known: Field,
    /// The texts that are searched by words, in the order of the reaches that they widen. The last one
    /// is stored: about, usage, and what is known of the newest image.
    pub(crate) texts: [Field; 4],
    pub(crate) source: Field,
    pub(crate) kind: Field,
    pub(crate) system: Field,
    pub(crate) architecture: Field,
    pub(crate) category: Field,
    pub(crate) standing: Field,
    /// The alias, folded.
    pub(crate) publisher: Field,
    pub(crate) popularity: Field,
    pub(crate) pulls: Field,
    pub(crate) updated: Field,
    /// How many words the name has.
    pub(crate) name_words: Field,
    /// `alias/name`, for the sort by name.
    pub(crate) sort_name: Field,
    pub(crate) card: Field,
}

impl Fields {
    /// The fields in which words of that reach are.
    pub(crate) fn within(&self, reach: Reach) -> &[Field] {
        &self.texts[..=reach as usize]
    }

    /// The fields whose values are counted, but for the publisher, who is one of too many.
    pub(crate) fn counted(&self) -> [Field; 6] {
        [
            self.source,
            self.kind,
            self.system,
            self.architecture,
            self.category,
            self.standing,
        ]
    }

    /// The term of what a listing is known by.
    pub(crate) fn term_of(&self, known: Known<'_>) -> Term {
        Term::from_field_u64(self.known, known.sum())
    }
}

/// Columns, by name.
pub(crate) mod column {
    pub(crate) const PULLS: &str = "pulls";
    pub(crate) const UPDATED: &str = "updated";
    pub(crate) const NAME_WORDS: &str = "name_words";
    pub(crate) const SORT_NAME: &str = "sort_name";
    pub(crate) const PUBLISHER: &str = "publisher";
}

/// The schema and its handles.
pub(crate) fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(tokenizer::NAME)
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic),
    );
    let fields = Fields {
        known: schema.add_u64_field("known", NumericOptions::default().set_indexed()),
        texts: [
            schema.add_text_field("path", words.clone()),
            schema.add_text_field("title", words.clone()),
            schema.add_text_field("summary", words.clone()),
            schema.add_text_field("body", words.set_stored()),
        ],
        source: schema.add_text_field("source", STRING),
        kind: schema.add_text_field("kind", STRING),
        system: schema.add_text_field("system", STRING),
        architecture: schema.add_text_field("architecture", STRING),
        category: schema.add_text_field("category", STRING),
        standing: schema.add_text_field("standing", STRING),
        publisher: schema.add_text_field(column::PUBLISHER, STRING | FAST),
        popularity: schema.add_u64_field(POPULARITY, FAST),
        pulls: schema.add_u64_field(column::PULLS, FAST),
        updated: schema.add_i64_field(column::UPDATED, FAST),
        name_words: schema.add_u64_field(column::NAME_WORDS, FAST),
        sort_name: schema.add_text_field(column::SORT_NAME, TextOptions::from(FAST)),
        card: schema.add_bytes_field("card", BytesOptions::from(STORED)),
    };
    (schema.build(), fields)
}

/// A value of a facet as it is compared: without case and outer space.
pub(crate) fn normalise(value: &str) -> String {
    value.trim().to_lowercase()
}

/// What is shown of a document, and the long texts that may say why it matched.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) card: Card,
    pub(crate) about: String,
    pub(crate) usage: String,
    pub(crate) image: String,
}

/// Reads back what `Page::write` had stored.
pub(crate) fn read_document(fields: &Fields, document: &TantivyDocument) -> Result<Stored, Error> {
    let [.., body] = fields.texts;
    let mut texts = document.get_all(body).map(|value| {
        let text = value.as_str().unwrap_or_default();
        text.to_owned()
    });
    let mut text = || texts.next().unwrap_or_default();
    let value = document.get_first(fields.card);
    let card = value
        .as_ref()
        .and_then(Value::as_bytes)
        .ok_or_else(|| Error::Damaged("a document has no card".to_owned()))?;
    let card = serde_json::from_slice(card)
        .map_err(|error| Error::Damaged(format!("a card can't be read: {error}")))?;
    Ok(Stored {
        card,
        about: text(),
        usage: text(),
        image: text(),
    })
}
