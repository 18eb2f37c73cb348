//! A repository of Amazon ECR with its settings as code: Terraform and CloudFormation.

use portolan_contract::{
    CodedEncryption, CodedMutability, Failure, RepositoryAsCode, SnippetKind, UseSnippet,
};
use serde_json::{Map, Value, json};

use super::{
    hcl::{expression, identifier, text},
    used::piece,
    yaml::yaml,
};

/// Both files. A policy that is no JSON object is an error of its field.
pub(super) fn repository_code(repository: &RepositoryAsCode) -> Result<Vec<UseSnippet>, Failure> {
    let settings = Settings {
        repository,
        lifecycle_policy: read("lifecyclePolicy", repository.lifecycle_policy.as_deref())?,
        policy: read("policy", repository.policy.as_deref())?,
    };
    Ok(vec![
        piece(
            SnippetKind::Terraform,
            "repository.tf",
            settings.terraform(),
        ),
        piece(
            SnippetKind::CloudFormation,
            "repository.yaml",
            yaml(&settings.cloud_formation()),
        ),
    ])
}

struct Settings<'t> {
    repository: &'t RepositoryAsCode,
    lifecycle_policy: Option<Value>,
    policy: Option<Value>,
}

fn read(field: &str, policy: Option<&str>) -> Result<Option<Value>, Failure> {
    let Some(policy) = policy.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    let read: Map<String, Value> = serde_json::from_str(policy)
        .map_err(|problem| Failure::invalid(field, problem.to_string()))?;
    Ok(Some(Value::Object(read)))
}

