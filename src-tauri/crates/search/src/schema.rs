//! The fields of a document, and how a listing becomes one and a card comes back.
//!
//! The searched texts are nested: each field holds all words of the one before it and more. So a tier of
//! the ranking is one conjunction in one field, and the widest field alone gives the exact total.

use tantivy::{
    TantivyDocument,
    schema::{
        BytesOptions, FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing,
        TextOptions, Value,
    },
};

use crate::{Card, Error, Listing, popularity::popularity, tokenizer, words::squeeze};

/// Raised with every change of fields or of how words are made; an index of another version is rebuilt.
pub(crate) const VERSION: u32 = 1;

/// The field that documents are sorted by.
pub(crate) const POPULARITY: &str = "popularity";

/// Handles of all fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// The listing's id, for replacing it, and for finding it by its reference, which it begins with.
    pub(crate) id: Field,
    /// Whole names squeezed: what a query may equal.
    pub(crate) exact: Field,
    /// Words of alias and name.
    pub(crate) path: Field,
    /// … and of the display name and publisher.
    pub(crate) title: Field,
    /// … and of the description, categories and keywords.
    pub(crate) summary: Field,
    /// … and of everything else.
    pub(crate) all: Field,
    pub(crate) source: Field,
    pub(crate) kind: Field,
    pub(crate) system: Field,
    pub(crate) architecture: Field,
    pub(crate) category: Field,
    pub(crate) standing: Field,
    /// The alias, folded.
    pub(crate) publisher: Field,
    popularity: Field,
    pulls: Field,
    updated: Field,
    /// `alias/name`, for the sort by name.
    sort_name: Field,
    card: Field,
    about: Field,
    usage: Field,
    /// What is known of the newest image, one text.
    image: Field,
}

impl Fields {
    /// The fields that are searched by words, from the most telling to the widest.
    pub(crate) fn texts(&self) -> [Field; 4] {
        [self.path, self.title, self.summary, self.all]
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
}

/// Columns, by name.
pub(crate) mod column {
    pub(crate) const PULLS: &str = "pulls";
    pub(crate) const UPDATED: &str = "updated";
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
    let stored = TextOptions::default().set_stored();
    let fields = Fields {
        id: schema.add_text_field("id", STRING),
        exact: schema.add_text_field("exact", STRING),
        path: schema.add_text_field("path", words.clone()),
        title: schema.add_text_field("title", words.clone()),
        summary: schema.add_text_field("summary", words.clone()),
        all: schema.add_text_field("all", words),
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
        sort_name: schema.add_text_field(column::SORT_NAME, TextOptions::from(FAST)),
        card: schema.add_bytes_field("card", BytesOptions::from(STORED)),
        about: schema.add_text_field("about", stored.clone()),
        usage: schema.add_text_field("usage", stored.clone()),
        image: schema.add_text_field("image", stored),
    };
    (schema.build(), fields)
}

/// A value of a facet as it is compared: without case and outer space.
pub(crate) fn normalise(value: &str) -> String {
    value.trim().to_lowercase()
}

/// What a filter may ask for that is longer than this can't be kept by the engine.
const LONGEST_VALUE: usize = 1024;

/// A listing as the engine takes it.
pub(crate) fn write_document(fields: &Fields, listing: Listing) -> Result<TantivyDocument, Error> {
    let card = &listing.card;
    let mut document = TantivyDocument::new();
    document.add_text(fields.id, card.id().as_str());
    write_exact(fields, card, &mut document);
    for field in fields.texts() {
        document.add_text(field, &card.alias);
        document.add_text(field, &card.name);
    }
    for field in [fields.title, fields.summary, fields.all] {
        document.add_text(field, &card.display_name);
        document.add_text(field, &card.publisher);
    }
    for field in [fields.summary, fields.all] {
        document.add_text(field, &card.description);
        for text in card.categories.iter().chain(&card.keywords) {
            document.add_text(field, text);
        }
    }
    let image = describe_image(&listing);
    document.add_text(fields.all, &image);
    document.add_text(fields.all, &listing.about);
    document.add_text(fields.all, &listing.usage);
    write_values(fields, card, &mut document);
    document.add_u64(fields.popularity, popularity(card));
    document.add_u64(fields.pulls, card.pulls.unwrap_or(0));
    let updated = card.updated.map_or(0, jiff::Timestamp::as_second);
    document.add_i64(fields.updated, updated);
    let path = format!("{}/{}", card.alias, card.name).to_lowercase();
    document.add_text(fields.sort_name, cut(path.trim_start_matches('/')));
    document.add_bytes(fields.card, &serde_json::to_vec(card)?);
    let long = [
        (fields.about, listing.about),
        (fields.usage, listing.usage),
        (fields.image, image),
    ];
    for (field, text) in long {
        if !text.is_empty() {
            document.add_text(field, text);
        }
    }
    Ok(document)
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

fn write_exact(fields: &Fields, card: &Card, document: &mut TantivyDocument) {
    let last = card.name.rsplit('/').next().unwrap_or_default();
    let path = format!("{}/{}", card.alias, card.name);
    let mut whole: Vec<String> = [&card.name, last, &path, &card.display_name]
        .into_iter()
        .map(squeeze)
        .collect();
    whole.sort_unstable();
    whole.dedup();
    for text in whole.iter().filter(|text| !text.is_empty()) {
        document.add_text(fields.exact, cut(text));
    }
}

fn write_values(fields: &Fields, card: &Card, document: &mut TantivyDocument) {
    let one = |text: &String| vec![text.clone()];
    let values = [
        (fields.source, one(&card.source)),
        (fields.kind, one(&card.kind)),
        (fields.system, card.systems.clone()),
        (fields.architecture, card.architectures.clone()),
        (fields.category, card.categories.clone()),
        (fields.standing, vec![card.standing.as_str().to_owned()]),
        (fields.publisher, one(&card.alias)),
    ];
    for (field, texts) in values {
        let mut texts: Vec<String> = texts.iter().map(|text| normalise(text)).collect();
        texts.sort_unstable();
        texts.dedup();
        for text in texts.iter().filter(|text| !text.is_empty()) {
            document.add_text(field, cut(text));
        }
    }
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_VALUE)]
}

/// What is shown of a document, and the long texts that may say why it matched.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) card: Card,
    pub(crate) about: String,
    pub(crate) usage: String,
    pub(crate) image: String,
}

/// Reads back what `write_document` stored.
pub(crate) fn read_document(fields: &Fields, document: &TantivyDocument) -> Result<Stored, Error> {
    let text = |field| {
        let value = document.get_first(field);
        let text = value.as_ref().and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let value = document.get_first(fields.card);
    let card = value
        .as_ref()
        .and_then(Value::as_bytes)
        .ok_or_else(|| Error::Damaged("a document has no card".to_owned()))?;
    let card = serde_json::from_slice(card)
        .map_err(|error| Error::Damaged(format!("a card can't be read: {error}")))?;
    Ok(Stored {
        card,
        about: text(fields.about),
        usage: text(fields.usage),
        image: text(fields.image),
    })
}
