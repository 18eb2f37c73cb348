//! What ECR would refuse of a registry's setting, by the rules of `policy`, each with its field.

use portolan_contract::{
    AccountSettingName, CacheRule, CreationTemplate, EncryptionKind, RegistryComplaint,
    RegistryField, RegistryProblem, RegistryScanRule, RegistrySetting, ReplicationRule,
    ScanFrequency, SigningRule,
};
use portolan_policy::{
    amazon_names::{self as names, Destination, Upstream, limits},
    lifecycle,
    permissions::{self, Scope},
};

use super::shown;
use crate::amazon::{lifecycle_problems, permissions::show_problem};

/// All complaints about a setting of the registry `account` in `region`.
pub(super) fn check(
    setting: &RegistrySetting,
    region: &str,
    account: &str,
) -> Vec<RegistryComplaint> {
    let mut found = Found::default();
    match setting {
        RegistrySetting::Replication { rules } => found.replication(rules, region, account),
        RegistrySetting::CacheRule { prefix, rule } => {
            found.add(
                RegistryField::CachePrefix,
                names::check_cache_prefix(prefix),
            );
            if let Some(rule) = rule {
                found.cache_rule(rule);
            }
        }
        RegistrySetting::Scanning { enhanced, rules } => found.scanning(*enhanced, rules),
        RegistrySetting::Template { prefix, template } => {
            let field = RegistryField::TemplatePrefix;
            found.add(field, names::check_template_prefix(prefix));
            if let Some(template) = template {
                found.template(template);
            }
        }
        RegistrySetting::Signing { rules } => found.signing(rules),
        RegistrySetting::Policy { text: Some(text) } => found.registry_policy(text),
        RegistrySetting::Policy { text: None } => {}
        RegistrySetting::Account { name, value } => found.account_value(*name, value.as_deref()),
        RegistrySetting::PullExclusion { principal, .. } => {
            let field = RegistryField::Principal;
            found.add(field, names::check_excluded_principal(principal));
        }
    }
    found.complaints
}

#[derive(Default)]
struct Found {
    complaints: Vec<RegistryComplaint>,
    /// The rule that is being checked.
    rule: Option<u32>,
}

impl Found {
    fn add(&mut self, field: RegistryField, complaints: Vec<names::Complaint>) {
        for complaint in complaints {
            self.say(field, complaint.entry, show(complaint.problem));
        }
    }

    fn say(&mut self, field: RegistryField, entry: Option<usize>, problem: RegistryProblem) {
        self.complaints.push(RegistryComplaint {
            field,
            rule: self.rule,
            entry: entry.map(shown::place),
            problem,
        });
    }

    fn most(&mut self, field: RegistryField, has: usize, most: usize) {
        if has > most {
            let (has, most) = (shown::place(has), shown::place(most));
            self.say(field, None, RegistryProblem::TooMany { has, most });
        }
    }

    fn replication(&mut self, rules: &[ReplicationRule], region: &str, account: &str) {
        self.most(RegistryField::Rules, rules.len(), limits::REPLICATION_RULES);
        let mut all = Vec::new();
        for (place, rule) in rules.iter().enumerate() {
            self.rule = Some(shown::place(place));
            if rule.destinations.is_empty() {
                self.say(RegistryField::Destinations, None, RegistryProblem::Missing);
            }
            for (entry, destination) in rule.destinations.iter().enumerate() {
                let wrong_region = names::check_region(&destination.region);
                let wrong_account = names::check_account(&destination.account);
                let is_good = wrong_region.is_empty() && wrong_account.is_empty();
                for complaint in wrong_region {
                    let problem = show(complaint.problem);
                    self.say(RegistryField::DestinationRegion, Some(entry), problem);
                }
                for complaint in wrong_account {
                    let problem = show(complaint.problem);
                    self.say(RegistryField::DestinationAccount, Some(entry), problem);
                }
                if destination.region == region && destination.account == account {
                    let itself = RegistryProblem::Itself;
                    self.say(RegistryField::Destinations, Some(entry), itself);
                }
                let same = rule.destinations[..entry]
                    .iter()
                    .position(|it| it == destination);
                if let Some(other) = same {
                    let other = shown::place(other);
                    let problem = RegistryProblem::Duplicate { other };
                    self.say(RegistryField::Destinations, Some(entry), problem);
                }
                if let (true, Ok(id)) = (is_good, destination.account.parse()) {
                    all.push(Destination {
                        region: destination.region.clone(),
                        account: id,
                    });
                }
            }
            let filters = names::check_replication_filters(&rule.prefixes);
            self.add(RegistryField::Prefixes, filters);
        }
        self.rule = None;
        let together = names::check_replication_destinations(&all);
        self.add(RegistryField::Destinations, together);
    }

    fn cache_rule(&mut self, rule: &CacheRule) {
        let upstream = rule.upstream.map(shown::upstream);
        if let Some(upstream) = upstream {
            let address = names::check_upstream_address(upstream, &rule.address);
            self.add(RegistryField::UpstreamAddress, address);
        } else if rule.address.is_empty() {
            let field = RegistryField::UpstreamAddress;
            self.say(field, None, RegistryProblem::Missing);
        }
        if let Some(prefix) = &rule.upstream_prefix {
            let prefix = names::check_upstream_prefix(prefix);
            self.add(RegistryField::UpstreamPrefix, prefix);
        }
        // What is known of none needs nothing that is known.
        let upstream = upstream.unwrap_or(Upstream::Quay);
        let (credential, role) = (rule.credential.as_deref(), rule.role.as_deref());
        for complaint in names::check_upstream_access(upstream, credential, role) {
            let field = match complaint.field {
                names::Field::Role => RegistryField::Role,
                _ => RegistryField::Credential,
            };
            self.say(field, None, show(complaint.problem));
        }
    }

