//! Rules and what they mean, in the terms of the contract.

use jiff::Timestamp;
use portolan_contract::{
    NotInEcr as ShownNotInEcr, RetentionComplaint, RetentionForEcr, RetentionImage, RetentionInUse,
    RetentionLostTag, RetentionProblem, RetentionRefusal, RetentionRule, RetentionVerdict,
};
use portolan_policy::retention::{
    Action, Complaint, CountType, Export, Image, InUse, Leader, NotInEcr, OrderWord, Problem,
    Reason, RuleDraft, Verdict,
};

use crate::amazon::show_lifecycle_problem;

pub(super) fn show_rule(rule: &RuleDraft) -> RetentionRule {
    RetentionRule {
        priority: rule.priority,
        description: rule.description.clone(),
        tag_status: rule.tag_status.map(|word| word.as_str().to_owned()),
        patterns: rule.patterns.clone(),
        prefixes: rule.prefixes.clone(),
        expressions: rule.expressions.clone(),
        except_patterns: rule.except_patterns.clone(),
        except_expressions: rule.except_expressions.clone(),
        storage_class: rule.storage_class.map(|word| word.as_str().to_owned()),
        count_type: rule.count_type.map(CountType::as_str).map(str::to_owned),
        count_unit: rule.count_unit.map(|word| word.as_str().to_owned()),
        count_number: rule.count_number,
        order_by: rule.order.map(OrderWord::as_str).map(str::to_owned),
        action: rule.action.map(|word| word.as_str().to_owned()),
        target: rule.target.map(|word| word.as_str().to_owned()),
    }
}

pub(super) fn show_in_use(in_use: &InUse) -> RetentionInUse {
    RetentionInUse {
        references: in_use.references.clone(),
        files: in_use.files.clone(),
        kubernetes: in_use.kubernetes.clone(),
        ecs: in_use.ecs.clone(),
    }
}

pub(super) fn show_complaint(complaint: &Complaint) -> RetentionComplaint {
    RetentionComplaint {
        rule: complaint.rule.map(|rule| rule.index as u32),
        path: complaint.path.clone(),
        problem: match &complaint.problem {
            Problem::Common(problem) => RetentionProblem::Common {
                problem: show_lifecycle_problem(problem),
            },
            Problem::BadExpression { met } => RetentionProblem::BadExpression { met: met.clone() },
            Problem::OrderUnwanted => RetentionProblem::OrderUnwanted,
            Problem::TagsAreNotArchived => RetentionProblem::TagsAreNotArchived,
            Problem::VersionsNeedTags => RetentionProblem::VersionsNeedTags,
            Problem::NoReference => RetentionProblem::NoReference,
            Problem::NothingLeft => RetentionProblem::NothingLeft,
        },
    }
}

pub(super) fn show_export(export: Export) -> RetentionForEcr {
    let refusals = export.refusals.iter().map(|(rule, why)| RetentionRefusal {
        rule: rule.map(|rule| rule.index as u32),
        why: match why {
            NotInEcr::Expressions => ShownNotInEcr::Expressions,
            NotInEcr::Exclusions => ShownNotInEcr::Exclusions,
            NotInEcr::Versions => ShownNotInEcr::Versions,
            NotInEcr::Created => ShownNotInEcr::Created,
            NotInEcr::OrderedByBuild => ShownNotInEcr::OrderedByBuild,
            NotInEcr::Tags => ShownNotInEcr::Tags,
            NotInEcr::InUse => ShownNotInEcr::InUse,
            NotInEcr::Refused(problem) => ShownNotInEcr::Refused {
                problem: show_lifecycle_problem(problem),
            },
        },
    });
    RetentionForEcr {
        refusals: refusals.collect(),
        text: export.text,
    }
}

pub(super) fn show_image(image: &Image, verdict: &Verdict) -> RetentionImage {
    let millis = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    RetentionImage {
        digest: image.digest.to_string(),
        tags: image.tags.iter().map(ToString::to_string).collect(),
        pushed: millis(image.pushed_at),
        seen: millis(image.seen_at.filter(|_| image.pushed_at.is_none())),
        created: millis(image.created_at),
        verdict: show_verdict(verdict),
    }
}

fn show_verdict(verdict: &Verdict) -> RetentionVerdict {
    match verdict {
        Verdict::Taken {
            rule,
            action,
            since,
        } => RetentionVerdict::Taken {
            rule: *rule,
            archive: *action == Action::Archive,
            since: since.map(Timestamp::as_millisecond),
        },
        Verdict::Follows {
            leader: Leader::Index(index),
            rule,
        } => RetentionVerdict::FollowsIndex {
            rule: *rule,
            index: index.to_string(),
        },
        Verdict::Follows {
            leader: Leader::Subject(subject),
            rule,
        } => RetentionVerdict::FollowsSubject {
            rule: *rule,
            subject: subject.to_string(),
        },
        Verdict::LosesTags { tags } => RetentionVerdict::LosesTags {
            tags: tags
                .iter()
                .map(|(tag, rule)| RetentionLostTag {
                    tag: tag.to_string(),
                    rule: *rule,
                })
                .collect(),
        },
        Verdict::Stays(reason) => show_reason(reason),
    }
}

fn show_reason(reason: &Reason) -> RetentionVerdict {
    match reason {
        Reason::Kept { rule, place, keeps } => RetentionVerdict::Kept {
            rule: *rule,
            place: *place,
            keeps: *keeps,
        },
        Reason::TooYoung { rule, due, days } => RetentionVerdict::TooYoung {
            rule: *rule,
            days: *days,
            due: due.as_millisecond(),
        },
        Reason::Shielded { by, from } => RetentionVerdict::Shielded {
            by: *by,
            from: *from,
        },
        Reason::ChildOf { index, .. } => RetentionVerdict::ChildOf {
            index: index.to_string(),
        },
        Reason::FollowsSubject { subject } => RetentionVerdict::StaysWith {
            subject: subject.to_string(),
        },
        Reason::Describes { referrer, .. } => RetentionVerdict::Describes {
            referrer: referrer.to_string(),
        },
        Reason::InUse { text } => RetentionVerdict::InUse { text: text.clone() },
        Reason::Restoring => RetentionVerdict::Restoring,
        Reason::TimeUnknown { rule } => RetentionVerdict::TimeUnknown { rule: *rule },
        Reason::NoVersion { rule } => RetentionVerdict::NoVersion { rule: *rule },
        Reason::Unread { rule } => RetentionVerdict::Unread { rule: *rule },
        Reason::Unsure { rule } => RetentionVerdict::Unsure { rule: *rule },
        Reason::NoRule => RetentionVerdict::NoRule,
    }
}
