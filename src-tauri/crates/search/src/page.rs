//! A listing as a document that the engine takes: every text once, and moved rather than copied.

use std::iter::Empty;

use tantivy::schema::{
    Document, Field, Value,
    document::{ReferenceValue, ReferenceValueLeaf},
};

use crate::{
    Card, Error, Listing,
    popularity::popularity,
    schema::{Fields, Known, normalise},
    words::{count_words, squeeze},
};

/// What a filter may ask for that is longer than this can't be kept by the engine.
const LONGEST_VALUE: usize = 1024;

/// A listing, field by field.
#[derive(Debug)]
pub(crate) struct Page(Vec<(Field, Content)>);

/// What is in a field.
#[derive(Debug)]
pub(crate) enum Content {
    Text(String),
    Amount(u64),
    Second(i64),
    Bytes(Vec<u8>),
}

impl Document for Page {
    type Value<'a> = &'a Content;
    type FieldsValuesIter<'a> = std::iter::Map<
        std::slice::Iter<'a, (Field, Content)>,
        fn(&'a (Field, Content)) -> (Field, &'a Content),
    >;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.0.iter().map(|(field, content)| (*field, content))
    }
}

impl<'a> Value<'a> for &'a Content {
    type ArrayIter = Empty<Self>;
    type ObjectIter = Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self {
            Content::Text(text) => ReferenceValueLeaf::Str(text),
            Content::Amount(amount) => ReferenceValueLeaf::U64(*amount),
            Content::Second(second) => ReferenceValueLeaf::I64(*second),
            Content::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
        })
    }
}

impl Page {
    pub(crate) fn write(fields: &Fields, listing: Listing) -> Result<Self, Error> {
        let mut page = Self(Vec::with_capacity(32));
        let image = describe_image(&listing);
        let Listing {
            card, about, usage, ..
        } = listing;
        page.write_known(fields, &card);
        page.write_values(fields, &card);
        let second = card.updated.map_or(0, jiff::Timestamp::as_second);
        let path = format!("{}/{}", card.alias, card.name).to_lowercase();
        page.put(fields.popularity, Content::Amount(popularity(&card)));
        page.put(fields.pulls, Content::Amount(card.pulls.unwrap_or(0)));
        page.put(fields.updated, Content::Second(second));
        let name_words = count_words(&card.name);
        page.put(fields.name_words, Content::Amount(name_words));
        page.put_text(
            fields.sort_name,
            cut(path.trim_start_matches('/')).to_owned(),
        );
        page.put(fields.card, Content::Bytes(serde_json::to_vec(&card)?));
        let [path, title, summary, body] = fields.texts;
        page.put_text(path, card.alias);
        page.put_text(path, card.name);
        page.put_text(title, card.display_name);
        page.put_text(title, card.publisher);
        page.put_text(summary, card.description);
        for text in card.categories.into_iter().chain(card.keywords) {
            page.put_text(summary, text);
        }
        // All three even when they are empty: their order says which is which.
        for text in [about, usage, image] {
            page.put(body, Content::Text(text));
        }
        Ok(page)
    }

    fn put(&mut self, field: Field, content: Content) {
        self.0.push((field, content));
    }

    fn put_text(&mut self, field: Field, text: String) {
        if !text.is_empty() {
            self.put(field, Content::Text(text));
        }
    }

    fn write_known(&mut self, fields: &Fields, card: &Card) {
        let last = card.name.rsplit('/').next().unwrap_or_default();
        let path = format!("{}/{}", card.alias, card.name);
        let mut whole: Vec<String> = [&card.name, last, &path, &card.display_name]
            .into_iter()
            .map(squeeze)
            .filter(|name| !name.is_empty())
            .collect();
        whole.sort_unstable();
        whole.dedup();
        let reference = card.reference().to_lowercase();
        let names = whole.iter().map(|name| Known::Name(name));
        let id = card.id();
        let once = [Known::Id(id.as_str()), Known::Reference(&reference)];
        for known in once.into_iter().chain(names) {
            self.put(fields.known, Content::Amount(known.sum()));
        }
    }

    fn write_values(&mut self, fields: &Fields, card: &Card) {
        let one = std::slice::from_ref;
        let standing = card.standing.as_str().to_owned();
        let sources = [one(&card.source), &card.also].concat();
        let values = [
            (fields.source, sources.as_slice()),
            (fields.kind, one(&card.kind)),
            (fields.system, &card.systems),
            (fields.architecture, &card.architectures),
            (fields.category, &card.categories),
            (fields.standing, one(&standing)),
            (fields.publisher, one(&card.alias)),
        ];
        for (field, texts) in values {
            let mut texts: Vec<String> = texts.iter().map(|text| normalise(text)).collect();
            texts.sort_unstable();
            texts.dedup();
            for text in texts {
                self.put_text(field, cut(&text).to_owned());
            }
        }
    }
}

fn describe_image(listing: &Listing) -> String {
    let labels = listing
        .labels
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let tags = listing.tags.iter().chain(&listing.environment).cloned();
    let all: Vec<String> = tags
        .chain(listing.base_image.clone())
        .chain(labels)
        .collect();
    all.join(", ")
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_VALUE)]
}
