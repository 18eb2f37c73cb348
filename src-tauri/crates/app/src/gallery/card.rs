//! A listing as the window shows it in a list, with what is known of it only here.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use portolan_contract::{ConnectionId, Failure, ListingCard, Piece, Standing};
use portolan_search::{Card, Standing as Found};

use crate::{App, failures::OrFail};

/// What the cards of one answer need besides the cards.
#[derive(Debug, Default)]
pub(super) struct Around {
    bookmarked: HashSet<String>,
    with_logos: HashSet<String>,
    connections: HashMap<String, ConnectionId>,
}

impl App {
    /// Asks at once for what these cards need.
    pub(super) async fn around(&self, references: Vec<String>) -> Result<Around, Failure> {
        let (bookmarks, with_logos, own) = tokio::join!(
            self.store.bookmarks(),
            self.gallery.store.with_logos(references),
            self.own_sources(),
        );
        let bookmarks = bookmarks.or_fail()?.into_iter();
        let bookmarked = bookmarks.map(|bookmark| strip_scheme(&bookmark.address).to_owned());
        Ok(Around {
            bookmarked: bookmarked.collect(),
            with_logos: with_logos.or_fail()?,
            connections: own?.into_ids(),
        })
    }
}

/// An address without `portolan://`.
pub(super) fn strip_scheme(address: &str) -> &str {
    address.strip_prefix("portolan://").unwrap_or(address)
}

/// A card as the window shows it.
pub(super) fn show_card(card: Card, around: &Around) -> ListingCard {
    let reference = card.reference();
    let millis = Timestamp::as_millisecond;
    ListingCard {
        bookmarked: around.bookmarked.contains(&reference),
        has_logo: around.with_logos.contains(&reference),
        connection: around.connections.get(&card.source).cloned(),
        reference,
        source: card.source,
        also: card.also,
        host: card.host,
        alias: card.alias,
        name: card.name,
        display_name: card.display_name,
        publisher: card.publisher,
        description: card.description,
        kind: card.kind,
        systems: card.systems,
        architectures: card.architectures,
        categories: card.categories,
        standing: show_standing(card.standing),
        pulls: card.pulls,
        stars: card.stars,
        updated: card.updated.map(millis),
        starter: card.is_starter,
    }
}

pub(super) fn show_standing(standing: Found) -> Standing {
    match standing {
        Found::Unknown => Standing::Unknown,
        Found::Verified => Standing::Verified,
        Found::Official => Standing::Official,
    }
}

/// A text cut where its marks begin and end. Marks are in order and in bytes.
pub(super) fn cut(text: &str, marks: &[std::ops::Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(marks.len() * 2 + 1);
    let mut at = 0;
    let mut add = |from: usize, to: usize, marked: bool| {
        if let Some(text) = text.get(from..to).filter(|text| !text.is_empty()) {
            let text = text.to_owned();
            pieces.push(Piece { text, marked });
        }
    };
    for mark in marks {
        add(at, mark.start, false);
        add(mark.start, mark.end, true);
        at = mark.end;
    }
    add(at, text.len(), false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_marks_and_loses_nothing() {
        let show = |text: &str, marks: Option<std::ops::Range<usize>>| {
            let pieces = cut(text, marks.as_slice()).into_iter();
            let show = |piece: Piece| {
                if piece.marked {
                    format!("[{}]", piece.text)
                } else {
                    piece.text
                }
            };
            pieces.map(show).collect::<String>()
        };
        assert_eq!(show("nginx-ingress", Some(0..5)), "[nginx]-ingress");
        assert_eq!(show("my nginx", Some(3..8)), "my [nginx]");
        assert_eq!(show("", None), "");
        assert_eq!(show("é", Some(0..2)), "[é]");
    }
}
