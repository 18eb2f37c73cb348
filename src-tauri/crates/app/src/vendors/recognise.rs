//! Which kind the registry of a connection is: found out when it is added or tested, else at first use, and
//! kept with it.

use std::time::Duration;

use portolan_contract::RegistryKind;
use portolan_distribution::Endpoint;
use portolan_registries::{Kind, kind_of_host, recognise};
use portolan_storage::{Connection as Stored, ConnectionDraft};

use super::origin_of;
use crate::{
    App,
    amazon::{ECR, ECR_PUBLIC},
    connections::VISITED,
    local_registry::KIND as LOCAL,
};

/// The kind of a connection that nobody has looked at yet, as an older Portolan's are.
const GENERIC: &str = "generic";

/// The kind of one that was looked at and is none that can be told.
const LOOKED_AT: &str = "plain";

/// What was kept of such a one by a Portolan that told fewer kinds apart: it is looked at once more.
const LOOKED_AT_BEFORE: &str = "distribution";

/// Nobody waits longer to be told what answers.
const PATIENCE: Duration = Duration::from_secs(5);

impl App {
    /// Finds out of which kind the registry of a draft is, and says so in it. Who does not answer now is
    /// looked at when it is used.
    pub(crate) async fn recognise(&self, draft: &mut ConnectionDraft, endpoint: &Endpoint) -> Kind {
        if is_settled(&draft.kind) {
            return Kind::named(&draft.kind);
        }
        if let Some(kind) = kind_of_host(&draft.host) {
            kind.name().clone_into(&mut draft.kind);
            return kind;
        }
        let Some(kind) = self.ask_kind(endpoint).await else {
            return Kind::Generic;
        };
        let name = if kind == Kind::Generic {
            LOOKED_AT
        } else {
            kind.name()
        };
        name.clone_into(&mut draft.kind);
        kind
    }

    /// The kind of a connection that is about to be used; what is found out is kept.
    pub(crate) async fn recognise_stored(&self, stored: &Stored, endpoint: &Endpoint) -> Kind {
        if stored.draft.kind == VISITED {
            // What a vendor shows to anybody tells more than the protocol, and counts as no pull.
            return kind_of_host(&stored.draft.host).unwrap_or(Kind::Generic);
        }
        if is_settled(&stored.draft.kind) {
            return Kind::named(&stored.draft.kind);
        }
        let mut draft = stored.draft.clone();
        let kind = self.recognise(&mut draft, endpoint).await;
        if draft.kind != stored.draft.kind
            && let Err(problem) = self.store.edit_connection(stored.id, draft).await
        {
            // It is found out again the next time.
            tracing::warn!(%problem, "the kind of a registry was not kept");
        }
        kind
    }

    async fn ask_kind(&self, endpoint: &Endpoint) -> Option<Kind> {
        let origin = origin_of(endpoint)?;
        let web = self.vendor_web(endpoint).ok()?;
        // Five questions at once are large: nobody who connects has to carry room for them.
        let asked = Box::pin(recognise(&web, &origin));
        tokio::time::timeout(PATIENCE, asked).await.ok()?.ok()
    }
}

/// Whether a kind was chosen or found out, and is not asked for again.
fn is_settled(kind: &str) -> bool {
    !matches!(kind, GENERIC | LOOKED_AT_BEFORE)
}

/// A kept kind as the window knows it.
pub(crate) fn show_kind(kind: &str) -> RegistryKind {
    match kind {
        LOCAL => RegistryKind::Local,
        VISITED => RegistryKind::Visited,
        ECR => RegistryKind::Ecr,
        ECR_PUBLIC => RegistryKind::EcrPublic,
        other => match Kind::named(other) {
            Kind::DockerHub => RegistryKind::DockerHub,
            Kind::Github => RegistryKind::Github,
            Kind::Quay => RegistryKind::Quay,
            Kind::Harbor => RegistryKind::Harbor,
            Kind::Gitlab => RegistryKind::Gitlab,
            Kind::GoogleArtifactRegistry => RegistryKind::GoogleArtifactRegistry,
            Kind::Azure => RegistryKind::Azure,
            Kind::Zot => RegistryKind::Zot,
            Kind::Gitea => RegistryKind::Gitea,
            Kind::Artifactory => RegistryKind::Artifactory,
            Kind::Nexus => RegistryKind::Nexus,
            Kind::Pulp => RegistryKind::Pulp,
            Kind::Local | Kind::Generic | Kind::Ecr | Kind::EcrPublic => RegistryKind::Generic,
        },
    }
}
