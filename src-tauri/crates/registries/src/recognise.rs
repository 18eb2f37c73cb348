//! Which kind a registry is: by its host where a vendor has hosts of its own, else by what an own server
//! answers to anybody.

use std::sync::Arc;

use http::Method;
use portolan_distribution::Web;
use serde_json::Value;
use url::Url;

use crate::{
    Kind, Result,
    vendor_api::{Lenient as _, Nobody, VendorAnswer, VendorApi},
};

/// The kind whose host this is. Only whole names and what is below a vendor's own domain count: who merely
/// looks like a vendor is none.
pub fn kind_of_host(host: &str) -> Option<Kind> {
    let host = host.strip_suffix(":443").unwrap_or(host);
    let below = |domain: &str| {
        let rest = host.strip_suffix(domain)?.strip_suffix('.')?;
        (!rest.is_empty() && !rest.contains('.')).then_some(rest)
    };
    Some(match host {
        "docker.io" | "index.docker.io" | "registry-1.docker.io" => Kind::DockerHub,
        "ghcr.io" => Kind::Github,
        "quay.io" => Kind::Quay,
        "registry.gitlab.com" => Kind::Gitlab,
        "gcr.io" => Kind::GoogleArtifactRegistry,
        _ if below("gcr.io").is_some() => Kind::GoogleArtifactRegistry,
        _ if below("pkg.dev").is_some_and(|name| name.ends_with("-docker")) => {
            Kind::GoogleArtifactRegistry
        }
        _ if below("azurecr.io")
            .or_else(|| below("azurecr.cn"))
            .or_else(|| below("azurecr.us"))
            .is_some() =>
        {
            Kind::Azure
        }
        _ => return None,
    })
}

/// Whether a kind's API has an address of its own, so that only the vendor's own hosts may be of the kind:
/// another host's credentials would go to the vendor otherwise.
pub(crate) const fn is_at_fixed_hosts(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::DockerHub | Kind::Github | Kind::GoogleArtifactRegistry | Kind::Azure
    )
}

/// Which kind of server answers at `origin`, asked as nobody; [`Kind::Generic`] where it is none of those
/// that can be told. An error means that it can't be said now, as nobody answers.
pub async fn recognise(web: &Web, origin: &Url) -> Result<Kind> {
    let api = VendorApi::new(web.clone(), origin, Arc::new(Nobody));
    let ask = |path| api.ask_unsigned(Method::GET, path, &[], None);
    let (greeting, harbor, zot, quay, pulp) = futures_util::join!(
        ask("/v2/"),
        ask("/api/v2.0/systeminfo"),
        ask("/v2/_oci/ext/discover"),
        ask("/api/v1/discovery"),
        ask("/pulp/api/v3/status/"),
    );
    // Every registry answers this, be it with a refusal: who does not is not there now.
    let greeting = greeting?;
    let is = |answer: &Result<VendorAnswer>, says: fn(&Value) -> bool| {
        answer
            .as_ref()
            .is_ok_and(|answer| answer.status() == 200 && says(answer.json()))
    };
    Ok(if is(&harbor, is_harbor) {
        Kind::Harbor
    } else if is(&zot, is_zot) {
        Kind::Zot
    } else if is(&quay, is_quay) {
        Kind::Quay
    } else if is(&pulp, is_pulp) {
        Kind::Pulp
    } else {
        kind_of_greeting(&greeting)
    })
}

/// What the head of the answer to `/v2/` gives away, be it a refusal.
fn kind_of_greeting(greeting: &VendorAnswer) -> Kind {
    let challenge = greeting.text("www-authenticate");
    let server = greeting.text("server").unwrap_or_default();
    let is_jfrog = ["x-jfrog-version", "x-artifactory-id"]
        .iter()
        .any(|name| greeting.text(name).is_some());
    if is_jfrog || server.starts_with("Artifactory/") {
        Kind::Artifactory
    } else if server.starts_with("Nexus/") || is_nexus(challenge) {
        Kind::Nexus
    } else if is_gitlab(challenge) {
        Kind::Gitlab
    } else if is_gitea(challenge) {
        Kind::Gitea
    } else {
        Kind::Generic
    }
}

/// Harbor's `systeminfo` tells nobody but its admins the version, and everybody how one signs in.
fn is_harbor(said: &Value) -> bool {
    said.text("harbor_version").is_some() || said.text("auth_mode").is_some()
}

/// zot lists its extensions under its own name (`_zot`).
fn is_zot(said: &Value) -> bool {
    said.list("extensions").iter().any(|extension| {
        let by_name = extension
            .text("name")
            .is_some_and(|name| name.contains("zot"));
        let mut endpoints = extension.list("endpoints").iter();
        by_name || endpoints.any(|path| path.as_str().is_some_and(|path| path.contains("/_zot/")))
    })
}

