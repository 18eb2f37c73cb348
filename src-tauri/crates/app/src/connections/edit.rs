//! Edits a connection.

use portolan_contract::{Connection, EditConnection, Event, Failure};
use portolan_storage::{Access, ConnectionDraft as Stored};

use crate::{App, amazon, failures::OrFail, local_registry::KIND};

use super::draft::{self, ReadDraft};

impl App {
    /// Edits a connection. A secret left out stays what it is, unless the registry became another: then
    /// it must be typed again, because it belongs to the old one.
    pub async fn edit_connection(&self, request: EditConnection) -> Result<Connection, Failure> {
        let before = self.stored_connection(&request.id).await?;
        let named = self.own_sources().await?;
        let mut draft = draft::read(request.draft)?;
        if before.draft.kind == KIND {
            keep_local(&mut draft, &before.draft);
        }
        carry_over(&mut draft, &before.draft)?;
        if draft.stored.amazon.is_none()
            && let Ok(endpoint) = self.endpoint(&draft.stored, None)
        {
            self.recognise(&mut draft.stored, &endpoint).await;
        }
        self.keep_secrets(&request.id, draft.secret, draft.client_key)
            .await?;
        if !draft::needs_secret(&draft.stored.access) {
            self.forget_secret(&request.id.0).await?;
        }
        self.store
            .edit_connection(before.id, draft.stored)
            .await
            .or_fail()?;
        self.connected.forget(&request.id);
        self.forget_seen(&request.id);
        self.follow_connections(named).await;
        self.events.tell(Event::ConnectionsChanged);
        self.show_connection(self.stored_connection(&request.id).await?)
            .await
    }
}

/// Whether two drafts send their secrets to the same place.
pub(super) fn is_same_place(one: &Stored, other: &Stored) -> bool {
    let of_amazon = |draft: &Stored| match &draft.access {
        Access::Amazon { sign_in } => Some(sign_in.clone()),
        _ => None,
    };
    match (of_amazon(one), of_amazon(other)) {
        // An access key's secret belongs to the key.
        (Some(one), Some(other)) => one == other,
        (None, None) => one.host == other.host && one.plain_http == other.plain_http,
        _ => false,
    }
}

/// Takes what was not typed again from the connection as it was.
pub(super) fn carry_over(draft: &mut ReadDraft, before: &Stored) -> Result<(), Failure> {
    let same = is_same_place(&draft.stored, before);
    let same_access =
        std::mem::discriminant(&draft.stored.access) == std::mem::discriminant(&before.access);
    if draft.needs_secret() && draft.secret.is_none() && !(same && same_access) {
        let reason = "the password belongs to the registry it was typed for; type it again";
        return Err(Failure::invalid("password", reason));
    }
    if draft.keeps_certificate {
        if !same && before.client_certificate.is_some() {
            let reason = "the client certificate belongs to the registry it was given for";
            return Err(Failure::invalid("clientCertificate", reason));
        }
        draft
            .stored
            .client_certificate
            .clone_from(&before.client_certificate);
    }
    if draft.stored.amazon.is_some() != before.amazon.is_some() {
        let reason = "a connection to Amazon ECR stays one";
        return Err(Failure::invalid("address", reason));
    }
    if before.amazon.is_some() && draft.stored.kind != before.kind {
        let reason = "private registries and the public one are connections of their own";
        return Err(Failure::invalid("address", reason));
    }
    // Of another place it is to be found out anew; the local registry keeps its own.
    if same || before.amazon.is_some() || before.kind == KIND {
        draft.stored.kind.clone_from(&before.kind);
    }
    keep_account(&mut draft.stored, before);
    Ok(())
}

/// Who signs in as before is in the same account as before.
fn keep_account(draft: &mut Stored, before: &Stored) {
    let is_same = draft.access == before.access;
    if let (Some(amazon), Some(before)) = (&mut draft.amazon, &before.amazon)
        && is_same
        && amazon.role == before.role
        && amazon.account.is_none()
    {
        amazon.account.clone_from(&before.account);
        amazon.aliases.clone_from(&before.aliases);
        amazon.awaited.clone_from(&before.awaited);
        draft.host = amazon::main_host(draft);
    }
}

/// Of the local registry only the name and the guards can be changed here.
fn keep_local(draft: &mut ReadDraft, before: &Stored) {
    let typed = std::mem::replace(&mut draft.stored, before.clone());
    draft.stored.name = typed.name;
    draft.stored.read_only = typed.read_only;
    draft.stored.production = typed.production;
    draft.secret = None;
    draft.client_key = None;
}
