//! What is used, and every piece that uses it.

use portolan_contract::{SnippetKind, SnippetNote, UseSnippet};
use portolan_oci::{RepositoryName, Selector};
use serde_json::Value;

use super::origin::{Access, Ecr, Origin};

/// An image or chart with a tag or digest. Its parts are checked names, so none of them needs quoting.
#[derive(Clone, Debug)]
pub(crate) struct Used<'t> {
    /// `host` or `host:port`.
    pub(crate) host: &'t str,
    pub(crate) repository: &'t RepositoryName,
    pub(crate) selector: &'t Selector,
    /// `os/architecture[/variant]`.
    pub(crate) platform: Option<&'t str>,
    pub(crate) access: Access,
}

impl Used<'_> {
    /// The pieces for a container image, those that run anywhere first. A place that can't reach or read
    /// the registry has none.
    pub(crate) fn image(&self) -> Vec<UseSnippet> {
        let mut all = vec![self.dockerfile(), self.compose()];
        all.extend(self.kubernetes());
        all.push(self.chart_values());
        if self.origin() == Origin::Here {
            return all;
        }
        all.extend(self.ecs());
        all.extend(self.fargate());
        all.extend(self.lambda());
        all.extend(self.app_runner());
        all.extend(self.elastic_beanstalk());
        all.extend(self.github_actions());
        all.extend(self.gitlab_ci());
        all
    }

    /// The pieces for a Helm chart.
    pub(crate) fn chart(&self) -> Vec<UseSnippet> {
        vec![self.chart_installation()]
    }

    /// The whole reference, with its tag or digest.
    pub(super) fn reference(&self) -> String {
        match self.selector {
            Selector::Tag(tag) => format!("{}/{}:{tag}", self.host, self.repository),
            Selector::Digest(digest) => format!("{}/{}@{digest}", self.host, self.repository),
        }
    }

    /// The last part of the path as a name of a workload: letters, digits and hyphens, beginning with a
    /// letter.
    pub(super) fn name(&self) -> String {
        let path = self.repository.as_str();
        let last = path.rsplit('/').next().unwrap_or(path);
        let name = last.replace(['.', '_'], "-");
        let name = if name.starts_with(|first: char| first.is_ascii_digit()) {
            format!("app-{name}")
        } else {
            name
        };
        // Names of Kubernetes have 63 characters at most, and end with a letter or digit.
        let end = name.len().min(63);
        name[..end].trim_matches('-').to_owned()
    }

    pub(super) fn origin(&self) -> Origin {
        Origin::of(self.host)
    }

    /// The account and region, where it is a private registry of Amazon ECR.
    pub(super) fn ecr(&self) -> Option<Ecr> {
        match self.origin() {
            Origin::Ecr(ecr) => Some(ecr),
            _ => None,
        }
    }

    pub(super) fn architecture(&self) -> Option<&str> {
        self.platform?.split('/').nth(1)
    }

    pub(super) fn is_windows(&self) -> bool {
        self.platform
            .is_some_and(|text| text.starts_with("windows/"))
    }

    /// Whether one has to sign in, elsewhere than by a role of AWS.
    pub(super) fn needs_password(&self) -> bool {
        self.access == Access::SignedIn && self.ecr().is_none()
    }
}

/// A piece without anything else to know.
pub(super) fn piece(place: SnippetKind, file_name: &str, text: String) -> UseSnippet {
    UseSnippet {
        place,
        file_name: file_name.to_owned(),
        text,
        note: None,
    }
}

/// The same with what has to be known beside it.
pub(super) fn noted(piece: UseSnippet, note: SnippetNote) -> UseSnippet {
    UseSnippet {
        note: Some(note),
        ..piece
    }
}

