//! Whether ECR would take a policy: what the shape alone does not show.

use super::{Complaint, PolicyDocument, Problem, Scope, Statement, action, principal::NoPrincipal};

impl PolicyDocument {
    /// Everything that ECR would refuse, by statement; empty where it would take the policy.
    pub fn check(&self, scope: Scope) -> Vec<Complaint> {
        let mut found = Vec::new();
        let has = self.to_text().chars().count();
        if has > super::TEXT_LIMIT {
            found.push(Complaint {
                statement: None,
                path: "$".to_owned(),
                problem: Problem::TextLength { has },
            });
        }
        if self.statements.is_empty() {
            found.push(Complaint {
                statement: None,
                path: "$.Statement".to_owned(),
                problem: Problem::Empty,
            });
        }
        for (place, statement) in self.statements.iter().enumerate() {
            let mut complain = |member: &str, problem| {
                found.push(Complaint {
                    statement: Some(place),
                    path: format!("$.Statement[{place}].{member}"),
                    problem,
                });
            };
            let same_sid = self.statements[..place]
                .iter()
                .position(|it| statement.sid.is_some() && it.sid == statement.sid);
            if let Some(other) = same_sid {
                complain("Sid", Problem::DuplicateSid { other });
            }
            check_principals(statement, &mut complain);
            check_actions(statement, scope, &mut complain);
            check_resources(statement, scope, &mut complain);
            for condition in statement.conditions.iter().filter(|it| !it.is_known()) {
                let member = format!("Condition.{}", condition.operator);
                complain(&member, Problem::UnknownOperator);
            }
        }
        found
    }
}

fn check_principals(statement: &Statement, complain: &mut impl FnMut(&str, Problem)) {
    let principals = &statement.principals;
    let member = if principals.is_negated {
        "NotPrincipal"
    } else {
        "Principal"
    };
    if principals.list.is_empty() {
        complain(member, Problem::Empty);
    }
    for written in &principals.list {
        let problem = match written.parse() {
            Ok(_) => continue,
            Err(NoPrincipal::Wildcard) => Problem::WildcardInPrincipal,
            Err(NoPrincipal::Form) => Problem::NoPrincipal,
        };
        let of_kind = principals.list.iter().filter(|it| it.kind == written.kind);
        let place = of_kind.clone().position(|it| it == written).unwrap_or(0);
        let kind = written.kind.as_str();
        if of_kind.count() == 1 {
            complain(&format!("{member}.{kind}"), problem);
        } else {
            complain(&format!("{member}.{kind}[{place}]"), problem);
        }
    }
}

/// The path of an entry: without a number where it is the only one.
fn entry(member: &str, place: usize, of: usize) -> String {
    if of == 1 {
        member.to_owned()
    } else {
        format!("{member}[{place}]")
    }
}

fn check_actions(statement: &Statement, scope: Scope, complain: &mut impl FnMut(&str, Problem)) {
    let actions = &statement.actions;
    let member = if actions.is_negated {
        "NotAction"
    } else {
        "Action"
    };
    if actions.patterns.is_empty() {
        complain(member, Problem::Empty);
    }
    for (place, pattern) in actions.patterns.iter().enumerate() {
        let path = entry(member, place, actions.patterns.len());
        let prefix = scope.prefix();
        if pattern == "*" {
            continue;
        }
        let Some((of, name)) = pattern.split_once(':') else {
            complain(&path, Problem::ForeignAction { prefix });
            continue;
        };
        if !of.eq_ignore_ascii_case(prefix) {
            complain(&path, Problem::ForeignAction { prefix });
            continue;
        }
        let named = action::named_by(pattern, scope);
        if named.is_empty() {
            let nearest = action::nearest(name, scope);
            complain(&path, Problem::UnknownAction { nearest });
        } else if name != "*"
            && matches!(
                scope,
                Scope::Registry {
                    is_second_version: false
                }
            )
            && !named.iter().all(|it| scope.grants(it))
        {
            complain(&path, Problem::NotForRegistries);
        }
    }
}

fn check_resources(statement: &Statement, scope: Scope, complain: &mut impl FnMut(&str, Problem)) {
    let Scope::Registry { .. } = scope else {
        return;
    };
    let Some(resources) = &statement.resources else {
        complain("Resource", Problem::Missing);
        return;
    };
    let member = if resources.is_negated {
        "NotResource"
    } else {
        "Resource"
    };
    if resources.patterns.is_empty() {
        complain(member, Problem::Empty);
    }
    for (place, pattern) in resources.patterns.iter().enumerate() {
        let of_ecr = pattern == "*"
            || pattern
                .strip_prefix("arn:")
                .and_then(|rest| rest.split(':').nth(1))
                .is_some_and(|product| product == "ecr" || product == "*");
        if !of_ecr {
            let path = entry(member, place, resources.patterns.len());
            complain(&path, Problem::ForeignResource);
        }
    }
}
