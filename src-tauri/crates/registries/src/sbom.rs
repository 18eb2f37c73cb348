//! Lists of packages (SBOM) that a registry itself makes of an image and keeps.

use bytes::Bytes;

/// What a registry has of an image's list of packages.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sbom {
    /// How far it is.
    pub state: SbomState,
    /// The list as the registry gives it, where it is made: SPDX as JSON.
    pub document: Option<Bytes>,
    /// Whether it makes one when it is asked to; `None` where it does not say.
    pub can_generate: Option<bool>,
}

/// How far a list of packages is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SbomState {
    /// It was never made.
    Absent,
    /// It is being made.
    Generating,
    /// It is there.
    Ready,
    /// It could not be made.
    Failed,
}
