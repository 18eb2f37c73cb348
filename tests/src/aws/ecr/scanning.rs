//! Scans of images: by hand and on push, findings, and the registry's scanning configuration.

use serde_json::{Value, json};

use super::{images::is_match, repositories::paged};
use crate::aws::{
    call::{Call, Outcome},
    failure::{Failure, image_not_found},
    state::Scan,
};

/// A scan that is over; `unfinished` answers still say that it goes on.
fn new_scan(now: f64, unfinished: u32) -> Scan {
    Scan {
        unfinished,
        status: "COMPLETE".to_owned(),
        description: "The scan was completed successfully.".to_owned(),
        completed_at: now,
        findings: Vec::new(),
        enhanced: Vec::new(),
    }
}

/// Whether images tell of their scans: those of Inspector, while Amazon's own basic scans are told by
/// their findings alone.
pub(super) fn shows_on_images(scanning: &Value) -> bool {
    scanning["scanType"] == "ENHANCED"
}

/// What the API tells of a scan's progress.
pub(super) fn status(scan: &Scan) -> Value {
    if scan.unfinished > 0 {
        return json!({ "status": "IN_PROGRESS" });
    }
    json!({ "status": scan.status, "description": scan.description })
}

/// The counts by severity, of a scan that is complete.
pub(super) fn summary(scan: &Scan) -> Option<Value> {
    if scan.unfinished > 0 || !matches!(scan.status.as_str(), "COMPLETE" | "ACTIVE") {
        return None;
    }
    let mut counts = serde_json::Map::new();
    for finding in scan.findings.iter().chain(&scan.enhanced) {
        let severity = finding["severity"].as_str().unwrap_or("UNDEFINED");
        let so_far = counts.get(severity).and_then(Value::as_u64).unwrap_or(0);
        counts.insert(severity.to_owned(), (so_far + 1).into());
    }
    Some(json!({
        "imageScanCompletedAt": scan.completed_at,
        "vulnerabilitySourceUpdatedAt": scan.completed_at,
        "findingSeverityCounts": counts,
    }))
}

