//! A listing with what only its page needs, as sources yield it, packs carry it and the database keeps
//! it: how an older and a newer one become one, and what none may say.

use jiff::Timestamp;
use portolan_oci::RepositoryName;
use portolan_search::{Card, Listing, ListingId, Standing};
use serde::{Deserialize, Serialize};

use crate::{
    SourceKind, StarterListing,
    text::{ADDRESS_LIMIT, LINE_LIMIT, LONG_LIMIT, WORD_LIMIT, is_hostile},
};

/// How much was asked for a record.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Depth {
    /// A row of a search or a list: what it lacks was not asked.
    #[default]
    Found,
    /// The repository's own page was read: what it lacks is not there.
    Read,
}

/// Where a repository's page leads.
#[derive(Clone, Debug, Default, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(default)]
pub struct Link {
    /// `registry` for its page in the source's gallery, `source` for its code, `website`,
    /// `documentation`; anything else is what the source calls it.
    pub label: String,
    /// An http or https address.
    pub url: String,
}

/// A listing with what only its page needs. Unknown members are ignored and missing ones are empty, so
/// that older and newer programs read each other's.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Record {
    /// What is searched.
    pub listing: Listing,
    /// Where its logo is, for [`crate::fetch_logo`]; never for the window.
    pub logo: Option<String>,
    /// Where its page leads.
    pub links: Vec<Link>,
    /// How much was asked.
    pub depth: Depth,
    /// When a source answered it; none for starter data.
    pub observed_at: Option<Timestamp>,
}

