//! What the verbs of the gallery share.

use std::collections::HashMap;

use portolan_contract::Failure;
use portolan_distribution::Connector;
use portolan_gallery::Sources;
use portolan_storage::{GalleryStore, Paths};

use super::{
    GalleryPlaces, errands::Errands, harvests::Harvests, index_life::IndexLife,
    trouble::show_trouble,
};

/// The listings that are kept, the index of them, and those who know more.
#[derive(Debug)]
pub(crate) struct Gallery {
    pub(crate) store: GalleryStore,
    pub(crate) sources: Sources,
    pub(crate) index: IndexLife,
    pub(super) errands: Errands,
    /// Held while a connection for looking around is made.
    pub(super) visiting: tokio::sync::Mutex<()>,
    /// The hosts that stand in for registries, in tests.
    pub(super) registries: HashMap<String, String>,
    pub(super) harvests: Harvests,
    /// Questions an hour that a harvest asks at most.
    pub(super) harvest_ceiling: u32,
}

impl Gallery {
    /// Puts it together; the index is opened behind.
    pub(crate) fn new(
        paths: &Paths,
        store: GalleryStore,
        connector: &Connector,
        places: &GalleryPlaces,
    ) -> Result<Self, Failure> {
        let approved: Vec<&str> = places.approved.iter().map(String::as_str).collect();
        let sources = Sources::new(connector, &places.addresses, &approved)
            .map_err(|error| show_trouble("gallery", &error))?;
        Ok(Self {
            store,
            sources,
            index: IndexLife::new(paths.index()),
            errands: Errands::default(),
            visiting: tokio::sync::Mutex::default(),
            registries: places.registries.clone(),
            harvests: Harvests::default(),
            harvest_ceiling: places.harvest_ceiling,
        })
    }
}
