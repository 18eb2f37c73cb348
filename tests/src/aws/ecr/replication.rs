//! Replication: rules, what they copy and delete elsewhere, the status per image, and backfills.

use serde_json::{Value, json};

use super::repositories::paged;
use crate::aws::{
    call::{Call, Outcome},
    failure::{Failure, image_not_found},
    page::Page,
    state::{Backfill, Repository, uuid},
};

/// Whether a rule replicates this repository.
fn applies(rule: &Value, name: &str) -> bool {
    match rule["repositoryFilters"].as_array() {
        None => true,
        Some(filters) => filters
            .iter()
            .filter_map(|it| it["filter"].as_str())
            .any(|prefix| name.starts_with(prefix)),
    }
}

impl Call<'_> {
    fn destinations(&mut self, name: &str, deletions: bool) -> Vec<Value> {
        let Ok(registry) = self.registry() else {
            return Vec::new();
        };
        let rules = registry.replication.iter().filter(|it| applies(it, name));
        let rules = rules.filter(|it| !deletions || it["deleteReplication"]["enabled"] == true);
        rules
            .flat_map(|it| it["destinations"].as_array().cloned().unwrap_or_default())
            .collect()
    }

    /// Copies a pushed image to where the rules send it.
    pub(super) fn replicate(&mut self, name: &str, digest: &str) {
        let destinations = self.destinations(name, false);
        for destination in &destinations {
            self.copy(name, digest, destination);
        }
        let statuses: Vec<Value> = destinations
            .iter()
            .map(|it| {
                json!({
                    "region": it["region"],
                    "registryId": it["registryId"],
                    "status": "COMPLETE",
                })
            })
            .collect();
        if let Ok(repository) = self.repository_named(name)
            && let Some(image) = repository.images.get_mut(digest)
        {
            image.replication = statuses;
        }
    }

    fn copy(&mut self, name: &str, digest: &str, destination: &Value) {
        let Ok(source) = self.repository_named(name) else {
            return;
        };
        let (Some(image), layers) = (source.images.get(digest).cloned(), source.layers.clone())
        else {
            return;
        };
        let mut shape = source.shape.clone();
        let place = |member: &str| destination[member].as_str().unwrap_or_default().to_owned();
        let (account, region) = (place("registryId"), place("region"));
        for (member, text) in [
            ("registryId", account.clone()),
            (
                "repositoryArn",
                format!("arn:aws:ecr:{region}:{account}:repository/{name}"),
            ),
            (
                "repositoryUri",
                format!("{account}.dkr.ecr.{region}.amazonaws.com/{name}"),
            ),
        ] {
            shape.insert(member.to_owned(), text.into());
        }
        let now = self.now;
        let repositories = &mut self.state.registry(&account, &region).repositories;
        let copy = repositories
            .entry(name.to_owned())
            .or_insert_with(|| Repository {
                shape,
                ..Repository::default()
            });
        copy.layers.extend(layers);
        let tags = image.tags.clone();
        let mut moved = image;
        moved.tags.clear();
        moved.pushed_at = now;
        copy.images.entry(digest.to_owned()).or_insert(moved);
        for tag in tags {
            copy.tag(&tag, digest, now);
        }
    }

    /// Deletes elsewhere what was deleted here, where a rule says so.
    pub(super) fn replicate_deletion(&mut self, name: &str, gone: &[Value]) {
        for destination in self.destinations(name, true) {
            let place = |member: &str| destination[member].as_str().unwrap_or_default().to_owned();
            let registry = self.state.registry(&place("registryId"), &place("region"));
            let Some(copy) = registry.repositories.get_mut(name) else {
                continue;
            };
            for id in gone {
                match (id["imageDigest"].as_str(), id["imageTag"].as_str()) {
                    (Some(digest), _) => drop(copy.remove(digest)),
                    (None, Some(tag)) => copy.untag(tag),
                    (None, None) => {}
                }
            }
        }
    }

    pub(in crate::aws) fn describe_registry(&mut self) -> Value {
        let rules = self.own_registry().replication.clone();
        json!({
            "registryId": self.caller.account,
            "replicationConfiguration": { "rules": rules },
        })
    }

    pub(in crate::aws) fn put_replication_configuration(&mut self) -> Outcome {
        let Some(rules) = self.input["replicationConfiguration"]["rules"].as_array() else {
            return Err(Failure::parameter("rules", "Member must not be null"));
        };
        let rules = rules.clone();
        if rules.len() > 25 {
            return Err(Failure::parameter(
                "rules",
                "Member must have length less than or equal to 25",
            ));
        }
        let mut unique: Vec<String> = Vec::new();
        for destination in rules
            .iter()
            .flat_map(|it| it["destinations"].as_array().into_iter().flatten())
        {
            let is_here = destination["region"] == self.region.as_str()
                && destination["registryId"] == self.caller.account.as_str();
            if is_here {
                return Err(Failure::new(
                    "InvalidParameterException",
                    "Invalid parameter at 'replicationConfiguration' failed to satisfy \
                     constraint: 'Replication destination cannot be the same as the source \
                     registry'",
                ));
            }
            let place = destination.to_string();
            if !unique.contains(&place) {
                unique.push(place);
            }
        }
        if unique.len() > 25 {
            return Err(Failure::parameter(
                "replicationConfiguration",
                "Replication configuration cannot have more than 25 unique destinations",
            ));
        }
        self.own_registry().replication.clone_from(&rules);
        Ok(json!({ "replicationConfiguration": { "rules": rules } }))
    }

    pub(in crate::aws) fn describe_image_replication_status(&mut self) -> Outcome {
        let id = self.input["imageId"].clone();
        let (name, registry) = (self.text("repositoryName")?, self.registry_id()?);
        let repository = self.repository()?;
        let found = repository.image(&id);
        let (_, image) = found.ok_or_else(|| image_not_found(&id, &name, &registry))?;
        Ok(json!({
            "repositoryName": name,
            "imageId": id,
            "replicationStatuses": image.replication,
        }))
    }

    pub(in crate::aws) fn start_replication_backfill(&mut self) -> Outcome {
        let destination = self.input["destination"].clone();
        let (registry, now) = (self.registry_id()?, self.now);
        let here = self.registry()?;
        let is_configured = here
            .replication
            .iter()
            .flat_map(|it| it["destinations"].as_array().into_iter().flatten())
            .any(|it| *it == destination);
        if !is_configured {
            return Err(Failure::new(
                "ValidationException",
                "The destination is not in the replication configuration of the registry",
            ));
        }
        let running = here.backfills.iter();
        let running: Vec<_> = running.filter(|it| it.ended_at.is_none()).collect();
        if running
            .iter()
            .any(|it| it.destination["region"] == destination["region"])
        {
            return Err(Failure::new(
                "ReplicationBackfillInProgressException",
                "A replication backfill is already in progress for the destination Region",
            ));
        }
        if running.len() >= 10 {
            return Err(Failure::new(
                "LimitExceededException",
                "The registry has 10 replication backfills in progress",
            ));
        }
        let repositories = here.repositories.iter();
        let images: Vec<(String, String)> = repositories
            .flat_map(|(name, it)| {
                it.images
                    .keys()
                    .map(|digest| (name.clone(), digest.clone()))
            })
            .collect();
        let mut results = Vec::new();
        for (name, digest) in images {
            if self.destinations(&name, false).contains(&destination) {
                self.copy(&name, &digest, &destination);
                results.push(json!({
                    "repositoryName": name,
                    "imageId": { "imageDigest": digest },
                    "status": "COMPLETE",
                }));
            }
        }
        let backfill = Backfill {
            id: uuid(),
            destination: destination.clone(),
            status: "IN_PROGRESS".to_owned(),
            started_at: now,
            ended_at: None,
            results,
        };
        let id = backfill.id.clone();
        self.registry()?.backfills.push(backfill);
        Ok(json!({
            "replicationBackfillId": id,
            "registryId": registry,
            "destination": destination,
            "status": "PREPARING",
            "startedAt": now,
        }))
    }

    /// The backfill of the call; each look at it brings it to its end.
    fn backfill(&mut self) -> Result<&mut Backfill, Failure> {
        let id = self.text("replicationBackfillId")?;
        let found = self.registry()?.backfills.iter_mut().find(|it| it.id == id);
        found.ok_or_else(|| {
            Failure::new(
                "ReplicationBackfillNotFoundException",
                format!("The replication backfill '{id}' could not be found"),
            )
        })
    }

    pub(in crate::aws) fn stop_replication_backfill(&mut self) -> Outcome {
        let (registry, now) = (self.registry_id()?, self.now);
        let backfill = self.backfill()?;
        if backfill.ended_at.is_some() {
            return Err(Failure::new(
                "ReplicationBackfillInvalidStatusException",
                format!("The replication backfill is {}", backfill.status),
            ));
        }
        "STOPPED".clone_into(&mut backfill.status);
        backfill.ended_at = Some(now);
        Ok(json!({
            "registryId": registry,
            "replicationBackfillId": backfill.id,
            "destination": backfill.destination,
            "status": "STOPPING",
            "startedAt": backfill.started_at,
        }))
    }

    pub(in crate::aws) fn list_replication_backfills(&mut self) -> Outcome {
        let page = self.page(50, 50)?;
        let registry = self.registry_id()?;
        let backfills = &self.registry()?.backfills;
        let (found, token) = page.cut(backfills.iter().map(|it| (it.id.clone(), tell(it))));
        let reply = json!({ "registryId": registry, "backfills": found });
        Ok(paged(reply, token))
    }

    pub(in crate::aws) fn describe_replication_backfill_results(&mut self) -> Outcome {
        let page: Page = self.page(100, 1000)?;
        let (registry, now) = (self.registry_id()?, self.now);
        let wanted = self.maybe("resultStatusFilter");
        let backfill = self.backfill()?;
        let mut reply = tell(backfill);
        reply["registryId"] = registry.into();
        let mut next = None;
        // Results are there when it has ended.
        if backfill.ended_at.is_some() {
            let results = backfill.results.iter().enumerate();
            let results = results
                .filter(|(_, it)| wanted.as_ref().is_none_or(|wanted| it["status"] == *wanted));
            let (found, token) =
                page.cut(results.map(|(place, it)| (format!("{place:08}"), it.clone())));
            reply["results"] = found.into();
            next = token;
        } else {
            "COMPLETE".clone_into(&mut backfill.status);
            backfill.ended_at = Some(now);
        }
        Ok(paged(reply, next))
    }
}

fn tell(backfill: &Backfill) -> Value {
    let total = backfill.results.len();
    let done = if backfill.ended_at.is_some() {
        total
    } else {
        0
    };
    let mut told = json!({
        "replicationBackfillId": backfill.id,
        "destination": backfill.destination,
        "status": backfill.status,
        "progress": {
            "totalReplicationCount": total,
            "completedReplicationCount": done,
            "failedReplicationCount": 0,
            "failureCodes": [],
        },
        "startedAt": backfill.started_at,
    });
    if let Some(ended_at) = backfill.ended_at {
        told["endedAt"] = ended_at.into();
    }
    told
}
