//! Where the sources of listings are asked: at their own addresses, or, in tests, at others.

use std::collections::HashMap;

use portolan_gallery::{Addresses, SourceKind};
use url::Url;

/// Names other places for the sources than their own; for tests, which must not ask them. It is an
/// address for all sources, or some of `ecr-public=…,docker-hub=…,quay=…`; those not named are nowhere.
/// `docker-hub-registry=HOST` and its like name the registries behind them.
const VARIABLE: &str = "PORTOLAN_GALLERY_AT";

/// Nobody listens at this port of this machine.
const NOWHERE: &str = "http://127.0.0.1:1";
const NOWHERE_HOST: &str = "127.0.0.1:1";

/// Questions an hour that a harvest asks of a public service at most: it is a guest there.
const POLITE: u32 = 3_600;

/// The same of a stand-in, which is there to be asked.
const BRISK: u32 = 360_000;

/// Where the sources of listings are asked.
#[derive(Clone, Debug)]
pub struct GalleryPlaces {
    pub(super) addresses: Addresses,
    /// Hosts that may be inside this machine.
    pub(super) approved: Vec<String>,
    /// The hosts that stand in for the sources' registries.
    pub(super) registries: HashMap<String, String>,
    /// Questions an hour that a harvest asks at most.
    pub(super) harvest_ceiling: u32,
}

impl Default for GalleryPlaces {
    fn default() -> Self {
        Self {
            addresses: Addresses::default(),
            approved: Vec::new(),
            registries: HashMap::new(),
            harvest_ceiling: POLITE,
        }
    }
}

impl GalleryPlaces {
    /// Their own addresses, unless `PORTOLAN_GALLERY_AT` in the environment names others.
    pub fn of_this_process() -> Self {
        match std::env::var(VARIABLE) {
            Ok(text) => Self::named(&text),
            Err(_) => Self::default(),
        }
    }

    /// Nowhere: every source is unreachable.
    pub fn nowhere() -> Self {
        Self::named("")
    }

    /// As the variable names them. What can't be read is nowhere: a typing error must not lead out.
    pub fn named(text: &str) -> Self {
        let mut addresses = Addresses::default();
        let mut approved = Vec::new();
        let mut find = |name: &str| {
            let parts = text.split(',').map(str::trim);
            let named = parts
                .clone()
                .find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
            let wanted = named.or_else(|| parts.clone().find(|part| part.starts_with("http")));
            let url = wanted
                .and_then(|text| Url::parse(text).ok())
                .or_else(|| Url::parse(NOWHERE).ok());
            let host = url.as_ref().and_then(Url::host_str).map(str::to_owned);
            approved.extend(host);
            url
        };
        let places = [
            (&mut addresses.ecr_public, "ecr-public"),
            (&mut addresses.docker_hub, "docker-hub"),
            (&mut addresses.docker_index, "docker-hub"),
            (&mut addresses.quay, "quay"),
        ];
        for (place, name) in places {
            if let Some(url) = find(name) {
                *place = url;
            }
        }
        approved.dedup();
        let registries = SourceKind::ALL.into_iter().map(|kind| {
            let name = format!("{}-registry=", kind.as_str());
            let mut parts = text.split(',').map(str::trim);
            let named = parts.find_map(|part| part.strip_prefix(&name));
            let host = named.unwrap_or(NOWHERE_HOST);
            (kind.registry().to_owned(), host.to_owned())
        });
        Self {
            addresses,
            approved,
            registries: registries.collect(),
            harvest_ceiling: BRISK,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_is_nowhere() {
        let places = GalleryPlaces::named("quay=http://127.0.0.1:7,docker-hub=nonsense");
        assert_eq!(places.addresses.quay.as_str(), "http://127.0.0.1:7/");
        for nowhere in [&places.addresses.ecr_public, &places.addresses.docker_hub] {
            assert_eq!(nowhere.as_str(), "http://127.0.0.1:1/");
        }
        let all = GalleryPlaces::named("http://127.0.0.1:9");
        assert_eq!(all.addresses.ecr_public, all.addresses.docker_index);
        assert_eq!(all.approved, ["127.0.0.1"]);
        let hub = GalleryPlaces::named("http://127.0.0.1:9,docker-hub-registry=127.0.0.1:5");
        assert_eq!(hub.addresses.docker_hub.as_str(), "http://127.0.0.1:9/");
        assert_eq!(hub.registries["docker.io"], "127.0.0.1:5");
        assert_eq!(hub.registries["quay.io"], "127.0.0.1:1");
    }
}
