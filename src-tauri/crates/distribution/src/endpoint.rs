//! Where a registry is and how to reach it: what a connection's settings come to here.

use std::path::PathBuf;

use secrecy::SecretString;

use crate::{Error, Result};

/// Where a registry is and how to reach it.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The host that answers, lower case, without port; an IPv6 address in brackets.
    pub host: String,
    /// The port; `None` is the scheme's own.
    pub port: Option<u16>,
    /// Plain http, where the person ticked it; https otherwise, and never a fallback between them.
    pub plain_http: bool,
    /// Certificate authorities (PEM, any number in each text) trusted beside the system's.
    pub authorities: Vec<String>,
    /// Shown to the registry itself, never to another host.
    pub client_certificate: Option<ClientCertificate>,
    /// How to get out of this network.
    pub proxy: Proxy,
    /// Where to look for `certs.d/<host[:port]>/`.
    pub certificate_folders: CertificateFolders,
    /// `host` or `host:port` that may resolve to private addresses and take part in the sign-in,
    /// because the person was asked. The registry's own host is always approved: they typed it.
    pub approved_hosts: Vec<String>,
}

/// A client certificate and its key, both PEM.
#[derive(Clone, Debug)]
pub struct ClientCertificate {
    /// The chain, own certificate first.
    pub certificates: String,
    /// The private key.
    pub key: SecretString,
}

/// How to get out of this network.
#[derive(Clone, Default, Eq, PartialEq)]
pub enum Proxy {
    /// As the environment or system says.
    #[default]
    System,
    /// Directly.
    None,
    /// Through this `http://`, `https://` or `socks5://` address, which may carry user and password.
    Url(String),
}

impl std::fmt::Debug for Proxy {
    /// Without the address, which may carry a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::System => "System",
            Self::None => "None",
            Self::Url(_) => "Url(…)",
        })
    }
}

/// Where to look for certificates by host, as Docker and Podman keep them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum CertificateFolders {
    /// `~/.config/containers/certs.d`, `/etc/containers/certs.d`, `/etc/docker/certs.d`.
    #[default]
    System,
    /// These `certs.d` folders, first match wins.
    Only(Vec<PathBuf>),
}

impl Endpoint {
    /// The registry at `host` or `host:port`, over https. Docker Hub's names lead to where it answers.
    pub fn new(host: &str) -> Result<Self> {
        let refuse = |reason: &str| Error::Setting {
            setting: "host",
            reason: format!("{host:?} {reason}"),
        };
        let url = url::Url::parse(&format!("https://{host}/")).map_err(|_| refuse("is no host"))?;
        let is_only_host = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !is_only_host || !host.is_ascii() || host.ends_with('/') {
            return Err(refuse("is more than a host and a port"));
        }
        let name = url.host_str().ok_or_else(|| refuse("is no host"))?;
        // https's own port drops out of the URL, but is meant where plain http is ticked later.
        let port = url.port().or_else(|| host.ends_with(":443").then_some(443));
        let name = match name {
            "docker.io" | "index.docker.io" => "registry-1.docker.io",
            name => name,
        };
        Ok(Self {
            host: name.to_owned(),
            port,
            plain_http: false,
            authorities: Vec::new(),
            client_certificate: None,
            proxy: Proxy::System,
            certificate_folders: CertificateFolders::System,
            approved_hosts: Vec::new(),
        })
    }

    /// `host` or `host:port`, as a person would write it.
    pub fn authority(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }
}
