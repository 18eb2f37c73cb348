//! Whom an encrypted connection trusts, and the certificate it shows: the system's authorities, the
//! connection's own, and what `certs.d` holds.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::{CertificateFolders, ClientCertificate, Endpoint, Error, Result};

/// TLS settings of one connection.
pub(crate) struct Trust {
    /// For the registry itself: shows the client certificate.
    pub(crate) own: ClientConfig,
    /// For every other host: same authorities, no client certificate.
    pub(crate) foreign: Option<ClientConfig>,
}

impl Trust {
    /// Gathers what `endpoint` and the `certs.d` folders say.
    pub(crate) fn gather(endpoint: &Endpoint) -> Result<Self> {
        let mut roots = system_roots().clone();
        for text in &endpoint.authorities {
            add_authorities(&mut roots, text.as_bytes())?;
        }
        let kept = read_certificate_folder(endpoint)?;
        for text in &kept.authorities {
            add_authorities(&mut roots, text)?;
        }
        let roots = Arc::new(roots);
        let certificate = endpoint
            .client_certificate
            .as_ref()
            .or(kept.client.as_ref());
        Ok(Self {
            own: configure(&roots, certificate)?,
            foreign: certificate.map(|_| configure(&roots, None)).transpose()?,
        })
    }
}

fn configure(
    roots: &Arc<RootCertStore>,
    certificate: Option<&ClientCertificate>,
) -> Result<ClientConfig> {
    let refuse = |reason: String| Error::Setting {
        setting: "client certificate",
        reason,
    };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| refuse(error.to_string()))?
        .with_root_certificates(Arc::clone(roots));
    let Some(certificate) = certificate else {
        return Ok(builder.with_no_client_auth());
    };
    let chain = CertificateDer::pem_slice_iter(certificate.certificates.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| refuse(format!("it is not PEM: {error}")))?;
    let key = PrivateKeyDer::from_pem_slice(certificate.key.expose_secret().as_bytes())
        // The parser's message could quote the key.
        .map_err(|_| refuse("its key is not a PEM private key".to_owned()))?;
    builder
        .with_client_auth_cert(chain, key)
        .map_err(|error| refuse(error.to_string()))
}

/// The system's authorities, read once. A machine without any can still speak plain http and trust what
/// a connection names.
fn system_roots() -> &'static RootCertStore {
    static ROOTS: OnceLock<RootCertStore> = OnceLock::new();
    ROOTS.get_or_init(|| {
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            tracing::warn!(%error, "some of the system's certificate authorities can't be read");
        }
        let mut roots = RootCertStore::empty();
        let (added, ignored) = roots.add_parsable_certificates(found.certs);
        tracing::debug!(added, ignored, "read the system's certificate authorities");
        roots
    })
}

fn add_authorities(roots: &mut RootCertStore, pem: &[u8]) -> Result<()> {
    let refuse = |reason: String| Error::Setting {
        setting: "certificate authority",
        reason,
    };
    let mut count = 0;
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| refuse(format!("it is not PEM: {error}")))?;
        roots
            .add(certificate)
            .map_err(|error| refuse(error.to_string()))?;
        count += 1;
    }
    if count == 0 {
        return Err(refuse("it holds no certificate".to_owned()));
    }
    Ok(())
}

#[derive(Default)]
struct Kept {
    authorities: Vec<Vec<u8>>,
    client: Option<ClientCertificate>,
}

/// Reads `<host[:port]>/*.crt` and `<stem>.cert` with `<stem>.key` from the first `certs.d` that has
/// the host (containers-certs.d(5)).
fn read_certificate_folder(endpoint: &Endpoint) -> Result<Kept> {
    let name = match endpoint.host.as_str() {
        "registry-1.docker.io" => "docker.io".to_owned(),
        _ => endpoint.authority(),
    };
    let folders = match &endpoint.certificate_folders {
        CertificateFolders::System => system_folders(),
        CertificateFolders::Only(folders) => folders.clone(),
    };
    folders
        .iter()
        .map(|folder| folder.join(&name))
        .find(|folder| folder.is_dir())
        .map_or_else(|| Ok(Kept::default()), |folder| read_folder(&folder))
}

fn system_folders() -> Vec<PathBuf> {
    let home = std::env::home_dir().map(|home| home.join(".config/containers/certs.d"));
    home.into_iter()
        .chain(["/etc/containers/certs.d", "/etc/docker/certs.d"].map(PathBuf::from))
        .collect()
}

fn read_folder(folder: &Path) -> Result<Kept> {
    let refuse = |path: &Path, error: std::io::Error| Error::Setting {
        setting: "certificate folder",
        reason: format!("{}: {error}", path.display()),
    };
    let mut paths = std::fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<std::io::Result<Vec<_>>>()
        })
        .map_err(|error| refuse(folder, error))?;
    paths.sort();
    let read = |path: &Path| std::fs::read(path).map_err(|error| refuse(path, error));
    let mut kept = Kept::default();
    for path in &paths {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("crt") => kept.authorities.push(read(path)?),
            Some("cert") if kept.client.is_none() => {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let key = SecretString::from(text(&read(&path.with_extension("key"))?));
                kept.client = Some(ClientCertificate {
                    certificates: text(&read(path)?),
                    key,
                });
            }
            _ => {}
        }
    }
    Ok(kept)
}
