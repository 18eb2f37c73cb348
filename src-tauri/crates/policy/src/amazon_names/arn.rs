//! ARNs that settings name, by their form.

use super::{
    Complaint, Field,
    grammar::{check_text, is_word},
    limits,
};

/// The parts behind `arn:`, where the partition is one of Amazon's: partition, product, region,
/// account, resource.
fn parts(arn: &str) -> Option<[&str; 5]> {
    let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':');
    let parts = [
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
    ];
    let is_partition = parts[0] == "aws" || parts[0].starts_with("aws-");
    is_partition.then_some(parts)
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.chars().all(|it| it.is_ascii_digit())
}

fn is_printable(character: char) -> bool {
    character.is_ascii_graphic()
}

/// Checks a KMS key for encryption: an ARN, an alias or a key's id.
pub fn check_kms_key(key: &str) -> Vec<Complaint> {
    check_text(Field::KmsKey, key, limits::KMS_KEY, is_printable, |key| {
        !key.starts_with("arn:")
            || parts(key).is_some_and(|[_, product, _, account, resource]| {
                let is_key = resource.starts_with("key/") || resource.starts_with("alias/");
                product == "kms" && is_account(account) && is_key
            })
    })
}

/// Checks the ARN of the secret with an upstream's credentials, whose name begins with
/// `ecr-pullthroughcache/`.
pub fn check_credential_arn(arn: &str) -> Vec<Complaint> {
    let field = Field::CredentialArn;
    check_text(field, arn, limits::CREDENTIAL_ARN, is_printable, |arn| {
        parts(arn).is_some_and(|[_, product, _, _, resource]| {
            let name = resource.strip_prefix("secret:ecr-pullthroughcache/");
            let is_possible = |it: char| it.is_ascii_alphanumeric() || "/_+=.@-".contains(it);
            product == "secretsmanager"
                && name.is_some_and(|name| !name.is_empty() && name.chars().all(is_possible))
        })
    })
}

/// Checks the ARN of a signing profile.
pub fn check_signing_profile(arn: &str) -> Vec<Complaint> {
    let field = Field::SigningProfile;
    check_text(field, arn, limits::SHORT_ARN, is_printable, |arn| {
        parts(arn).is_some_and(|[_, product, region, account, resource]| {
            let name = resource.strip_prefix("/signing-profiles/");
            let is_possible = |it: char| it.is_ascii_alphanumeric() || it == '_';
            product == "signer"
                && !region.is_empty()
                && region.chars().all(|it| is_word(it) || it == '-')
                && is_account(account)
                && name.is_some_and(|name| name.len() >= 2 && name.chars().all(is_possible))
        })
    })
}

/// Checks the ARN of a role or user whose pulls are not recorded.
pub fn check_excluded_principal(arn: &str) -> Vec<Complaint> {
    let field = Field::ExcludedPrincipal;
    check_text(field, arn, limits::SHORT_ARN, is_printable, |arn| {
        parts(arn).is_some_and(|[_, product, region, account, resource]| {
            let name = resource
                .strip_prefix("role/")
                .or_else(|| resource.strip_prefix("user/"));
            let is_possible = |it: char| it.is_ascii_alphanumeric() || "_+=,.@-".contains(it);
            let is_part = |part: &str| !part.is_empty() && part.chars().all(is_possible);
            product == "iam"
                && region.is_empty()
                && is_account(account)
                && name.is_some_and(|name| name.split('/').all(is_part))
        })
    })
}

/// Checks the ARN of a role that ECR takes on.
pub fn check_role(arn: &str) -> Vec<Complaint> {
    let field = Field::Role;
    check_text(field, arn, limits::ROLE_ARN, is_printable, |arn| {
        parts(arn).is_some_and(|[_, product, region, account, resource]| {
            let name = resource.strip_prefix("role/");
            product == "iam"
                && region.is_empty()
                && is_account(account)
                && name.is_some_and(|name| name.split('/').all(|part| !part.is_empty()))
        })
    })
}
