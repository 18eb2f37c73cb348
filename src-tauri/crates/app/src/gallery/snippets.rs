//! Pieces of files and commands that use an image or a chart. Pure text, ready to paste.

use portolan_contract::{SnippetKind, UseSnippet};
use portolan_oci::Selector;
use serde_json::{Value, json};

/// What is used. Its parts are checked names, so none of them needs quoting.
pub(super) struct Used<'t> {
    pub(super) host: &'t str,
    pub(super) repository: &'t str,
    pub(super) selector: &'t Selector,
    /// `os/architecture[/variant]`.
    pub(super) platform: Option<&'t str>,
}

impl Used<'_> {
    /// Of a container image.
    pub(super) fn image(&self) -> Vec<UseSnippet> {
        vec![
            snippet(SnippetKind::Dockerfile, "Dockerfile", self.dockerfile()),
            snippet(SnippetKind::Compose, "compose.yaml", self.compose()),
            snippet(
                SnippetKind::Kubernetes,
                "deployment.yaml",
                self.deployment(),
            ),
            snippet(
                SnippetKind::EcsTask,
                "task-definition.json",
                pretty(&self.ecs_task()),
            ),
            snippet(
                SnippetKind::ElasticBeanstalk,
                "Dockerrun.aws.json",
                pretty(&self.dockerrun()),
            ),
            snippet(SnippetKind::Lambda, "aws lambda", self.lambda()),
        ]
    }

    /// Of a Helm chart.
    pub(super) fn chart(&self) -> Vec<UseSnippet> {
        let (name, chart) = (
            self.name(),
            format!("oci://{}/{}", self.host, self.repository),
        );
        let text = match self.selector {
            // Tags can't hold the plus sign of a version; Helm writes it as `_`.
            Selector::Tag(tag) => {
                let version = tag.as_str().replace('_', "+");
                format!("helm install {name} {chart} --version {version}")
            }
            Selector::Digest(digest) => format!("helm install {name} {chart}@{digest}"),
        };
        vec![snippet(SnippetKind::Helm, "helm", text)]
    }

    fn reference(&self) -> String {
        match self.selector {
            Selector::Tag(tag) => format!("{}/{}:{tag}", self.host, self.repository),
            Selector::Digest(digest) => format!("{}/{}@{digest}", self.host, self.repository),
        }
    }

    /// The last part of the path as a name of a service: letters, digits and hyphens.
    fn name(&self) -> String {
        let last = self.repository.rsplit('/').next().unwrap_or_default();
        let name = last.replace(['.', '_'], "-");
        // Names of Kubernetes have 63 characters at most, and end with a letter or digit.
        let end = name.len().min(63);
        name[..end].trim_matches('-').to_owned()
    }

    fn architecture(&self) -> Option<&str> {
        self.platform?.split('/').nth(1)
    }

    fn is_windows(&self) -> bool {
        self.platform
            .is_some_and(|text| text.starts_with("windows/"))
    }

    fn dockerfile(&self) -> String {
        let platform = self
            .platform
            .map(|platform| format!("--platform={platform} "));
        format!("FROM {}{}", platform.unwrap_or_default(), self.reference())
    }

    fn compose(&self) -> String {
        let (name, reference) = (self.name(), self.reference());
        let platform = self
            .platform
            .map(|platform| format!("\n    platform: {platform}"));
        let platform = platform.unwrap_or_default();
        format!(
            "services:\n  {name}:\n    image: {reference}{platform}\n    restart: unless-stopped"
        )
    }

    fn deployment(&self) -> String {
        let (name, reference) = (self.name(), self.reference());
        let nodes = self.platform.map(|platform| {
            let mut parts = platform.split('/');
            let os = parts.next().unwrap_or_default();
            let architecture = parts.next().unwrap_or_default();
            format!(
                "      nodeSelector:\n        kubernetes.io/os: {os}\n        kubernetes.io/arch: {architecture}\n"
            )
        });
        let nodes = nodes.unwrap_or_default();
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\nspec:\n  replicas: 1\n  \
             selector:\n    matchLabels:\n      app: {name}\n  template:\n    metadata:\n      labels:\n        \
             app: {name}\n    spec:\n{nodes}      containers:\n        - name: {name}\n          image: {reference}"
        )
    }

    fn ecs_task(&self) -> Value {
        let name = self.name();
        let mut task = json!({
            "family": name,
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "cpu": "256",
            "memory": "512",
            "containerDefinitions": [{
                "name": name,
                "image": self.reference(),
                "essential": true,
            }],
        });
        if let Some(architecture) = self.architecture() {
            let cpu = match architecture {
                "arm64" => "ARM64",
                _ => "X86_64",
            };
            let family = if self.is_windows() {
                "WINDOWS_SERVER_2022_CORE"
            } else {
                "LINUX"
            };
            task["runtimePlatform"] = json!({
                "cpuArchitecture": cpu,
                "operatingSystemFamily": family,
            });
        }
        task
    }

    fn dockerrun(&self) -> Value {
        json!({
            "AWSEBDockerrunVersion": "1",
            "Image": { "Name": self.reference(), "Update": "true" },
            "Ports": [{ "ContainerPort": 80 }],
        })
    }

    /// Lambda runs images of one platform, out of a registry of the account's own.
    fn lambda(&self) -> String {
        let (name, reference) = (self.name(), self.reference());
        let architecture = match self.architecture() {
            Some("arm64") => "arm64",
            _ => "x86_64",
        };
        let platform = match architecture {
            "arm64" => "linux/arm64",
            _ => "linux/amd64",
        };
        let tag = match self.selector {
            Selector::Tag(tag) => tag.to_string(),
            Selector::Digest(_) => "latest".to_owned(),
        };
        format!(
            "IMAGE=$ACCOUNT.dkr.ecr.$REGION.amazonaws.com/{name}:{tag}\n\
             crane copy --platform {platform} {reference} $IMAGE\n\
             aws lambda create-function --function-name {name} \\\n  --package-type Image --code ImageUri=$IMAGE \\\n  \
             --architectures {architecture} --role arn:aws:iam::$ACCOUNT:role/$ROLE"
        )
    }
}

