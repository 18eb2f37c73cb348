//! Finds what is wrong in one repository.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use portolan_oci::{AttachmentTag, Digest, Tag};

use super::{Examined, Finding, Pulled};

/// What is wrong in a repository, or was not pulled since `unpulled_before`; the worst first.
pub fn examine(repository: &Examined, unpulled_before: Timestamp) -> Vec<Finding> {
    let seen = Seen::of(repository);
    let mut findings = Vec::new();
    for (tag, digest) in &repository.tags {
        if repository.missing.contains(digest) {
            findings.push(Finding::ContentGone {
                tag: tag.clone(),
                digest: digest.clone(),
            });
        }
    }
    for (digest, image) in &repository.images {
        if repository.missing.contains(digest) {
            continue;
        }
        let is_missing = |child: &&Digest| repository.missing.contains(*child);
        let missing: BTreeSet<&Digest> = image.children.iter().filter(is_missing).collect();
        if !missing.is_empty() {
            findings.push(Finding::BrokenIndex {
                digest: digest.clone(),
                tags: seen.tags_on(digest),
                missing: missing.into_iter().cloned().collect(),
            });
        }
    }
    findings.extend(seen.dangling());
    findings.extend(seen.unpulled(unpulled_before));
    findings.sort();
    findings
}

/// A repository, with what is looked up often.
struct Seen<'r> {
    repository: &'r Examined,
    tags: BTreeMap<&'r Digest, Vec<&'r Tag>>,
    /// What an index names, whether that is listed by itself or not.
    children: BTreeSet<&'r Digest>,
}

impl<'r> Seen<'r> {
    fn of(repository: &'r Examined) -> Self {
        let mut tags: BTreeMap<&Digest, Vec<&Tag>> = BTreeMap::new();
        for (tag, digest) in &repository.tags {
            tags.entry(digest).or_default().push(tag);
        }
        let images = repository.images.values();
        Self {
            repository,
            tags,
            children: images.flat_map(|image| &image.children).collect(),
        }
    }

    fn tags_on(&self, digest: &Digest) -> Vec<Tag> {
        let tags = self.tags.get(digest).into_iter().flatten();
        tags.map(|tag| (*tag).clone()).collect()
    }

    /// Whether the registry has it, as far as anybody saw.
    fn has(&self, digest: &Digest) -> bool {
        let is_known = self.repository.images.contains_key(digest)
            || self.tags.contains_key(digest)
            || self.children.contains(digest);
        is_known && !self.repository.missing.contains(digest)
    }

    /// What describes something that is not there.
    fn dangling(&self) -> impl Iterator<Item = Finding> {
        let mut subjects: BTreeMap<&Digest, Digest> = BTreeMap::new();
        for (tag, digest) in &self.repository.tags {
            let subject = AttachmentTag::recognise(tag).and_then(|reading| reading.subject());
            if let Some(subject) = subject {
                subjects.insert(digest, subject);
            }
        }
        for (digest, image) in &self.repository.images {
            if let Some(subject) = &image.subject {
                subjects.insert(digest, subject.clone());
            }
        }
        subjects.into_iter().filter_map(|(digest, subject)| {
            let is_gone = !self.repository.missing.contains(digest) && !self.has(&subject);
            is_gone.then(|| Finding::DanglingReferrer {
                digest: digest.clone(),
                tags: self.tags_on(digest),
                is_certain: self.repository.is_whole || self.repository.missing.contains(&subject),
                subject,
            })
        })
    }

