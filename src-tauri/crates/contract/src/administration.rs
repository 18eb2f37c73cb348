//! What a registry's vendor offers beyond images, and to what of the registry it applies.

use crate::{ConnectionId, Failure};

tagged! {
    /// To what of a registry something applies.
    #[derive(Eq)]
    pub enum OfferScope {
        Registry,
        /// An organisation or user of Quay, a project of Harbor, a namespace of Docker Hub.
        Namespace { name: String },
        Repository { repository: String },
    }
}

plain! {
    /// What kind of scope.
    #[derive(Copy, Eq)]
    pub enum ScopeKind {
        Registry,
        Namespace,
        Repository,
    }

    /// What a vendor can offer.
    #[derive(Copy, Eq)]
    pub enum OfferName {
        Log,
        Robots,
        GarbageCollection,
        Retention,
        Immutability,
        Replication,
    }

    /// Asks what a registry's vendor offers; `repository` is among the scopes then.
    pub struct ReadOffers {
        pub connection: ConnectionId,
        pub repository: Option<String>,
    }

    pub struct RegistryOffers {
        /// What there is of each kind, as far as it is known: the registry first.
        pub scopes: Vec<OfferScope>,
        pub offers: Vec<RegistryOffer>,
        /// Why none of it is for this sign-in.
        pub withheld: Option<Withheld>,
        /// Why the namespaces are not known.
        pub problem: Option<Failure>,
    }

    pub struct RegistryOffer {
        pub name: OfferName,
        /// What it is for.
        pub scopes: Vec<ScopeKind>,
    }

    /// Why a vendor has something, and this sign-in does not.
    #[derive(Copy, Eq)]
    pub enum Withheld {
        /// It is for who is signed in.
        NeedsSignIn,
        /// It is for who has an OAuth token.
        NeedsToken,
    }

    /// A scope of a connection's registry.
    #[derive(Eq)]
    pub struct ScopeAt {
        pub connection: ConnectionId,
        pub scope: OfferScope,
    }
}