impl Settings<'_> {
    /// The word of the API; with exclusions it is another one.
    fn mutability(&self) -> &'static str {
        let has_exclusions = !self.repository.exclusions.is_empty();
        match (self.repository.mutability, has_exclusions) {
            (CodedMutability::Mutable, false) => "MUTABLE",
            (CodedMutability::Mutable, true) => "MUTABLE_WITH_EXCLUSION",
            (CodedMutability::Immutable, false) => "IMMUTABLE",
            (CodedMutability::Immutable, true) => "IMMUTABLE_WITH_EXCLUSION",
        }
    }

    fn encryption(&self) -> (&'static str, Option<&str>) {
        match &self.repository.encryption {
            CodedEncryption::Aes256 => ("AES256", None),
            CodedEncryption::Kms { key } => ("KMS", key.as_deref()),
            CodedEncryption::KmsDsse { key } => ("KMS_DSSE", key.as_deref()),
        }
    }

    fn terraform(&self) -> String {
        let repository = self.repository;
        let id = identifier(&repository.name);
        let mut lines = vec![
            format!("resource \"aws_ecr_repository\" \"{id}\" {{"),
            format!("  name                 = {}", text(&repository.name)),
            format!("  image_tag_mutability = {}", text(self.mutability())),
        ];
        for filter in &repository.exclusions {
            lines.extend([
                String::new(),
                "  image_tag_mutability_exclusion_filter {".to_owned(),
                format!("    filter      = {}", text(filter)),
                "    filter_type = \"WILDCARD\"".to_owned(),
                "  }".to_owned(),
            ]);
        }
        lines.extend([
            String::new(),
            "  image_scanning_configuration {".to_owned(),
            format!("    scan_on_push = {}", repository.scan_on_push),
            "  }".to_owned(),
            String::new(),
            "  encryption_configuration {".to_owned(),
        ]);
        match self.encryption() {
            (kind, Some(key)) => lines.extend([
                format!("    encryption_type = {}", text(kind)),
                format!("    kms_key         = {}", text(key)),
            ]),
            (kind, None) => lines.push(format!("    encryption_type = {}", text(kind))),
        }
        lines.push("  }".to_owned());
        if !repository.tags.is_empty() {
            let tags: Map<String, Value> = repository
                .tags
                .iter()
                .map(|tag| (tag.name.clone(), tag.value.clone().into()))
                .collect();
            lines.push(String::new());
            lines.push(format!("  tags = {}", expression(&Value::Object(tags), 1)));
        }
        lines.push("}".to_owned());
        let policies = [
            ("aws_ecr_lifecycle_policy", &self.lifecycle_policy),
            ("aws_ecr_repository_policy", &self.policy),
        ];
        for (resource, policy) in policies {
            let Some(policy) = policy else { continue };
            lines.extend([
                String::new(),
                format!("resource \"{resource}\" \"{id}\" {{"),
                format!("  repository = aws_ecr_repository.{id}.name"),
                format!("  policy     = jsonencode({})", expression(policy, 1)),
                "}".to_owned(),
            ]);
        }
        lines.join("\n")
    }

    fn cloud_formation(&self) -> Value {
        let repository = self.repository;
        let mut properties = json!({
            "RepositoryName": repository.name,
            "ImageTagMutability": self.mutability(),
        });
        if !repository.exclusions.is_empty() {
            let filters = repository.exclusions.iter().map(|filter| {
                json!({
                    "ImageTagMutabilityExclusionFilterType": "WILDCARD",
                    "ImageTagMutabilityExclusionFilterValue": filter,
                })
            });
            properties["ImageTagMutabilityExclusionFilters"] = filters.collect();
        }
        properties["ImageScanningConfiguration"] = json!({ "ScanOnPush": repository.scan_on_push });
        let (kind, key) = self.encryption();
        let mut encryption = json!({ "EncryptionType": kind });
        if let Some(key) = key {
            encryption["KmsKey"] = key.into();
        }
        properties["EncryptionConfiguration"] = encryption;
        if let Some(policy) = &self.lifecycle_policy {
            properties["LifecyclePolicy"] = json!({ "LifecyclePolicyText": format!("{policy:#}") });
        }
        if let Some(policy) = &self.policy {
            properties["RepositoryPolicyText"] = policy.clone();
        }
        if !repository.tags.is_empty() {
            let tags = repository.tags.iter();
            properties["Tags"] = tags
                .map(|tag| json!({ "Key": tag.name, "Value": tag.value }))
                .collect();
        }
        json!({
            "AWSTemplateFormatVersion": "2010-09-09",
            "Resources": {
                "Repository": {
                    "Type": "AWS::ECR::Repository",
                    // A stack that goes does not take the images with it.
                    "DeletionPolicy": "Retain",
                    "UpdateReplacePolicy": "Retain",
                    "Properties": properties,
                },
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use portolan_contract::Pair;

    use super::*;

    fn plain() -> RepositoryAsCode {
        RepositoryAsCode {
            name: "team/app".to_owned(),
            mutability: CodedMutability::Mutable,
            exclusions: vec![],
            scan_on_push: false,
            encryption: CodedEncryption::Aes256,
            lifecycle_policy: None,
            policy: None,
            tags: vec![],
        }
    }

    fn full() -> RepositoryAsCode {
        RepositoryAsCode {
            mutability: CodedMutability::Immutable,
            exclusions: vec!["latest".to_owned(), "dev-*".to_owned()],
            scan_on_push: true,
            encryption: CodedEncryption::Kms {
                key: Some("arn:aws:kms:eu-west-1:123456789012:key/abc".to_owned()),
            },
            lifecycle_policy: Some(
                r#"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":3},"action":{"type":"expire"}}]}"#
                    .to_owned(),
            ),
            policy: Some(
                r#"{"Version":"2012-10-17","Statement":[{"Sid":"${aws:username}","Effect":"Allow","Principal":"*","Action":["ecr:BatchGetImage"]}]}"#
                    .to_owned(),
            ),
            tags: vec![Pair {
                name: "cost:centre".to_owned(),
                value: "a \"b\"".to_owned(),
            }],
            ..plain()
        }
    }

    fn texts(repository: &RepositoryAsCode) -> (String, String) {
        let mut files = repository_code(repository).unwrap().into_iter();
        (files.next().unwrap().text, files.next().unwrap().text)
    }

    #[test]
    fn terraform_has_every_setting_and_nothing_that_is_not_set() {
        let (terraform, _) = texts(&plain());
        assert_eq!(
            terraform,
            "resource \"aws_ecr_repository\" \"team_app\" {\n  name                 = \"team/app\"\n  \
             image_tag_mutability = \"MUTABLE\"\n\n  image_scanning_configuration {\n    scan_on_push = false\n  }\n\n  \
             encryption_configuration {\n    encryption_type = \"AES256\"\n  }\n}"
        );
        let (terraform, _) = texts(&full());
        for part in [
            "image_tag_mutability = \"IMMUTABLE_WITH_EXCLUSION\"",
            "    filter      = \"dev-*\"\n    filter_type = \"WILDCARD\"",
            "scan_on_push = true",
            "kms_key         = \"arn:aws:kms:eu-west-1:123456789012:key/abc\"",
            "  tags = {\n    \"cost:centre\" = \"a \\\"b\\\"\"\n  }",
            "resource \"aws_ecr_lifecycle_policy\" \"team_app\" {\n  repository = aws_ecr_repository.team_app.name",
            "policy     = jsonencode({\n    rules = [\n      {\n        rulePriority = 1",
            // What would be a template is none.
            "Sid = \"$${aws:username}\"",
        ] {
            assert!(terraform.contains(part), "{part} is not in\n{terraform}");
        }
        let count = |sign| terraform.matches(sign).count();
        assert_eq!(count('{'), count('}'));
    }

    #[test]
    fn cloud_formation_has_every_setting_and_keeps_the_images() {
        let (_, formation) = texts(&full());
        for part in [
            "AWSTemplateFormatVersion: \"2010-09-09\"",
            "DeletionPolicy: Retain",
            "ImageTagMutability: IMMUTABLE_WITH_EXCLUSION",
            "- ImageTagMutabilityExclusionFilterType: WILDCARD\n          ImageTagMutabilityExclusionFilterValue: latest",
            "ScanOnPush: true",
            "EncryptionType: KMS\n",
            "LifecyclePolicyText: |-\n          {\n            \"rules\": [",
            "RepositoryPolicyText:\n        Version: \"2012-10-17\"",
            "- Key: cost:centre\n          Value: a \"b\"",
        ] {
            assert!(formation.contains(part), "{part} is not in\n{formation}");
        }
    }

    #[test]
    fn a_policy_that_is_no_json_is_said_by_its_field() {
        let broken = RepositoryAsCode {
            lifecycle_policy: Some("{rules: ".to_owned()),
            ..plain()
        };
        let failure = repository_code(&broken).unwrap_err();
        assert!(failure.to_string().contains("lifecyclePolicy"), "{failure}");
    }
}
