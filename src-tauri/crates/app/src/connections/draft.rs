//! Reads what a person typed of a connection, and parts the secrets from the rest.

use portolan_contract::{
    ClientCertificateDraft, ConnectionDraft, Failure, KnownSource, ProxyChoice, SignInDraft,
};
use portolan_credentials::SecretString;
use portolan_oci::Meaning;
use portolan_storage::{
    Access, AmazonSignIn, ClientCertificate, ConnectionDraft as StoredDraft, PemSource,
    ProxyChoice as StoredProxy,
};

use crate::amazon;

/// A draft as it will be kept, with the secrets apart.
pub(super) struct ReadDraft {
    pub(super) stored: StoredDraft,
    /// The repository that the address also names.
    pub(super) repository: Option<String>,
    /// A password or token that was typed.
    pub(super) secret: Option<SecretString>,
    /// The key of a client certificate that was typed.
    pub(super) client_key: Option<SecretString>,
    /// Keeps the client certificate of the connection being edited.
    pub(super) keeps_certificate: bool,
}

impl ReadDraft {
    /// Whether signing in needs a secret of the connection's own.
    pub(super) fn needs_secret(&self) -> bool {
        needs_secret(&self.stored.access)
    }
}

pub(super) fn needs_secret(access: &Access) -> bool {
    matches!(
        access,
        Access::Password { .. }
            | Access::IdentityToken
            | Access::RegistryToken
            | Access::Amazon {
                sign_in: AmazonSignIn::AccessKey { .. }
            }
    )
}

/// Reads a draft; a failure names the field that can't be.
pub(super) fn read(draft: ConnectionDraft) -> Result<ReadDraft, Failure> {
    let (mut stored, repository, secret) = if let Some(typed) = draft.amazon {
        let mut stored = StoredDraft::to(String::new());
        let (secret, repository) = amazon::read(typed, &draft.address, &mut stored)?;
        (stored, repository, secret)
    } else {
        let (host, repository) = match Meaning::read(&draft.address) {
            Meaning::Host(host) => (host, None),
            Meaning::Place {
                host, repository, ..
            } => (host, Some(repository.to_string())),
            Meaning::Digest(_) | Meaning::Words(_) => single_name(&draft.address)?,
        };
        let mut stored = StoredDraft::to(host);
        let (access, secret) = read_sign_in(draft.sign_in)?;
        stored.access = access;
        (stored, repository, secret)
    };
    let (client_certificate, client_key, keeps_certificate) = match draft.client_certificate {
        ClientCertificateDraft::None => (None, None, false),
        ClientCertificateDraft::Keep => (None, None, true),
        ClientCertificateDraft::Use { pem } => {
            let (certificates, key) = part_key(&pem)?;
            let kept = ClientCertificate {
                certificate: PemSource::Text(certificates),
                key: None,
            };
            (Some(kept), Some(key), false)
        }
    };
    let name = draft.name.trim();
    if !name.is_empty() {
        name.clone_into(&mut stored.name);
    }
    stored.plain_http = draft.plain_http;
    stored.certificate_authority = match draft.authorities {
        Some(text) if !text.trim().is_empty() => Some(read_authorities(text)?),
        _ => None,
    };
    stored.client_certificate = client_certificate;
    stored.proxy = match draft.proxy {
        ProxyChoice::System => StoredProxy::Settings,
        ProxyChoice::None => StoredProxy::Direct,
        ProxyChoice::Own { url } => StoredProxy::Url(read_proxy(&url)?),
    };
    stored.read_only = draft.read_only;
    stored.production = draft.production;
    stored.approved_private_hosts = draft.approved_hosts;
    Ok(ReadDraft {
        stored,
        repository,
        secret,
        client_key,
        keeps_certificate,
    })
}

/// In this field a bare name is a host of the local network.
fn single_name(address: &str) -> Result<(String, Option<String>), Failure> {
    let address = address.trim();
    let is_name = !address.is_empty()
        && address
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'));
    if is_name && format!("{address}/a").contains(':') {
        return Ok((address.to_ascii_lowercase(), None));
    }
    if is_name && !address.contains(':') {
        return Ok((address.to_ascii_lowercase(), None));
    }
    Err(Failure::invalid(
        "address",
        "neither a host, nor a reference, nor a URL",
    ))
}

fn read_sign_in(sign_in: SignInDraft) -> Result<(Access, Option<SecretString>), Failure> {
    Ok(match sign_in {
        SignInDraft::Anonymous => (Access::Anonymous, None),
        SignInDraft::Password { user, password } => {
            let user = user.trim().to_owned();
            if user.is_empty() {
                return Err(Failure::invalid("user", "empty"));
            }
            // RFC 7617: the first colon ends the user name.
            if user.contains(':') {
                return Err(Failure::invalid("user", "a user name has no colon"));
            }
            (Access::Password { user }, password.map(SecretString::from))
        }
        SignInDraft::Token { token } => {
            let token = token.map(|token| SecretString::from(token.trim().to_owned()));
            (Access::RegistryToken, token)
        }
        SignInDraft::Known {
            source: KnownSource::Docker,
        } => (Access::Docker, None),
        SignInDraft::Known {
            source: KnownSource::Podman,
        } => (Access::Podman, None),
    })
}

