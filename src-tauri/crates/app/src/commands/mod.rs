//! The commands a person types to pull and push, for every engine.

mod line;
mod pull;
mod push;

pub(crate) use pull::pull_commands;
pub(crate) use push::login_line;

use portolan_contract::{ConnectionId, Failure};
use portolan_oci::RepositoryName;
use portolan_storage::{Access, AmazonSignIn, ConnectionDraft};

use crate::{
    App,
    amazon::{ECR_PUBLIC, hosts, reference},
    failures::OrFail,
};

/// The registry that commands name.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// `host` or `host:port`.
    pub(crate) host: String,
    /// It is spoken to without encryption, which engines must be told.
    pub(crate) plain_http: bool,
    /// How one signs in first, where a sign-in lasts only for hours.
    pub(crate) login: Option<AmazonLogin>,
}

/// Where the password of a sign-in to Amazon ECR comes from.
#[derive(Clone, Debug)]
pub(crate) struct AmazonLogin {
    /// `None`: the public registry's, which has no region.
    pub(crate) region: Option<String>,
    /// The profile of the person's files, where the connection signs in by one.
    pub(crate) profile: Option<String>,
}

impl AmazonLogin {
    /// That of a connection, in one of its regions or for the public registry.
    pub(crate) fn of(draft: &ConnectionDraft, region: Option<String>) -> Self {
        let profile = match &draft.access {
            Access::Amazon {
                sign_in: AmazonSignIn::Profile { name },
            } => Some(name.clone()),
            _ => None,
        };
        Self { region, profile }
    }
}

impl App {
    /// The registry that has a repository, and what the repository is called there; without one, where new
    /// ones are pushed.
    pub(crate) async fn target(
        &self,
        connection: &ConnectionId,
        repository: Option<&RepositoryName>,
    ) -> Result<(Target, Option<RepositoryName>), Failure> {
        let id = connection
            .0
            .parse()
            .map_err(|_| Failure::invalid("connection", "not a connection"))?;
        let draft = self.store.connection(id).await.or_fail()?.draft;
        let hosts = hosts(&draft);
        let named = if let Some(repository) = repository {
            let (host, name) = reference(&draft, repository.as_str());
            let name = name
                .parse()
                .map_err(|_| Failure::invalid("repository", "not a repository"))?;
            (host, Some(name))
        } else {
            let first = hosts.first().map(|first| first.host.clone());
            (first.unwrap_or_else(|| draft.host.clone()), None)
        };
        let login = if draft.kind == ECR_PUBLIC {
            Some(AmazonLogin::of(&draft, None))
        } else {
            let here = hosts.iter().find(|here| here.host == named.0);
            here.map(|here| AmazonLogin::of(&draft, Some(here.prefix.clone())))
        };
        let target = Target {
            host: named.0,
            plain_http: draft.plain_http,
            login,
        };
        Ok((target, named.1))
    }
}
