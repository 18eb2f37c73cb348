//! Pieces for what runs anywhere: a Dockerfile, Compose, Kubernetes, Helm.

use portolan_contract::{SnippetKind, SnippetNote, UseSnippet};
use portolan_oci::Selector;
use serde_json::{Value, json};

use super::{
    origin::Origin,
    used::{Used, noted, piece},
    yaml::yaml,
};

impl Used<'_> {
    pub(super) fn dockerfile(&self) -> UseSnippet {
        let platform = self
            .platform
            .map(|platform| format!("--platform={platform} "));
        let text = format!("FROM {}{}", platform.unwrap_or_default(), self.reference());
        piece(SnippetKind::Dockerfile, "Dockerfile", text)
    }

    pub(super) fn compose(&self) -> UseSnippet {
        let mut part = json!({ "image": self.reference() });
        if let Some(platform) = self.platform {
            part["platform"] = platform.into();
        }
        part["restart"] = "unless-stopped".into();
        let mut parts = json!({});
        parts[self.name()] = part;
        let text = yaml(&json!({ "services": parts }));
        piece(SnippetKind::Compose, "compose.yaml", text)
    }

    /// The deployment, and what gives the nodes the right to pull.
    pub(super) fn kubernetes(&self) -> Vec<UseSnippet> {
        let kind = SnippetKind::Kubernetes;
        let deployment = piece(kind, "deployment.yaml", yaml(&self.deployment()));
        if let Some(ecr) = self.ecr() {
            let policy = ecr.policy("AmazonEC2ContainerRegistryPullOnly");
            let text = format!(
                "aws iam attach-role-policy \\\n  --role-name NODE_ROLE \\\n  --policy-arn {policy}"
            );
            let right = piece(kind, "aws iam", text);
            return vec![deployment, noted(right, SnippetNote::NodeRole)];
        }
        if self.needs_password() {
            let text = format!(
                "kubectl create secret docker-registry {} \\\n  --docker-server={} \\\n  \
                 --docker-username=\"$REGISTRY_USER\" \\\n  --docker-password=\"$REGISTRY_PASSWORD\"",
                self.pull_secret(),
                self.host,
            );
            let secret = piece(kind, "kubectl", text);
            return vec![deployment, noted(secret, SnippetNote::PullSecret)];
        }
        if self.origin() == Origin::Here {
            return vec![noted(deployment, SnippetNote::OnlyHere)];
        }
        vec![deployment]
    }

    fn pull_secret(&self) -> String {
        // With its ending it is still a name of Kubernetes.
        let name = self.name();
        format!("{}-pull", &name[..name.len().min(58)])
    }

    fn deployment(&self) -> Value {
        let name = self.name();
        let mut workload = json!({});
        if let Some(platform) = self.platform {
            let mut parts = platform.split('/');
            workload["nodeSelector"] = json!({
                "kubernetes.io/os": parts.next(),
                "kubernetes.io/arch": parts.next(),
            });
        }
        if self.needs_password() {
            workload["imagePullSecrets"] = json!([{ "name": self.pull_secret() }]);
        }
        workload["containers"] = json!([{ "name": name, "image": self.reference() }]);
        json!({
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": { "name": name },
            "spec": {
                "replicas": 1,
                "selector": { "matchLabels": { "app": name } },
                "template": {
                    "metadata": { "labels": { "app": name } },
                    "spec": workload,
                },
            },
        })
    }

    /// What most charts take for their image.
    pub(super) fn chart_values(&self) -> UseSnippet {
        let repository = format!("{}/{}", self.host, self.repository);
        let mut values = match self.selector {
            Selector::Tag(tag) => json!({ "repository": repository, "tag": tag.as_str() }),
            // Charts join the two with a colon: so that it comes out right, the name ends with its sign.
            Selector::Digest(digest) => {
                let text = digest.to_string();
                let (algorithm, hash) = text.split_once(':').unwrap_or(("sha256", &text));
                json!({ "repository": format!("{repository}@{algorithm}"), "tag": hash })
            }
        };
        values["pullPolicy"] = "IfNotPresent".into();
        let mut all = json!({ "image": values });
        if self.needs_password() {
            all["imagePullSecrets"] = json!([{ "name": self.pull_secret() }]);
        }
        noted(
            piece(SnippetKind::Helm, "values.yaml", yaml(&all)),
            SnippetNote::ChartValues,
        )
    }

    pub(super) fn chart_installation(&self) -> UseSnippet {
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
        piece(SnippetKind::Helm, "helm", text)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        origin::Access,
        used::tests::{DIGEST, ECR, find, pieces},
    };
    use super::*;

    #[test]
    fn a_chosen_platform_is_said_where_there_is_a_place_for_it() {
        let on_arm = pieces("public.ecr.aws", "1", Some("linux/arm64"), Access::Public);
        assert_eq!(
            find(&on_arm, SnippetKind::Dockerfile, "").text,
            "FROM --platform=linux/arm64 public.ecr.aws/team/nginx_unit:1"
        );
        assert_eq!(
            find(&on_arm, SnippetKind::Compose, "").text,
            "services:\n  nginx-unit:\n    image: public.ecr.aws/team/nginx_unit:1\n    \
             platform: linux/arm64\n    restart: unless-stopped"
        );
        let deployment = &find(&on_arm, SnippetKind::Kubernetes, "").text;
        assert!(
            deployment
                .contains("        kubernetes.io/os: linux\n        kubernetes.io/arch: arm64\n")
        );
        let anywhere = pieces("public.ecr.aws", "1", None, Access::Public);
        let deployment = &find(&anywhere, SnippetKind::Kubernetes, "").text;
        assert!(!deployment.contains("nodeSelector"));
        assert!(
            deployment.ends_with(
                "    spec:\n      containers:\n        - name: nginx-unit\n          image: public.ecr.aws/team/nginx_unit:1"
            ),
            "{deployment}"
        );
    }

    #[test]
    fn kubernetes_pulls_by_its_nodes_role_or_by_a_secret_or_needs_neither() {
        let by_role = pieces(ECR, "1", None, Access::SignedIn);
        let right = find(&by_role, SnippetKind::Kubernetes, "aws iam");
        assert!(
            right
                .text
                .contains("arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly")
        );
        let deployment = find(&by_role, SnippetKind::Kubernetes, "deployment.yaml");
        assert!(!deployment.text.contains("imagePullSecrets"));

        let by_secret = pieces("quay.io", "1", None, Access::SignedIn);
        let secret = find(&by_secret, SnippetKind::Kubernetes, "kubectl");
        assert!(secret.text.contains("docker-registry nginx-unit-pull"));
        let deployment = find(&by_secret, SnippetKind::Kubernetes, "deployment.yaml");
        assert!(
            deployment
                .text
                .contains("imagePullSecrets:\n        - name: nginx-unit-pull")
        );

        let public = pieces("quay.io", "1", None, Access::Public);
        let of_kubernetes = public
            .iter()
            .filter(|it| it.place == SnippetKind::Kubernetes);
        assert_eq!(of_kubernetes.count(), 1);
    }

    #[test]
    fn a_charts_values_come_out_as_the_reference_however_it_is_chosen() {
        let values = pieces("quay.io", "1.10", None, Access::Public);
        assert_eq!(
            find(&values, SnippetKind::Helm, "").text,
            "image:\n  repository: quay.io/team/nginx_unit\n  tag: \"1.10\"\n  pullPolicy: IfNotPresent"
        );
        let values = pieces("quay.io", DIGEST, None, Access::Public);
        let text = &find(&values, SnippetKind::Helm, "").text;
        assert!(text.contains("repository: quay.io/team/nginx_unit@sha256\n  tag: e3b0c44298"));
    }

    #[test]
    fn a_chart_is_installed_by_its_version() {
        let used = Used {
            host: "public.ecr.aws",
            repository: &"nginx/nginx_unit".parse().unwrap(),
            selector: &"1.2.3_build".parse().unwrap(),
            platform: None,
            access: Access::Public,
        };
        assert_eq!(
            used.chart()[0].text,
            "helm install nginx-unit oci://public.ecr.aws/nginx/nginx_unit --version 1.2.3+build"
        );
    }
}
