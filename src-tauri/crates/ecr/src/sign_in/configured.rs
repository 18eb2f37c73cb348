//! Endpoints that the environment and the shared files name in place of Amazon's own (AWS SDKs and Tools
//! Reference Guide, "Service-specific endpoints").

use super::{Profiles, ini::Properties};
use crate::{Api, Surroundings};

/// An endpoint, and who says so.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConfiguredEndpoint {
    /// What it answers for.
    pub api: Api,
    /// Its address.
    pub address: String,
    /// Where it was found.
    pub from: EndpointSource,
}

/// Where an endpoint was found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum EndpointSource {
    /// A variable of the environment.
    Variable(String),
    /// A `services` section of the config file, by its name.
    Services(String),
    /// A profile.
    Profile(String),
}

/// Each API by its part of a variable's name; in a `services` section it is the same in lower case. No SDK
/// speaks to the registries themselves, so nobody configures them.
const NAMES: [(Api, &str); 6] = [
    (Api::Ecr, "ECR"),
    (Api::EcrPublic, "ECR_PUBLIC"),
    (Api::Sts, "STS"),
    (Api::Sso, "SSO"),
    (Api::SsoOidc, "SSO_OIDC"),
    (Api::CloudTrail, "CLOUDTRAIL"),
];

impl Profiles {
    /// The endpoints that are configured: by the environment, which goes first, and by a profile.
    pub fn endpoints(
        &self,
        surroundings: &Surroundings,
        profile: Option<&str>,
    ) -> Vec<ConfiguredEndpoint> {
        let profile = profile.and_then(|name| Some((name, self.properties(name)?)));
        let is_true = |text: &str| text.eq_ignore_ascii_case("true");
        let ignored = surroundings.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
        let ignored = ignored.or_else(|| {
            let (_, properties) = profile?;
            Some(properties.get("ignore_configured_endpoint_urls")?.as_str())
        });
        if ignored.is_some_and(is_true) {
            return Vec::new();
        }
        let find = |(api, name): (Api, &str)| {
            let of_environment = || {
                let own = format!("AWS_ENDPOINT_URL_{name}");
                let named = [own, "AWS_ENDPOINT_URL".to_owned()].into_iter();
                let mut set = named.filter_map(|variable| {
                    let address = surroundings.variable(&variable)?.to_owned();
                    Some((address, EndpointSource::Variable(variable)))
                });
                set.next()
            };
            let of_profile = || {
                let (profile, properties) = profile?;
                self.of_services(properties, name).or_else(|| {
                    let address = said(properties, "endpoint_url")?;
                    Some((address, EndpointSource::Profile(profile.to_owned())))
                })
            };
            let (address, from) = of_environment().or_else(of_profile)?;
            Some(ConfiguredEndpoint { api, address, from })
        };
        NAMES.into_iter().filter_map(find).collect()
    }

    fn of_services(&self, profile: &Properties, api: &str) -> Option<(String, EndpointSource)> {
        let section = said(profile, "services")?;
        let key = format!("{}.endpoint_url", api.to_ascii_lowercase());
        let address = said(self.services(&section)?, &key)?;
        Some((address, EndpointSource::Services(section)))
    }
}

fn said(properties: &Properties, key: &str) -> Option<String> {
    properties.get(key).filter(|text| !text.is_empty()).cloned()
}
