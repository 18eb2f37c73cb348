//! What a pasted text means, before any connection is looked at: references, digests, pull commands,
//! URLs of registries and their web pages, or plain words. Pure.

use url::Url;

use crate::{Digest, Reference, RepositoryName, Selector};

/// What a text that somebody pasted says by itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Meaning {
    /// A registry alone.
    Host(String),
    /// A repository or image in a named registry.
    Place {
        /// `host` or `host:port`.
        host: String,
        /// The repository inside the registry.
        repository: RepositoryName,
        /// The image, where one is named.
        selector: Option<Selector>,
    },
    /// Content, wherever it may be.
    Digest(Digest),
    /// Anything else.
    Words(String),
}

impl Meaning {
    /// Reads a text as a person pastes it.
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        let text = text.strip_prefix("$ ").unwrap_or(text);
        if let Ok(digest) = text.parse() {
            return Self::Digest(digest);
        }
        read_command(text)
            .or_else(|| read_line_of_file(text))
            .or_else(|| read_url(text))
            .or_else(|| read_reference(text))
            .unwrap_or_else(|| Self::Words(text.to_owned()))
    }
}

/// Programs whose commands name images, with the subcommands that do.
const COMMANDS: [(&str, &[&str]); 8] = [
    (
        "docker",
        &[
            "pull", "push", "run", "image", "buildx", "manifest", "create",
        ],
    ),
    (
        "podman",
        &["pull", "push", "run", "image", "manifest", "create"],
    ),
    ("nerdctl", &["pull", "push", "run", "image", "create"]),
    (
        "crane",
        &[
            "pull", "push", "manifest", "config", "digest", "ls", "export", "copy", "cp", "tag",
        ],
    ),
    (
        "skopeo",
        &["copy", "inspect", "list-tags", "delete", "sync"],
    ),
    ("regctl", &["image", "manifest", "tag", "repo"]),
    (
        "oras",
        &["pull", "push", "manifest", "discover", "cp", "repo"],
    ),
    (
        "helm",
        &["pull", "install", "upgrade", "show", "template", "push"],
    ),
];

/// Flags of these programs whose value is the next word; other flags stand alone.
const VALUED_FLAGS: [&str; 22] = [
    "--platform",
    "--name",
    "--version",
    "--network",
    "--publish",
    "--volume",
    "--env",
    "--user",
    "--username",
    "--password",
    "--creds",
    "--src-creds",
    "--dest-creds",
    "--authfile",
    "--namespace",
    "--output",
    "--override-os",
    "--override-arch",
    "-p",
    "-v",
    "-e",
    "-o",
];

fn read_command(text: &str) -> Option<Meaning> {
    let mut words = text.split_whitespace().peekable();
    if words.peek() == Some(&"sudo") {
        words.next();
    }
    let program = words.next()?;
    if program == "kubectl" {
        return read_kubectl(&words.collect::<Vec<_>>());
    }
    let subcommand = words.next()?;
    COMMANDS
        .iter()
        .find(|(name, subcommands)| *name == program && subcommands.contains(&subcommand))?;
    let words: Vec<&str> = words.map(|word| word.trim_matches(['"', '\''])).collect();
    let version = words
        .iter()
        .position(|word| *word == "--version")
        .and_then(|at| words.get(at + 1))
        .filter(|_| program == "helm");
    let mut fallback = None;
    let is_value = |at: usize| at > 0 && VALUED_FLAGS.contains(&words[at - 1]);
    for (at, word) in words.iter().enumerate() {
        if word.starts_with('-') || is_value(at) {
            continue;
        }
        let bare = strip_transport(word);
        let Ok(reference) = bare.parse::<Reference>() else {
            continue;
        };
        let mut meaning = place(reference);
        if let (Meaning::Place { selector, .. }, Some(version)) = (&mut meaning, version)
            && selector.is_none()
        {
            // Helm's versions may hold `+`, which tags keep as `_`.
            *selector = version.replace('+', "_").parse().ok();
        }
        // A word with a host, path or transport is surely the image; a bare one may be a flag's value.
        if bare != *word || bare.contains(['/', ':', '@']) {
            return Some(meaning);
        }
        fallback = Some(meaning);
    }
    fallback
}

