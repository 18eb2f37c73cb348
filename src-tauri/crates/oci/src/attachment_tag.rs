//! Tags that are not for people: under them clients keep what belongs to another manifest.

use crate::{Digest, Tag};

/// What a cosign tag holds.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum CosignKind {
    /// `.sig`
    Signature,
    /// `.att`
    Attestation,
    /// `.sbom`
    Sbom,
}

impl CosignKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Signature, Self::Attestation, Self::Sbom];

    /// The end of the tag.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Signature => ".sig",
            Self::Attestation => ".att",
            Self::Sbom => ".sbom",
        }
    }
}

/// A tag made from the digest of the manifest that its content belongs to.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct AttachmentTag {
    algorithm: Box<str>,
    hex: Box<str>,
    cosign: Option<CosignKind>,
}

impl AttachmentTag {
    /// Recognises `sha256-<hex>` (the referrers fallback of the distribution spec) and
    /// `sha256-<hex>.sig`, `.att`, `.sbom` (cosign).
    pub fn recognise(tag: &Tag) -> Option<Self> {
        let (algorithm, rest) = tag.as_str().split_once('-')?;
        let cosign = CosignKind::ALL
            .into_iter()
            .find(|kind| rest.ends_with(kind.suffix()));
        let hex = cosign.map_or(rest, |kind| &rest[..rest.len() - kind.suffix().len()]);
        let is_hex = hex
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let fits = match algorithm {
            // The fallback cuts sha512 at 64 characters: 128 leave no room in a tag for the rest.
            "sha256" | "sha512" => hex.len() == 64,
            _ => false,
        };
        (is_hex && fits).then(|| Self {
            algorithm: algorithm.into(),
            hex: hex.into(),
            cosign,
        })
    }

    /// The cosign tag of a subject.
    pub fn cosign(subject: &Digest, kind: CosignKind) -> Self {
        Self {
            algorithm: subject.algorithm().name().into(),
            hex: subject.hex()[..64].into(),
            cosign: Some(kind),
        }
    }

    /// The tag under which referrers are kept where the API is absent.
    pub fn fallback(subject: &Digest) -> Self {
        Self {
            algorithm: subject.algorithm().name().into(),
            hex: subject.hex()[..64].into(),
            cosign: None,
        }
    }

    /// Which of cosign's tags it is; `None` for the referrers fallback.
    pub fn cosign_kind(&self) -> Option<CosignKind> {
        self.cosign
    }

    /// Whether it belongs to `subject`.
    pub fn belongs_to(&self, subject: &Digest) -> bool {
        subject.algorithm().name() == &*self.algorithm && subject.hex().starts_with(&*self.hex)
    }

    /// The subject, where the tag holds its whole digest.
    pub fn subject(&self) -> Option<Digest> {
        format!("{}:{}", self.algorithm, self.hex).parse().ok()
    }

    /// The tag itself.
    pub fn tag(&self) -> Tag {
        let suffix = self.cosign.map_or("", CosignKind::suffix);
        format!("{}-{}{suffix}", self.algorithm, self.hex)
            .parse()
            // 7 + 64 + 5 characters, all of them allowed.
            .unwrap_or_else(|_| unreachable!())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachment_tags_lead_to_their_subject_and_back() {
        let subject = Digest::of(b"image");
        for kind in CosignKind::ALL {
            let tag = AttachmentTag::cosign(&subject, kind);
            let read = AttachmentTag::recognise(&tag.tag()).unwrap();
            assert_eq!(read, tag);
            assert_eq!(read.subject(), Some(subject.clone()));
        }
        let fallback = AttachmentTag::fallback(&subject);
        assert_eq!(fallback.tag().as_str(), subject.fallback_tag());
        assert!(fallback.belongs_to(&subject));
        assert!(!fallback.belongs_to(&Digest::of(b"another")));
    }

    #[test]
    fn tags_of_people_are_not_taken_for_attachments() {
        for text in ["sha256-abc", "1.0", "sha256-latest.sig", "md5-00"] {
            assert_eq!(AttachmentTag::recognise(&text.parse().unwrap()), None);
        }
    }
}