/// Why a record is refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RecordProblem {
    /// It names no repository that could be pulled.
    #[error("it names no repository")]
    Name,
    /// Its registry is no host.
    #[error("its registry is not a host")]
    Host,
    /// A text is longer than any honest one.
    #[error("its {0} is too long")]
    TooLong(&'static str),
    /// A text has control or direction characters.
    #[error("its {0} has control characters")]
    Control(&'static str),
    /// A list is longer than any honest one.
    #[error("it has too many {0}")]
    TooMany(&'static str),
    /// A link is no web address.
    #[error("one of its links is not a web address")]
    Link,
}

/// Members of one list of a record.
const LIST_LIMIT: usize = 1_000;

/// Tags kept of a repository for searching.
pub(crate) const TAG_LIMIT: usize = 10_000;

impl Record {
    /// What it is known by.
    pub fn id(&self) -> ListingId {
        self.listing.card.id()
    }

    /// Which public source it comes from; none where it is of a connection of one's own.
    pub fn source(&self) -> Option<SourceKind> {
        SourceKind::named(&self.listing.card.source)
    }

    /// Takes over what `newer` knows. What was observed later wins, whichever is given; a row of a list
    /// never wipes what the page itself said; what a source answered is no longer starter data.
    pub fn merge(&mut self, newer: Self) {
        let is_older = newer.observed_at < self.observed_at;
        let (mut kept, fresh) = if is_older {
            (newer, std::mem::take(self))
        } else {
            (std::mem::take(self), newer)
        };
        kept.take_over(fresh);
        *self = kept;
    }

    fn take_over(&mut self, fresh: Self) {
        let is_read = fresh.depth == Depth::Read;
        let (old, new) = (&mut self.listing, fresh.listing);
        take_over_card(&mut old.card, new.card);
        replace_text(&mut old.about, new.about, is_read);
        replace_text(&mut old.usage, new.usage, is_read);
        replace_list(&mut old.tags, new.tags);
        replace_list(&mut old.labels, new.labels);
        replace_list(&mut old.environment, new.environment);
        old.base_image = new.base_image.or(old.base_image.take());
        self.logo = fresh.logo.or(self.logo.take());
        replace_list(&mut self.links, fresh.links);
        self.depth = self.depth.max(fresh.depth);
        self.observed_at = fresh.observed_at;
    }

    /// Refuses what no record may say; sources' own are made to pass.
    pub fn check(&self) -> Result<(), RecordProblem> {
        let Listing {
            card,
            about,
            usage,
            tags,
            labels,
            environment,
            base_image,
        } = &self.listing;
        check_place(card)?;
        check_line("source", &card.source, WORD_LIMIT)?;
        check_line("display name", &card.display_name, WORD_LIMIT)?;
        check_line("publisher", &card.publisher, WORD_LIMIT)?;
        check_line("description", &card.description, LINE_LIMIT)?;
        check_line("kind", &card.kind, WORD_LIMIT)?;
        check_list("systems", &card.systems, LIST_LIMIT)?;
        check_list("architectures", &card.architectures, LIST_LIMIT)?;
        check_list("categories", &card.categories, LIST_LIMIT)?;
        check_list("keywords", &card.keywords, LIST_LIMIT)?;
        check_text("about", about)?;
        check_text("usage", usage)?;
        check_list("tags", tags, TAG_LIMIT)?;
        check_list("environment", environment, LIST_LIMIT)?;
        if labels.len() > LIST_LIMIT {
            return Err(RecordProblem::TooMany("labels"));
        }
        for (key, value) in labels {
            check_line("labels", key, LINE_LIMIT)?;
            check_text("labels", value)?;
        }
        check_line(
            "base image",
            base_image.as_deref().unwrap_or(""),
            WORD_LIMIT,
        )?;
        self.check_links()
    }

    fn check_links(&self) -> Result<(), RecordProblem> {
        if self.links.len() > LIST_LIMIT {
            return Err(RecordProblem::TooMany("links"));
        }
        let is_web = |url: &str| {
            let is_link = url.starts_with("https://") || url.starts_with("http://");
            is_link && url.len() <= ADDRESS_LIMIT && !url.chars().any(is_hostile)
        };
        let links = self.links.iter().map(|link| link.url.as_str());
        if !links.chain(self.logo.as_deref()).all(is_web) {
            return Err(RecordProblem::Link);
        }
        self.links
            .iter()
            .try_for_each(|link| check_line("links", &link.label, WORD_LIMIT))
    }
}

impl From<StarterListing> for Record {
    fn from(row: StarterListing) -> Self {
        let kind = SourceKind::from(row.source);
        let owned = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect();
        let (mut systems, mut architectures) = (Vec::new(), Vec::new());
        for platform in &row.platforms {
            let mut parts = platform.splitn(2, '/');
            add_new(&mut systems, parts.next());
            add_new(&mut architectures, parts.next());
        }
        let is_official = kind == SourceKind::DockerHub && row.alias == "library";
        let card = Card {
            source: kind.as_str().to_owned(),
            host: kind.registry().to_owned(),
            alias: row.alias.to_owned(),
            name: row.name.to_owned(),
            publisher: row.publisher.to_owned(),
            description: row.description.to_owned(),
            kind: row.kind.to_owned(),
            systems,
            architectures,
            categories: owned(&row.categories),
            keywords: owned(&row.words),
            standing: if is_official {
                Standing::Official
            } else {
                Standing::Unknown
            },
            is_starter: true,
            renown: row.renown,
            ..Card::default()
        };
        Self {
            listing: Listing {
                card,
                ..Listing::default()
            },
            ..Self::default()
        }
    }
}

fn add_new(list: &mut Vec<String>, text: Option<&str>) {
    if let Some(text) = text
        && !list.iter().any(|it| it == text)
    {
        list.push(text.to_owned());
    }
}

fn take_over_card(old: &mut Card, new: Card) {
    replace_text(&mut old.source, new.source, false);
    replace_text(&mut old.host, new.host, false);
    replace_text(&mut old.alias, new.alias, false);
    replace_text(&mut old.name, new.name, false);
    replace_text(&mut old.display_name, new.display_name, false);
    replace_text(&mut old.publisher, new.publisher, false);
    replace_text(&mut old.description, new.description, false);
    // "image" is what sources say of whatever they know no better.
    if new.kind != "image" || old.kind.is_empty() {
        replace_text(&mut old.kind, new.kind, false);
    }
    replace_list(&mut old.systems, new.systems);
    replace_list(&mut old.architectures, new.architectures);
    // What it is filed under and looked for with adds up: sources know other words than we do.
    for category in new.categories {
        add_new(&mut old.categories, Some(&category));
    }
    for keyword in new.keywords {
        add_new(&mut old.keywords, Some(&keyword));
    }
    if new.standing != Standing::Unknown {
        old.standing = new.standing;
    }
    old.pulls = new.pulls.or(old.pulls);
    old.stars = new.stars.or(old.stars);
    old.created = new.created.or(old.created);
    old.updated = new.updated.or(old.updated);
    old.is_starter &= new.is_starter;
}

/// A fresh text replaces an old one; an empty one only where it is known to be empty.
fn replace_text(old: &mut String, new: String, is_known: bool) {
    if is_known || !new.is_empty() {
        *old = new;
    }
}

fn replace_list<T>(old: &mut Vec<T>, new: Vec<T>) {
    if !new.is_empty() {
        *old = new;
    }
}

/// Its host, and a path by the distribution spec's grammar.
fn check_place(card: &Card) -> Result<(), RecordProblem> {
    let is_host =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]_".contains(&byte);
    if card.host.is_empty() || card.host.len() > 255 || !card.host.bytes().all(is_host) {
        return Err(RecordProblem::Host);
    }
    let path = match card.alias.as_str() {
        "" => card.name.clone(),
        alias => format!("{alias}/{}", card.name),
    };
    let is_name = !card.name.is_empty() && path.parse::<RepositoryName>().is_ok();
    if is_name {
        Ok(())
    } else {
        Err(RecordProblem::Name)
    }
}

fn check_line(field: &'static str, text: &str, limit: usize) -> Result<(), RecordProblem> {
    if text.len() > limit {
        return Err(RecordProblem::TooLong(field));
    }
    if text.chars().any(is_hostile) {
        return Err(RecordProblem::Control(field));
    }
    Ok(())
}

fn check_text(field: &'static str, text: &str) -> Result<(), RecordProblem> {
    if text.len() > LONG_LIMIT {
        return Err(RecordProblem::TooLong(field));
    }
    let is_refused = |character| is_hostile(character) && !matches!(character, '\n' | '\t');
    if text.chars().any(is_refused) {
        return Err(RecordProblem::Control(field));
    }
    Ok(())
}

fn check_list(field: &'static str, list: &[String], limit: usize) -> Result<(), RecordProblem> {
    if list.len() > limit {
        return Err(RecordProblem::TooMany(field));
    }
    list.iter()
        .try_for_each(|text| check_line(field, text, WORD_LIMIT))
}

#[cfg(test)]
mod tests;
