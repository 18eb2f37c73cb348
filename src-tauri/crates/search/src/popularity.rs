//! How much a listing matters by itself: the order of documents, and so the order inside each tier of
//! the ranking.

use crate::{Card, Standing, words::squeeze};

/// Low bits that order what is equally popular.
const TIE_BITS: u32 = 16;
/// What a step of renown weighs in pulls.
const RENOWN: u64 = 2_000_000;

/// Pulls first; a star weighs as a thousand pulls, and renown stands in where pulls are not known. A
/// publisher that is vouched for counts several times, and has something to start from. Of equally
/// popular ones the plainer name comes first.
pub fn popularity(card: &Card) -> u64 {
    let (start, times) = match card.standing {
        Standing::Unknown => (0, 1),
        Standing::Verified => (100_000, 2),
        Standing::Official => (1_000_000, 4),
    };
    let stars = card.stars.unwrap_or(0).saturating_mul(1000);
    let pulls = card.pulls.unwrap_or(u64::from(card.renown) * RENOWN);
    let seen = pulls.saturating_add(stars);
    let weight = seen.saturating_add(start).saturating_mul(times);
    let most = u64::MAX >> TIE_BITS;
    weight.min(most) << TIE_BITS | plainness(card) << 8 | tie(card)
}

/// In eight bits: whether a project publishes what bears its own name, then how short the path is.
fn plainness(card: &Card) -> u64 {
    let name = card.name.rsplit('/').next().unwrap_or_default();
    let is_own = squeeze(&card.alias) == squeeze(name);
    let length = card.alias.len() + card.name.len();
    u64::from(is_own) << 7 | 127_u64.saturating_sub(length as u64)
}

/// FNV-1a of the reference in eight bits, so that the order is the same in every index.
fn tie(card: &Card) -> u64 {
    let hash = card
        .reference()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    (hash ^ hash >> 32) & 0xff
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weigh(pulls: Option<u64>, stars: Option<u64>, standing: Standing) -> u64 {
        popularity(&Card {
            standing,
            pulls,
            stars,
            ..Card::default()
        })
    }

    #[test]
    fn who_is_vouched_for_weighs_more() {
        let plain = weigh(Some(5_000), None, Standing::Unknown);
        assert!(weigh(Some(5_000), None, Standing::Verified) > plain);
        assert!(weigh(None, None, Standing::Official) > weigh(None, None, Standing::Verified));
        assert!(weigh(Some(5_001), None, Standing::Unknown) > plain);
        assert!(weigh(Some(5_000), Some(1), Standing::Unknown) > plain);
        assert!(weigh(Some(u64::MAX), Some(u64::MAX), Standing::Official) > plain);
    }
    #[test]
    fn renown_counts_until_pulls_are_known_and_plain_names_come_first() {
        let card = |alias: &str, name: &str| Card {
            alias: alias.to_owned(),
            name: name.to_owned(),
            ..Card::default()
        };
        let known = Card {
            renown: 1,
            ..card("someone", "thing")
        };
        assert!(popularity(&known) > popularity(&card("thing", "thing")));
        let counted = Card {
            pulls: Some(1),
            ..known
        };
        assert!(popularity(&counted) < popularity(&known_by(2)));
        assert!(popularity(&card("node-red", "nodered")) > popularity(&card("a", "nodered")));
        let deep = card("thing", "charts/releases/thing-with-a-tail");
        assert!(popularity(&card("some", "thing")) > popularity(&deep));
    }

    fn known_by(renown: u8) -> Card {
        Card {
            renown,
            ..Card::default()
        }
    }
}
