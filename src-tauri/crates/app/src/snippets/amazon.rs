//! Pieces for what runs at AWS: ECS, Fargate, Lambda, App Runner, Elastic Beanstalk.

use portolan_contract::{SnippetKind, SnippetNote, UseSnippet};
use portolan_oci::Selector;
use serde_json::{Value, json};

use super::{
    origin::Origin,
    used::{Used, noted, piece, pretty},
};

/// What stands where only the reader knows the value.
const ACCOUNT: &str = "ACCOUNT_ID";
const REGION: &str = "REGION";

impl Used<'_> {
    /// A task of ECS on one's own machines.
    pub(super) fn ecs(&self) -> Vec<UseSnippet> {
        let mut container = self.container();
        container["memory"] = 512.into();
        let task = json!({
            "family": self.name(),
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["EC2"],
            "executionRoleArn": self.execution_role(),
            "containerDefinitions": [container],
        });
        self.task_with_rights(SnippetKind::EcsTask, task)
    }

    /// A task of ECS on machines of AWS's.
    pub(super) fn fargate(&self) -> Vec<UseSnippet> {
        let task = json!({
            "family": self.name(),
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            // Windows needs a whole one at least.
            "cpu": if self.is_windows() { "1024" } else { "256" },
            "memory": if self.is_windows() { "2048" } else { "512" },
            "executionRoleArn": self.execution_role(),
            "containerDefinitions": [self.container()],
        });
        self.task_with_rights(SnippetKind::Fargate, task)
    }

    fn task_with_rights(&self, kind: SnippetKind, mut task: Value) -> Vec<UseSnippet> {
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
        let definition = piece(kind, "task-definition.json", pretty(&task));
        let note = if self.needs_password() {
            SnippetNote::RegistrySecret
        } else {
            SnippetNote::ExecutionRole
        };
        vec![noted(definition, note)]
    }

    fn container(&self) -> Value {
        let mut container = json!({
            "name": self.name(),
            "image": self.reference(),
            "essential": true,
        });
        if self.needs_password() {
            container["repositoryCredentials"] = json!({
                "credentialsParameter":
                    format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:REGISTRY_SECRET"),
            });
        }
        container
    }

    /// The role with which ECS pulls and writes logs.
    fn execution_role(&self) -> String {
        self.role("ecsTaskExecutionRole")
    }

    fn role(&self, name: &str) -> String {
        match self.ecr() {
            Some(ecr) => ecr.role(name),
            None => format!("arn:aws:iam::{ACCOUNT}:role/{name}"),
        }
    }

    /// Lambda runs images of one platform, out of a private registry of Amazon ECR in its own region.
    pub(super) fn lambda(&self) -> Vec<UseSnippet> {
        if self.is_windows() {
            return vec![];
        }
        let name = self.name();
        let architecture = match self.architecture() {
            Some("arm64") => "arm64",
            _ => "x86_64",
        };
        let create = |image: &str, region: &str| {
            format!(
                "aws lambda create-function --function-name {name} \\\n  --package-type Image --code ImageUri={image} \\\n  \
                 --architectures {architecture} --region {region} \\\n  --role {}",
                self.role("FUNCTION_ROLE")
            )
        };
        if let Some(ecr) = self.ecr() {
            let text = create(&self.reference(), &ecr.region);
            let created = piece(SnippetKind::Lambda, "aws lambda", text);
            return vec![noted(created, SnippetNote::SameRegion)];
        }
        let platform = match architecture {
            "arm64" => "linux/arm64",
            _ => "linux/amd64",
        };
        let tag = match self.selector {
            Selector::Tag(tag) => tag.to_string(),
            Selector::Digest(_) => "latest".to_owned(),
        };
        let text = format!(
            "IMAGE={ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{name}:{tag}\n\
             crane copy --platform {platform} {} $IMAGE\n{}",
            self.reference(),
            create("$IMAGE", REGION)
        );
        let copied = piece(SnippetKind::Lambda, "aws lambda", text);
        vec![noted(copied, SnippetNote::CopiedFirst)]
    }

    /// App Runner runs images of Amazon ECR alone, private or public.
    pub(super) fn app_runner(&self) -> Vec<UseSnippet> {
        let origin = self.origin();
        let repository_type = match &origin {
            Origin::Ecr(_) => "ECR",
            Origin::EcrPublic => "ECR_PUBLIC",
            _ => return vec![],
        };
        let mut source = json!({
            "ImageRepository": {
                "ImageIdentifier": self.reference(),
                "ImageRepositoryType": repository_type,
                "ImageConfiguration": { "Port": "8080" },
            },
        });
        if matches!(origin, Origin::Ecr(_)) {
            source["AuthenticationConfiguration"] = json!({
                "AccessRoleArn": self.role("service-role/AppRunnerECRAccessRole"),
            });
        }
        // Only a tag of one's own can be followed.
        let follows = matches!(origin, Origin::Ecr(_)) && matches!(self.selector, Selector::Tag(_));
        source["AutoDeploymentsEnabled"] = follows.into();
        let service = json!({ "ServiceName": self.name(), "SourceConfiguration": source });
        let file = piece(SnippetKind::AppRunner, "app-runner.json", pretty(&service));
        let text =
            "aws apprunner create-service --cli-input-json file://app-runner.json".to_owned();
        let command = piece(SnippetKind::AppRunner, "aws apprunner", text);
        let file = match origin {
            Origin::Ecr(_) => noted(file, SnippetNote::AccessRole),
            _ => file,
        };
        vec![file, command]
    }

    /// The file of Elastic Beanstalk, and for Amazon ECR what lets its machines read.
    pub(super) fn elastic_beanstalk(&self) -> Vec<UseSnippet> {
        let kind = SnippetKind::ElasticBeanstalk;
        let mut run = json!({ "AWSEBDockerrunVersion": "1" });
        if self.needs_password() {
            run["Authentication"] = json!({ "Bucket": "BUCKET", "Key": "config.json" });
        }
        run["Image"] = json!({ "Name": self.reference(), "Update": "true" });
        run["Ports"] = json!([{ "ContainerPort": 80 }]);
        let file = piece(kind, "Dockerrun.aws.json", pretty(&run));
        let Some(ecr) = self.ecr() else {
            return vec![if self.needs_password() {
                noted(file, SnippetNote::SignInFile)
            } else {
                file
            }];
        };
        let policy = ecr.policy("AmazonEC2ContainerRegistryReadOnly");
        let text = format!(
            "aws iam attach-role-policy \\\n  --role-name aws-elasticbeanstalk-ec2-role \\\n  --policy-arn {policy}"
        );
        let right = piece(kind, "aws iam", text);
        vec![file, noted(right, SnippetNote::InstanceProfile)]
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        origin::Access,
        used::tests::{ECR, find, pieces},
    };
    use super::*;

    fn json_of(host: &str, kind: SnippetKind, platform: Option<&str>) -> Value {
        let pieces = pieces(host, "1", platform, Access::SignedIn);
        serde_json::from_str(&find(&pieces, kind, "").text).unwrap()
    }

    #[test]
    fn a_task_on_fargate_has_its_size_its_platform_and_its_role() {
        let task = json_of(ECR, SnippetKind::Fargate, Some("linux/arm64"));
        assert_eq!(task["requiresCompatibilities"], json!(["FARGATE"]));
        assert_eq!(
            (&task["cpu"], &task["memory"]),
            (&json!("256"), &json!("512"))
        );
        assert_eq!(task["runtimePlatform"]["cpuArchitecture"], "ARM64");
        assert_eq!(
            task["executionRoleArn"],
            "arn:aws:iam::123456789012:role/ecsTaskExecutionRole"
        );
        let on_windows = json_of(ECR, SnippetKind::Fargate, Some("windows/amd64"));
        assert_eq!(on_windows["cpu"], "1024");
        assert_eq!(
            on_windows["runtimePlatform"]["operatingSystemFamily"],
            "WINDOWS_SERVER_2022_CORE"
        );
    }

    #[test]
    fn a_task_signs_in_to_another_registry_by_a_secret() {
        let task = json_of("quay.io", SnippetKind::EcsTask, None);
        let container = &task["containerDefinitions"][0];
        assert!(container["repositoryCredentials"]["credentialsParameter"].is_string());
        assert_eq!(container["memory"], 512);
        let task = json_of(ECR, SnippetKind::EcsTask, None);
        assert_eq!(
            task["containerDefinitions"][0]["repositoryCredentials"],
            Value::Null
        );
    }

    #[test]
    fn lambda_runs_an_image_of_ecr_as_it_is_and_a_copy_of_any_other() {
        let own = pieces(ECR, "1", Some("linux/arm64"), Access::SignedIn);
        let own = &find(&own, SnippetKind::Lambda, "").text;
        assert!(
            own.contains(&format!("ImageUri={ECR}/team/nginx_unit:1")),
            "{own}"
        );
        assert!(own.contains("--architectures arm64 --region eu-west-1"));
        assert!(!own.contains("crane"));
        let other = pieces("quay.io", "1", None, Access::Public);
        let other = &find(&other, SnippetKind::Lambda, "").text;
        assert!(
            other.contains("crane copy --platform linux/amd64 quay.io/team/nginx_unit:1 $IMAGE")
        );
    }

    #[test]
    fn app_runner_is_offered_what_it_can_read() {
        let own = json_of(ECR, SnippetKind::AppRunner, None);
        let source = &own["SourceConfiguration"];
        assert_eq!(source["ImageRepository"]["ImageRepositoryType"], "ECR");
        assert_eq!(source["AutoDeploymentsEnabled"], true);
        assert!(source["AuthenticationConfiguration"]["AccessRoleArn"].is_string());
        let public = json_of("public.ecr.aws", SnippetKind::AppRunner, None);
        assert_eq!(
            public["SourceConfiguration"]["AutoDeploymentsEnabled"],
            false
        );
        let other = pieces("quay.io", "1", None, Access::Public);
        assert!(other.iter().all(|it| it.place != SnippetKind::AppRunner));
    }

    #[test]
    fn elastic_beanstalk_gets_the_right_to_read_amazon_ecr() {
        let own = pieces(ECR, "1", None, Access::SignedIn);
        let right = find(&own, SnippetKind::ElasticBeanstalk, "aws iam");
        assert!(
            right
                .text
                .contains("policy/AmazonEC2ContainerRegistryReadOnly")
        );
        assert_eq!(right.note, Some(SnippetNote::InstanceProfile));
        let run = json_of("quay.io", SnippetKind::ElasticBeanstalk, None);
        assert_eq!(run["Authentication"]["Key"], "config.json");
    }

    #[test]
    fn roles_and_policies_are_of_the_partition() {
        let host = "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn";
        let task = json_of(host, SnippetKind::EcsTask, None);
        assert_eq!(
            task["executionRoleArn"],
            "arn:aws-cn:iam::123456789012:role/ecsTaskExecutionRole"
        );
    }
}
