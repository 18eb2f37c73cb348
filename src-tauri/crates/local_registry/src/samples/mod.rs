//! Sample images that the program makes itself: small, the same bytes every time, and one of each kind
//! that a registry holds. A file for each; this one lists them.

mod anchor;
mod charts;
mod compass;
mod content;
mod harbour;
mod image;
mod lighthouse;
mod logbook;
mod sextant;
mod tide;
mod wreck;

use portolan_oci::RepositoryName;

use self::content::Shelf;
use crate::{Error, LocalRegistry};

/// One sample that was added.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sample {
    /// The repository it is in.
    pub repository: RepositoryName,
    /// How many tags it has there.
    pub tags: u64,
}

/// How far adding samples has come.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SampleProgress {
    /// Samples added so far.
    pub done: usize,
    /// All samples.
    pub total: usize,
    /// The repository being filled.
    pub repository: RepositoryName,
}

/// Fills one repository and says how many tags it gave.
type Recipe = fn(&Shelf<'_>) -> Result<u64, Error>;

const RECIPES: [(&str, Recipe); 9] = [
    // A multi-platform index with attestations, as BuildKit pushes it.
    ("samples/harbour", harbour::fill),
    // A plain image whose tags share digests.
    ("samples/lighthouse", lighthouse::fill),
    // A Helm chart.
    ("samples/charts/harbour", charts::fill),
    // An image with an SBOM, a provenance attestation and a signature as referrers.
    ("samples/compass", compass::fill),
    // Layers compressed by zstd.
    ("samples/tide", tide::fill),
    // A Docker schema 2 image.
    ("samples/anchor", anchor::fill),
    // A long release history: 60 tags over two years.
    ("samples/logbook", logbook::fill),
    // An index with a missing child.
    ("samples/wreck", wreck::fill),
    // An artifact that is no image: a WebAssembly module.
    ("samples/sextant", sextant::fill),
];

/// The repositories that the samples are in, in the order in which they are filled.
pub fn sample_repositories() -> impl Iterator<Item = &'static str> {
    RECIPES.iter().map(|(name, _)| *name)
}

impl LocalRegistry {
    /// Adds the sample images. Adding them again changes nothing but brings back what was removed.
    pub fn add_sample_images(
        &self,
        mut progress: impl FnMut(SampleProgress),
    ) -> Result<Vec<Sample>, Error> {
        let mut samples = Vec::with_capacity(RECIPES.len());
        for (done, (name, fill)) in RECIPES.iter().enumerate() {
            let repository: RepositoryName = name
                .parse()
                .map_err(|_| Error::InvalidManifest(format!("{name} is no name")))?;
            progress(SampleProgress {
                done,
                total: RECIPES.len(),
                repository: repository.clone(),
            });
            let tags = fill(&Shelf::new(self, repository.clone()))?;
            samples.push(Sample { repository, tags });
        }
        if let Some(last) = samples.last() {
            progress(SampleProgress {
                done: RECIPES.len(),
                total: RECIPES.len(),
                repository: last.repository.clone(),
            });
        }
        Ok(samples)
    }
}
