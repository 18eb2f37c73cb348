//! Who is signed in to Quay's API, and which namespaces are theirs.

use serde_json::Value;

use super::Quay;
use crate::{
    Error, Lenient as _, Result, Scope, encode,
    rows::{is_hidden, not_found},
};

impl Quay {
    /// The namespaces of who is signed in: their own first, then those of their organisations.
    pub(super) async fn own_namespaces(&self) -> Result<Vec<String>> {
        let answer = self.api.get("/api/v1/user/", &[]).await?;
        let said = answer.json();
        let own = said.text("username").map(str::to_owned);
        let organisations = said.list("organizations").iter();
        let organisations = organisations.filter_map(|row| row.text("name").map(str::to_owned));
        Ok(own.into_iter().chain(organisations).collect())
    }

    /// Where the API has what is of a namespace: a user's own is elsewhere than an organisation's.
    pub(super) async fn namespace_path(&self, scope: &Scope) -> Result<String> {
        let namespace = scope.namespace();
        let namespace = namespace.ok_or_else(|| not_found("a namespace of Quay".to_owned()))?;
        let own = self.own_name.get_or_try_init(|| self.find_own_name());
        Ok(if own.await?.as_deref() == Some(namespace) {
            "/api/v1/user".to_owned()
        } else {
            format!("/api/v1/organization/{}", encode(namespace))
        })
    }

    /// A token for an organisation alone may not ask whose it is.
    async fn find_own_name(&self) -> Result<Option<String>, Error> {
        match self.api.get("/api/v1/user/", &[]).await {
            Ok(answer) => Ok(username(answer.json())),
            Err(error) if is_hidden(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn username(said: &Value) -> Option<String> {
    said.text("username").map(str::to_owned)
}
