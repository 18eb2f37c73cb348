//! What is wrong in a registry.

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{
    Failure, Health, HealthCounts, HealthFinding, HealthKnown, HealthLimit, ReadHealth,
};
use portolan_oci::Tag;
use portolan_policy::{
    amazon_names::limits,
    health::{Finding, examine, near_limit},
};

use super::known::KnownRepository;
use crate::{App, app::off_the_loop};

/// Findings of a kind that are told.
const SHOWN: usize = 1000;

impl App {
    /// What is wrong in a registry, from what is known of it.
    pub async fn read_health(&self, request: ReadHealth) -> Result<Health, Failure> {
        let stored = self.stored_connection(&request.connection).await?;
        let is_amazon = stored.draft.kind == "ecr";
        let days = SignedDuration::from_hours(24 * i64::from(request.unpulled_days));
        let before = Timestamp::now().checked_sub(days).unwrap_or(Timestamp::MIN);
        let mut report = Report::default();
        let rows = self.standing_repositories(stored.id).await?;
        report.count_repositories(&rows, is_amazon);
        for row in rows {
            let known = self.known_repository(stored.id, row).await?;
            report = off_the_loop(move || report.with(&known, before, is_amazon)).await?;
        }
        Ok(Health {
            counts: report.counts,
            known: report.known,
            findings: report.in_order(),
            quota: self.last_quota(&request.connection).await,
        })
    }
}

/// The findings so far, a list a kind.
#[derive(Debug, Default)]
struct Report {
    kinds: [Vec<HealthFinding>; 6],
    counts: HealthCounts,
    known: HealthKnown,
}

impl Report {
    fn count_repositories(&mut self, rows: &[portolan_storage::Repository], is_amazon: bool) {
        self.known.repositories = rows.len() as u64;
        if !is_amazon {
            return;
        }
        // There a repository is called `<region>/<name>`, and each region has its own limit.
        let regions = rows.chunk_by(|one, other| region(one) == region(other));
        for here in regions {
            let about = here.first().map(region).unwrap_or_default().to_owned();
            self.note_limit(
                HealthLimit::Repositories,
                about,
                here.len() as u64,
                limits::REPOSITORIES_PER_REGION,
            );
        }
    }

    fn with(mut self, known: &KnownRepository, before: Timestamp, is_amazon: bool) -> Self {
        if !known.is_listed() {
            self.known.unlisted += 1;
            return self;
        }
        let repository = known.row.name.to_string();
        let tops = known.tops();
        self.known.images += tops.len() as u64;
        let unread = tops.iter().filter(|it| !known.images.contains_key(**it));
        self.known.unread += unread.count() as u64 + known.count_unknown();
        let mut listed = known.listed.values();
        self.known.tells_pulls |= listed.any(|it| it.last_pulled_at.is_some());
        let listed_at = known.listed_at().map(Timestamp::as_millisecond);
        self.known.oldest = match (self.known.oldest, listed_at) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        if known.tags.is_empty() && known.unknown_tags.is_empty() {
            let images = (!known.listed.is_empty()).then_some(known.listed.len() as u64);
            let finding = HealthFinding::NoTags {
                repository: repository.clone(),
                images,
            };
            self.note(finding);
        }
        if is_amazon {
            let images = known.listed.len() as u64;
            let most = limits::IMAGES_PER_REPOSITORY;
            self.note_limit(HealthLimit::Images, repository.clone(), images, most);
            let mut by_digest = std::collections::BTreeMap::<_, u64>::new();
            for digest in known.tags.values() {
                *by_digest.entry(digest).or_default() += 1;
            }
            for (digest, tags) in by_digest {
                let about = format!("{repository}@{digest}");
                let most = limits::TAGS_PER_IMAGE as u64;
                self.note_limit(HealthLimit::TagsOfImage, about, tags, most);
            }
        }
        for finding in examine(&known.examined(), before) {
            self.note(show(&repository, finding));
        }
        self
    }

    fn note_limit(&mut self, limit: HealthLimit, about: String, used: u64, most: u64) {
        if let Some(near) = near_limit(used, most) {
            self.note(HealthFinding::NearLimit {
                limit,
                about,
                used: near.used,
                most: near.most,
            });
        }
    }

    fn note(&mut self, finding: HealthFinding) {
        let counts = &mut self.counts;
        let (count, kind) = match &finding {
            HealthFinding::ContentGone { .. } => (&mut counts.content_gone, 0),
            HealthFinding::BrokenIndex { .. } => (&mut counts.broken_index, 1),
            HealthFinding::NearLimit { .. } => (&mut counts.near_limit, 2),
            HealthFinding::DanglingReferrer { .. } => (&mut counts.dangling_referrer, 3),
            HealthFinding::NoTags { .. } => (&mut counts.no_tags, 4),
            HealthFinding::Unpulled { .. } => (&mut counts.unpulled, 5),
        };
        *count += 1;
        if self.kinds[kind].len() < SHOWN {
            self.kinds[kind].push(finding);
        }
    }

    /// The worst first.
    fn in_order(self) -> Vec<HealthFinding> {
        self.kinds.into_iter().flatten().collect()
    }
}

fn region(repository: &portolan_storage::Repository) -> &str {
    let name = repository.name.as_str();
    name.split_once('/').map_or(name, |it| it.0)
}

fn show(repository: &str, finding: Finding) -> HealthFinding {
    let repository = repository.to_owned();
    let names = |tags: Vec<Tag>| tags.iter().map(ToString::to_string).collect();
    match finding {
        Finding::ContentGone { tag, digest } => HealthFinding::ContentGone {
            repository,
            tag: tag.to_string(),
            digest: digest.to_string(),
        },
        Finding::BrokenIndex {
            digest,
            tags,
            missing,
        } => HealthFinding::BrokenIndex {
            repository,
            digest: digest.to_string(),
            tags: names(tags),
            missing: missing.iter().map(ToString::to_string).collect(),
        },
        Finding::DanglingReferrer {
            digest,
            tags,
            subject,
            is_certain,
        } => HealthFinding::DanglingReferrer {
            repository,
            digest: digest.to_string(),
            tags: names(tags),
            subject: subject.to_string(),
            certain: is_certain,
        },
        Finding::Unpulled {
            digest,
            tags,
            since,
            never,
        } => HealthFinding::Unpulled {
            repository,
            digest: digest.to_string(),
            tags: names(tags),
            since: since.as_millisecond(),
            never,
        },
    }
}
