//! Encrypted connections: whom they trust, and why not.

use std::{path::PathBuf, sync::Arc, time::SystemTime};

use portolan_distribution::{
    Anonymously, CertificateFolders, ClientCertificate, Endpoint, Error, Ping, Result, TlsFailure,
};
use portolan_oci::Digest;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio_rustls::rustls::{
    RootCertStore, ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::WebPkiClientVerifier,
};

use crate::fake::{Fake, body, connect, endpoint, redirect, status};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for `name`, good for a day from `days` from now on, and its key.
fn issue(authority: &Authority, name: &str, days: i64) -> (rcgen::Certificate, KeyPair) {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    let day = std::time::Duration::from_hours(24);
    let now = SystemTime::now();
    let begin = if days < 0 {
        now - day * u32::try_from(-days).unwrap()
    } else {
        now - day / 24 + day * u32::try_from(days).unwrap()
    };
    params.not_before = begin.into();
    params.not_after = (begin + day).into();
    let key = KeyPair::generate().unwrap();
    (params.signed_by(&key, authority).unwrap(), key)
}

fn serve(issued: &(rcgen::Certificate, KeyPair), clients: Option<&Authority>) -> ServerConfig {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider)
                .build()
                .unwrap();
            builder.with_client_cert_verifier(verifier)
        }
    };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(issued.1.serialize_der()));
    builder
        .with_single_cert(vec![issued.0.der().clone()], key)
        .unwrap()
}

fn encrypted(host: &str, authorities: &[&Authority]) -> Endpoint {
    let mut endpoint = endpoint(host);
    endpoint.plain_http = false;
    endpoint.authorities = authorities
        .iter()
        .map(|authority| authority.pem())
        .collect();
    endpoint
}

async fn ping(endpoint: Endpoint) -> Result<Ping> {
    connect(endpoint, Arc::new(Anonymously)).ping().await
}

#[tokio::test]
async fn certificates_are_refused_for_the_right_reason() {
    let authority = authority();
    for (name, days, is_trusted, expected) in [
        ("localhost", 0, false, TlsFailure::Untrusted),
        ("other.example", 0, true, TlsFailure::NameMismatch),
        ("localhost", -30, true, TlsFailure::Expired),
        ("localhost", 30, true, TlsFailure::NotYetValid),
    ] {
        let config = serve(&issue(&authority, name, days), None);
        let fake = Fake::start_tls(config, |_| status(200)).await;
        let trusted: &[&Authority] = if is_trusted { &[&authority] } else { &[] };
        let refused = ping(encrypted(&fake.alias(), trusted)).await;
        assert!(
            matches!(&refused, Err(Error::Tls { failure, .. }) if *failure == expected),
            "{expected:?}: {refused:?}"
        );
        assert_eq!(fake.seen().len(), 0);
    }
}

#[tokio::test]
async fn a_self_signed_certificate_is_untrusted_until_it_is_named() {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let pem = cert.pem();
    let fake = Fake::start_tls(serve(&(cert, signing_key), None), |_| status(200)).await;
    let mut endpoint = encrypted(&fake.alias(), &[]);
    let refused = ping(endpoint.clone()).await;
    assert!(
        matches!(
            &refused,
            Err(Error::Tls {
                failure: TlsFailure::Untrusted,
                ..
            })
        ),
        "{refused:?}"
    );
    endpoint.authorities = vec![pem];
    ping(endpoint).await.unwrap();
}

