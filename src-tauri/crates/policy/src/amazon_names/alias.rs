//! Registry aliases of ECR Public: their form, and the words that requests should avoid.

use super::{
    Complaint, Field,
    grammar::{check_text, is_separated, is_word},
    limits,
};

/// Why a request for an alias may well be rejected (user guide of ECR Public, "Custom registry
/// alias"). Advice, no published list: it warns and never blocks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AliasDoubt {
    /// It has Amazon's name.
    Amazon {
        /// The word.
        word: &'static str,
    },
    /// It has the name of something that Amazon offers.
    Product {
        /// The word.
        word: &'static str,
    },
    /// It is, or has as a part, a word that could be anybody's.
    Generic {
        /// The word.
        word: &'static str,
    },
}

/// Found anywhere.
const AMAZON: [&str; 2] = ["aws", "amazon"];

/// Found as a part of their own, since their letters are in many words.
const PRODUCTS: [&str; 34] = [
    "athena",
    "aurora",
    "batch",
    "bedrock",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "codebuild",
    "cognito",
    "dynamodb",
    "ebs",
    "ec2",
    "ecr",
    "ecs",
    "eks",
    "elasticache",
    "eventbridge",
    "fargate",
    "glue",
    "guardduty",
    "iam",
    "kinesis",
    "kms",
    "lambda",
    "lightsail",
    "rds",
    "redshift",
    "route53",
    "s3",
    "sagemaker",
    "sns",
    "sqs",
    "sts",
];

const GENERIC: [&str; 16] = [
    "admin",
    "demo",
    "docker",
    "example",
    "gallery",
    "image",
    "images",
    "library",
    "marketplace",
    "official",
    "oss",
    "public",
    "registry",
    "repo",
    "root",
    "test",
];

/// Checks an alias's form: 2–50 characters, `[a-z][a-z0-9]+(?:[._-][a-z0-9]+)*`.
pub fn check_alias(alias: &str) -> Vec<Complaint> {
    let is_possible = |it| is_word(it) || matches!(it, '.' | '_' | '-');
    let separators = ['.', '_', '-'];
    check_text(Field::Alias, alias, limits::ALIAS, is_possible, |alias| {
        let first = alias.split(separators).next().unwrap_or_default();
        is_separated(alias, is_word, &separators)
            && first.starts_with(|it: char| it.is_ascii_lowercase())
            && first.len() >= 2
    })
}

/// Why a request for an alias may be rejected.
pub fn doubt_alias(alias: &str) -> Vec<AliasDoubt> {
    let parts: Vec<&str> = alias.split(['.', '_', '-']).collect();
    let amazon = AMAZON.iter().filter(|word| alias.contains(**word));
    let products = PRODUCTS.iter().filter(|word| parts.contains(word));
    let generic = GENERIC.iter().filter(|word| parts.contains(word));
    amazon
        .map(|word| AliasDoubt::Amazon { word })
        .chain(products.map(|word| AliasDoubt::Product { word }))
        .chain(generic.map(|word| AliasDoubt::Generic { word }))
        .collect()
}
