//! Pieces for pipelines: GitHub Actions and GitLab CI. An image of one's own by its tag is built and pushed;
//! any other is run in.

use portolan_contract::{SnippetKind, SnippetNote, UseSnippet};
use portolan_oci::Selector;
use serde_json::{Value, json};

use super::{
    origin::{Access, Ecr, Origin},
    used::{Used, noted, piece, pretty},
    yaml::yaml,
};

/// The role that a pipeline takes on, by what its host says of it (OpenID Connect).
const ROLE: &str = "PIPELINE_ROLE";

impl Used<'_> {
    /// Whether a pipeline may push there: it is one's own, and a digest can't be chosen beforehand.
    fn is_pushed(&self) -> bool {
        self.access == Access::SignedIn && matches!(self.selector, Selector::Tag(_))
    }

    /// The workflow, and for Amazon ECR the trust that its role needs.
    pub(super) fn github_actions(&self) -> Vec<UseSnippet> {
        let kind = SnippetKind::GithubActions;
        let (permissions, sign_in) = self.github_sign_in();
        let mut job = json!({ "runs-on": "ubuntu-latest" });
        if sign_in.is_empty() {
            job["container"] = self.reference().into();
            job["steps"] = json!([
                { "uses": "actions/checkout@v4" },
                { "run": "echo \"This runs inside the image\"" },
            ]);
        } else {
            let mut steps = vec![json!({ "uses": "actions/checkout@v4" })];
            steps.extend(sign_in);
            steps.push(if self.is_pushed() {
                json!({
                    "uses": "docker/build-push-action@v6",
                    "with": { "context": ".", "push": true, "tags": self.reference() },
                })
            } else {
                json!({ "run": format!("docker run --rm {}", self.reference()) })
            });
            job["permissions"] = permissions;
            job["steps"] = steps.into();
        }
        let mut jobs = json!({});
        jobs[self.name()] = job;
        let workflow = json!({
            "name": self.name(),
            "on": { "push": { "branches": ["main"] } },
            "jobs": jobs,
        });
        let file = piece(kind, ".github/workflows/image.yml", yaml(&workflow));
        let Some(ecr) = self.ecr() else {
            let is_secret = self.needs_password() && self.origin() != Origin::Ghcr;
            return vec![if is_secret {
                noted(file, SnippetNote::PipelineSecrets)
            } else {
                file
            }];
        };
        let provider = "token.actions.githubusercontent.com";
        let trust = trust(
            &ecr,
            provider,
            "sts.amazonaws.com",
            "repo:OWNER/REPOSITORY:*",
        );
        let trust = piece(kind, "trust-policy.json", pretty(&trust));
        vec![file, noted(trust, SnippetNote::PipelineRole)]
    }

    /// What the job may do, and the steps that sign in; none where nobody has to.
    fn github_sign_in(&self) -> (Value, Vec<Value>) {
        if let Some(ecr) = self.ecr() {
            let steps = vec![
                json!({
                    "uses": "aws-actions/configure-aws-credentials@v4",
                    "with": { "role-to-assume": ecr.role(ROLE), "aws-region": ecr.region },
                }),
                json!({ "uses": "aws-actions/amazon-ecr-login@v2" }),
            ];
            return (json!({ "contents": "read", "id-token": "write" }), steps);
        }
        if !self.needs_password() {
            return (Value::Null, vec![]);
        }
        let (user, password, permissions) = if self.origin() == Origin::Ghcr {
            (
                "${{ github.actor }}",
                "${{ secrets.GITHUB_TOKEN }}",
                json!({ "contents": "read", "packages": "write" }),
            )
        } else {
            (
                "${{ secrets.REGISTRY_USER }}",
                "${{ secrets.REGISTRY_PASSWORD }}",
                json!({ "contents": "read" }),
            )
        };
        let step = json!({
            "uses": "docker/login-action@v3",
            "with": { "registry": self.host, "username": user, "password": password },
        });
        (permissions, vec![step])
    }

    /// The job, and for Amazon ECR the trust that its role needs.
    pub(super) fn gitlab_ci(&self) -> Vec<UseSnippet> {
        let kind = SnippetKind::GitlabCi;
        let file_name = ".gitlab-ci.yml";
        let mut jobs = json!({});
        if self.ecr().is_none() && !self.needs_password() {
            jobs[self.name()] = json!({
                "image": self.reference(),
                "script": ["echo \"This runs inside the image\""],
            });
            return vec![piece(kind, file_name, yaml(&jobs))];
        }
        let mut job = json!({
            "image": "docker:28",
            "services": ["docker:28-dind"],
        });
        let mut script: Vec<String> = Vec::new();
        if let Some(ecr) = self.ecr() {
            job["id_tokens"] = json!({ "OIDC_TOKEN": { "aud": "https://gitlab.com" } });
            job["variables"] = json!({
                "AWS_ROLE_ARN": ecr.role(ROLE),
                "AWS_WEB_IDENTITY_TOKEN_FILE": "/tmp/oidc-token",
                "AWS_REGION": ecr.region,
            });
            script.push("apk add --no-cache aws-cli".to_owned());
            script.push("echo \"$OIDC_TOKEN\" > \"$AWS_WEB_IDENTITY_TOKEN_FILE\"".to_owned());
            script.push(format!(
                "aws ecr get-login-password | docker login --username AWS --password-stdin {}",
                self.host
            ));
        } else {
            script.push(format!(
                "echo \"$REGISTRY_PASSWORD\" | docker login --username \"$REGISTRY_USER\" --password-stdin {}",
                self.host
            ));
        }
        let reference = self.reference();
        if self.is_pushed() {
            script.push(format!("docker build --tag {reference} ."));
            script.push(format!("docker push {reference}"));
        } else {
            script.push(format!("docker run --rm {reference}"));
        }
        job["script"] = script.into();
        jobs[self.name()] = job;
        let file = piece(kind, file_name, yaml(&jobs));
        let Some(ecr) = self.ecr() else {
            return vec![noted(file, SnippetNote::PipelineSecrets)];
        };
        let subject = "project_path:GROUP/PROJECT:ref_type:branch:ref:main";
        let trust = trust(&ecr, "gitlab.com", "https://gitlab.com", subject);
        let trust = piece(kind, "trust-policy.json", pretty(&trust));
        vec![file, noted(trust, SnippetNote::PipelineRole)]
    }
}

