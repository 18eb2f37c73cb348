//! Bytes that are really freed: those of blobs that nothing holds any more that stays.

use std::collections::{HashMap, HashSet};

use portolan_oci::Digest;

/// What a manifest holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Holding {
    /// Which.
    pub digest: Digest,
    /// Its config and layers that are held in the repository, and itself, with their bytes; `None` where
    /// it was not read.
    pub blobs: Option<Vec<(Digest, u64)>>,
}

/// Bytes that are freed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Freed {
    /// Of blobs that only what goes holds, each once.
    pub bytes: u64,
    /// Of blobs of what goes that something holds that stays.
    pub shared: u64,
    /// Manifests that go and were not read: their blobs are not counted.
    pub unread_going: usize,
    /// Manifests that stay and were not read: they may hold what is counted.
    pub unread_staying: usize,
}

/// What is freed in a repository when some of its manifests go.
pub fn freed(holdings: &[Holding], goes: impl Fn(&Digest) -> bool) -> Freed {
    let mut freed = Freed::default();
    let mut held: HashSet<&Digest> = HashSet::new();
    let mut going: HashMap<&Digest, u64> = HashMap::new();
    for holding in holdings {
        match (&holding.blobs, goes(&holding.digest)) {
            (Some(blobs), true) => {
                going.extend(blobs.iter().map(|(digest, bytes)| (digest, *bytes)));
            }
            (Some(blobs), false) => held.extend(blobs.iter().map(|(digest, _)| digest)),
            (None, true) => freed.unread_going += 1,
            (None, false) => freed.unread_staying += 1,
        }
    }
    for (digest, bytes) in going {
        let sum = if held.contains(digest) {
            &mut freed.shared
        } else {
            &mut freed.bytes
        };
        *sum = sum.saturating_add(bytes);
    }
    freed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_layer_is_freed_once_and_only_when_its_last_holder_goes() {
        let digest = |name: &str| Digest::of(name.as_bytes());
        let holding = |name: &str, blobs: &[(&str, u64)]| Holding {
            digest: digest(name),
            blobs: Some(
                blobs
                    .iter()
                    .map(|(name, bytes)| (digest(name), *bytes))
                    .collect(),
            ),
        };
        let holdings = [
            holding("a", &[("base", 100), ("a's own", 10)]),
            holding("b", &[("base", 100), ("b's own", 20)]),
            holding("c", &[("base", 100)]),
            Holding {
                digest: digest("d"),
                blobs: None,
            },
        ];
        let of = |names: &[&str]| {
            let going: Vec<Digest> = names.iter().map(|name| digest(name)).collect();
            freed(&holdings, |digest| going.contains(digest))
        };
        let two = of(&["a", "b"]);
        assert_eq!((two.bytes, two.shared), (30, 100));
        assert_eq!((two.unread_going, two.unread_staying), (0, 1));
        let all = of(&["a", "b", "c", "d"]);
        assert_eq!((all.bytes, all.shared), (130, 0));
        assert_eq!((all.unread_going, all.unread_staying), (1, 0));
    }
}
