//! How a single tag is removed without touching the others, where registries differ most.

use serde::{Deserialize, Serialize};

/// What is known of an ability of a registry.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub enum Proof {
    /// It was seen to work.
    Proven,
    /// It was refused.
    Refused,
    /// Never tried.
    #[default]
    Unknown,
}

/// What a registry can do, as far as changes need it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Abilities {
    /// Deletes a tag by its name and nothing else.
    pub delete_tag: Proof,
    /// Deletes a manifest by its digest, with every tag on it.
    pub delete_digest: Proof,
    /// Lets a tag be pointed elsewhere; immutable tags don't.
    pub overwrite_tag: Proof,
    /// Answers the referrers API, so that fallback tags need no care.
    pub referrers: Proof,
    /// Deletes a manifest with its last tag, as Amazon ECR does.
    pub last_tag_takes_image: bool,
    /// Keeps what was deleted for at least as long as undo is offered: the local registry.
    pub keeps_deleted: bool,
}

/// How a single tag is removed, best first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
pub enum RemovalMethod {
    /// The registry removes a tag by itself.
    Native,
    /// Deletes the digest, which has no other tag.
    OnlyTag,
    /// Puts a throwaway manifest on the tag and deletes that.
    Throwaway,
    /// Deletes the digest and puts its other tags back.
    DeleteAndRestore,
}

/// A chosen method.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Removal {
    /// How.
    pub method: RemovalMethod,
    /// Deleting a digest has to be proven first, on a digest that nobody needs. Without that, a
    /// throwaway manifest would stay on the tag where deletion is switched off, and the tag would
    /// be lost.
    pub prove_first: bool,
}

/// What decides how a tag is removed from a digest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Circumstances {
    /// Every tag on the digest is to go, none is unknown, and nothing else needs the digest.
    pub only_tags: bool,
    /// All tags on the digest are known, so that all of them can be put back.
    pub tags_known: bool,
    /// The exact bytes of the manifest are in hand, and could be put back.
    pub bytes_in_hand: bool,
}

/// Chooses another way to remove a tag from a digest that stays, after one was refused; `None` where
/// no way is safe. `tags_known`: all tags on the digest are known.
pub fn choose_again(abilities: Abilities, tags_known: bool) -> Option<Removal> {
    choose(
        abilities,
        Circumstances {
            only_tags: false,
            tags_known,
            bytes_in_hand: true,
        },
    )
}

/// Chooses the safest way to remove tags from a digest; `None` where no way is safe.
pub(crate) fn choose(abilities: Abilities, circumstances: Circumstances) -> Option<Removal> {
    let plain = |method| {
        Some(Removal {
            method,
            prove_first: false,
        })
    };
    // The image goes with its last tag: that is said, and so undone, as the deletion that it is.
    if abilities.last_tag_takes_image && circumstances.only_tags {
        return plain(RemovalMethod::OnlyTag);
    }
    // A tag deletion that is refused loses nothing: it may be tried unproven.
    if abilities.delete_tag != Proof::Refused {
        return plain(RemovalMethod::Native);
    }
    if abilities.delete_digest == Proof::Refused {
        return None;
    }
    // So does the deletion of a digest.
    if circumstances.only_tags {
        return plain(RemovalMethod::OnlyTag);
    }
    if abilities.overwrite_tag != Proof::Refused && circumstances.bytes_in_hand {
        return Some(Removal {
            method: RemovalMethod::Throwaway,
            prove_first: abilities.delete_digest != Proof::Proven,
        });
    }
    if circumstances.tags_known && circumstances.bytes_in_hand {
        return plain(RemovalMethod::DeleteAndRestore);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Circumstances = Circumstances {
        only_tags: false,
        tags_known: true,
        bytes_in_hand: true,
    };

    fn abilities(delete_tag: Proof, delete_digest: Proof, overwrite_tag: Proof) -> Abilities {
        Abilities {
            delete_tag,
            delete_digest,
            overwrite_tag,
            ..Abilities::default()
        }
    }

    #[test]
    fn the_registrys_own_tag_deletion_comes_first_even_untried() {
        for proof in [Proof::Proven, Proof::Unknown] {
            let chosen = choose(abilities(proof, Proof::Proven, Proof::Proven), ALL).unwrap();
            assert_eq!(chosen.method, RemovalMethod::Native);
        }
    }

    #[test]
    fn where_the_last_tag_takes_the_image_along_that_is_what_is_done() {
        let alone = Circumstances {
            only_tags: true,
            ..ALL
        };
        let takes_along = Abilities {
            last_tag_takes_image: true,
            ..abilities(Proof::Proven, Proof::Proven, Proof::Proven)
        };
        let chosen = choose(takes_along, alone).unwrap();
        assert_eq!(chosen.method, RemovalMethod::OnlyTag);
        let chosen = choose(takes_along, ALL).unwrap();
        assert_eq!(chosen.method, RemovalMethod::Native);
    }

    #[test]
    fn a_digest_goes_with_its_only_tag() {
        let alone = Circumstances {
            only_tags: true,
            ..ALL
        };
        let chosen = choose(
            abilities(Proof::Refused, Proof::Proven, Proof::Proven),
            alone,
        );
        assert_eq!(chosen.unwrap().method, RemovalMethod::OnlyTag);
    }

    #[test]
    fn a_throwaway_manifest_is_never_put_before_deletion_is_proven() {
        let proven = choose(
            abilities(Proof::Refused, Proof::Proven, Proof::Unknown),
            ALL,
        )
        .unwrap();
        assert_eq!(
            (proven.method, proven.prove_first),
            (RemovalMethod::Throwaway, false)
        );
        let untried = choose(
            abilities(Proof::Refused, Proof::Unknown, Proof::Unknown),
            ALL,
        )
        .unwrap();
        assert_eq!(
            (untried.method, untried.prove_first),
            (RemovalMethod::Throwaway, true)
        );
        assert_eq!(
            choose(
                abilities(Proof::Refused, Proof::Refused, Proof::Proven),
                ALL
            ),
            None
        );
    }

    #[test]
    fn deleting_and_restoring_comes_last_and_only_with_all_tags_known_and_the_bytes_in_hand() {
        let immutable = abilities(Proof::Refused, Proof::Proven, Proof::Refused);
        assert_eq!(
            choose(immutable, ALL).unwrap().method,
            RemovalMethod::DeleteAndRestore
        );
        for short in [
            Circumstances {
                tags_known: false,
                ..ALL
            },
            Circumstances {
                bytes_in_hand: false,
                ..ALL
            },
        ] {
            assert_eq!(choose(immutable, short), None);
        }
    }
}