fn snippet(place: SnippetKind, file_name: &str, text: String) -> UseSnippet {
    UseSnippet {
        place,
        file_name: file_name.to_owned(),
        text,
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(kind: SnippetKind, selector: &str, platform: Option<&str>) -> String {
        let selector = selector.parse().unwrap();
        let used = Used {
            host: "public.ecr.aws",
            repository: "nginx/nginx_unit",
            selector: &selector,
            platform,
        };
        let mut all = used.image();
        all.extend(used.chart());
        all.into_iter().find(|it| it.place == kind).unwrap().text
    }

    #[test]
    fn every_piece_names_the_chosen_tag() {
        for kind in [
            SnippetKind::Dockerfile,
            SnippetKind::Compose,
            SnippetKind::Kubernetes,
            SnippetKind::EcsTask,
            SnippetKind::ElasticBeanstalk,
            SnippetKind::Lambda,
        ] {
            let text = text(kind, "1.27", None);
            assert!(
                text.contains("public.ecr.aws/nginx/nginx_unit:1.27"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_chosen_platform_is_said_where_there_is_a_place_for_it() {
        let on_arm = |kind| text(kind, "1", Some("linux/arm64"));
        assert_eq!(
            on_arm(SnippetKind::Dockerfile),
            "FROM --platform=linux/arm64 public.ecr.aws/nginx/nginx_unit:1"
        );
        assert!(on_arm(SnippetKind::Compose).contains("platform: linux/arm64"));
        assert!(on_arm(SnippetKind::Kubernetes).contains("kubernetes.io/arch: arm64"));
        assert!(on_arm(SnippetKind::EcsTask).contains("\"cpuArchitecture\": \"ARM64\""));
        assert!(on_arm(SnippetKind::Lambda).contains("--architectures arm64"));
        assert!(!text(SnippetKind::Kubernetes, "1", None).contains("nodeSelector"));
    }

    #[test]
    fn a_chart_is_installed_by_its_version() {
        assert_eq!(
            text(SnippetKind::Helm, "1.2.3_build", None),
            "helm install nginx-unit oci://public.ecr.aws/nginx/nginx_unit --version 1.2.3+build"
        );
    }
}