/// `kubectl … --image=IMAGE`, and `kubectl … set image KIND/NAME CONTAINER=IMAGE`, of which the first counts.
fn read_kubectl(words: &[&str]) -> Option<Meaning> {
    let mut flags = words.iter().zip(1..).filter_map(|(word, next)| {
        let value = word.strip_prefix("--image")?;
        match value.strip_prefix('=') {
            None if value.is_empty() => words.get(next).copied(),
            given => given,
        }
    });
    let set = words.iter().position(|word| *word == "set");
    let set = set.filter(|at| words.get(at + 1) == Some(&"image"));
    let assigned = set.and_then(|at| {
        let mut named = words[at..].iter().filter(|word| !word.starts_with('-'));
        named.find_map(|word| Some(word.split_once('=')?.1))
    });
    let image = flags.next().or(assigned)?.trim_matches(['"', '\'']);
    image.parse().ok().map(place)
}

/// The line of a Dockerfile or of a Compose or Kubernetes file that names an image.
fn read_line_of_file(text: &str) -> Option<Meaning> {
    let named = if let Some(rest) = text.strip_prefix("FROM ") {
        let mut words = rest.split_whitespace();
        words.find(|word| !word.starts_with("--"))?
    } else {
        let item = text.strip_prefix("- ").unwrap_or(text);
        item.strip_prefix("image:")?.trim()
    };
    named.trim_matches(['"', '\'']).parse().ok().map(place)
}

fn strip_transport(text: &str) -> &str {
    [
        "docker://",
        "oci://",
        "docker-daemon:",
        "containers-storage:",
    ]
    .iter()
    .find_map(|prefix| text.strip_prefix(prefix))
    .unwrap_or(text)
}

fn place(reference: Reference) -> Meaning {
    let selector = match (reference.digest, reference.tag) {
        (Some(digest), _) => Some(Selector::Digest(digest)),
        (None, tag) => tag.map(Selector::Tag),
    };
    Meaning::Place {
        host: reference.host,
        repository: reference.repository,
        selector,
    }
}

fn read_url(text: &str) -> Option<Meaning> {
    let bare = strip_transport(text);
    if bare != text {
        return read_reference(bare).or_else(|| bare.parse().ok().map(place));
    }
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str()?),
        None => url.host_str()?.to_owned(),
    };
    let parts: Vec<&str> = url
        .path_segments()?
        .filter(|part| !part.is_empty())
        .collect();
    let queried = |name: &str| {
        url.query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let found = match (host.as_str(), parts.as_slice()) {
        ("hub.docker.com", ["_", name, ..]) => at("docker.io", &format!("library/{name}"), None),
        ("hub.docker.com", ["r", owner, name, ..]) => {
            at("docker.io", &format!("{owner}/{name}"), queried("name"))
        }
        ("hub.docker.com", ["layers", owner, name, tag, ..]) => at(
            "docker.io",
            &format!("{owner}/{name}"),
            Some((*tag).to_owned()),
        ),
        ("gallery.ecr.aws", [alias, name @ ..]) if !name.is_empty() => at(
            "public.ecr.aws",
            &format!("{alias}/{}", name.join("/")),
            None,
        ),
        ("quay.io", ["repository", owner, name, ..]) => {
            at("quay.io", &format!("{owner}/{name}"), queried("tag"))
        }
        (
            "github.com",
            [owner, _, "pkgs", "container", name, ..]
            | [
                "orgs" | "users",
                owner,
                "packages",
                "container",
                "package",
                name,
                ..,
            ],
        ) => {
            let name = name.replace("%2F", "/").replace("%2f", "/");
            at(
                "ghcr.io",
                &format!("{}/{name}", owner.to_ascii_lowercase()),
                queried("tag"),
            )
        }
        (host, ["v2", rest @ ..]) => read_api_path(host, rest),
        // Harbor's own pages.
        (host, ["harbor", "projects", _, "repositories", name @ ..]) if !name.is_empty() => {
            Some(Meaning::Host(host.to_owned()))
        }
        (host, []) => Some(Meaning::Host(host.to_owned())),
        (host, parts) => read_reference(&format!("{host}/{}", parts.join("/"))),
    };
    Some(found.unwrap_or(Meaning::Host(host)))
}

