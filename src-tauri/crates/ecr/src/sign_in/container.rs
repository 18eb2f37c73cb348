//! The credentials that a container is handed over HTTP (ECS, EKS Pod Identity; AWS SDKs and Tools
//! Reference Guide, "Container credential provider").

use std::net::IpAddr;

use aws_credential_types::Credentials;
use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;
use url::Url;

use super::chain::Steps;
use crate::{Error, Result, Surroundings};

/// Where ECS hands them out.
const ECS: &str = "http://169.254.170.2";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Handed {
    access_key_id: String,
    secret_access_key: String,
    token: Option<String>,
    expiration: Option<Timestamp>,
}

/// The address of a container's credentials, where this is one.
pub(super) fn address(surroundings: &Surroundings) -> Option<Result<Url>> {
    let refuse = |reason: String| Error::NoCredentials { reason };
    if let Some(path) = surroundings.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
        let text = format!("{ECS}/{}", path.trim_start_matches('/'));
        return Some(Url::parse(&text).map_err(|error| refuse(error.to_string())));
    }
    let text = surroundings.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI")?;
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(error) => return Some(Err(refuse(format!("{text}: {error}")))),
    };
    // Plain http only where nobody else listens.
    if url.scheme() == "https" || url.host().is_some_and(|host| is_beside(&host)) {
        return Some(Ok(url));
    }
    Some(Err(refuse(format!(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI leads to another machine without https: {text}"
    ))))
}

/// Whether a host is this machine, or one of those that hand out credentials beside it.
fn is_beside(host: &url::Host<&str>) -> bool {
    let address: IpAddr = match host {
        url::Host::Domain(name) => return *name == "localhost",
        url::Host::Ipv4(address) => (*address).into(),
        url::Host::Ipv6(address) => (*address).into(),
    };
    let beside = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"];
    address.is_loopback() || beside.iter().any(|it| it.parse() == Ok(address))
}

impl Steps {
    /// Asks for them.
    pub(super) async fn of_container(&self, url: Url) -> Result<Credentials> {
        let refuse = |reason: String| Error::NoCredentials {
            reason: format!("the container's credentials: {reason}"),
        };
        let mut request = http::Request::get(url.as_str()).header("accept", "application/json");
        if let Some(token) = self.container_token().await? {
            request = request.header("authorization", token);
        }
        let request = request
            .body(Bytes::new())
            .map_err(|error| refuse(error.to_string()))?;
        let answer = self.metadata_for(&url)?.ask(request).await?;
        if answer.status != 200 {
            return Err(refuse(format!("HTTP {}", answer.status)));
        }
        // The parser's words could quote the secret.
        let handed: Handed = serde_json::from_slice(&answer.body)
            .map_err(|_| refuse("the answer holds none".to_owned()))?;
        Ok(Credentials::new(
            handed.access_key_id,
            handed.secret_access_key,
            handed.token,
            handed.expiration.map(Into::into),
            "Container",
        ))
    }

    async fn container_token(&self) -> Result<Option<String>> {
        if let Some(path) = self
            .surroundings
            .variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
        {
            let text = tokio::fs::read_to_string(path).await;
            let text = text.map_err(|error| Error::NoCredentials {
                reason: format!("the token file {path} can't be read: {error}"),
            })?;
            return Ok(Some(text.trim().to_owned()));
        }
        let token = self
            .surroundings
            .variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
        Ok(token.map(str::to_owned))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, value: &str) -> Option<Result<Url>> {
        let mut surroundings = Surroundings::default();
        surroundings
            .variables
            .insert(name.to_owned(), value.to_owned());
        address(&surroundings)
    }

    #[test]
    fn plain_http_leads_only_beside_this_machine() {
        let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
        for text in [
            "http://127.0.0.1:8080/c",
            "http://[::1]/c",
            "http://localhost/c",
            "http://169.254.170.23/v1/credentials",
            "https://credentials.example/c",
        ] {
            assert!(of(full, text).unwrap().is_ok(), "{text}");
        }
        for text in [
            "http://credentials.example/c",
            "http://10.0.0.1/c",
            "nonsense",
        ] {
            assert!(of(full, text).unwrap().is_err(), "{text}");
        }
        let relative = of(
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "/v2/credentials/1",
        );
        assert_eq!(
            relative.unwrap().unwrap().as_str(),
            "http://169.254.170.2/v2/credentials/1"
        );
        assert!(of("AWS_REGION", "eu-west-1").is_none());
    }
}
