//! Tells what a registry's vendor offers, and what of the registry it can be asked for.

use portolan_contract::{
    Code, Failure, OfferName, OfferScope, ReadOffers, RegistryOffer, RegistryOffers, Retry,
    ScopeKind, Withheld,
};
use portolan_registries as registries;

use super::scope::show_kind;
use crate::{
    App,
    failures::{OrFail as _, ToFailure as _},
};

impl App {
    /// What a registry's vendor offers beyond images. Namespaces that can't be listed are a problem beside the
    /// rest, and none of the others waits for them.
    pub async fn read_offers(&self, request: ReadOffers) -> Result<RegistryOffers, Failure> {
        let registry = self.registry(&request.connection).await?;
        let offers: Vec<RegistryOffer> = registry
            .offers()
            .listed()
            .into_iter()
            .map(|(offer, scopes)| RegistryOffer {
                name: show_name(offer),
                scopes: scopes.iter().copied().map(show_kind).collect(),
            })
            .collect();
        let withheld = registry.withholds_offers().await.or_fail()?;
        let mut scopes = vec![OfferScope::Registry];
        let has_namespaces = offers
            .iter()
            .any(|offer| offer.scopes.contains(&ScopeKind::Namespace));
        let mut problem = None;
        if has_namespaces && withheld.is_none() {
            match registry.list_namespaces().await {
                Ok(names) => {
                    let named = names.into_iter().map(|name| OfferScope::Namespace { name });
                    scopes.extend(named);
                }
                Err(error) => problem = Some(error.to_failure()),
            }
        }
        let repository = request.repository.into_iter();
        scopes.extend(repository.map(|repository| OfferScope::Repository { repository }));
        Ok(RegistryOffers {
            scopes,
            offers,
            withheld: withheld.map(show_withheld),
            problem,
        })
    }
}

/// What a registry's vendor offers, or the failure for what it does not.
pub(super) fn offered<Kind>(offer: Option<Kind>, what: OfferName) -> Result<Kind, Failure> {
    offer.ok_or_else(|| Failure {
        code: Code::Unsupported,
        hint: None,
        retry: Retry::No,
        detail: format!("this registry has no {what:?}"),
    })
}

const fn show_name(offer: registries::Offer) -> OfferName {
    match offer {
        registries::Offer::Log => OfferName::Log,
        registries::Offer::Robots => OfferName::Robots,
        registries::Offer::GarbageCollection => OfferName::GarbageCollection,
        registries::Offer::Retention => OfferName::Retention,
        registries::Offer::Immutability => OfferName::Immutability,
        registries::Offer::Replication => OfferName::Replication,
    }
}

const fn show_withheld(withheld: registries::Withheld) -> Withheld {
    match withheld {
        registries::Withheld::NeedsSignIn => Withheld::NeedsSignIn,
        registries::Withheld::NeedsToken => Withheld::NeedsToken,
    }
}
