//! How much a listing matters by itself: the order of documents, and so the order inside each tier of
//! the ranking.

use crate::{Card, Standing};

/// Low bits that only make equal listings differ, so that their order is the same in every index.
const TIE_BITS: u32 = 12;

/// Pulls first; a star weighs as a thousand pulls. A publisher that is vouched for counts several times,
/// and has something to start from where the registry publishes no pulls.
pub fn popularity(card: &Card) -> u64 {
    let (start, times) = match card.standing {
        Standing::Unknown => (0, 1),
        Standing::Verified => (100_000, 2),
        Standing::Official => (1_000_000, 4),
    };
    let stars = card.stars.unwrap_or(0).saturating_mul(1000);
    let seen = card.pulls.unwrap_or(0).saturating_add(stars);
    let weight = seen.saturating_add(start).saturating_mul(times);
    let most = u64::MAX >> TIE_BITS;
    weight.min(most) << TIE_BITS | tie(card)
}

/// FNV-1a of the reference, folded to the bits there are.
fn tie(card: &Card) -> u64 {
    let hash = card
        .reference()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    (hash ^ hash >> 32) & ((1 << TIE_BITS) - 1)
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
}
