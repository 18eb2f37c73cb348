//! What must be done to confirm a change: the more would be lost, the more is asked.

/// Above so many images the repository's name is to be typed.
const MANY_IMAGES: u64 = 10;
/// Above so many tags the repository's name is to be typed.
const MANY_TAGS: u64 = 20;

/// What is at stake.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stakes {
    /// Images that go.
    pub images: u64,
    /// Tags that go or move.
    pub tags: u64,
    /// Indexes that break.
    pub broken_indexes: u64,
    /// The whole repository goes.
    pub whole_repository: bool,
    /// The connection asks before every change.
    pub production: bool,
    /// Undo is certain.
    pub certain: bool,
}

/// What must be done to confirm.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Confirmation {
    /// Nothing: it is small and can be taken back.
    None,
    /// A button.
    Button,
    /// Typing the repository's name.
    TypeName,
}

/// Decides what is asked before a change.
pub fn confirmation(stakes: Stakes) -> Confirmation {
    let is_large = stakes.images > MANY_IMAGES
        || stakes.tags > MANY_TAGS
        || stakes.whole_repository && stakes.images > 0
        || stakes.production && stakes.images > 0;
    if is_large {
        Confirmation::TypeName
    } else if stakes.images == 0
        && stakes.tags <= 1
        && stakes.broken_indexes == 0
        && stakes.certain
        && !stakes.production
    {
        Confirmation::None
    } else {
        Confirmation::Button
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_the_name_is_asked_for_only_where_much_would_be_lost() {
        let one = Stakes {
            images: 1,
            tags: 2,
            ..Stakes::default()
        };
        assert_eq!(confirmation(one), Confirmation::Button);
        for large in [
            Stakes { images: 11, ..one },
            Stakes { tags: 21, ..one },
            Stakes {
                whole_repository: true,
                ..one
            },
            Stakes {
                production: true,
                ..one
            },
        ] {
            assert_eq!(confirmation(large), Confirmation::TypeName, "{large:?}");
        }
    }

    #[test]
    fn a_small_change_that_can_surely_be_taken_back_needs_no_question_but_in_production() {
        let small = Stakes {
            tags: 1,
            certain: true,
            ..Stakes::default()
        };
        assert_eq!(confirmation(small), Confirmation::None);
        let production = Stakes {
            production: true,
            ..small
        };
        assert_eq!(confirmation(production), Confirmation::Button);
        let likely = Stakes {
            certain: false,
            ..small
        };
        assert_eq!(confirmation(likely), Confirmation::Button);
    }
}
