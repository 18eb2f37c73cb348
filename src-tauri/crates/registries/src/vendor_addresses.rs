//! Where vendors answer whose API, or whose registry, has an address of its own: the real ones, and what
//! stands in for them in tests.

use url::Url;

use crate::{Kind, recognise::kind_of_host};

/// Where vendors answer. The default is the vendors' own addresses.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VendorAddresses {
    /// Docker Hub's API.
    pub docker_hub: Url,
    /// GitHub's API.
    pub github: Url,
    /// Google Artifact Registry's API.
    pub google: Url,
    /// What stands in for the registries behind names that a person types: `host:port` of this machine,
    /// asked over plain http. Empty but in tests.
    pub registries: Vec<(Kind, String)>,
}

impl Default for VendorAddresses {
    fn default() -> Self {
        Self {
            docker_hub: fixed("https://hub.docker.com/"),
            github: fixed("https://api.github.com/"),
            google: fixed("https://artifactregistry.googleapis.com/"),
            registries: Vec::new(),
        }
    }
}

/// Nobody listens at this port of this machine.
const NOWHERE: &str = "http://127.0.0.1:1/";

impl VendorAddresses {
    /// Stand-ins as `docker-hub=http://127.0.0.1:5,docker-hub-registry=127.0.0.1:6` and the like names them
    /// (`github`, `google`; `-registry` of each, `quay-registry`, `azure-registry`). Only this machine's own loopback stands in
    /// for anybody; what is not named, or is elsewhere, is nowhere: a typing error must not lead out.
    pub fn named(text: &str) -> Self {
        let find = |name: &str| {
            let mut parts = text.split(',').map(str::trim);
            parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
        };
        let api = |name: &str| {
            let url = find(name).and_then(|text| Url::parse(text).ok());
            url.filter(is_loopback).unwrap_or_else(|| fixed(NOWHERE))
        };
        let registries = [
            (Kind::DockerHub, "docker-hub-registry"),
            (Kind::Github, "github-registry"),
            (Kind::GoogleArtifactRegistry, "google-registry"),
            (Kind::Quay, "quay-registry"),
            (Kind::Azure, "azure-registry"),
        ];
        let registries = registries.into_iter().map(|(kind, name)| {
            let host = find(name).filter(|host| {
                Url::parse(&format!("http://{host}/")).is_ok_and(|url| is_loopback(&url))
            });
            (kind, host.unwrap_or("127.0.0.1:1").to_owned())
        });
        Self {
            docker_hub: api("docker-hub"),
            github: api("github"),
            google: api("google"),
            registries: registries.collect(),
        }
    }

    /// What stands in for the registry that a person calls `host`.
    pub fn stand_in(&self, host: &str) -> Option<&str> {
        let kind = kind_of_host(host)?;
        let mut registries = self.registries.iter();
        registries
            .find(|(of, _)| *of == kind)
            .map(|(_, host)| host.as_str())
    }

    /// Hosts of stand-ins, which are inside this machine and speak plain http. None but in tests.
    pub fn approved(&self) -> Vec<String> {
        let apis = [&self.docker_hub, &self.github, &self.google];
        let mut hosts: Vec<String> = apis
            .into_iter()
            .filter(|url| is_loopback(url))
            .filter_map(|url| url.host_str().map(str::to_owned))
            .collect();
        hosts.dedup();
        hosts
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    }
}

#[expect(
    clippy::expect_used,
    reason = "written here, and read by the test below"
)]
fn fixed(address: &str) -> Url {
    Url::parse(address).expect("an address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_stands_in_for_a_vendor() {
        let named = VendorAddresses::named(
            "docker-hub=http://127.0.0.1:5,github=https://evil.example/,\
             docker-hub-registry=127.0.0.1:6,github-registry=evil.example:7",
        );
        assert_eq!(named.docker_hub.as_str(), "http://127.0.0.1:5/");
        assert_eq!(named.github.as_str(), NOWHERE);
        assert_eq!(named.google.as_str(), NOWHERE);
        assert_eq!(named.stand_in("docker.io"), Some("127.0.0.1:6"));
        assert_eq!(named.stand_in("ghcr.io"), Some("127.0.0.1:1"));
        assert_eq!(named.stand_in("registry.example"), None);
        assert_eq!(named.approved(), ["127.0.0.1"]);
    }

    #[test]
    fn the_real_ones_are_https_and_nothing_stands_in() {
        let real = VendorAddresses::default();
        for url in [&real.docker_hub, &real.github, &real.google] {
            assert_eq!(url.scheme(), "https");
        }
        assert_eq!(real.stand_in("docker.io"), None);
        assert!(real.approved().is_empty());
    }
}
