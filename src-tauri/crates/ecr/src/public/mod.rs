//! The public registry of an account, as who publishes there sees it: as one registry like any other, and
//! with the verbs for what only it has. What the gallery shows to everybody is asked elsewhere.

/// Sends a request of the API, and names the action and the repository in what goes wrong.
macro_rules! ask {
    ($self:ident, $action:literal, $name:expr, |$client:ident| $request:expr) => {{
        let call = $self.call($action, $name);
        let $client = $self.account.ecr_public()?;
        let asked = $request.send().await;
        asked.map_err(|error| $self.account.fail(&call, error))
    }};
}

mod batch;
mod catalog;
mod images;
mod policy;
mod profile;
mod put;
mod registry;
mod removal;
mod repositories;
mod resource_tags;
mod trial;

pub use catalog::{Catalog, CatalogDraft};
pub use profile::{Alias, AliasStatus, PublicProfile};
pub use registry::PublicRegistry;
pub use repositories::{NewPublicRepository, PublicRepository};