/// A value as JSON that people read.
pub(super) fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::snippets) const ECR: &str = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

    pub(in crate::snippets) const DIGEST: &str =
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// All pieces for an image.
    pub(in crate::snippets) fn pieces(
        host: &str,
        selector: &str,
        platform: Option<&str>,
        access: Access,
    ) -> Vec<UseSnippet> {
        let used = Used {
            host,
            repository: &"team/nginx_unit".parse().unwrap(),
            selector: &selector.parse().unwrap(),
            platform,
            access,
        };
        used.image()
    }

    /// The first piece of a kind, or a file of it.
    pub(in crate::snippets) fn find<'p>(
        pieces: &'p [UseSnippet],
        place: SnippetKind,
        file_name: &str,
    ) -> &'p UseSnippet {
        let mut of_kind = pieces.iter().filter(|it| it.place == place);
        let found = of_kind.find(|it| file_name.is_empty() || it.file_name == file_name);
        found.unwrap_or_else(|| panic!("no {file_name:?} of {place:?}"))
    }

    #[test]
    fn every_file_names_the_tag_or_digest_that_was_chosen() {
        for (selector, written) in [("1.27", ":1.27".to_owned()), (DIGEST, format!("@{DIGEST}"))] {
            for host in ["public.ecr.aws", ECR, "registry.example:5000"] {
                let pieces = pieces(host, selector, None, Access::Public);
                let whole = format!("{host}/team/nginx_unit{written}");
                let places: std::collections::BTreeSet<String> =
                    pieces.iter().map(|it| format!("{:?}", it.place)).collect();
                for place in places {
                    let mut of_place = pieces
                        .iter()
                        .filter(|it| format!("{:?}", it.place) == place);
                    let is_named = of_place.any(|it| it.text.contains(&whole));
                    // A chart's values have the name and the tag apart.
                    assert!(is_named || place == "Helm", "{place} of {host}");
                }
            }
        }
    }

    fn has_ending(piece: &UseSnippet, endings: &[&str]) -> bool {
        let ending = piece.file_name.rsplit_once('.').map(|(_, ending)| ending);
        ending.is_some_and(|ending| endings.contains(&ending))
    }

    #[test]
    fn every_json_file_is_json() {
        for host in ["public.ecr.aws", ECR, "registry.example"] {
            for access in [Access::Public, Access::SignedIn] {
                for platform in [None, Some("linux/arm64"), Some("windows/amd64")] {
                    let pieces = pieces(host, "1", platform, access);
                    let files = pieces.iter().filter(|it| has_ending(it, &["json"]));
                    assert!(files.clone().count() >= 3);
                    for piece in files {
                        let read: Result<Value, _> = serde_json::from_str(&piece.text);
                        assert!(read.is_ok(), "{}", piece.text);
                    }
                }
            }
        }
    }

    /// Parses with PyYAML, which reads YAML 1.1 as most tools do; `None` where it is not installed.
    fn read_yaml(texts: &[&str]) -> Option<Vec<Value>> {
        use std::{
            io::Write as _,
            process::{Command, Stdio},
        };
        let script = "import json, sys, yaml\nprint(json.dumps([yaml.load(t, Loader=yaml.BaseLoader) for t in json.load(sys.stdin)]))";
        let has_parser = Command::new("python3")
            .args(["-c", "import yaml"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if !has_parser {
            return None;
        }
        let mut python = Command::new("python3")
            .args(["-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let question = serde_json::to_vec(texts).unwrap();
        python.stdin.take().unwrap().write_all(&question).unwrap();
        let answer = python.wait_with_output().unwrap();
        assert!(answer.status.success());
        Some(serde_json::from_slice(&answer.stdout).unwrap())
    }

    #[test]
    fn every_yaml_file_is_yaml() {
        let mut all = Vec::new();
        for host in ["public.ecr.aws", ECR, "ghcr.io", "registry.example:5000"] {
            for access in [Access::Public, Access::SignedIn] {
                for selector in ["1.0", DIGEST] {
                    all.extend(pieces(host, selector, Some("linux/arm64"), access));
                }
            }
        }
        all.retain(|it| has_ending(it, &["yaml", "yml"]));
        assert!(all.len() > 50);
        let texts: Vec<&str> = all.iter().map(|it| it.text.as_str()).collect();
        let Some(read) = read_yaml(&texts) else {
            println!("skipped: PyYAML is not installed");
            return;
        };
        for (value, text) in read.iter().zip(texts) {
            assert!(value.is_object(), "{text}");
            let reference = value.pointer("/services/nginx-unit/image");
            if let Some(reference) = reference {
                assert!(reference.as_str().unwrap().contains("/team/nginx_unit"));
            }
        }
    }

    #[test]
    fn places_elsewhere_are_not_offered_a_registry_of_this_machine() {
        let pieces = pieces("127.0.0.1:5000", "1", None, Access::Public);
        let elsewhere = [
            SnippetKind::EcsTask,
            SnippetKind::Lambda,
            SnippetKind::GithubActions,
        ];
        assert!(pieces.iter().all(|it| !elsewhere.contains(&it.place)));
        assert!(!pieces.is_empty());
    }

    #[test]
    fn a_name_of_a_workload_begins_with_a_letter() {
        let used = Used {
            host: "a.example",
            repository: &"team/7zip_x.y".parse().unwrap(),
            selector: &"1".parse().unwrap(),
            platform: None,
            access: Access::Public,
        };
        assert_eq!(used.name(), "app-7zip-x-y");
    }
}
