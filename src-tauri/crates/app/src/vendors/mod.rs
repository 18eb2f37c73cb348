//! Vendors' own APIs behind connections: which kind a registry is, and its adapter made of a stored
//! connection and its sign-in.

mod addresses;
mod codes;
mod facts;
mod recognise;

pub(crate) use addresses::addresses_of_this_process;
pub(crate) use recognise::show_kind;

use std::sync::Arc;

use portolan_contract::{ConnectionId, Failure};
use portolan_distribution::{Authenticate, Endpoint};
use portolan_registries::{Capabilities, EntraSignIn, Kind, Registry, VendorConnection, adapter};
use url::Url;

use crate::{App, failures::OrFail};

/// What a registry is made of, beside its kind.
pub(crate) struct Parts {
    /// As the person typed it.
    pub(crate) host: String,
    pub(crate) endpoint: Endpoint,
    pub(crate) known: Capabilities,
    pub(crate) sign_in: Arc<dyn Authenticate>,
    /// `None` while it is only tested.
    pub(crate) connection: Option<ConnectionId>,
}

impl App {
    /// The registry of a kind that is no Amazon's and not our own.
    pub(crate) fn make_registry(
        &self,
        kind: Kind,
        parts: Parts,
    ) -> Result<Arc<dyn Registry>, Failure> {
        let Parts {
            host,
            endpoint,
            known,
            sign_in,
            connection,
        } = parts;
        let web = self.vendor_web(&endpoint)?;
        let sign_in: Arc<dyn Authenticate> = match origin_of(&endpoint) {
            // The protocol and the API sign in by the same tokens.
            Some(origin) if kind == Kind::Azure => {
                Arc::new(EntraSignIn::new(sign_in, web.clone(), origin, &host))
            }
            _ => sign_in,
        };
        let client = self
            .connector
            .connect(endpoint, Arc::clone(&sign_in))
            .or_fail()?;
        let codes = Arc::new(codes::Codes {
            questions: self.questions.clone(),
            connection,
        });
        let connection = VendorConnection {
            host,
            client,
            web,
            known,
            sign_in,
            addresses: self.vendors.clone(),
            codes,
        };
        adapter(kind, connection).or_fail()
    }

    /// The way out to a vendor's API, as the connection itself goes.
    fn vendor_web(&self, endpoint: &Endpoint) -> Result<portolan_distribution::Web, Failure> {
        let mut endpoint = endpoint.clone();
        endpoint.approved_hosts.extend(self.vendors.approved());
        self.connector.web_beside(&endpoint).or_fail()
    }
}

/// Where the registry itself answers.
fn origin_of(endpoint: &Endpoint) -> Option<Url> {
    let scheme = if endpoint.plain_http { "http" } else { "https" };
    Url::parse(&format!("{scheme}://{}/", endpoint.authority())).ok()
}