#[tokio::test]
async fn an_authority_of_the_connection_or_of_certs_d_is_trusted() {
    let authority = authority();
    let config = serve(&issue(&authority, "localhost", 0), None);
    let fake = Fake::start_tls(config, |_| status(200)).await;
    ping(encrypted(&fake.alias(), &[&authority])).await.unwrap();

    let folder = tempfile::tempdir().unwrap();
    let host = folder.path().join(fake.alias());
    std::fs::create_dir(&host).unwrap();
    std::fs::write(host.join("ca.crt"), authority.pem()).unwrap();
    let mut endpoint = encrypted(&fake.alias(), &[]);
    endpoint.certificate_folders =
        CertificateFolders::Only(vec![PathBuf::from("/absent"), folder.path().to_owned()]);
    ping(endpoint).await.unwrap();
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_the_registry_and_to_nobody_else() {
    let authority = authority();
    let config = || serve(&issue(&authority, "localhost", 0), Some(&authority));
    let store = Fake::start_tls(config(), |_| body("application/octet-stream", "content")).await;
    let target = format!("https://{}/x", store.alias());
    let fake = Fake::start_tls(config(), move |seen| match seen.path.as_str() {
        "/v2/" => status(200),
        _ => redirect(&target),
    })
    .await;
    let mut endpoint = encrypted(&fake.alias(), &[&authority]);
    let refused = ping(endpoint.clone()).await;
    assert!(
        matches!(
            &refused,
            Err(Error::Tls {
                failure: TlsFailure::ClientCertificate,
                ..
            })
        ),
        "{refused:?}"
    );
    let (certificate, key) = issue(&authority, "client", 0);
    endpoint.client_certificate = Some(ClientCertificate {
        certificates: certificate.pem(),
        key: key.serialize_pem().into(),
    });
    let client = connect(endpoint, Arc::new(Anonymously));
    client.ping().await.unwrap();
    let refused = client
        .get_blob(&"a".parse().unwrap(), &Digest::of(b"content"), 100)
        .await;
    assert!(matches!(refused, Err(Error::Tls { .. })), "{refused:?}");
    assert_eq!(store.seen().len(), 0);
}

#[tokio::test]
async fn plain_http_is_told_where_https_was_expected() {
    let fake = Fake::start(|_| status(200)).await;
    let refused = ping(encrypted(&fake.host(), &[])).await;
    assert!(
        matches!(&refused, Err(Error::PlainHttp { host }) if *host == fake.host()),
        "{refused:?}"
    );
    assert_eq!(fake.seen().len(), 0);
}

#[tokio::test]
async fn https_never_leads_to_http() {
    let authority = authority();
    let plain = Fake::canary().await;
    let target = format!("http://{}/x", plain.alias());
    let config = serve(&issue(&authority, "localhost", 0), None);
    let fake = Fake::start_tls(config, move |seen| match seen.path.as_str() {
        "/v2/" => status(200),
        _ => redirect(&target),
    })
    .await;
    let client = connect(
        encrypted(&fake.alias(), &[&authority]),
        Arc::new(Anonymously),
    );
    let refused = client
        .get_blob(&"a".parse().unwrap(), &Digest::of(b"content"), 100)
        .await;
    assert!(
        matches!(refused, Err(Error::CrossOrigin { .. })),
        "{refused:?}"
    );
    assert_eq!(plain.seen().len(), 0);
}

#[test]
fn settings_that_can_not_be_used_are_told_by_name() {
    let mut endpoint = encrypted("localhost:1", &[]);
    endpoint.authorities = vec!["not a certificate".to_owned()];
    let refused = crate::fake::connector().connect(endpoint, Arc::new(Anonymously));
    assert!(
        matches!(
            &refused,
            Err(Error::Setting {
                setting: "certificate authority",
                ..
            })
        ),
        "{refused:?}"
    );
    for host in [
        "",
        "user@host",
        "host/path",
        "host?x",
        "hоst.example",
        "host:99999",
    ] {
        let refused = Endpoint::new(host);
        assert!(
            matches!(
                &refused,
                Err(Error::Setting {
                    setting: "host",
                    ..
                })
            ),
            "{host}: {refused:?}"
        );
    }
    assert_eq!(
        Endpoint::new("docker.io").unwrap().host,
        "registry-1.docker.io"
    );
}
