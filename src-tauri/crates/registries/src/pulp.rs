//! Pulp with its container plugin: the protocol for content; tags, which Pulp's `/v2/` does not remove, by
//! Pulp's own API, which does what it is asked in a task of its own.
//!
//! A repository that people push to is called as its images are. One that Pulp fills from elsewhere is
//! read-only: there the protocol says so. Deleting by digest came to Pulp's `/v2/` in 2026
//! (pulp_container pull request 2377); before, its API removes images.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use http::Method;
use portolan_distribution::Error as WireError;
use portolan_oci::{Digest, RepositoryName, Tag};
use serde_json::{Value, json};

use crate::{
    Capability, Error, Kind, Protocol, Registry, Result,
    rows::is_hidden,
    vendor_api::{Lenient as _, SignEach, VendorApi},
    vendors::VendorConnection,
};

/// Between two looks at a task.
const PAUSE: Duration = Duration::from_millis(250);

/// Looks at a task before it is left to Pulp: a minute.
const LOOKS: usize = 240;

/// A Pulp.
#[derive(Debug)]
pub struct Pulp {
    protocol: Protocol,
    api: VendorApi,
}

impl Pulp {
    /// The registry of a connection, with Pulp's API beside it.
    pub fn new(connection: VendorConnection) -> Result<Self> {
        let sign = SignEach::basic(Arc::clone(&connection.sign_in));
        let api = connection.api(&connection.own()?, Arc::new(sign));
        Ok(Self {
            protocol: Protocol::new(connection.client, connection.known),
            api,
        })
    }

    /// Where Pulp's API has a repository that is pushed to; `None` where it shows none.
    async fn place(&self, repository: &RepositoryName) -> Result<Option<String>> {
        let path = "/pulp/api/v3/repositories/container/container-push/";
        let query = [("name", repository.as_str())];
        let answer = match self.api.get(path, &query).await {
            Err(error) if is_hidden(&error) => return Ok(None),
            other => other?,
        };
        let mut found = answer.json().list("results").iter();
        let place = found.find(|row| row.text("name") == Some(repository.as_str()));
        Ok(place
            .and_then(|row| row.text("pulp_href"))
            .map(str::to_owned))
    }

    /// Has Pulp do something to a repository, and waits until it did.
    async fn order(&self, place: &str, deed: &str, what: Value) -> Result<()> {
        let path = format!("{place}{deed}/");
        let answer = self.api.ask(Method::POST, &path, &[], Some(what)).await?;
        let Some(task) = answer.json().text("task").map(str::to_owned) else {
            return Err(self.broken("an answer without its task"));
        };
        for _ in 0..LOOKS {
            let answer = self.api.get(&task, &[]).await?;
            match answer.json().text("state") {
                Some("completed") => return Ok(()),
                Some("failed" | "canceled" | "skipped") => {
                    let said = answer.json().get("error");
                    let said = said.and_then(|error| error.text("description"));
                    return Err(self.broken(said.unwrap_or("a task that came to nothing")));
                }
                _ => tokio::time::sleep(PAUSE).await,
            }
        }
        Err(self.broken("a task that takes longer than a minute"))
    }

    fn broken(&self, what: &str) -> Error {
        let what = what.chars().filter(|letter| !letter.is_control()).take(200);
        WireError::Protocol {
            host: self.api.host(),
            what: what.collect(),
        }
        .into()
    }
}

#[async_trait]
impl Registry for Pulp {
    fn kind(&self) -> Kind {
        Kind::Pulp
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    async fn delete_tag(&self, repository: &RepositoryName, tag: &Tag) -> Result<()> {
        let Some(place) = self.place(repository).await? else {
            return self.protocol.delete_tag(repository, tag).await;
        };
        let what = json!({ "tag": tag.as_str() });
        self.order(&place, "untag", what).await?;
        self.protocol.abilities().prove(Capability::DeleteTag);
        Ok(())
    }

    async fn delete_manifest(&self, repository: &RepositoryName, digest: &Digest) -> Result<()> {
        let refusal = match self.protocol.delete_manifest(repository, digest).await {
            Err(refusal @ Error::DeletionOff { .. }) => refusal,
            other => return other,
        };
        let Some(place) = self.place(repository).await? else {
            return Err(refusal);
        };
        let what = json!({ "digest": digest.to_string() });
        self.order(&place, "remove_image", what).await?;
        self.protocol.abilities().prove(Capability::DeleteDigest);
        Ok(())
    }
}
