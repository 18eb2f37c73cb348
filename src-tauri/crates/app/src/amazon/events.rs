//! What CloudTrail remembers of a repository or an image.

use std::{collections::HashSet, sync::Arc};

use portolan_contract::{
    AmazonEvent, AmazonEvents, Failure, ListAmazonEvents, RepositoryAt, TrailDeed, TrailError,
    TrailImage, TrailPrincipal, TrailPrincipalKind,
};
use portolan_distribution::Cursor;
use portolan_ecr::{EventDeed, Principal, PrincipalKind, TrailEvent};
use portolan_oci::Digest;

use super::setting::name;
use crate::{App, failures::OrFail};

/// Pages that are asked for one answer: at two a second, more would be waited for in vain.
const PAGES: usize = 4;

/// With so many events an answer is worth giving.
const ENOUGH: usize = 50;

/// How this program calls itself, by the SDKs and to the registries.
const OWN_NAMES: [&str; 2] = ["app/Portolan", "portolan/"];

impl App {
    /// Events of a repository or an image, the newest first.
    pub async fn list_amazon_events(
        self: &Arc<Self>,
        request: ListAmazonEvents,
    ) -> Result<AmazonEvents, Failure> {
        let repository = name(&request.repository)?;
        let image = match &request.digest {
            Some(digest) => Some(self.wanted_image(&request, digest).await?),
            None => None,
        };
        let ecr = self.ecr(&request.connection).await?;
        let own_key = ecr.account().own_access_key();
        let mut cursor = request.cursor.map(Cursor::from);
        let mut answer = AmazonEvents {
            events: Vec::new(),
            reached: None,
            next: None,
        };
        for _ in 0..PAGES {
            let page = ecr.events(&repository, cursor.as_ref()).await.or_fail()?;
            let wanted = page
                .events
                .into_iter()
                .filter(|event| image.as_ref().is_none_or(|image| image.is_named_in(event)));
            answer
                .events
                .extend(wanted.map(|event| show(event, own_key.as_deref())));
            let reached = page.reached.map(jiff::Timestamp::as_millisecond);
            answer.reached = reached.or(answer.reached);
            cursor = page.next;
            if cursor.is_none() || answer.events.len() >= ENOUGH {
                break;
            }
        }
        answer.next = cursor.map(|cursor| cursor.as_str().to_owned());
        Ok(answer)
    }

    async fn wanted_image(
        self: &Arc<Self>,
        request: &ListAmazonEvents,
        digest: &str,
    ) -> Result<WantedImage, Failure> {
        let parsed: Digest = digest
            .parse()
            .map_err(|_| Failure::invalid("digest", digest))?;
        let at = RepositoryAt {
            connection: request.connection.clone(),
            repository: request.repository.clone(),
        };
        let collection = self.collection(&at).await?;
        let tags = collection.state().known.tags_on(&parsed);
        Ok(WantedImage {
            tags: tags.into_iter().collect(),
            digest: parsed,
        })
    }
}

/// An image whose events are wanted.
struct WantedImage {
    digest: Digest,
    /// Those that point to it now.
    tags: HashSet<String>,
}

impl WantedImage {
    /// Where an event says the digest, the digest counts: a tag may have pointed elsewhere then.
    fn is_named_in(&self, event: &TrailEvent) -> bool {
        event.images.iter().any(|image| match &image.digest {
            Some(digest) => *digest == self.digest,
            None => image
                .tag
                .as_ref()
                .is_some_and(|tag| self.tags.contains(tag)),
        })
    }
}

fn show(event: TrailEvent, own_key: Option<&str>) -> AmazonEvent {
    let agent = event.user_agent.as_deref().unwrap_or_default();
    let is_named = OWN_NAMES.iter().any(|name| agent.contains(name));
    AmazonEvent {
        own: is_named || own_key.is_some_and(|key| event.access_key.as_deref() == Some(key)),
        id: event.id,
        at: event.at.map(jiff::Timestamp::as_millisecond),
        deed: show_deed(event.deed),
        name: event.name,
        principal: event.principal.map(show_principal),
        images: event
            .images
            .into_iter()
            .map(|image| TrailImage {
                digest: image.digest.map(|digest| digest.to_string()),
                tag: image.tag,
            })
            .collect(),
        source: event.source,
        user_agent: event.user_agent,
        error: event.error.map(|error| TrailError {
            code: error.code,
            said: error.said,
        }),
    }
}

fn show_principal(principal: Principal) -> TrailPrincipal {
    TrailPrincipal {
        kind: match principal.kind {
            PrincipalKind::User => TrailPrincipalKind::User,
            PrincipalKind::Role => TrailPrincipalKind::Role,
            PrincipalKind::Root => TrailPrincipalKind::Root,
            PrincipalKind::Service => TrailPrincipalKind::Service,
            PrincipalKind::Account => TrailPrincipalKind::Account,
            PrincipalKind::Federated => TrailPrincipalKind::Federated,
            PrincipalKind::Other => TrailPrincipalKind::Other,
        },
        name: principal.name,
        session: principal.session,
        instance: principal.instance,
        account: principal.account,
        arn: principal.arn,
        by: principal.by,
    }
}

fn show_deed(deed: EventDeed) -> TrailDeed {
    match deed {
        EventDeed::Pulled => TrailDeed::Pulled,
        EventDeed::FetchedLayer => TrailDeed::FetchedLayer,
        EventDeed::Pushed => TrailDeed::Pushed,
        EventDeed::SentLayer => TrailDeed::SentLayer,
        EventDeed::Deleted => TrailDeed::Deleted,
        EventDeed::Expired => TrailDeed::Expired,
        EventDeed::Moved => TrailDeed::Moved,
        EventDeed::Copied => TrailDeed::Copied,
        EventDeed::Scanned => TrailDeed::Scanned,
        EventDeed::CreatedRepository => TrailDeed::CreatedRepository,
        EventDeed::DeletedRepository => TrailDeed::DeletedRepository,
        EventDeed::Set => TrailDeed::Set,
        EventDeed::Looked => TrailDeed::Looked,
        EventDeed::Other => TrailDeed::Other,
    }
}
