//! How sign-in files write hosts: with or without scheme, path, or namespace, and Docker Hub in its
//! own way.

/// What Docker writes for Docker Hub, in files and to credential helpers.
pub(crate) const DOCKER_HUB_KEY: &str = "https://index.docker.io/v1/";

/// A key of a sign-in file, taken apart.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct HostKey {
    /// `host[:port]`, lower case; `docker.io` for all names of Docker Hub.
    pub(crate) host: String,
    /// What follows it, where the key narrows a sign-in to part of the registry.
    pub(crate) namespace: Option<String>,
}

impl HostKey {
    /// Reads a key as Docker and Podman do: the scheme falls away, and so does the path `/v1/` or `/v2/`
    /// that older programs wrote.
    pub(crate) fn parse(key: &str) -> Self {
        let key = key.trim();
        let key = key
            .strip_prefix("https://")
            .or_else(|| key.strip_prefix("http://"))
            .unwrap_or(key);
        let (host, path) = key.split_once('/').unwrap_or((key, ""));
        let path = path.trim_matches('/');
        Self {
            host: canonical_host(host),
            namespace: (!matches!(path, "" | "v1" | "v2")).then(|| path.to_owned()),
        }
    }

    /// How narrowly this key fits: `None` where it does not, else the length of its namespace.
    pub(crate) fn fits(&self, host: &str, repository: Option<&str>) -> Option<usize> {
        if self.host != canonical_host(host) {
            return None;
        }
        let Some(namespace) = &self.namespace else {
            return Some(0);
        };
        let rest = repository?.strip_prefix(namespace.as_str())?;
        // `team` fits `team/app`, not `teams/app`.
        (rest.is_empty() || rest.starts_with('/')).then_some(namespace.len())
    }
}

/// One name for all the names of Docker Hub; other hosts in lower case.
pub(crate) fn canonical_host(host: &str) -> String {
    let host = host.to_ascii_lowercase();
    match host.as_str() {
        "index.docker.io" | "registry-1.docker.io" | "registry.hub.docker.com" => {
            "docker.io".to_owned()
        }
        _ => host,
    }
}

/// What a credential helper is asked for, most likely first.
pub(crate) fn questions_for(host: &str) -> Vec<String> {
    let host = canonical_host(host);
    if host == "docker.io" {
        vec![DOCKER_HUB_KEY.to_owned(), host]
    } else {
        vec![host.clone(), format!("https://{host}")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ways_to_write_a_host_are_one() {
        for key in [
            "registry.example:5000",
            "https://registry.example:5000",
            "http://Registry.Example:5000/v2/",
            "https://registry.example:5000/v1/",
            " registry.example:5000/ ",
        ] {
            let parsed = HostKey::parse(key);
            assert_eq!(parsed.host, "registry.example:5000", "{key}");
            assert_eq!(parsed.namespace, None, "{key}");
        }
        for key in [
            DOCKER_HUB_KEY,
            "docker.io",
            "index.docker.io",
            "https://registry-1.docker.io",
        ] {
            assert_eq!(HostKey::parse(key).host, "docker.io", "{key}");
        }
    }

    #[test]
    fn a_namespace_fits_what_is_within_it_and_nothing_beside_it() {
        let key = HostKey::parse("quay.io/team");
        assert_eq!(key.fits("quay.io", Some("team/app")), Some(4));
        assert_eq!(key.fits("quay.io", Some("team")), Some(4));
        assert_eq!(key.fits("quay.io", Some("teams/app")), None);
        assert_eq!(key.fits("quay.io", None), None);
        assert_eq!(key.fits("ghcr.io", Some("team/app")), None);
        assert_eq!(
            HostKey::parse("quay.io").fits("quay.io", Some("team/app")),
            Some(0)
        );
    }

    #[test]
    fn another_port_is_another_registry() {
        assert_eq!(
            HostKey::parse("localhost:5000").fits("localhost:5001", None),
            None
        );
        assert_eq!(
            HostKey::parse("localhost:5000").fits("localhost", None),
            None
        );
    }
}
