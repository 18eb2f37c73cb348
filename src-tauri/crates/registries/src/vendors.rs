//! The list of vendors' adapters: what each is made of, and which kind has which.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use portolan_distribution::{Authenticate, Client, Error as WireError, Web};
use secrecy::SecretString;
use url::Url;

use crate::{
    Artifactory, Azure, Capabilities, DockerHub, Generic, Github, Gitlab, Google, Harbor, Kind,
    Nexus, Pulp, Quay, Registry, Result, VendorAddresses, Zot,
    recognise::{is_at_fixed_hosts, kind_of_host},
    vendor_api::{Sign, VendorApi},
};

/// Asks the person for the code of a second factor.
#[async_trait]
pub trait AskSecondFactor: fmt::Debug + Send + Sync {
    /// The code for signing in to `host` as `user`; `refused` where the one before was wrong. `None`: rather
    /// not, or nobody is there to ask.
    async fn code(&self, host: &str, user: &str, refused: bool) -> Option<SecretString>;
}

/// Nobody is there to ask.
#[derive(Clone, Copy, Debug)]
pub struct AskNobody;

#[async_trait]
impl AskSecondFactor for AskNobody {
    async fn code(&self, _: &str, _: &str, _: bool) -> Option<SecretString> {
        None
    }
}

/// What an adapter is made of: a connection to its registry, and the way to its vendor's API.
pub struct VendorConnection {
    /// `host` or `host:port` as the person typed it, which is what references begin with.
    pub host: String,
    /// The distribution protocol on the connection.
    pub client: Client,
    /// The way out to the vendor's API.
    pub web: Web,
    /// What was seen of the registry before.
    pub known: Capabilities,
    /// Who signs in.
    pub sign_in: Arc<dyn Authenticate>,
    /// Where vendors answer.
    pub addresses: VendorAddresses,
    /// Asks for second factors.
    pub codes: Arc<dyn AskSecondFactor>,
}

impl fmt::Debug for VendorConnection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VendorConnection({})", self.host)
    }
}

impl VendorConnection {
    /// The connection's own origin, where own servers have their API.
    pub fn own(&self) -> Result<Url> {
        let endpoint = self.client.endpoint();
        let scheme = if endpoint.plain_http { "http" } else { "https" };
        let url = Url::parse(&format!("{scheme}://{}/", endpoint.authority()));
        Ok(url.map_err(|error| WireError::Setting {
            setting: "host",
            reason: error.to_string(),
        })?)
    }

    /// The vendor's API at `origin`.
    pub fn api(&self, origin: &Url, sign: Arc<dyn Sign>) -> VendorApi {
        VendorApi::new(self.web.clone(), origin, sign)
    }
}

/// The adapter of `kind` on a connection. A kind that only the vendor's own hosts can be is none of another
/// host, whatever is kept of it: its credentials would go to the vendor.
pub fn adapter(kind: Kind, connection: VendorConnection) -> Result<Arc<dyn Registry>> {
    let is_pretended = is_at_fixed_hosts(kind) && kind_of_host(&connection.host) != Some(kind);
    let kind = if is_pretended { Kind::Generic } else { kind };
    Ok(match kind {
        Kind::DockerHub => Arc::new(DockerHub::new(connection)),
        Kind::Github => Arc::new(Github::new(connection)),
        Kind::Quay => Arc::new(Quay::new(connection)?),
        Kind::Gitlab => Arc::new(Gitlab::new(connection)),
        Kind::GoogleArtifactRegistry => Arc::new(Google::new(connection)),
        Kind::Harbor => Arc::new(Harbor::new(connection)?),
        Kind::Zot => Arc::new(Zot::new(connection)?),
        Kind::Azure => Arc::new(Azure::new(connection)?),
        Kind::Artifactory => Arc::new(Artifactory::new(connection)?),
        Kind::Nexus => Arc::new(Nexus::new(connection)),
        Kind::Pulp => Arc::new(Pulp::new(connection)?),
        Kind::Gitea => Arc::new(Generic::of(kind, connection.client, connection.known)),
        _ => Arc::new(Generic::new(connection.client, connection.known)),
    })
}
