//! The commands that pull an image, by tag or digest.

use portolan_contract::{Engine, EngineCommand, Failure, ImageKind, ListPullCommands};
use portolan_oci::{RepositoryName, Selector};

use super::{Target, line::Line};
use crate::App;

impl App {
    /// The commands that pull an image, for the engines that can pull what it is.
    pub async fn list_pull_commands(
        &self,
        request: ListPullCommands,
    ) -> Result<Vec<EngineCommand>, Failure> {
        let repository: RepositoryName = parse("repository", &request.repository)?;
        let selector: Selector = parse("selector", &request.selector)?;
        let (target, there) = self.target(&request.connection, Some(&repository)).await?;
        let repository = there.unwrap_or(repository);
        let platform = request.platform.as_deref();
        let kind = request.kind.unwrap_or(ImageKind::Image);
        pull_commands(&target, &repository, &selector, platform, kind)
    }
}

/// The commands that pull an image from a registry, for one platform or what the engine prefers.
pub(crate) fn pull_commands(
    target: &Target,
    repository: &RepositoryName,
    selector: &Selector,
    platform: Option<&str>,
    kind: ImageKind,
) -> Result<Vec<EngineCommand>, Failure> {
    let image = Pulled {
        target,
        repository,
        selector,
        platform: platform.map(Platform::read).transpose()?,
    };
    Ok(image.commands(kind))
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(
    field: &str,
    text: &str,
) -> Result<T, Failure> {
    text.parse()
        .map_err(|problem: T::Err| Failure::invalid(field, problem.to_string()))
}

/// `os/architecture[/variant]`.
#[derive(Clone, Copy, Debug)]
struct Platform<'t> {
    text: &'t str,
    os: &'t str,
    architecture: &'t str,
    variant: Option<&'t str>,
}

impl<'t> Platform<'t> {
    fn read(text: &'t str) -> Result<Self, Failure> {
        let parts: Vec<&str> = text.split('/').collect();
        let (os, architecture, variant) = match parts.as_slice() {
            [os, architecture] => (*os, *architecture, None),
            [os, architecture, variant] => (*os, *architecture, Some(*variant)),
            _ => {
                return Err(Failure::invalid(
                    "platform",
                    "a platform is os/architecture[/variant]",
                ));
            }
        };
        Ok(Self {
            text,
            os,
            architecture,
            variant,
        })
    }
}

/// What is pulled.
struct Pulled<'t> {
    target: &'t Target,
    repository: &'t RepositoryName,
    selector: &'t Selector,
    platform: Option<Platform<'t>>,
}

