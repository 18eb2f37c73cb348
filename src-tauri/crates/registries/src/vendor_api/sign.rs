//! Who asks a vendor's API: what is put on each request, made of the connection's credential.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use portolan_distribution::{Authenticate, Credential, Error as WireError};
use secrecy::{ExposeSecret as _, SecretString};

use super::VendorApi;
use crate::Result;

/// The header that says who asks. Never printed.
#[derive(Clone, Eq, PartialEq)]
pub struct Signature {
    name: HeaderName,
    value: HeaderValue,
}

impl fmt::Debug for Signature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Signature({}: …)", self.name)
    }
}

impl Signature {
    /// `Authorization: Basic`.
    pub fn basic(user: &str, password: &SecretString) -> Result<Self> {
        let pair = format!("{user}:{}", password.expose_secret());
        Self::in_header(
            header::AUTHORIZATION,
            &format!("Basic {}", STANDARD.encode(pair)),
        )
    }

    /// `Authorization: Bearer`.
    pub fn bearer(token: &SecretString) -> Result<Self> {
        Self::in_header(
            header::AUTHORIZATION,
            &format!("Bearer {}", token.expose_secret()),
        )
    }

    /// A header of the vendor's own, such as GitLab's `PRIVATE-TOKEN`.
    pub fn own(name: HeaderName, secret: &SecretString) -> Result<Self> {
        Self::in_header(name, secret.expose_secret())
    }

    fn in_header(name: HeaderName, text: &str) -> Result<Self> {
        let mut value = HeaderValue::from_str(text).map_err(|_| WireError::Setting {
            setting: "password",
            reason: "it holds what no header can".to_owned(),
        })?;
        value.set_sensitive(true);
        Ok(Self { name, value })
    }

    pub(super) fn put_on(&self, headers: &mut HeaderMap) {
        headers.insert(self.name.clone(), self.value.clone());
    }
}

/// How an API is signed in to. What it makes is kept until it is refused, and made once more then.
#[async_trait]
pub trait Sign: fmt::Debug + Send + Sync {
    /// What says who asks; `None`: nobody in particular. A login asks `api` itself, unsigned.
    async fn sign(&self, api: &VendorApi) -> Result<Option<Signature>>;
}

/// Asks as nobody.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

#[async_trait]
impl Sign for Nobody {
    async fn sign(&self, _: &VendorApi) -> Result<Option<Signature>> {
        Ok(None)
    }
}

/// Puts the connection's credential on each request, as the function makes a header of it.
pub struct SignEach {
    credentials: Arc<dyn Authenticate>,
    put: fn(&Credential) -> Result<Option<Signature>>,
}

impl SignEach {
    /// By `put`, of what `credentials` knows.
    pub fn new(
        credentials: Arc<dyn Authenticate>,
        put: fn(&Credential) -> Result<Option<Signature>>,
    ) -> Self {
        Self { credentials, put }
    }

    /// Basic with user and password; a token as a Bearer.
    pub fn basic(credentials: Arc<dyn Authenticate>) -> Self {
        Self::new(credentials, |credential| match credential {
            Credential::Anonymous => Ok(None),
            Credential::Basic { user, password } => Signature::basic(user, password).map(Some),
            Credential::IdentityToken(token) | Credential::RegistryToken(token) => {
                Signature::bearer(token).map(Some)
            }
        })
    }

    /// The password or token as a Bearer, whoever the user.
    pub fn bearer(credentials: Arc<dyn Authenticate>) -> Self {
        Self::new(credentials, |credential| match secret_of(credential) {
            Some(secret) => Signature::bearer(secret).map(Some),
            None => Ok(None),
        })
    }
}

impl fmt::Debug for SignEach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SignEach")
    }
}

#[async_trait]
impl Sign for SignEach {
    async fn sign(&self, _: &VendorApi) -> Result<Option<Signature>> {
        let credential = self.credentials.credential().await?;
        (self.put)(&credential)
    }
}

/// The secret of a credential: its password or token.
fn secret_of(credential: &Credential) -> Option<&SecretString> {
    match credential {
        Credential::Anonymous => None,
        Credential::Basic { password, .. } => Some(password),
        Credential::IdentityToken(token) | Credential::RegistryToken(token) => Some(token),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_never_printed() {
        let secret = SecretString::from("hunter2");
        for signature in [
            Signature::basic("me", &secret).unwrap(),
            Signature::bearer(&secret).unwrap(),
            Signature::own(HeaderName::from_static("private-token"), &secret).unwrap(),
        ] {
            let mut headers = HeaderMap::new();
            signature.put_on(&mut headers);
            let printed = format!("{signature:?} {headers:?}");
            assert!(!printed.contains("hunter2"), "{printed}");
            assert!(
                !printed.contains(&STANDARD.encode("me:hunter2")),
                "{printed}"
            );
        }
    }

    #[test]
    fn a_secret_with_a_line_break_is_refused_and_not_sent() {
        let secret = SecretString::from("a\r\nx-other: b");
        assert!(Signature::bearer(&secret).is_err());
    }
}
