//! What is inside two images by the lists of packages (SBOM) that are attached to them, and what differs.

use crate::{ConnectionId, Failure};

plain! {
    /// Compares an image with a later one. Their lists are fetched for it.
    pub struct ComparePackages {
        pub connection: ConnectionId,
        pub repository: String,
        pub before: String,
        pub now: String,
        /// Which child is meant of an index; the first that both have where none is named.
        pub platform: Option<String>,
    }

    pub struct PackageComparison {
        /// `null` where no list is attached that can be read.
        pub before: Option<AttachedPackages>,
        pub now: Option<AttachedPackages>,
        pub added: Vec<ImagePackage>,
        pub removed: Vec<ImagePackage>,
        pub changed: Vec<ChangedPackage>,
        /// Packages that are the same.
        pub same: u64,
        /// Why a list that is attached could not be read.
        pub problem: Option<Failure>,
    }

    /// A list of packages that was found.
    pub struct AttachedPackages {
        /// The manifest that has it.
        pub digest: String,
        pub format: PackageFormat,
        pub packages: u64,
        pub platform: Option<String>,
    }

    #[derive(Copy, Eq)]
    pub enum PackageFormat {
        Spdx,
        CycloneDx,
    }

    pub struct ImagePackage {
        pub name: String,
        /// `deb`, `npm`, as package URLs name it.
        pub ecosystem: Option<String>,
        pub version: Option<String>,
    }

    pub struct ChangedPackage {
        pub name: String,
        pub ecosystem: Option<String>,
        pub before: Vec<String>,
        pub now: Vec<String>,
    }
}
