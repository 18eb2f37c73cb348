//! The program in a home of its own, and connections for it.

use std::sync::Arc;

use portolan_app::{App, GalleryPlaces};
use portolan_contract::{ClientCertificateDraft, ConnectionDraft, ProxyChoice, SignInDraft};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_tests::FreshHome;

/// The program in a fresh home, with secrets in memory and nobody's Docker files.
pub(crate) async fn open(home: &FreshHome) -> Arc<App> {
    open_asking(home, &GalleryPlaces::nowhere()).await
}

/// The same with sources of public listings in these places.
pub(crate) async fn open_asking(home: &FreshHome, places: &GalleryPlaces) -> Arc<App> {
    let surroundings = Surroundings {
        home: home.home(),
        ..Surroundings::default()
    };
    let secrets = SecretStore::session_only();
    App::open_among(&home.portolan(), secrets, surroundings, places)
        .await
        .unwrap()
}

/// An anonymous connection over plain http.
pub(crate) fn draft(address: &str) -> ConnectionDraft {
    ConnectionDraft {
        address: address.to_owned(),
        name: String::new(),
        sign_in: SignInDraft::Anonymous,
        plain_http: true,
        read_only: false,
        production: false,
        authorities: None,
        client_certificate: ClientCertificateDraft::None,
        proxy: ProxyChoice::System,
        approved_hosts: Vec::new(),
        amazon: None,
    }
}

/// The same, signing in with a password.
pub(crate) fn signed_in(address: &str, user: &str, password: &str) -> ConnectionDraft {
    ConnectionDraft {
        sign_in: SignInDraft::Password {
            user: user.to_owned(),
            password: Some(password.to_owned()),
        },
        ..draft(address)
    }
}