impl Call<'_> {
    /// Scans a pushed image where the repository or a rule of the registry says so.
    pub(super) fn scan_on_push(&mut self, name: &str, digest: &str) {
        let (now, unfinished) = (self.now, self.state.unfinished_answers);
        let Ok(registry) = self.registry() else {
            return;
        };
        let by_rule = frequency(&registry.scanning, name).0 != "MANUAL";
        let Some(repository) = registry.repositories.get_mut(name) else {
            return;
        };
        let by_repository = repository.shape["imageScanningConfiguration"]["scanOnPush"] == true;
        if let Some(image) = repository.images.get_mut(digest)
            && (by_rule || by_repository)
            && image.scan.is_none()
        {
            image.scan = Some(new_scan(now, unfinished));
        }
    }

    pub(in crate::aws) fn start_image_scan(&mut self) -> Outcome {
        let id = self.input["imageId"].clone();
        let (name, registry, now) = (self.text("repositoryName")?, self.registry_id()?, self.now);
        let unfinished = self.state.unfinished_answers;
        if self.registry()?.scanning["scanType"] == "ENHANCED" {
            return Err(Failure::new(
                "ValidationException",
                "This feature is disabled",
            ));
        }
        let repository = self.repository()?;
        let found = repository.image(&id);
        let (digest, image) = found.ok_or_else(|| image_not_found(&id, &name, &registry))?;
        if image.storage.status(now) != "ACTIVE" {
            return Err(Failure::new(
                "ImageArchivedException",
                "The specified image is archived and cannot be scanned.",
            ));
        }
        if !image.children.is_empty() {
            return Err(Failure::new(
                "UnsupportedImageTypeException",
                "The image is of a type that cannot be scanned.",
            ));
        }
        // Once in 24 hours.
        if image
            .scan
            .as_ref()
            .is_some_and(|it| it.completed_at > now - 86_400.0)
        {
            return Err(Failure::new(
                "LimitExceededException",
                "The scan quota per image has been exceeded. Wait and try again.",
            ));
        }
        let findings = image.scan.take().map_or_else(Vec::new, |it| it.findings);
        image.scan = Some(Scan {
            findings,
            ..new_scan(now, unfinished)
        });
        let mut image_id = id;
        image_id["imageDigest"] = digest.into();
        self.about_repository([
            ("imageId".to_owned(), image_id),
            (
                "imageScanStatus".to_owned(),
                json!({ "status": "IN_PROGRESS" }),
            ),
        ])
    }

    pub(in crate::aws) fn describe_image_scan_findings(&mut self) -> Outcome {
        let page = self.page(100, 1000)?;
        let id = self.input["imageId"].clone();
        let (name, registry) = (self.text("repositoryName")?, self.registry_id()?);
        let repository = self.repository()?;
        let found = repository.image(&id);
        let (digest, image) = found.ok_or_else(|| image_not_found(&id, &name, &registry))?;
        let Some(scan) = &mut image.scan else {
            return Err(Failure::new(
                "ScanNotFoundException",
                format!(
                    "Image scan does not exist for the image with '{}' in the repository with \
                     name '{name}' in the registry with id '{registry}'",
                    crate::aws::failure::told(&id)
                ),
            ));
        };
        let progress = status(scan);
        let is_over = scan.unfinished == 0;
        scan.unfinished = scan.unfinished.saturating_sub(1);
        let scan = scan.clone();
        let mut image_id = id;
        image_id["imageDigest"] = digest.into();
        let mut members = vec![
            ("imageId".to_owned(), image_id),
            ("imageScanStatus".to_owned(), progress),
        ];
        let mut next = None;
        if is_over && let Some(mut findings) = summary(&scan) {
            let member = if scan.enhanced.is_empty() {
                "findings"
            } else {
                "enhancedFindings"
            };
            let all = scan.findings.iter().chain(&scan.enhanced).enumerate();
            let (page, token) =
                page.cut(all.map(|(place, it)| (format!("{place:08}"), it.clone())));
            findings[member] = page.into();
            members.push(("imageScanFindings".to_owned(), findings));
            next = token;
        }
        Ok(paged(self.about_repository(members)?, next))
    }

    pub(in crate::aws) fn get_registry_scanning_configuration(&mut self) -> Value {
        let scanning = self.own_registry().scanning.clone();
        json!({ "registryId": self.caller.account, "scanningConfiguration": scanning })
    }

    pub(in crate::aws) fn put_registry_scanning_configuration(&mut self) -> Outcome {
        let rules = self.list("rules");
        let before = self.own_registry().scanning["scanType"].clone();
        let kind = self.maybe("scanType").map_or(before, Value::from);
        if rules.len() > 2 {
            return Err(Failure::parameter(
                "rules",
                "Member must have length less than or equal to 2",
            ));
        }
        let continuous = rules
            .iter()
            .any(|it| it["scanFrequency"] == "CONTINUOUS_SCAN");
        if continuous && kind != "ENHANCED" {
            return Err(Failure::parameter(
                "scanFrequency",
                "CONTINUOUS_SCAN is supported for ENHANCED scanning only",
            ));
        }
        let scanning = json!({ "scanType": kind, "rules": rules });
        self.own_registry().scanning = scanning.clone();
        Ok(json!({ "registryScanningConfiguration": scanning }))
    }

    pub(in crate::aws) fn batch_get_repository_scanning_configuration(&mut self) -> Outcome {
        self.batch("repositoryNames", 25)?;
        let names = self.texts("repositoryNames");
        let registry = self.own_registry();
        let (mut found, mut failures) = (Vec::new(), Vec::new());
        for name in names {
            let Some(repository) = registry.repositories.get(&name) else {
                failures.push(json!({
                    "repositoryName": name,
                    "failureCode": "REPOSITORY_NOT_FOUND",
                    "failureReason": "REPOSITORY_NOT_FOUND",
                }));
                continue;
            };
            let scan_on_push = &repository.shape["imageScanningConfiguration"]["scanOnPush"];
            let (frequency, filters) = frequency(&registry.scanning, &name);
            let by_repository = *scan_on_push == true && frequency == "MANUAL";
            let frequency = if by_repository {
                "SCAN_ON_PUSH".to_owned()
            } else {
                frequency
            };
            found.push(json!({
                "repositoryArn": repository.shape["repositoryArn"],
                "repositoryName": name,
                "scanOnPush": scan_on_push,
                "scanFrequency": frequency,
                "appliedScanFilters": filters,
            }));
        }
        Ok(json!({ "scanningConfigurations": found, "failures": failures }))
    }
}

/// How often the registry's rules scan a repository, and the filters that say so.
fn frequency(scanning: &Value, name: &str) -> (String, Vec<Value>) {
    for rule in scanning["rules"].as_array().into_iter().flatten() {
        let filters = rule["repositoryFilters"].as_array().into_iter().flatten();
        let applied: Vec<Value> = filters
            .filter(|it| {
                let filter = it["filter"].as_str().unwrap_or_default();
                // A filter without a star is one with stars around it.
                let contained = !filter.contains('*') && name.contains(filter);
                contained || is_match(filter, name)
            })
            .cloned()
            .collect();
        if !applied.is_empty() {
            let frequency = rule["scanFrequency"].as_str().unwrap_or("MANUAL");
            return (frequency.to_owned(), applied);
        }
    }
    ("MANUAL".to_owned(), Vec::new())
}
