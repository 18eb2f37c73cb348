//! What a permission lacks: the IAM action that is missing, and the statement that would grant it.

use serde_json::json;

/// What may follow the action and the resource in Amazon's sentence.
const ENDS: [&str; 4] = [" on resource:", " because ", " with an explicit deny", ", "];

/// An action that was not allowed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{} may not do {action} on {resource}{}", principal.as_deref().unwrap_or("this sign-in"), why(.deny.as_deref()))]
pub struct Denial {
    /// The action, such as `ecr:DescribeImages`.
    pub action: String,
    /// On what: a resource name, or `*` where the action has none.
    pub resource: String,
    /// Who asked, as Amazon names it.
    pub principal: Option<String>,
    /// The kind of policy that denies it explicitly, such as `service control policy`: then allowing it
    /// elsewhere does not help.
    pub deny: Option<String>,
    /// What Amazon says.
    pub said: String,
}

impl Denial {
    /// Reads Amazon's sentence: `User: P is not authorized to perform: A on resource: R because …`. What
    /// it does not say is known from the call: `action` and `resource`.
    pub(crate) fn read(said: &str, action: &str, resource: &str) -> Self {
        let between = |start: &str, ends: &[&str]| {
            let (_, rest) = said.split_once(start)?;
            let end = ends.iter().filter_map(|end| rest.find(end)).min();
            let text = rest[..end.unwrap_or(rest.len())]
                .trim()
                .trim_end_matches('.');
            (!text.is_empty()).then(|| text.to_owned())
        };
        Self {
            action: between("not authorized to perform: ", &ENDS)
                .filter(|found| found.contains(':') && !found.contains(' '))
                .unwrap_or_else(|| action.to_owned()),
            resource: between(" on resource: ", &ENDS[1..])
                .filter(|found| found == "*" || found.starts_with("arn:"))
                .unwrap_or_else(|| resource.to_owned()),
            principal: between("User: ", &[" is not authorized"])
                .filter(|found| found.starts_with("arn:")),
            deny: between("with an explicit deny in ", &[" policy", ":"])
                .or_else(|| said.contains("explicit deny").then(String::new))
                .map(|kind| {
                    let kind = kind.trim_start_matches("an ").trim_start_matches("a ");
                    format!("{kind} policy").trim().to_owned()
                }),
            said: said.to_owned(),
        }
    }

    /// The statement of an IAM policy that allows it, as JSON to copy.
    pub fn statement(&self) -> String {
        let statement = json!({
            "Effect": "Allow",
            "Action": self.action,
            "Resource": self.resource,
        });
        serde_json::to_string_pretty(&statement).unwrap_or_default()
    }
}

fn why(deny: Option<&str>) -> String {
    match deny {
        Some(policy) => format!(": a {policy} denies it explicitly"),
        None => "; a policy must allow it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESOURCE: &str = "arn:aws:ecr:eu-west-1:123456789012:repository/app";

    #[test]
    fn amazons_sentence_is_read() {
        let said = format!(
            "User: arn:aws:sts::123456789012:assumed-role/dev/ada is not authorized to perform: \
             ecr:DescribeImages on resource: {RESOURCE} because no identity-based policy allows the \
             ecr:DescribeImages action"
        );
        let denial = Denial::read(&said, "ecr:Other", "*");
        assert_eq!(denial.action, "ecr:DescribeImages");
        assert_eq!(denial.resource, RESOURCE);
        assert_eq!(
            denial.principal.as_deref(),
            Some("arn:aws:sts::123456789012:assumed-role/dev/ada")
        );
        assert_eq!(denial.deny, None);
        let statement: serde_json::Value = serde_json::from_str(&denial.statement()).unwrap();
        assert_eq!(statement["Action"], "ecr:DescribeImages");
        assert_eq!(statement["Resource"], RESOURCE);
    }

    #[test]
    fn an_explicit_deny_is_told_apart() {
        let said = format!(
            "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: ecr:PutImage on \
             resource: {RESOURCE} with an explicit deny in a service control policy"
        );
        let denial = Denial::read(&said, "ecr:PutImage", "*");
        assert_eq!(denial.deny.as_deref(), Some("service control policy"));
        assert_eq!(denial.resource, RESOURCE);
    }

    #[test]
    fn a_sentence_that_says_nothing_leaves_what_was_asked() {
        let denial = Denial::read("Access denied.", "ecr:ListImages", RESOURCE);
        assert_eq!(denial.action, "ecr:ListImages");
        assert_eq!(denial.resource, RESOURCE);
        assert_eq!(denial.principal, None);
    }
}
