//! Which token servers a registry may send our credentials to.

use url::{Host, Url};

use crate::{
    Error, Result,
    address::ApprovedHosts,
    origin::{Origin, place},
};

/// Registries whose token server lives under another registrable domain, as their makers run them.
/// A name stands for itself and everything below it.
const KNOWN: [(&str, &str); 4] = [
    ("registry.hub.docker.com", "auth.docker.io"),
    ("lscr.io", "ghcr.io"),
    ("registry.redhat.io", "sso.redhat.com"),
    ("scw.cloud", "api.scaleway.com"),
];

/// Refuses a realm that nobody approved for the registry at `registry`: it must be https (plain http
/// only beside a plain http registry on the same host), and on the same host, under the same
/// registrable domain, known to belong together, or approved by the person.
pub(crate) fn allow(registry: &Origin, realm: &Url, approved: &ApprovedHosts) -> Result<()> {
    let elsewhere = || Error::RealmElsewhere {
        registry: registry.to_string(),
        host: place(realm),
    };
    let origin = Origin::of(realm).ok_or_else(elsewhere)?;
    let is_same_host = origin.host == registry.host;
    if !origin.is_encrypted && (registry.is_encrypted || !is_same_host) {
        return Err(elsewhere());
    }
    // A realm in the shape of an address has no domain that could be shared.
    let is_name = matches!(realm.host(), Some(Host::Domain(_)));
    if is_same_host
        || approved.has(&origin.host)
        || (is_name
            && (share_registrable_domain(&registry.host, &origin.host)
                || is_known(&registry.host, &origin.host)))
    {
        return Ok(());
    }
    Err(elsewhere())
}

fn share_registrable_domain(one: &str, other: &str) -> bool {
    let domain = |host: &str| {
        let host = host.trim_end_matches('.');
        let domain = psl::domain(host.as_bytes())?;
        // Under a suffix nobody registered, such as a company's own `.corp`, anybody may sit.
        let is_known = domain.suffix().is_known();
        is_known.then(|| domain.as_bytes().to_vec())
    };
    domain(one).is_some_and(|one| domain(other).as_ref() == Some(&one))
}

fn is_known(registry: &str, realm: &str) -> bool {
    let is_under = |host: &str, name: &str| {
        host == name
            || host
                .strip_suffix(name)
                .is_some_and(|rest| rest.ends_with('.'))
    };
    KNOWN
        .iter()
        .any(|(left, right)| is_under(registry, left) && is_under(realm, right))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(registry: &str, realm: &str, approved: &[&str]) -> bool {
        let registry = Origin::of(&Url::parse(registry).unwrap()).unwrap();
        let approved = ApprovedHosts::new(approved.iter().copied());
        allow(&registry, &Url::parse(realm).unwrap(), &approved).is_ok()
    }

    #[test]
    fn token_servers_that_belong_to_the_registry_are_allowed() {
        for (registry, realm) in [
            (
                "https://registry-1.docker.io",
                "https://auth.docker.io/token",
            ),
            ("https://ghcr.io", "https://ghcr.io/token"),
            ("https://quay.io", "https://quay.io/v2/auth"),
            ("https://registry.gitlab.com", "https://gitlab.com/jwt/auth"),
            (
                "https://us-docker.pkg.dev",
                "https://us-docker.pkg.dev/v2/token",
            ),
            ("https://public.ecr.aws", "https://public.ecr.aws/token/"),
            (
                "https://rg.fr-par.scw.cloud",
                "https://api.scaleway.com/token",
            ),
            (
                "https://registry.example.co.uk",
                "https://auth.example.co.uk/",
            ),
            ("http://localhost:5000", "http://localhost:5001/token"),
            ("https://10.0.0.1:5000", "https://10.0.0.1/token"),
        ] {
            assert!(allowed(registry, realm, &[]), "{registry} → {realm}");
        }
    }

    #[test]
    fn every_other_token_server_needs_approval() {
        for (registry, realm) in [
            (
                "https://registry.example.com",
                "https://evil.example.net/token",
            ),
            (
                "https://registry.example.com",
                "http://registry.example.com/token",
            ),
            (
                "https://registry.example.com",
                "https://169.254.169.254/latest",
            ),
            ("http://localhost:5000", "http://127.0.0.1:5001/token"),
            ("https://a.github.io", "https://b.github.io/token"),
            ("https://a.co.uk", "https://b.co.uk/token"),
            ("https://registry.corp", "https://auth.corp/token"),
            ("https://notlscr.io", "https://ghcr.io/token"),
            ("https://registry.example.com", "file:///etc/passwd"),
        ] {
            assert!(!allowed(registry, realm, &[]), "{registry} → {realm}");
        }
        assert!(allowed(
            "https://registry.corp",
            "https://auth.corp/token",
            &["auth.corp"]
        ));
        assert!(!allowed(
            "https://registry.corp",
            "http://auth.corp/token",
            &["auth.corp"]
        ));
    }
}
