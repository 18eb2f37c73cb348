//! Sets a registry's settings and its rules, each written down with what it was.

use portolan_contract::{
    ActivityDeed, ConnectionId, Event, Failure, Nothing, RegistryAt, RegistryComplaint,
    RegistrySetting, SetRegistrySetting,
};
use portolan_ecr::RegionRegistry;

use super::{check, shown};
use crate::{App, changes, failures::OrFail};

impl App {
    /// Sets one of a registry's settings, or one of its rules; what it was is kept with the activity.
    pub async fn set_registry_setting(
        &self,
        request: SetRegistrySetting,
    ) -> Result<Nothing, Failure> {
        let at = RegistryAt {
            connection: request.connection,
            region: request.region,
        };
        let registry = self.registry_of(&at).await?;
        let after = shown::tidy(request.setting);
        // Before anything is asked or written down: what can't be is no activity.
        let complaints = check::check(&after, registry.region(), registry.id());
        if let Some(first) = complaints.first() {
            return Err(refuse(first));
        }
        let before = self.registry_setting(&registry, &after).await?;
        if !shown::is_same(&before, &after) {
            self.change_registry_setting(&at, before, after).await?;
        }
        Ok(Nothing {})
    }

    /// What ECR would refuse of a setting. Nobody is asked for more than who one is.
    pub async fn check_registry_setting(
        &self,
        request: SetRegistrySetting,
    ) -> Result<Vec<RegistryComplaint>, Failure> {
        let registry = self
            .registry_of(&RegistryAt {
                connection: request.connection,
                region: request.region,
            })
            .await?;
        let setting = shown::tidy(request.setting);
        Ok(check::check(&setting, registry.region(), registry.id()))
    }

    /// Sets a setting back to what it was, unless it is otherwise by now.
    pub(in crate::amazon) async fn set_registry_back(
        &self,
        at: &RegistryAt,
        before: RegistrySetting,
        after: &RegistrySetting,
    ) -> Result<(), Failure> {
        if let RegistrySetting::Account { value: None, .. } = before {
            // ECR has no way to unset one.
            return Err(changes::nothing_to_undo());
        }
        let registry = self.registry_of(at).await?;
        let now = self.registry_setting(&registry, after).await?;
        if !shown::is_same(&now, after) {
            return Err(changes::changed(vec![name_of(after)]));
        }
        self.change_registry_setting(at, now, before).await
    }

    async fn change_registry_setting(
        &self,
        at: &RegistryAt,
        before: RegistrySetting,
        after: RegistrySetting,
    ) -> Result<(), Failure> {
        let deed = ActivityDeed::RegistrySetting {
            region: at.region.clone(),
            before: Box::new(before.clone()),
            after: Box::new(after.clone()),
        };
        let target = name_of(&after);
        let work = async {
            let registry = self.registry_of(at).await?;
            put(&registry, &before, &after).await.or_fail()
        };
        self.recorded(&at.connection, deed, &target, Box::pin(work))
            .await?;
        self.note_registry(&at.connection);
        Ok(())
    }

    /// The registry of a region of a connection.
    pub(super) async fn registry_of(&self, at: &RegistryAt) -> Result<RegionRegistry, Failure> {
        let ecr = self.ecr(&at.connection).await?;
        ecr.of_region(&at.region).await.or_fail()
    }

    pub(super) fn note_registry(&self, connection: &ConnectionId) {
        self.events.tell(Event::RepositoriesChanged {
            connection: connection.clone(),
        });
    }

    /// The value that a setting of the same kind, or the rule of the same name, has now.
    async fn registry_setting(
        &self,
        registry: &RegionRegistry,
        like: &RegistrySetting,
    ) -> Result<RegistrySetting, Failure> {
        Ok(match like {
            RegistrySetting::Replication { .. } => RegistrySetting::Replication {
                rules: shown::replication(registry.replication().await.or_fail()?),
            },
            RegistrySetting::CacheRule { prefix, .. } => RegistrySetting::CacheRule {
                prefix: prefix.clone(),
                rule: registry
                    .cache_rule(prefix)
                    .await
                    .or_fail()?
                    .map(|rule| shown::cache_rule(rule).rule),
            },
            RegistrySetting::Scanning { .. } => {
                let found = shown::scanning(registry.scanning().await.or_fail()?);
                RegistrySetting::Scanning {
                    enhanced: found.enhanced,
                    rules: found.rules,
                }
            }
            RegistrySetting::Template { prefix, .. } => RegistrySetting::Template {
                prefix: prefix.clone(),
                template: registry
                    .creation_template(prefix)
                    .await
                    .or_fail()?
                    .map(|template| shown::template(template).template),
            },
            RegistrySetting::Signing { .. } => RegistrySetting::Signing {
                rules: shown::signing(registry.signing_rules().await.or_fail()?),
            },
            RegistrySetting::Policy { .. } => RegistrySetting::Policy {
                text: registry.registry_policy().await.or_fail()?,
            },
            RegistrySetting::Account { name, .. } => RegistrySetting::Account {
                name: *name,
                value: registry
                    .account_setting(shown::account_name(*name))
                    .await
                    .or_fail()?,
            },
            RegistrySetting::PullExclusion { principal, .. } => {
                let all = registry.pull_exclusions().await.or_fail()?;
                RegistrySetting::PullExclusion {
                    principal: principal.clone(),
                    excluded: all.contains(principal),
                }
            }
        })
    }
}