/// Quay describes its API by a Swagger document.
fn is_quay(said: &Value) -> bool {
    let title = said.get("info").and_then(|about| about.text("title"));
    let is_titled = title.is_some_and(|title| title.contains("Quay"));
    let paths = said.get("paths").and_then(Value::as_object);
    is_titled || paths.is_some_and(|paths| paths.contains_key("/api/v1/repository"))
}

/// Pulp names its parts and their versions to anybody.
fn is_pulp(said: &Value) -> bool {
    said.list("versions").iter().any(|part| {
        part.text("component")
            .is_some_and(|name| name == "container" || name == "core")
    })
}

/// Nexus names itself as the realm of a password, unless somebody has changed that.
fn is_nexus(challenge: Option<&str>) -> bool {
    challenge.is_some_and(|text| text.contains("realm=\"Sonatype Nexus Repository Manager\""))
}

/// Gitea's token server is its own `/v2/token`; servers before 1.22 name no service, newer ones
/// `container_registry`. Nexus has one at the same path, for a service that is an address.
fn is_gitea(challenge: Option<&str>) -> bool {
    challenge.is_some_and(|text| {
        let is_unnamed = !text.contains("service=");
        text.contains("/v2/token\"")
            && (is_unnamed || text.contains("service=\"container_registry\""))
    })
}

/// GitLab's token server is `…/jwt/auth`, for the service `container_registry`.
fn is_gitlab(challenge: Option<&str>) -> bool {
    challenge.is_some_and(|text| {
        text.contains("/jwt/auth\"") && text.contains("service=\"container_registry\"")
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn vendors_are_known_by_their_hosts() {
        for (host, kind) in [
            ("docker.io", Kind::DockerHub),
            ("index.docker.io", Kind::DockerHub),
            ("registry-1.docker.io:443", Kind::DockerHub),
            ("ghcr.io", Kind::Github),
            ("quay.io", Kind::Quay),
            ("registry.gitlab.com", Kind::Gitlab),
            ("mine.azurecr.io", Kind::Azure),
            ("europe-west1-docker.pkg.dev", Kind::GoogleArtifactRegistry),
            ("gcr.io", Kind::GoogleArtifactRegistry),
            ("eu.gcr.io", Kind::GoogleArtifactRegistry),
        ] {
            assert_eq!(kind_of_host(host), Some(kind), "{host}");
        }
    }

    #[test]
    fn who_only_looks_like_a_vendor_is_none() {
        for host in [
            "docker.io.evil.example",
            "notdocker.io",
            "evil-docker.io",
            "docker.io:5000",
            "notghcr.io",
            "ghcr.io.evil.example",
            "a.ghcr.io",
            "azurecr.io",
            ".azurecr.io",
            "a.b.azurecr.io",
            "mine.azurecr.io.evil.example",
            "evilpkg.dev",
            "us-python.pkg.dev",
            "a.us-docker.pkg.dev",
            "evilgcr.io",
            "registry.gitlab.com.evil.example",
            "xn--dcker-jua.io",
        ] {
            assert_eq!(kind_of_host(host), None, "{host}");
        }
    }

    #[test]
    fn own_servers_are_known_by_what_they_answer() {
        assert!(is_harbor(&json!({ "auth_mode": "db_auth" })));
        assert!(is_harbor(&json!({ "harbor_version": "v2.12.0-1" })));
        assert!(!is_harbor(&json!({ "auth_mode": 1, "version": "2" })));
        let zot =
            json!({ "extensions": [{ "name": "_zot", "endpoints": ["/v2/_zot/ext/search"] }] });
        assert!(is_zot(&zot));
        assert!(!is_zot(&json!({ "extensions": [{ "name": "_oci" }] })));
        assert!(!is_zot(&json!({ "extensions": null })));
        assert!(is_quay(&json!({ "info": { "title": "Quay Frontend" } })));
        assert!(!is_quay(
            &json!({ "info": { "title": "Other" }, "paths": {} })
        ));
        assert!(is_gitlab(Some(
            r#"Bearer realm="https://gitlab.example/jwt/auth",service="container_registry""#
        )));
        assert!(!is_gitlab(Some(
            r#"Bearer realm="https://gitlab.example/jwt/authentic",service="container_registry""#
        )));
        assert!(!is_gitlab(None));
        assert!(is_pulp(
            &json!({ "versions": [{ "component": "core", "version": "3.60" }] })
        ));
        assert!(!is_pulp(&json!({ "versions": ["core"] })));
        assert!(is_nexus(Some(
            r#"BASIC realm="Sonatype Nexus Repository Manager""#
        )));
        assert!(!is_nexus(Some(r#"Basic realm="Registry""#)));
        assert!(is_gitea(Some(
            r#"Bearer realm="https://git.example/v2/token",service="container_registry",scope="*""#
        )));
        assert!(is_gitea(Some(
            r#"Bearer realm="https://git.example/v2/token""#
        )));
        assert!(!is_gitea(Some(
            r#"Bearer realm="https://nexus.example/v2/token",service="https://nexus.example/v2/token""#
        )));
    }
}
