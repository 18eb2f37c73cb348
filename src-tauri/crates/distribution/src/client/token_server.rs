//! Where a registry has people signed in: its vendor's own API may be there.

use url::Url;

use super::Client;
use crate::Result;

impl Client {
    /// The address of the token server, which may be asked for with this connection's credentials;
    /// `None` where the registry has none. One that nobody approved is an error.
    pub async fn token_server(&self) -> Result<Option<Url>> {
        self.0.authorizer.token_server().await
    }
}
