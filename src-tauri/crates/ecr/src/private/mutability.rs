//! Which tags of a repository may move.

use aws_sdk_ecr::types;
use portolan_oci::RepositoryName;

use super::{PrivateRegistry, ask_repository};
use crate::{Error, Result};

/// Filters that a repository may have.
const FILTER_COUNT: usize = 5;

/// Whether tags may move, where no filter says otherwise.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Mutability {
    /// They may.
    #[default]
    Mutable,
    /// They may not: a tag stays where it was put first.
    Immutable,
}

/// Which tags may move.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TagMutability {
    /// What holds for most.
    pub base: Mutability,
    /// The tags that the opposite holds for, each with `*` for any characters.
    pub exclusions: Vec<String>,
}

impl TagMutability {
    pub(crate) fn read(
        base: Option<&types::ImageTagMutability>,
        exclusions: Option<&[types::ImageTagMutabilityExclusionFilter]>,
    ) -> Self {
        use types::ImageTagMutability as Found;
        let has_exclusions = matches!(
            base,
            Some(Found::MutableWithExclusion | Found::ImmutableWithExclusion)
        );
        let base = match base {
            Some(Found::Immutable | Found::ImmutableWithExclusion) => Mutability::Immutable,
            _ => Mutability::Mutable,
        };
        let exclusions = exclusions.filter(|_| has_exclusions).unwrap_or_default();
        Self {
            base,
            exclusions: exclusions.iter().map(|it| it.filter.clone()).collect(),
        }
    }

    pub(crate) fn mode(&self) -> types::ImageTagMutability {
        use types::ImageTagMutability as Mode;
        match (self.base, self.exclusions.is_empty()) {
            (Mutability::Mutable, true) => Mode::Mutable,
            (Mutability::Mutable, false) => Mode::MutableWithExclusion,
            (Mutability::Immutable, true) => Mode::Immutable,
            (Mutability::Immutable, false) => Mode::ImmutableWithExclusion,
        }
    }

    pub(crate) fn filters(&self) -> Option<Vec<types::ImageTagMutabilityExclusionFilter>> {
        let filters = self.exclusions.iter().filter_map(|text| {
            types::ImageTagMutabilityExclusionFilter::builder()
                .filter_type(types::ImageTagMutabilityExclusionFilterType::Wildcard)
                .filter(text)
                .build()
                .ok()
        });
        (!self.exclusions.is_empty()).then(|| filters.collect())
    }

    /// Checks the filters by the API's own rules: at most five, each of 1 to 128 letters, digits and
    /// `. _ * -`.
    pub fn check(&self) -> Result<()> {
        let refuse = |said: String| Err(Error::Invalid { said });
        if self.exclusions.len() > FILTER_COUNT {
            return refuse(format!("at most {FILTER_COUNT} filters are allowed"));
        }
        let is_allowed =
            |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '*' | '-');
        for text in &self.exclusions {
            if text.is_empty() || text.len() > 128 || !text.chars().all(is_allowed) {
                return refuse(format!(
                    "{text:?} is no filter: it has 1 to 128 letters, digits and . _ * -"
                ));
            }
        }
        Ok(())
    }

    /// Whether a tag, once it is there, stays where it is.
    pub fn is_frozen(&self, tag: &str) -> bool {
        let is_excluded = self.exclusions.iter().any(|filter| matches(filter, tag));
        (self.base == Mutability::Immutable) != is_excluded
    }
}

/// Whether `text` is as `filter` says, in which `*` stands for any characters, none included.
fn matches(filter: &str, text: &str) -> bool {
    let mut parts = filter.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

impl PrivateRegistry {
    /// Sets which tags may move. Answers what holds now.
    pub async fn set_tag_mutability(
        &self,
        repository: &RepositoryName,
        mutability: &TagMutability,
    ) -> Result<TagMutability> {
        mutability.check()?;
        let asked = ask_repository!(
            self,
            repository,
            put_image_tag_mutability as "ecr:PutImageTagMutability",
            image_tag_mutability(mutability.mode()),
            set_image_tag_mutability_exclusion_filters(mutability.filters())
        );
        let answer = asked?;
        Ok(TagMutability::read(
            answer.image_tag_mutability.as_ref(),
            answer.image_tag_mutability_exclusion_filters.as_deref(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_turns_the_base_round_for_the_tags_it_names() {
        let mutability = TagMutability {
            base: Mutability::Immutable,
            exclusions: vec!["latest".to_owned(), "dev-*".to_owned(), "*-rc*".to_owned()],
        };
        for (tag, is_frozen) in [
            ("1.0", true),
            ("latest", false),
            ("latest2", true),
            ("dev-", false),
            ("dev-1", false),
            ("1.0-rc1", false),
            ("a-rc", false),
        ] {
            assert_eq!(mutability.is_frozen(tag), is_frozen, "{tag}");
        }
        let opposite = TagMutability {
            base: Mutability::Mutable,
            ..mutability
        };
        assert!(opposite.is_frozen("latest") && !opposite.is_frozen("1.0"));
    }

    #[test]
    fn filters_are_checked_before_anything_is_asked() {
        for exclusions in [
            vec![String::new()],
            vec!["a b".to_owned()],
            vec!["a".repeat(129)],
            vec!["a".to_owned(); 6],
        ] {
            let mutability = TagMutability {
                base: Mutability::Mutable,
                exclusions,
            };
            assert!(mutability.check().is_err(), "{mutability:?}");
        }
    }
}
