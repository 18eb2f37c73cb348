//! What may be set of an image or a tag without changing its content: when a tag goes by itself, and labels
//! that the registry keeps beside the image.

use jiff::Timestamp;

/// When a tag goes by itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Expiration {
    /// The registry has no such thing, or does not show it to who asks.
    Unsupported,
    /// It stays.
    Never,
    /// Then.
    At(Timestamp),
}

/// What a label is known by.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct LabelName {
    /// Its name or key.
    pub name: String,
    /// Its value, where labels have one.
    pub value: Option<String>,
    /// Whose it is.
    pub scope: LabelScope,
}

/// Whose a label is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum LabelScope {
    /// The image's own.
    Image,
    /// One of its project's.
    Project,
    /// One of the whole registry's.
    Registry,
}

/// A label. Its words are text to show.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ImageLabel {
    /// What it is known by.
    pub name: LabelName,
    /// Its colour as `#rrggbb`, where it has one.
    pub color: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// It came with the image and can't be removed.
    pub is_fixed: bool,
}

/// The labels of an image.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ImageLabels {
    /// Those on it.
    pub on_it: Vec<ImageLabel>,
    /// All that there are to choose from; `None` where a label is written freely.
    pub choice: Option<Vec<ImageLabel>>,
}
