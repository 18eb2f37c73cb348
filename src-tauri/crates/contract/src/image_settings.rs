//! What a registry keeps of an image or a tag beside its content: labels, when a tag goes by itself, and lists
//! of packages that it makes.

use crate::{ConnectionId, Failure, ImagePackage, PackageFormat};

plain! {
    /// One tag of a repository.
    pub struct TagAt {
        pub connection: ConnectionId,
        pub repository: String,
        pub tag: String,
    }

    /// When a tag goes by itself.
    pub struct TagExpiration {
        /// The registry has such a thing.
        pub offered: bool,
        /// `null`: it stays.
        pub at: Option<i64>,
    }

    /// Whose a label is.
    #[derive(Copy, Eq)]
    pub enum LabelScope {
        Image,
        Project,
        Registry,
    }

    /// What a label is known by.
    #[derive(Eq)]
    pub struct LabelName {
        pub name: String,
        /// `null` where labels have none.
        pub value: Option<String>,
        pub scope: LabelScope,
    }

    /// A label; plain text.
    pub struct ImageLabel {
        pub label: LabelName,
        /// `#rrggbb`.
        pub color: Option<String>,
        pub description: Option<String>,
        /// It came with the image and stays.
        pub fixed: bool,
    }

    /// The labels that a registry keeps of an image; `null` where it keeps none.
    pub struct ImageLabelsTold {
        pub labels: Option<ImageLabels>,
    }

    pub struct ImageLabels {
        pub on_it: Vec<ImageLabel>,
        /// All that there are to choose from; `null` where one is written freely.
        pub choice: Option<Vec<ImageLabel>>,
    }

    /// Sets what a registry keeps of an image or a tag; what it was is kept with the activity.
    pub struct SetImageSetting {
        pub connection: ConnectionId,
        pub repository: String,
        pub setting: ImageSetting,
    }

    /// The list of packages that a registry itself made of an image; `null` where it makes none.
    pub struct RegistrySbomTold {
        pub sbom: Option<RegistrySbom>,
    }

    pub struct RegistrySbom {
        pub state: SbomState,
        /// `null`: the registry does not say.
        pub can_generate: Option<bool>,
        pub format: Option<PackageFormat>,
        pub packages: Vec<ImagePackage>,
        /// Why the list that is there can't be read; it can be saved all the same.
        pub problem: Option<Failure>,
    }

    #[derive(Copy, Eq)]
    pub enum SbomState {
        Absent,
        Generating,
        Ready,
        Failed,
    }
}

tagged! {
    /// Something that is set of an image or a tag.
    pub enum ImageSetting {
        Expiration { tag: String, at: Option<i64> },
        Label { digest: String, label: LabelName, on: bool },
    }
}
