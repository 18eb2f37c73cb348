//! Which endpoints a connection uses: Amazon's own in one of their forms, or others by API.

use std::collections::BTreeMap;

use portolan_distribution::Endpoint;
use url::Url;

use crate::{Error, RegistryHost, Result};

/// The host of all public registries.
pub const PUBLIC_HOST: &str = "public.ecr.aws";

/// The region in which public registries are asked about, wherever one is (user guide of ECR Public).
pub(crate) const PUBLIC_SEAT: &str = "us-east-1";

/// What an endpoint answers for.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Api {
    /// The private registries' API.
    Ecr,
    /// The private registries themselves: where images are pushed and pulled.
    Registry,
    /// The public registries' API.
    EcrPublic,
    /// Identity: who asks, and roles.
    Sts,
    /// Identity Center: accounts, roles and their credentials.
    Sso,
    /// Identity Center's sign-in.
    SsoOidc,
    /// What happened.
    CloudTrail,
}

/// Which endpoints a connection uses.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Endpoints {
    /// Those with validated cryptography (FIPS 140).
    pub fips: bool,
    /// Those that also speak IPv6.
    pub dual_stack: bool,
    /// Others, such as PrivateLink's or an emulator's. `{region}` and `{account}` in an address are
    /// replaced.
    pub custom: BTreeMap<Api, String>,
}

impl Endpoints {
    /// The address to use in place of Amazon's own.
    pub fn custom(&self, api: Api, region: &str, account: &str) -> Result<Option<Url>> {
        let Some(template) = self.custom.get(&api) else {
            return Ok(None);
        };
        let text = template
            .replace("{region}", region)
            .replace("{account}", account);
        let refuse = |reason: &str| Error::Setting {
            setting: "endpoint",
            reason: format!("{text}: {reason}"),
        };
        let url = Url::parse(&text).map_err(|_| refuse("it is no address"))?;
        if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none() {
            return Err(refuse("it begins neither with https:// nor with http://"));
        }
        Ok(Some(url))
    }

    /// The names of all hosts that the person put in by hand, for these regions: they may lie inside
    /// the network, and speak plain http.
    pub(crate) fn approved_hosts(&self, regions: &[String]) -> Result<Vec<String>> {
        let mut hosts = Vec::new();
        for api in self.custom.keys() {
            for region in regions {
                let url = self.custom(*api, region, "000000000000")?;
                hosts.extend(url.and_then(|url| url.host_str().map(str::to_owned)));
            }
        }
        hosts.sort();
        hosts.dedup();
        Ok(hosts)
    }

    /// The host of public registries, or what stands in for it.
    pub(crate) fn public_registry(&self) -> Result<Endpoint> {
        match self.custom(Api::Registry, PUBLIC_SEAT, "")? {
            Some(url) => at(&url),
            None => Ok(Endpoint::new(PUBLIC_HOST)?),
        }
    }

    /// The registry of an account in a region.
    pub(crate) fn registry(&self, account: &str, region: &str) -> Result<Endpoint> {
        if let Some(url) = self.custom(Api::Registry, region, account)? {
            return at(&url);
        }
        let host = RegistryHost {
            account: account.to_owned(),
            region: region.to_owned(),
            is_fips: self.fips,
            is_dual_stack: self.dual_stack,
        };
        Ok(Endpoint::new(&host.to_string())?)
    }
}

/// The registry behind an address.
fn at(url: &Url) -> Result<Endpoint> {
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let mut endpoint = Endpoint::new(authority)?;
    endpoint.plain_http = url.scheme() == "http";
    Ok(endpoint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_custom_endpoint_is_filled_in_by_region_and_account() {
        let mut endpoints = Endpoints::default();
        endpoints.custom.insert(
            Api::Registry,
            "http://{account}.registry.{region}.localhost:4510".to_owned(),
        );
        let endpoint = endpoints.registry("123456789012", "eu-west-1").unwrap();
        assert_eq!(
            endpoint.authority(),
            "123456789012.registry.eu-west-1.localhost:4510"
        );
        assert!(endpoint.plain_http);
        assert_eq!(
            endpoints.approved_hosts(&["eu-west-1".to_owned()]).unwrap(),
            ["000000000000.registry.eu-west-1.localhost"]
        );
    }

    #[test]
    fn an_address_that_is_none_is_said_before_anything_is_asked() {
        let mut endpoints = Endpoints::default();
        for text in ["nonsense", "ftp://host/", "//host"] {
            endpoints.custom.insert(Api::Ecr, text.to_owned());
            let refused = endpoints.custom(Api::Ecr, "eu-west-1", "123456789012");
            assert!(matches!(refused, Err(Error::Setting { .. })), "{text}");
        }
    }

    #[test]
    fn the_registrys_host_follows_the_kind_of_endpoint() {
        let endpoints = Endpoints {
            fips: true,
            dual_stack: true,
            ..Endpoints::default()
        };
        let endpoint = endpoints.registry("123456789012", "us-east-1").unwrap();
        assert_eq!(endpoint.host, "123456789012.dkr-ecr-fips.us-east-1.on.aws");
    }
}