/// Who may take on the role: jobs of one project, as the provider of their identity says.
fn trust(ecr: &Ecr, provider: &str, audience: &str, subject: &str) -> Value {
    let (partition, account) = (ecr.partition(), &ecr.account);
    let mut equal = json!({});
    equal[format!("{provider}:aud")] = audience.into();
    let mut like = json!({});
    like[format!("{provider}:sub")] = subject.into();
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "Federated": format!("arn:{partition}:iam::{account}:oidc-provider/{provider}") },
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": { "StringEquals": equal, "StringLike": like },
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::super::used::tests::{DIGEST, ECR, find, pieces};
    use super::*;

    fn workflow(host: &str, selector: &str, access: Access) -> String {
        let pieces = pieces(host, selector, None, access);
        find(&pieces, SnippetKind::GithubActions, "").text.clone()
    }

    #[test]
    fn a_workflow_signs_in_to_amazon_ecr_by_its_role_and_pushes() {
        assert_eq!(
            workflow(ECR, "1", Access::SignedIn),
            format!(
                "name: nginx-unit\non:\n  push:\n    branches:\n      - main\njobs:\n  nginx-unit:\n    \
                 runs-on: ubuntu-latest\n    permissions:\n      contents: read\n      id-token: write\n    \
                 steps:\n      - uses: actions/checkout@v4\n      \
                 - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          \
                 role-to-assume: arn:aws:iam::123456789012:role/PIPELINE_ROLE\n          \
                 aws-region: eu-west-1\n      - uses: aws-actions/amazon-ecr-login@v2\n      \
                 - uses: docker/build-push-action@v6\n        with:\n          context: \".\"\n          \
                 push: true\n          tags: {ECR}/team/nginx_unit:1"
            )
        );
    }

    #[test]
    fn a_digest_is_run_and_never_pushed() {
        let text = workflow(ECR, DIGEST, Access::SignedIn);
        assert!(text.contains("run: docker run --rm"), "{text}");
        assert!(!text.contains("push: true"));
    }

    #[test]
    fn github_signs_in_to_its_own_registry_by_its_own_token() {
        let text = workflow("ghcr.io", "1", Access::SignedIn);
        assert!(text.contains("password: ${{ secrets.GITHUB_TOKEN }}"));
        assert!(text.contains("packages: write"));
        let text = workflow("quay.io", "1", Access::SignedIn);
        assert!(text.contains("password: ${{ secrets.REGISTRY_PASSWORD }}"));
    }

    #[test]
    fn whoever_needs_no_sign_in_runs_inside_the_image() {
        let text = workflow("public.ecr.aws", "1", Access::Public);
        assert!(text.contains("container: public.ecr.aws/team/nginx_unit:1"));
        assert!(!text.contains("login"));
        let pieces = pieces("public.ecr.aws", "1", None, Access::Public);
        let job = &find(&pieces, SnippetKind::GitlabCi, "").text;
        assert!(job.starts_with("nginx-unit:\n  image: public.ecr.aws/team/nginx_unit:1\n"));
    }

    #[test]
    fn gitlab_takes_on_a_role_that_trusts_its_project() {
        let pieces = pieces(ECR, "1", None, Access::SignedIn);
        let job = &find(&pieces, SnippetKind::GitlabCi, ".gitlab-ci.yml").text;
        assert!(job.contains("AWS_ROLE_ARN: arn:aws:iam::123456789012:role/PIPELINE_ROLE"));
        assert!(job.contains(&format!("docker push {ECR}/team/nginx_unit:1")));
        let trust = &find(&pieces, SnippetKind::GitlabCi, "trust-policy.json").text;
        let trust: Value = serde_json::from_str(trust).unwrap();
        let condition = &trust["Statement"][0]["Condition"];
        assert_eq!(
            condition["StringEquals"]["gitlab.com:aud"],
            "https://gitlab.com"
        );
    }
}