fn refuse(complaint: &RegistryComplaint) -> Failure {
    let field = serde_json::to_value(complaint.field).unwrap_or_default();
    let place = |place: Option<u32>| place.map_or_else(String::new, |it| format!(" {}", it + 1));
    Failure::invalid(
        field.as_str().unwrap_or("setting"),
        format!(
            "rule{}, entry{}: {:?}",
            place(complaint.rule),
            place(complaint.entry),
            complaint.problem
        ),
    )
}

/// What a setting is called in a list of what differs, and which rule it is.
fn name_of(setting: &RegistrySetting) -> String {
    match setting {
        RegistrySetting::Replication { .. } => "replicationConfiguration".to_owned(),
        RegistrySetting::CacheRule { prefix, .. } | RegistrySetting::Template { prefix, .. } => {
            prefix.clone()
        }
        RegistrySetting::Scanning { .. } => "scanningConfiguration".to_owned(),
        RegistrySetting::Signing { .. } => "signingConfiguration".to_owned(),
        RegistrySetting::Policy { .. } => "policyText".to_owned(),
        RegistrySetting::Account { name, .. } => shown::account_name(*name).to_owned(),
        RegistrySetting::PullExclusion { principal, .. } => principal.clone(),
    }
}

async fn put(
    registry: &RegionRegistry,
    before: &RegistrySetting,
    after: &RegistrySetting,
) -> portolan_ecr::Result<()> {
    match after {
        RegistrySetting::Replication { rules } => {
            let rules: Vec<_> = rules.iter().map(shown::read_replication).collect();
            registry.put_replication(&rules).await
        }
        RegistrySetting::CacheRule { prefix, rule } => {
            put_cache_rule(registry, prefix, before, rule.as_ref()).await
        }
        RegistrySetting::Scanning { enhanced, rules } => {
            let scanning = shown::read_scanning(*enhanced, rules);
            registry.put_scanning(&scanning).await
        }
        RegistrySetting::Template {
            prefix,
            template: None,
        } => registry.delete_creation_template(prefix).await,
        RegistrySetting::Template {
            prefix,
            template: Some(template),
        } => {
            let is_there = matches!(
                before,
                RegistrySetting::Template {
                    template: Some(_),
                    ..
                }
            );
            let template = shown::read_template(prefix, template);
            if is_there {
                registry.update_creation_template(&template).await
            } else {
                registry.create_creation_template(&template).await
            }
        }
        RegistrySetting::Signing { rules } => {
            let rules: Vec<_> = rules.iter().map(shown::read_signing).collect();
            registry.put_signing_rules(&rules).await
        }
        RegistrySetting::Policy { text } => registry.set_registry_policy(text.as_deref()).await,
        RegistrySetting::Account { name, value } => match value {
            Some(value) => {
                let name = shown::account_name(*name);
                registry.put_account_setting(name, value).await
            }
            None => Ok(()),
        },
        RegistrySetting::PullExclusion {
            principal,
            excluded,
        } => {
            if *excluded {
                registry.exclude_from_pulls(principal).await
            } else {
                registry.include_in_pulls(principal).await
            }
        }
    }
}

/// Of a rule that is there only its secret and role can change, and neither be taken away: whatever else
/// is to be otherwise needs another rule in its place.
async fn put_cache_rule(
    registry: &RegionRegistry,
    prefix: &str,
    before: &RegistrySetting,
    after: Option<&portolan_contract::CacheRule>,
) -> portolan_ecr::Result<()> {
    let had = match before {
        RegistrySetting::CacheRule { rule, .. } => rule.as_ref(),
        _ => None,
    };
    match (had, after) {
        (None, None) => Ok(()),
        (Some(_), None) => registry.delete_cache_rule(prefix).await,
        (None, Some(rule)) => {
            let rule = shown::read_cache_rule(prefix, rule);
            registry.create_cache_rule(&rule).await
        }
        (Some(had), Some(rule)) => {
            let is_of_access = had.upstream == rule.upstream
                && had.address == rule.address
                && had.upstream_prefix == rule.upstream_prefix
                && (rule.credential.is_some() || had.credential.is_none())
                && (rule.role.is_some() || had.role.is_none());
            let next = shown::read_cache_rule(prefix, rule);
            if is_of_access {
                return registry.update_cache_rule(&next).await;
            }
            registry.delete_cache_rule(prefix).await?;
            let made = registry.create_cache_rule(&next).await;
            if made.is_err() {
                // The old one worked: it must not be lost to a wrong new one. Why the new one failed is
                // what the person has to know, whether or not this helps.
                let old = shown::read_cache_rule(prefix, had);
                let _ = registry.create_cache_rule(&old).await;
            }
            made
        }
    }
}
