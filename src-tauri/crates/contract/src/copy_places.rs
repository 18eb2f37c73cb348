//! Where images are copied from and to: repositories, files, and container engines.

use crate::{ConnectionId, Failure};

tagged! {
    /// One side of a copy.
    #[derive(Eq)]
    pub enum CopyPlace {
        Repository { connection: ConnectionId, repository: String },
        /// Images in a file or folder. As a source it is read as what it is.
        File { path: String, form: ImageFileForm },
        /// A container engine of this computer, which listens at `socket`. `image` is the one that is taken
        /// from it, by its name or the engine's own identity; `null` where images go to it.
        Engine { name: String, socket: String, image: Option<String> },
    }
}

plain! {
    /// A container engine of this computer that answers, or that this user may not use.
    pub struct LocalEngine {
        pub name: String,
        pub socket: String,
        pub images: Vec<LocalImage>,
        /// Why it does not say what it has.
        pub failure: Option<Failure>,
    }

    /// An image that an engine has, under one of its names.
    pub struct LocalImage {
        pub name: Option<String>,
        /// What the engine knows it by.
        pub id: String,
        /// Unpacked.
        pub bytes: u64,
        pub created: i64,
    }
}

plain! {
    /// How images are written to files.
    #[derive(Copy, Eq)]
    pub enum ImageFileForm {
        /// An OCI image layout in a folder.
        Folder,
        /// An OCI image layout in a tar archive.
        OciArchive,
        /// As `docker save` writes it: one platform of each image, its layers unpacked.
        DockerArchive,
    }

    /// Asks what is in a file or folder.
    pub struct LookIntoFile {
        /// An absolute path.
        pub path: String,
    }

    /// Images in a file or folder.
    pub struct ImageFile {
        pub path: String,
        pub form: ImageFileForm,
        pub images: Vec<ImageInFile>,
    }

    /// An image of a file under one of its names.
    pub struct ImageInFile {
        /// As it is written there: a whole name, or a tag alone.
        pub name: Option<String>,
        /// The tag of that name.
        pub tag: Option<String>,
        pub digest: String,
        pub bytes: u64,
        /// `os/architecture[/variant]`.
        pub platforms: Vec<String>,
    }

    /// Why a file can't be read as images, or not be written.
    #[derive(Copy, Eq)]
    pub enum ImageFileProblem {
        NotThere,
        UnknownForm,
        /// As a whole, so that nothing can be read where it lies.
        Compressed,
        /// Paths, links or devices that could lead out of it, or what programs read differently.
        Hostile,
        /// Cut off, or not what its own names say.
        Damaged,
        TooMuch,
        /// There is something under the name already.
        Exists,
        /// Not every image came.
        Unfinished,
        /// What is no image does not fit into an archive of `docker save`.
        NoImage,
        /// The system refuses.
        Refused,
    }
}