fn read_authorities(text: String) -> Result<PemSource, Failure> {
    if text.contains("-----BEGIN CERTIFICATE-----") {
        return Ok(PemSource::Text(text));
    }
    let path = std::path::PathBuf::from(text.trim());
    if path.is_absolute() && path.is_file() {
        return Ok(PemSource::File(path));
    }
    Err(Failure::invalid(
        "authorities",
        "neither PEM text nor the path of a file",
    ))
}

/// Parts the certificates, which may be kept readable, from the private key, which may not.
fn part_key(pem: &str) -> Result<(String, SecretString), Failure> {
    let (mut certificates, mut key) = (String::new(), String::new());
    let mut into_key = false;
    for line in pem.lines() {
        if line.starts_with("-----BEGIN ") {
            into_key = line.contains("PRIVATE KEY");
        }
        let part = if into_key {
            &mut key
        } else {
            &mut certificates
        };
        part.push_str(line);
        part.push('\n');
    }
    if !certificates.contains("-----BEGIN CERTIFICATE-----") || key.is_empty() {
        let problem = "a client certificate is PEM text with the certificate and its private key";
        return Err(Failure::invalid("clientCertificate", problem));
    }
    Ok((certificates, SecretString::from(key)))
}

pub(crate) fn read_proxy(text: &str) -> Result<String, Failure> {
    let url = url::Url::parse(text.trim())
        .map_err(|problem| Failure::invalid("proxy", problem.to_string()))?;
    let scheme = matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h");
    if !scheme || url.host_str().is_none() {
        return Err(Failure::invalid(
            "proxy",
            "a proxy is http://, https:// or socks5:// and a host",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        // It would be kept in plain text.
        return Err(Failure::invalid(
            "proxy",
            "a proxy's address holds no user and password",
        ));
    }
    Ok(url.to_string())
}

#[cfg(test)]
mod tests {
    use portolan_contract::Code;

    use super::*;

    fn draft(address: &str) -> ConnectionDraft {
        ConnectionDraft {
            address: address.to_owned(),
            name: String::new(),
            sign_in: SignInDraft::Anonymous,
            plain_http: false,
            read_only: false,
            production: false,
            authorities: None,
            client_certificate: ClientCertificateDraft::None,
            proxy: ProxyChoice::System,
            approved_hosts: Vec::new(),
            amazon: None,
        }
    }

    fn field(draft: ConnectionDraft) -> String {
        match read(draft).map(|draft| draft.stored.host) {
            Err(Failure {
                code: Code::InvalidInput { field },
                ..
            }) => field,
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn hosts_references_and_urls_name_a_registry() {
        let host = |address: &str| read(draft(address)).unwrap().stored.host;
        assert_eq!(host("ghcr.io"), "ghcr.io");
        assert_eq!(host("registry"), "registry");
        assert_eq!(host("registry:5000"), "registry:5000");
        assert_eq!(
            host("https://registry.example:8443/v2/"),
            "registry.example:8443"
        );
        assert_eq!(host("docker pull quay.io/a/b:1"), "quay.io");
        assert_eq!(
            read(draft("quay.io/a/b:1")).unwrap().repository.as_deref(),
            Some("a/b")
        );
        assert_eq!(field(draft("not a host")), "address");
        assert_eq!(field(draft("")), "address");
    }

    #[test]
    fn a_client_certificate_is_parted_from_its_key() {
        let pem = "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n\
                   -----BEGIN PRIVATE KEY-----\nBB\n-----END PRIVATE KEY-----\n";
        let (certificates, _) = part_key(pem).unwrap();
        assert!(!certificates.contains("PRIVATE") && !certificates.contains("BB"));
        assert!(part_key("-----BEGIN CERTIFICATE-----\nAA\n").is_err());
    }

    #[test]
    fn a_proxy_with_a_password_is_refused_because_it_would_be_kept_readable() {
        let own = |url: &str| ConnectionDraft {
            proxy: ProxyChoice::Own {
                url: url.to_owned(),
            },
            ..draft("ghcr.io")
        };
        assert_eq!(field(own("http://user:secret@proxy:3128")), "proxy");
        assert_eq!(field(own("proxy:3128")), "proxy");
        assert!(read(own("http://proxy.example:3128")).is_ok());
    }

    #[test]
    fn a_user_name_is_wanted_with_a_password() {
        let sign_in = |user: &str| SignInDraft::Password {
            user: user.to_owned(),
            password: Some("x".to_owned()),
        };
        assert_eq!(
            field(ConnectionDraft {
                sign_in: sign_in(" "),
                ..draft("ghcr.io")
            }),
            "user"
        );
        assert_eq!(
            field(ConnectionDraft {
                sign_in: sign_in("a:b"),
                ..draft("ghcr.io")
            }),
            "user"
        );
    }
}