fn at(host: &str, repository: &str, selector: Option<String>) -> Option<Meaning> {
    Some(Meaning::Place {
        host: host.to_owned(),
        repository: repository.parse().ok()?,
        selector: selector.and_then(|selector| selector.parse().ok()),
    })
}

/// `/v2/<name>/manifests/<selector>`, `/v2/<name>/tags/list`, `/v2/_catalog`, `/v2/`.
fn read_api_path(host: &str, parts: &[&str]) -> Option<Meaning> {
    match parts {
        [] | ["_catalog"] => Some(Meaning::Host(host.to_owned())),
        [name @ .., "manifests", selector] => {
            at(host, &name.join("/"), Some((*selector).to_owned()))
        }
        [name @ .., "tags", "list"] | [name @ .., "blobs" | "referrers", _] => {
            at(host, &name.join("/"), None)
        }
        _ => None,
    }
}

/// A reference that names its registry; `nginx` alone is a word.
fn read_reference(text: &str) -> Option<Meaning> {
    if text.contains(char::is_whitespace) {
        return None;
    }
    let text = text.trim_end_matches('/');
    let first = text.split('/').next().unwrap_or_default();
    if first.len() == text.len() {
        let named = first.rsplit_once(':').is_some_and(|(name, port)| {
            port.parse::<u16>().is_ok()
                && (name == "localhost" || name.contains('.') || name.starts_with('['))
        });
        // `1.27` is a version, `ghcr.io` and `10.0.0.7` are hosts.
        let last = first.rsplit('.').next().unwrap_or_default();
        let is_named = last.bytes().all(|byte| byte.is_ascii_alphabetic()) && !last.is_empty();
        let is_address = first.parse::<std::net::Ipv4Addr>().is_ok();
        let dotted = first.contains('.') && (is_named || is_address);
        let is_host = named || dotted || first == "localhost";
        // Any repository makes it a reference; only the host is wanted.
        let host = format!("{first}/a").parse::<Reference>().ok()?.host;
        return is_host.then_some(Meaning::Host(host));
    }
    let has_host = first.contains(['.', ':']) || first == "localhost" || first.starts_with('[');
    if !has_host {
        return None;
    }
    text.parse().ok().map(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match Meaning::read(text) {
            Meaning::Host(host) => format!("host {host}"),
            Meaning::Place {
                host,
                repository,
                selector,
            } => {
                let selector = selector
                    .map(|selector| format!(" {selector}"))
                    .unwrap_or_default();
                format!("{host} {repository}{selector}")
            }
            Meaning::Digest(digest) => format!("digest {}", &digest.hex()[..4]),
            Meaning::Words(words) => format!("words {words}"),
        }
    }

    #[test]
    fn references_that_name_their_registry_open_it() {
        assert_eq!(
            shown("public.ecr.aws/nginx/nginx:1.27"),
            "public.ecr.aws nginx/nginx 1.27"
        );
        assert_eq!(
            shown(" localhost:5050/team/app "),
            "localhost:5050 team/app"
        );
        assert_eq!(shown("localhost:5050"), "host localhost:5050");
        assert_eq!(shown("ghcr.io"), "host ghcr.io");
        assert_eq!(shown("GHCR.io/"), "host ghcr.io");
    }

    #[test]
    fn words_stay_words() {
        for words in [
            "nginx",
            "library/nginx",
            "redis 7",
            "1.27",
            "",
            "v1.2.3-alpine:x",
        ] {
            assert_eq!(shown(words), format!("words {words}"));
        }
    }

    #[test]
    fn pull_commands_open_what_they_pull() {
        assert_eq!(
            shown("docker pull nginx:1.27"),
            "docker.io library/nginx 1.27"
        );
        assert_eq!(
            shown("$ sudo podman pull --platform linux/arm64 quay.io/a/b"),
            "quay.io a/b"
        );
        assert_eq!(
            shown("docker run -it --rm alpine"),
            "docker.io library/alpine"
        );
        assert_eq!(
            shown("skopeo copy docker://ghcr.io/a/b:1 oci:x"),
            "ghcr.io a/b 1"
        );
        assert_eq!(
            shown("helm pull oci://ghcr.io/charts/app --version 1.2.0+5"),
            "ghcr.io charts/app 1.2.0_5"
        );
        assert_eq!(
            shown("crane manifest localhost:5050/a:b"),
            "localhost:5050 a b"
        );
    }

    #[test]
    fn commands_to_a_cluster_open_the_image_that_is_to_run() {
        for (text, expected) in [
            (
                "kubectl run x --image=nginx:1.27",
                "docker.io library/nginx 1.27",
            ),
            (
                "$ kubectl -n prod run x --image quay.io/a/b --restart=Never",
                "quay.io a/b",
            ),
            (
                "kubectl create deployment web --image=\"ghcr.io/a/b:2\" --replicas=3",
                "ghcr.io a/b 2",
            ),
            (
                "kubectl set image deployment/web web=public.ecr.aws/nginx/nginx:1.27",
                "public.ecr.aws nginx/nginx 1.27",
            ),
            (
                "kubectl --context=old set image -n prod deploy/web a=quay.io/a/a:1 b=quay.io/a/b:1",
                "quay.io a/a 1",
            ),
            ("kubectl get pods", "words kubectl get pods"),
            ("kubectl run x --image=", "words kubectl run x --image="),
            (
                "kubectl set image deployment/web",
                "words kubectl set image deployment/web",
            ),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn lines_of_files_open_what_they_name() {
        assert_eq!(
            shown("FROM --platform=linux/arm64 node:22-alpine AS build"),
            "docker.io library/node 22-alpine"
        );
        assert_eq!(
            shown("  - image: \"public.ecr.aws/nginx/nginx:1.27\""),
            "public.ecr.aws nginx/nginx 1.27"
        );
        assert_eq!(shown("FROM"), "words FROM");
        assert_eq!(shown("image: two words"), "words image: two words");
        assert_eq!(shown("from redis"), "words from redis");
    }

    #[test]
    fn web_pages_of_registries_open_their_repository() {
        assert_eq!(
            shown("https://hub.docker.com/_/nginx"),
            "docker.io library/nginx"
        );
        assert_eq!(
            shown("https://hub.docker.com/r/bitnami/redis/tags"),
            "docker.io bitnami/redis"
        );
        assert_eq!(
            shown("https://gallery.ecr.aws/nginx/nginx"),
            "public.ecr.aws nginx/nginx"
        );
        assert_eq!(
            shown("https://quay.io/repository/a/b?tab=tags&tag=v1"),
            "quay.io a/b v1"
        );
        assert_eq!(
            shown("https://github.com/Owner/x/pkgs/container/app"),
            "ghcr.io owner/app"
        );
        assert_eq!(
            shown("http://localhost:5050/v2/a/b/manifests/v1"),
            "localhost:5050 a/b v1"
        );
        assert_eq!(
            shown("https://registry.example/v2/"),
            "host registry.example"
        );
        assert_eq!(
            shown("https://registry.example/team/app"),
            "registry.example team/app"
        );
    }

    #[test]
    fn a_digest_is_looked_for_everywhere() {
        assert_eq!(shown(Digest::of(b"").as_str()), "digest e3b0");
    }
}
