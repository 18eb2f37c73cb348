//! Rules that registries follow by themselves, through the program's own verbs: read, set, set back, carried
//! out, and held to in previews.

mod harbor;
mod held;
mod pruning;
mod refused;

use std::sync::Arc;

use portolan_app::{App, GalleryPlaces, VendorAddresses};
use portolan_contract::{
    Activity, ActivityState, Change, ConnectionDraft, ConnectionId, Failure, ListActivities,
    OfferScope, Plan, PreviewChange, ProxyChoice, RepositoryAt, RulePurpose, ScopeAt, SetBack,
    SetVendorRule, VendorRule, VendorRules, VendorRulesAt,
};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_tests::{
    FreshHome,
    vendors::{PretendedVendor, VendorRules as Pretended},
};

use crate::program::signed_in;

const REPOSITORY: &str = "me/app";

/// The program, connected to a vendor's registry.
struct Scene<Rules> {
    app: Arc<App>,
    vendor: PretendedVendor<Rules>,
    connection: ConnectionId,
    _home: FreshHome,
}

impl<Rules: Pretended> Scene<Rules> {
    /// A connection to `vendor` at `address`, or where it answers; `named` are the stand-ins.
    async fn open(
        vendor: PretendedVendor<Rules>,
        address: Option<&str>,
        named: &str,
        (user, secret): (&str, &str),
    ) -> Self {
        let home = FreshHome::new();
        let surroundings = Surroundings {
            home: home.home(),
            ..Surroundings::default()
        };
        let app = App::open_everywhere(
            &home.portolan(),
            SecretStore::session_only(),
            surroundings,
            &GalleryPlaces::nowhere(),
            VendorAddresses::named(named),
        )
        .await
        .unwrap();
        let here = vendor.host();
        let draft = ConnectionDraft {
            proxy: ProxyChoice::None,
            plain_http: address.is_none(),
            ..signed_in(address.unwrap_or(&here), user, secret)
        };
        let connection = app.add_connection(draft).await.unwrap().id;
        Self {
            app,
            vendor,
            connection,
            _home: home,
        }
    }

    fn at(&self) -> RepositoryAt {
        RepositoryAt {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
        }
    }

    fn scope(&self, scope: OfferScope) -> ScopeAt {
        ScopeAt {
            connection: self.connection.clone(),
            scope,
        }
    }

    fn namespace(&self, name: &str) -> ScopeAt {
        self.scope(OfferScope::Namespace {
            name: name.to_owned(),
        })
    }

    fn repository(&self) -> ScopeAt {
        self.scope(OfferScope::Repository {
            repository: REPOSITORY.to_owned(),
        })
    }

    async fn read(&self, at: &ScopeAt, purpose: RulePurpose) -> Result<VendorRules, Failure> {
        let at = at.clone();
        self.app
            .read_vendor_rules(VendorRulesAt { at, purpose })
            .await
    }

    /// The rules that are there.
    async fn rules(&self, at: &ScopeAt, purpose: RulePurpose) -> Vec<VendorRule> {
        self.read(at, purpose).await.unwrap().rules
    }

    async fn set(
        &self,
        at: &ScopeAt,
        before: Option<&VendorRule>,
        after: Option<&VendorRule>,
    ) -> Result<(), Failure> {
        let request = SetVendorRule {
            at: at.clone(),
            before: before.cloned(),
            after: after.cloned(),
        };
        self.app.set_vendor_rule(request).await.map(drop)
    }

    /// The newest activity, which must have come to this end.
    async fn last_activity(&self, state: ActivityState) -> Activity {
        let window = self
            .app
            .list_activities(ListActivities {
                connection: Some(self.connection.clone()),
                offset: 0,
                limit: 10,
            })
            .await
            .unwrap();
        let last = window.rows.into_iter().next().unwrap();
        assert_eq!(last.state, state, "{:?}", last.deed);
        last
    }

    /// Sets the newest activity back.
    async fn set_back(&self) -> Result<(), Failure> {
        let last = self.last_activity(ActivityState::Done).await;
        let activity = last.id;
        self.app.set_back(SetBack { activity }).await.map(drop)
    }

    async fn preview(&self, change: Change) -> Result<Plan, Failure> {
        let connection = self.connection.clone();
        self.app
            .preview_change(PreviewChange { connection, change })
            .await
    }

    async fn preview_removal(&self, tag: &str) -> Result<Plan, Failure> {
        self.preview(Change::RemoveTags {
            repository: REPOSITORY.to_owned(),
            tags: vec![tag.to_owned()],
        })
        .await
    }
}