    /// What nobody has pulled for long. What an index names is pulled with it, and what describes an image
    /// is read by few: both stay with what they belong to.
    fn unpulled(&self, before: Timestamp) -> impl Iterator<Item = Finding> {
        let images = self.repository.images.iter();
        images.filter_map(move |(digest, image)| {
            let (since, never) = match image.pulled {
                Pulled::Unknown => return None,
                Pulled::Never(pushed) => (pushed, true),
                Pulled::Last(at) => (at, false),
            };
            let tags = self.tags_on(digest);
            let is_attached = image.subject.is_some()
                || tags
                    .iter()
                    .any(|tag| AttachmentTag::recognise(tag).is_some());
            let is_alone = !is_attached && !self.children.contains(digest);
            (is_alone && since < before).then(|| Finding::Unpulled {
                digest: digest.clone(),
                tags,
                since,
                never,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::ExaminedImage;

    fn tag(text: &str) -> Tag {
        text.parse().unwrap()
    }

    fn digest(text: &str) -> Digest {
        Digest::of(text.as_bytes())
    }

    fn day(number: i64) -> Timestamp {
        Timestamp::from_second(number * 86_400).unwrap()
    }

    fn repository(tags: &[(&str, &str)]) -> Examined {
        let tags = tags.iter().map(|(name, at)| (tag(name), digest(at)));
        let tags: BTreeMap<Tag, Digest> = tags.collect();
        let images = tags.values().cloned();
        Examined {
            images: images.map(|it| (it, ExaminedImage::default())).collect(),
            tags,
            ..Examined::default()
        }
    }

    #[test]
    fn a_sound_repository_has_no_findings() {
        let mut sound = repository(&[("1.0", "index"), ("latest", "index"), ("1.1", "image")]);
        let index = sound.images.get_mut(&digest("index")).unwrap();
        index.children = vec![digest("child")];
        assert_eq!(examine(&sound, day(100)), []);
    }

    #[test]
    fn an_index_whose_child_is_gone_is_broken_and_a_tag_without_content_too() {
        let mut broken = repository(&[("1.0", "index"), ("2.0", "gone")]);
        let index = broken.images.get_mut(&digest("index")).unwrap();
        index.children = vec![digest("here"), digest("lost"), digest("lost")];
        broken.missing = [digest("lost"), digest("gone")].into();
        let found = examine(&broken, day(100));
        assert_eq!(
            found,
            [
                Finding::ContentGone {
                    tag: tag("2.0"),
                    digest: digest("gone")
                },
                Finding::BrokenIndex {
                    digest: digest("index"),
                    tags: vec![tag("1.0")],
                    missing: vec![digest("lost")],
                },
            ]
        );
    }

    #[test]
    fn a_signature_dangles_when_what_it_signs_is_gone() {
        let signed = digest("signed");
        let cosign = format!("{}.sig", signed.fallback_tag());
        let mut here = repository(&[("1.0", "signed"), (&cosign, "signature")]);
        assert_eq!(examine(&here, day(100)), []);

        here.tags.remove(&tag("1.0"));
        here.images.remove(&signed);
        let dangling = |is_certain| Finding::DanglingReferrer {
            digest: digest("signature"),
            tags: vec![tag(&cosign)],
            subject: digest("signed"),
            is_certain,
        };
        assert_eq!(examine(&here, day(100)), [dangling(false)]);
        here.missing.insert(signed.clone());
        assert_eq!(examine(&here, day(100)), [dangling(true)]);
        here.missing.clear();
        here.is_whole = true;
        assert_eq!(examine(&here, day(100)), [dangling(true)]);

        // What is named by an index is there, though no list names it.
        let index = ExaminedImage {
            children: vec![signed],
            ..ExaminedImage::default()
        };
        here.images.insert(digest("index"), index);
        assert_eq!(examine(&here, day(100)), []);
    }

    #[test]
    fn what_the_registry_says_was_not_pulled_for_long_is_found_and_nothing_else() {
        let mut old = repository(&[
            ("a", "never"),
            ("b", "long"),
            ("c", "lately"),
            ("d", "untold"),
        ]);
        let pulled = [
            ("never", Pulled::Never(day(1))),
            ("long", Pulled::Last(day(5))),
            ("lately", Pulled::Last(day(95))),
        ];
        for (name, pulled) in pulled {
            old.images.get_mut(&digest(name)).unwrap().pulled = pulled;
        }
        let unpulled = |name: &str, at: &str, since, never| Finding::Unpulled {
            digest: digest(at),
            tags: vec![tag(name)],
            since: day(since),
            never,
        };
        let mut wanted = [
            unpulled("a", "never", 1, true),
            unpulled("b", "long", 5, false),
        ];
        wanted.sort();
        assert_eq!(examine(&old, day(50)), wanted);
        // A child is pulled by way of its index.
        let index = old.images.get_mut(&digest("untold")).unwrap();
        index.children = vec![digest("never")];
        assert_eq!(examine(&old, day(50)), [unpulled("b", "long", 5, false)]);
    }
}
