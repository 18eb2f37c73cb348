//! How near a registry is to what it allows at most.

/// A limit that is nearly reached, or reached.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NearLimit {
    /// How many there are.
    pub used: u64,
    /// How many there may be.
    pub most: u64,
}

/// Nine tenths of a limit are near enough to be told.
pub fn near_limit(used: u64, most: u64) -> Option<NearLimit> {
    let is_near = most > 0 && used >= most - most / 10;
    is_near.then_some(NearLimit { used, most })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_told_from_nine_tenths_on() {
        assert_eq!(near_limit(89, 100), None);
        let near = |used| Some(NearLimit { used, most: 100 });
        assert_eq!(near_limit(90, 100), near(90));
        assert_eq!(near_limit(120, 100), near(120));
        assert_eq!(near_limit(0, 0), None);
    }
}
