//! Ready statements for what policies are mostly written for.

use super::{Condition, Resources, Statement, WrittenPrincipal};
use crate::amazon_names::{AccountId, OrganizationId, Partition};

const PULL: [&str; 3] = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
];

fn condition(operator: &str, key: &str, values: Vec<String>) -> Condition {
    Condition {
        operator: operator.to_owned(),
        key: key.to_owned(),
        values,
    }
}

/// Other accounts pull. Their own administrators decide who in them may.
pub fn cross_account_pull(partition: Partition, accounts: &[AccountId]) -> Statement {
    let principals = accounts
        .iter()
        .map(|account| WrittenPrincipal::account(partition, account))
        .collect();
    Statement::allow(Some("CrossAccountPull"), principals, &PULL)
}

/// A pipeline pushes, and pulls what it builds on.
pub fn push(principals: Vec<WrittenPrincipal>) -> Statement {
    let actions = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
    ];
    Statement::allow(Some("PipelinePush"), principals, &actions)
}

/// A pipeline pushes to a public repository.
pub fn public_push(principals: Vec<WrittenPrincipal>) -> Statement {
    let actions = [
        "ecr-public:BatchCheckLayerAvailability",
        "ecr-public:CompleteLayerUpload",
        "ecr-public:InitiateLayerUpload",
        "ecr-public:PutImage",
        "ecr-public:UploadLayerPart",
    ];
    Statement::allow(Some("PipelinePush"), principals, &actions)
}

/// Lambda pulls for the functions of an account in a region. Where that is another account, Lambda
/// needs [`cross_account_pull`] beside it (Lambda developer guide, "Amazon ECR cross-account
/// permissions").
pub fn lambda_pull(account: &AccountId, region: &str) -> Statement {
    let partition = Partition::of_region(region).as_str();
    let functions = format!("arn:{partition}:lambda:{region}:{account}:function:*");
    let actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    let lambda = WrittenPrincipal::product("lambda.amazonaws.com");
    Statement {
        conditions: vec![condition("StringLike", "aws:sourceArn", vec![functions])],
        ..Statement::allow(Some("LambdaPull"), vec![lambda], &actions)
    }
}

/// Everybody in an organization pulls.
pub fn organization_pull(organization: &OrganizationId) -> Statement {
    let ids = vec![organization.to_string()];
    Statement {
        conditions: vec![condition("StringEquals", "aws:PrincipalOrgID", ids)],
        ..Statement::allow(
            Some("OrganizationPull"),
            vec![WrittenPrincipal::everyone()],
            &PULL,
        )
    }
}

/// Somebody sees everything and pulls, and changes nothing.
pub fn read_only(principals: Vec<WrittenPrincipal>) -> Statement {
    let actions = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:DescribeImageScanFindings",
        "ecr:DescribeImages",
        "ecr:DescribeRepositories",
        "ecr:GetDownloadUrlForLayer",
        "ecr:GetLifecyclePolicy",
        "ecr:GetLifecyclePolicyPreview",
        "ecr:GetRepositoryPolicy",
        "ecr:ListImageReferrers",
        "ecr:ListImages",
        "ecr:ListTagsForResource",
    ];
    Statement::allow(Some("ReadOnly"), principals, &actions)
}

/// Another account replicates into this registry, and creates the repositories for it.
pub fn replication(source: &AccountId, registry: &AccountId, region: &str) -> Statement {
    let partition = Partition::of_region(region);
    let principals = vec![WrittenPrincipal::account(partition, source)];
    let actions = ["ecr:CreateRepository", "ecr:ReplicateImage"];
    Statement {
        resources: Some(repositories(registry, region, "*")),
        ..Statement::allow(Some("Replication"), principals, &actions)
    }
}

/// Somebody pulls through the cache what nobody has pulled before, under a pull-through cache rule's
/// prefix.
pub fn pull_through_cache(
    principals: Vec<WrittenPrincipal>,
    registry: &AccountId,
    region: &str,
    prefix: &str,
) -> Statement {
    let actions = ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"];
    let prefix = prefix.trim_end_matches('/');
    Statement {
        resources: Some(repositories(registry, region, &format!("{prefix}/*"))),
        ..Statement::allow(Some("PullThroughCache"), principals, &actions)
    }
}

fn repositories(registry: &AccountId, region: &str, names: &str) -> Resources {
    let partition = Partition::of_region(region).as_str();
    Resources {
        is_negated: false,
        patterns: vec![format!(
            "arn:{partition}:ecr:{region}:{registry}:repository/{names}"
        )],
    }
}
