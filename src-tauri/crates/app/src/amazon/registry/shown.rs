//! A registry's settings between the contract and the room of Amazon.

use jiff::Timestamp;
use portolan_contract::{
    AccountSettingName, AmazonEncryption, BackfillState, BackfilledImage, CacheRule, CacheUpstream,
    CreationOccasion, CreationTemplate, EncryptionKind, ListedCacheRule, ListedTemplate,
    ProgressState, RegistryScanRule, RegistryScanning, RegistrySetting, ReplicationBackfill,
    ReplicationDestination, ReplicationRule, ScanFrequency, SigningRule,
};
use portolan_ecr as ecr;
use portolan_policy::amazon_names::Upstream;

use crate::amazon::repository::{read_mutability, show_encryption, show_mutability, show_tags};

/// A place or number as the window has it.
pub(super) fn place(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

pub(super) fn time(time: Option<Timestamp>) -> Option<i64> {
    time.map(Timestamp::as_millisecond)
}

/// A setting as it is written: without white space around texts, and without texts that say nothing.
pub(super) fn tidy(mut setting: RegistrySetting) -> RegistrySetting {
    let trim = |text: &mut String| *text = text.trim().to_owned();
    let drop_empty = |text: &mut Option<String>| {
        *text = text.take().map(|text| text.trim().to_owned());
        text.take_if(|text| text.is_empty());
    };
    match &mut setting {
        RegistrySetting::Replication { rules } => {
            for destination in rules.iter_mut().flat_map(|rule| &mut rule.destinations) {
                trim(&mut destination.region);
                trim(&mut destination.account);
            }
        }
        RegistrySetting::CacheRule { prefix, rule } => {
            trim(prefix);
            if let Some(rule) = rule {
                trim(&mut rule.address);
                drop_empty(&mut rule.upstream_prefix);
                drop_empty(&mut rule.credential);
                drop_empty(&mut rule.role);
                // Amazon's word for none.
                rule.upstream_prefix.take_if(|prefix| prefix == "ROOT");
            }
        }
        RegistrySetting::Template { prefix, template } => {
            trim(prefix);
            if let Some(template) = template {
                for text in [
                    &mut template.description,
                    &mut template.repository_policy,
                    &mut template.lifecycle_policy,
                    &mut template.role,
                    &mut template.encryption.key,
                ] {
                    drop_empty(text);
                }
                template.applied_for.sort();
                template.applied_for.dedup();
            }
        }
        RegistrySetting::Signing { rules } => {
            for rule in rules {
                trim(&mut rule.profile);
            }
        }
        RegistrySetting::Policy { text } => drop_empty(text),
        RegistrySetting::PullExclusion { principal, .. } => trim(principal),
        RegistrySetting::Scanning { .. } | RegistrySetting::Account { .. } => {}
    }
    setting
}

/// Whether two settings say the same, in whatever order ECR lists what has none.
pub(super) fn is_same(one: &RegistrySetting, other: &RegistrySetting) -> bool {
    in_order(one.clone()) == in_order(other.clone())
}

fn in_order(setting: RegistrySetting) -> RegistrySetting {
    let mut setting = tidy(setting);
    match &mut setting {
        RegistrySetting::Replication { rules } => {
            for rule in rules {
                rule.destinations.sort();
                rule.prefixes.sort();
            }
        }
        RegistrySetting::Scanning { rules, .. } => {
            for rule in rules {
                rule.filters.sort();
            }
        }
        RegistrySetting::Signing { rules } => {
            for rule in rules {
                rule.filters.sort();
            }
        }
        RegistrySetting::Template {
            template: Some(template),
            ..
        } => {
            template.mutability.exclusions.sort();
            template.resource_tags.sort_by(|a, b| a.key.cmp(&b.key));
        }
        _ => {}
    }
    setting
}

pub(super) fn destination(found: ecr::ReplicationDestination) -> ReplicationDestination {
    ReplicationDestination {
        region: found.region,
        account: found.registry_id,
    }
}

pub(super) fn read_destination(shown: &ReplicationDestination) -> ecr::ReplicationDestination {
    ecr::ReplicationDestination {
        region: shown.region.clone(),
        registry_id: shown.account.clone(),
    }
}

pub(super) fn replication(rules: Vec<ecr::ReplicationRule>) -> Vec<ReplicationRule> {
    let show = |rule: ecr::ReplicationRule| ReplicationRule {
        destinations: rule.destinations.into_iter().map(destination).collect(),
        prefixes: rule.prefixes,
        deletes: rule.deletes,
    };
    rules.into_iter().map(show).collect()
}

pub(super) fn read_replication(rule: &ReplicationRule) -> ecr::ReplicationRule {
    ecr::ReplicationRule {
        destinations: rule.destinations.iter().map(read_destination).collect(),
        prefixes: rule.prefixes.clone(),
        deletes: rule.deletes,
    }
}

pub(super) fn backfill(found: ecr::Backfill) -> ReplicationBackfill {
    ReplicationBackfill {
        id: found.id,
        destination: destination(found.destination),
        state: match found.state {
            ecr::BackfillState::Preparing => BackfillState::Preparing,
            ecr::BackfillState::Running => BackfillState::Running,
            ecr::BackfillState::Complete => BackfillState::Complete,
            ecr::BackfillState::Failed => BackfillState::Failed,
            ecr::BackfillState::Stopping => BackfillState::Stopping,
            ecr::BackfillState::Stopped => BackfillState::Stopped,
            ecr::BackfillState::Unknown => BackfillState::Unknown,
        },
        total: found.total,
        done: found.done,
        failed: found.failed,
        failure: found.failure,
        started: time(found.started_at),
        ended: time(found.ended_at),
    }
}

pub(super) fn backfilled(found: ecr::BackfilledImage) -> BackfilledImage {
    BackfilledImage {
        repository: found.repository,
        image: found.image,
        there: found.is_there,
        failure: found.failure,
    }
}

pub(super) fn upstream(shown: CacheUpstream) -> Upstream {
    match shown {
        CacheUpstream::Ecr => Upstream::Ecr,
        CacheUpstream::EcrPublic => Upstream::EcrPublic,
        CacheUpstream::DockerHub => Upstream::DockerHub,
        CacheUpstream::GitHub => Upstream::GitHub,
        CacheUpstream::GitLab => Upstream::GitLab,
        CacheUpstream::Kubernetes => Upstream::Kubernetes,
        CacheUpstream::Azure => Upstream::Azure,
        CacheUpstream::Quay => Upstream::Quay,
        CacheUpstream::Chainguard => Upstream::Chainguard,
    }
}

pub(super) fn show_upstream(upstream: Upstream) -> CacheUpstream {
    match upstream {
        Upstream::Ecr => CacheUpstream::Ecr,
        Upstream::EcrPublic => CacheUpstream::EcrPublic,
        Upstream::DockerHub => CacheUpstream::DockerHub,
        Upstream::GitHub => CacheUpstream::GitHub,
        Upstream::GitLab => CacheUpstream::GitLab,
        Upstream::Kubernetes => CacheUpstream::Kubernetes,
        Upstream::Azure => CacheUpstream::Azure,
        Upstream::Quay => CacheUpstream::Quay,
        Upstream::Chainguard => CacheUpstream::Chainguard,
    }
}

pub(super) fn cache_rule(found: ecr::CacheRule) -> ListedCacheRule {
    ListedCacheRule {
        prefix: found.prefix,
        created: time(found.created_at),
        updated: time(found.updated_at),
        rule: CacheRule {
            upstream: found
                .upstream
                .as_deref()
                .and_then(Upstream::named)
                .map(show_upstream),
            address: found.address,
            upstream_prefix: found.upstream_prefix,
            credential: found.credential,
            role: found.role,
        },
    }
}

pub(super) fn read_cache_rule(prefix: &str, rule: &CacheRule) -> ecr::CacheRule {
    ecr::CacheRule {
        prefix: prefix.to_owned(),
        upstream: rule.upstream.map(|it| upstream(it).as_str().to_owned()),
        address: rule.address.clone(),
        upstream_prefix: rule.upstream_prefix.clone(),
        credential: rule.credential.clone(),
        role: rule.role.clone(),
        created_at: None,
        updated_at: None,
    }
}

pub(super) fn scanning(found: ecr::RegistryScanning) -> RegistryScanning {
    let show = |rule: ecr::ScanRule| RegistryScanRule {
        frequency: match rule.frequency {
            ecr::ScanFrequency::OnPush => ScanFrequency::OnPush,
            ecr::ScanFrequency::Continuous => ScanFrequency::Continuous,
            ecr::ScanFrequency::Manual => ScanFrequency::Manual,
        },
        filters: rule.filters,
    };
    RegistryScanning {
        enhanced: found.is_enhanced,
        rules: found.rules.into_iter().map(show).collect(),
    }
}

pub(super) fn read_scanning(enhanced: bool, rules: &[RegistryScanRule]) -> ecr::RegistryScanning {
    let read = |rule: &RegistryScanRule| ecr::ScanRule {
        frequency: match rule.frequency {
            ScanFrequency::OnPush => ecr::ScanFrequency::OnPush,
            ScanFrequency::Continuous => ecr::ScanFrequency::Continuous,
            ScanFrequency::Manual => ecr::ScanFrequency::Manual,
        },
        filters: rule.filters.clone(),
    };
    ecr::RegistryScanning {
        is_enhanced: enhanced,
        rules: rules.iter().map(read).collect(),
    }
}

pub(super) fn signing(rules: Vec<ecr::SigningRule>) -> Vec<SigningRule> {
    let show = |rule: ecr::SigningRule| SigningRule {
        profile: rule.profile,
        filters: rule.filters,
    };
    rules.into_iter().map(show).collect()
}

pub(super) fn read_signing(rule: &SigningRule) -> ecr::SigningRule {
    ecr::SigningRule {
        profile: rule.profile.clone(),
        filters: rule.filters.clone(),
    }
}

pub(super) fn template(found: ecr::CreationTemplate) -> ListedTemplate {
    let mut applied_for: Vec<CreationOccasion> = found
        .applied_for
        .into_iter()
        .map(|occasion| match occasion {
            ecr::Occasion::Replication => CreationOccasion::Replication,
            ecr::Occasion::PullThroughCache => CreationOccasion::PullThroughCache,
            ecr::Occasion::Push => CreationOccasion::Push,
        })
        .collect();
    applied_for.sort();
    ListedTemplate {
        prefix: found.prefix,
        template: CreationTemplate {
            description: found.description,
            applied_for,
            mutability: show_mutability(&found.mutability),
            encryption: show_encryption(found.encryption),
            repository_policy: found.repository_policy,
            lifecycle_policy: found.lifecycle_policy,
            resource_tags: show_tags(found.resource_tags),
            role: found.role,
        },
    }
}

pub(super) fn read_template(prefix: &str, template: &CreationTemplate) -> ecr::CreationTemplate {
    let occasions = template.applied_for.iter();
    let tags = template.resource_tags.iter();
    ecr::CreationTemplate {
        prefix: prefix.to_owned(),
        description: template.description.clone(),
        applied_for: occasions
            .map(|occasion| match occasion {
                CreationOccasion::Replication => ecr::Occasion::Replication,
                CreationOccasion::PullThroughCache => ecr::Occasion::PullThroughCache,
                CreationOccasion::Push => ecr::Occasion::Push,
            })
            .collect(),
        mutability: read_mutability(&template.mutability),
        encryption: read_encryption(&template.encryption),
        repository_policy: template.repository_policy.clone(),
        lifecycle_policy: template.lifecycle_policy.clone(),
        resource_tags: tags
            .map(|tag| (tag.key.clone(), tag.value.clone()))
            .collect(),
        role: template.role.clone(),
    }
}

fn read_encryption(encryption: &AmazonEncryption) -> ecr::Encryption {
    let key = encryption.key.clone();
    match encryption.kind {
        EncryptionKind::Aes256 => ecr::Encryption::Aes256,
        EncryptionKind::Kms => ecr::Encryption::Kms(key),
        EncryptionKind::KmsDsse => ecr::Encryption::KmsTwice(key),
    }
}

/// A setting's name in the API.
pub(super) fn account_name(name: AccountSettingName) -> &'static str {
    match name {
        AccountSettingName::BasicScanTypeVersion => "BASIC_SCAN_TYPE_VERSION",
        AccountSettingName::RegistryPolicyScope => "REGISTRY_POLICY_SCOPE",
        AccountSettingName::BlobMounting => "BLOB_MOUNTING",
    }
}

/// What a setting may be.
pub(super) fn account_values(name: AccountSettingName) -> &'static [&'static str] {
    match name {
        AccountSettingName::BasicScanTypeVersion => &["AWS_NATIVE"],
        AccountSettingName::RegistryPolicyScope => &["V2"],
        AccountSettingName::BlobMounting => &["ENABLED", "DISABLED"],
    }
}

pub(super) fn progress(found: ecr::Progress) -> ProgressState {
    match found {
        ecr::Progress::Running => ProgressState::Running,
        ecr::Progress::Complete => ProgressState::Complete,
        ecr::Progress::Failed => ProgressState::Failed,
        ecr::Progress::Unknown => ProgressState::Unknown,
    }
}