    fn scanning(&mut self, enhanced: bool, rules: &[RegistryScanRule]) {
        self.most(RegistryField::Rules, rules.len(), limits::SCAN_RULES);
        for (place, rule) in rules.iter().enumerate() {
            self.rule = Some(shown::place(place));
            let filters = names::check_scan_filters(&rule.filters);
            self.add(RegistryField::ScanFilters, filters);
            if rule.frequency == ScanFrequency::Continuous && !enhanced {
                let field = RegistryField::ScanFrequency;
                self.say(field, None, RegistryProblem::NotHere);
            }
            let before = &rules[..place];
            if let Some(other) = before.iter().position(|it| it.frequency == rule.frequency) {
                let other = shown::place(other);
                let field = RegistryField::ScanFrequency;
                self.say(field, None, RegistryProblem::Duplicate { other });
            }
        }
        self.rule = None;
    }

    fn template(&mut self, template: &CreationTemplate) {
        if let Some(description) = &template.description {
            let description = names::check_template_description(description);
            self.add(RegistryField::Description, description);
        }
        if template.applied_for.is_empty() {
            self.say(RegistryField::Occasions, None, RegistryProblem::Missing);
        }
        if !template.mutability.exclusions.is_empty() {
            let exclusions = names::check_exclusion_filters(&template.mutability.exclusions);
            self.add(RegistryField::Exclusions, exclusions);
        }
        if let Some(key) = &template.encryption.key {
            self.add(RegistryField::KmsKey, names::check_kms_key(key));
        }
        let tags = template.resource_tags.iter();
        let tags: Vec<(String, String)> = tags
            .map(|tag| (tag.key.clone(), tag.value.clone()))
            .collect();
        for complaint in names::check_resource_tags(&tags) {
            let field = match complaint.field {
                names::Field::ResourceTagValues => RegistryField::ResourceTagValues,
                _ => RegistryField::ResourceTagKeys,
            };
            self.say(field, complaint.entry, show(complaint.problem));
        }
        match &template.role {
            Some(role) => self.add(RegistryField::Role, names::check_role(role)),
            // ECR has no right of its own to keys and resource tags.
            None if !template.resource_tags.is_empty()
                || template.encryption.kind != EncryptionKind::Aes256 =>
            {
                self.say(RegistryField::Role, None, RegistryProblem::Missing);
            }
            None => {}
        }
        if let Some(text) = &template.repository_policy {
            self.permissions(RegistryField::RepositoryPolicy, text, Scope::Repository);
        }
        if let Some(text) = &template.lifecycle_policy {
            for complaint in lifecycle::read(text).complaints {
                let problem = RegistryProblem::Lifecycle {
                    path: complaint.path.clone(),
                    problem: lifecycle_problems::show_problem(&complaint.problem),
                };
                self.say(RegistryField::LifecyclePolicy, None, problem);
            }
        }
    }

    fn signing(&mut self, rules: &[SigningRule]) {
        self.most(RegistryField::Rules, rules.len(), limits::SIGNING_RULES);
        for (place, rule) in rules.iter().enumerate() {
            self.rule = Some(shown::place(place));
            let profile = names::check_signing_profile(&rule.profile);
            self.add(RegistryField::SigningProfile, profile);
            if !rule.filters.is_empty() {
                let filters = names::check_signing_filters(&rule.filters);
                self.add(RegistryField::SigningFilters, filters);
            }
        }
        self.rule = None;
    }

    /// Which version counts is known to the registry alone; what the second one takes, is taken here.
    fn registry_policy(&mut self, text: &str) {
        let scope = Scope::Registry {
            is_second_version: true,
        };
        self.permissions(RegistryField::RegistryPolicy, text, scope);
    }

    fn permissions(&mut self, field: RegistryField, text: &str, scope: Scope) {
        let reading = permissions::read(text, scope);
        for complaint in reading.complaints {
            let problem = RegistryProblem::Permissions {
                path: complaint.path,
                problem: show_problem(complaint.problem),
            };
            self.say(field, None, problem);
        }
    }

    fn account_value(&mut self, name: AccountSettingName, value: Option<&str>) {
        let is_one = value.is_some_and(|value| shown::account_values(name).contains(&value));
        if !is_one {
            let field = RegistryField::AccountValue;
            self.say(field, None, RegistryProblem::Missing);
        }
    }
}

fn show(problem: names::Problem) -> RegistryProblem {
    use names::Problem as Found;
    let number = shown::place;
    match problem {
        Found::TooShort { has, least } => RegistryProblem::TooShort {
            has: number(has),
            least: number(least),
        },
        Found::TooLong { has, most } | Found::TooManyBytes { has, most } => {
            RegistryProblem::TooLong {
                has: number(has),
                most: number(most),
            }
        }
        Found::TooMany { has, most } => RegistryProblem::TooMany {
            has: number(has),
            most: number(most),
        },
        Found::NoEntry => RegistryProblem::Missing,
        Found::Character { found } => RegistryProblem::Character {
            found: found.to_string(),
        },
        // The last two are of pictures, which no registry's setting has.
        Found::Grammar | Found::NotPng | Found::Side { .. } => RegistryProblem::Grammar,
        Found::Duplicate { other } => RegistryProblem::Duplicate {
            other: number(other),
        },
        Found::Reserved => RegistryProblem::Reserved,
    }
}