impl Pulled<'_> {
    fn commands(&self, kind: ImageKind) -> Vec<EngineCommand> {
        let engines: &[Engine] = match kind {
            ImageKind::Image | ImageKind::Index => &[
                Engine::Docker,
                Engine::Podman,
                Engine::Nerdctl,
                Engine::Crane,
                Engine::Skopeo,
                Engine::Oras,
            ],
            ImageKind::HelmChart => &[Engine::Helm, Engine::Oras, Engine::Skopeo],
            ImageKind::Sbom
            | ImageKind::Signature
            | ImageKind::Attestation
            | ImageKind::Artifact => &[Engine::Oras, Engine::Skopeo],
            // Docker and containerd have dropped schema 1.
            ImageKind::Relic => &[Engine::Podman, Engine::Skopeo],
        };
        let is_image = matches!(kind, ImageKind::Image | ImageKind::Index);
        let command = |engine: &Engine| EngineCommand {
            engine: *engine,
            text: self.command(*engine, is_image),
        };
        engines.iter().map(command).collect()
    }

    fn command(&self, engine: Engine, is_image: bool) -> String {
        let plain = self.target.plain_http;
        let reference = self.reference();
        let platform = self.platform.map(|platform| platform.text);
        match engine {
            Engine::Docker => Line::of(&["docker", "pull"])
                .option("--platform", platform)
                .word(&reference),
            Engine::Podman => Line::of(&["podman", "pull"])
                .word_if(plain, "--tls-verify=false")
                .option("--platform", platform)
                .word(&reference),
            Engine::Nerdctl => Line::of(&["nerdctl"])
                .word_if(plain, "--insecure-registry")
                .word("pull")
                .option("--platform", platform)
                .word(&reference),
            Engine::Crane => Line::of(&["crane", "pull"])
                .word_if(plain, "--insecure")
                .option("--platform", platform)
                .word(&reference)
                .word(&format!("{}.tar", self.file_name())),
            Engine::Skopeo => {
                let line = match self.platform {
                    Some(platform) => Line::of(&["skopeo", "copy"])
                        .option("--override-os", Some(platform.os))
                        .option("--override-arch", Some(platform.architecture))
                        .option("--override-variant", platform.variant),
                    // An index is copied whole unless one platform is asked for.
                    None => Line::of(&["skopeo", "copy"]).word_if(is_image, "--all"),
                };
                line.word_if(plain, "--src-tls-verify=false")
                    .word(&format!("docker://{reference}"))
                    .word(&format!("oci:{}", self.layout_name()))
            }
            // `oras pull` writes the files of an artifact; an image has none, so it is copied whole.
            Engine::Oras if is_image => Line::of(&["oras", "copy"])
                .word_if(plain, "--from-plain-http")
                .option("--platform", platform)
                .word(&reference)
                .word("--to-oci-layout")
                .word(&self.layout_name()),
            Engine::Oras => Line::of(&["oras", "pull"])
                .word_if(plain, "--plain-http")
                .word(&reference),
            Engine::Helm => self.helm(plain),
        }
        .end()
    }

    /// Charts are named without their tag, which is given as a version; `+` in it is kept as `_`.
    fn helm(&self, plain: bool) -> Line {
        let chart = format!("oci://{}/{}", self.target.host, self.repository);
        let line = Line::of(&["helm", "pull"]);
        let line = match self.selector {
            Selector::Tag(tag) => line
                .word(&chart)
                .option("--version", Some(&tag.as_str().replace('_', "+"))),
            Selector::Digest(digest) => line.word(&format!("{chart}@{digest}")),
        };
        line.word_if(plain, "--plain-http")
    }

    fn reference(&self) -> String {
        let (host, repository) = (&self.target.host, self.repository);
        match self.selector {
            Selector::Tag(tag) => format!("{host}/{repository}:{tag}"),
            Selector::Digest(digest) => format!("{host}/{repository}@{digest}"),
        }
    }

    /// The last part of the repository, as a name for a file.
    fn file_name(&self) -> &str {
        let name = self.repository.as_str();
        name.rsplit('/').next().unwrap_or(name)
    }

    /// A folder and, where there is one, the tag in it.
    fn layout_name(&self) -> String {
        match self.selector {
            Selector::Tag(tag) => format!("{}:{tag}", self.file_name()),
            Selector::Digest(_) => format!("{}:latest", self.file_name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(
        host: &str,
        plain_http: bool,
        selector: &str,
        platform: Option<&str>,
        kind: ImageKind,
    ) -> Vec<(Engine, String)> {
        let target = Target {
            host: host.to_owned(),
            plain_http,
            login: None,
        };
        let pulled = Pulled {
            target: &target,
            repository: &"team/app".parse().unwrap(),
            selector: &selector.parse().unwrap(),
            platform: platform.map(|text| Platform::read(text).unwrap()),
        };
        pulled
            .commands(kind)
            .into_iter()
            .map(|one| (one.engine, one.text))
            .collect()
    }

    fn text(commands: &[(Engine, String)], engine: Engine) -> &str {
        &commands.iter().find(|(one, _)| *one == engine).unwrap().1
    }

    #[test]
    fn an_image_is_pulled_by_tag_for_one_platform() {
        let all = commands(
            "r.example",
            false,
            "1.2",
            Some("linux/arm64/v8"),
            ImageKind::Index,
        );
        assert_eq!(
            text(&all, Engine::Docker),
            "docker pull --platform linux/arm64/v8 r.example/team/app:1.2"
        );
        assert_eq!(
            text(&all, Engine::Skopeo),
            "skopeo copy --override-os linux --override-arch arm64 --override-variant v8 \
             docker://r.example/team/app:1.2 oci:app:1.2"
        );
        assert!(all.iter().all(|(engine, _)| *engine != Engine::Helm));
    }

    #[test]
    fn plain_http_is_said_to_every_engine_that_can_be_told() {
        let all = commands("localhost:5000", true, "1", None, ImageKind::Image);
        assert_eq!(
            text(&all, Engine::Podman),
            "podman pull --tls-verify=false localhost:5000/team/app:1"
        );
        assert_eq!(
            text(&all, Engine::Nerdctl),
            "nerdctl --insecure-registry pull localhost:5000/team/app:1"
        );
        assert_eq!(
            text(&all, Engine::Crane),
            "crane pull --insecure localhost:5000/team/app:1 app.tar"
        );
        assert_eq!(
            text(&all, Engine::Skopeo),
            "skopeo copy --all --src-tls-verify=false docker://localhost:5000/team/app:1 oci:app:1"
        );
        assert_eq!(
            text(&all, Engine::Oras),
            "oras copy --from-plain-http localhost:5000/team/app:1 --to-oci-layout app:1"
        );
    }

    #[test]
    fn a_chart_is_pulled_by_helm_with_its_plus_sign_back() {
        let all = commands(
            "r.example",
            true,
            "1.0.0_build.5",
            None,
            ImageKind::HelmChart,
        );
        assert_eq!(
            text(&all, Engine::Helm),
            "helm pull oci://r.example/team/app --version 1.0.0+build.5 --plain-http"
        );
        assert!(all.iter().all(|(engine, _)| *engine != Engine::Docker));
    }

    #[test]
    fn a_digest_is_pulled_by_digest() {
        let digest = portolan_oci::Digest::of(b"x");
        let all = commands(
            "r.example",
            false,
            digest.as_str(),
            None,
            ImageKind::Artifact,
        );
        assert_eq!(
            text(&all, Engine::Oras),
            format!("oras pull r.example/team/app@{digest}")
        );
        let all = commands(
            "r.example",
            false,
            digest.as_str(),
            None,
            ImageKind::HelmChart,
        );
        assert_eq!(
            text(&all, Engine::Helm),
            format!("helm pull oci://r.example/team/app@{digest}")
        );
    }
}
