//! Quay's own rules: what it prunes in a repository or a namespace, and which tags may not move.
//!
//! Not confirmed by Quay itself: what it answers where pruning is switched off on a server, which is taken for
//! an old one's 404.

use async_trait::async_trait;
use http::Method;
use portolan_distribution::Problem;
use portolan_oci::{Digest, RepositoryName, Tag};
use serde_json::{Value, json};

use super::{Quay, at};
use crate::{
    Lenient as _, Result, RulePurpose, Rules, Scope, ScopeKind, VendorRule, encode,
    offers::{misplaced, otherwise},
    rows::{read_each, rows, unusable},
};

impl Quay {
    /// Where the policies of a scope are: of one's own namespace, of an organisation's, or of a repository.
    async fn policies(&self, scope: &Scope) -> Result<String> {
        Ok(match scope {
            Scope::Registry => return Err(misplaced()),
            Scope::Repository(repository) => at(repository, "autoprunepolicy/"),
            Scope::Namespace(_) => {
                let namespace = self.namespace_path(scope).await?;
                format!("{namespace}/autoprunepolicy/")
            }
        })
    }

    /// The policies that are there, with the names that Quay has for them.
    async fn kept_policies(&self, list: &str) -> Result<Vec<(String, VendorRule)>> {
        let answer = self.api.get(list, &[]).await?;
        let (found, _) = read_each(rows(&self.api, &answer, Some("policies"))?, read_policy);
        Ok(found)
    }

    async fn replace_policy(
        &self,
        scope: &Scope,
        before: Option<&VendorRule>,
        after: Option<&VendorRule>,
    ) -> Result<()> {
        let list = self.policies(scope).await?;
        let place = match before {
            Some(before) => {
                let kept = self.kept_policies(&list).await?.into_iter();
                let mut kept = kept.filter(|(_, rule)| rule == before);
                let (id, _) = kept.next().ok_or_else(otherwise)?;
                Some(format!("{list}{}", encode(&id)))
            }
            None => None,
        };
        let body = after.map(write_policy).transpose()?;
        let (method, path) = match (place, &body) {
            (Some(path), Some(_)) => (Method::PUT, path),
            (Some(path), None) => (Method::DELETE, path),
            (None, _) => (Method::POST, list),
        };
        self.api.ask(method, &path, &[], body).await.map(drop)
    }

    async fn is_immutable(&self, repository: &RepositoryName, tag: &Tag) -> Result<bool> {
        let query = [("onlyActiveTags", "true"), ("specificTag", tag.as_str())];
        let page = self.tags(repository, &query, None).await?;
        let mut found = page.rows.into_iter().filter(|row| row.tag == *tag);
        Ok(found.next().is_some_and(|row| row.is_immutable))
    }
}

/// A policy with its name.
fn read_policy(row: &Value) -> Result<(String, VendorRule), Problem> {
    let id = row.text("uuid").ok_or_else(|| unusable("policy"))?;
    let value = row.text("value").map(str::to_owned);
    let value = value.or_else(|| row.number("value").map(|number| number.to_string()));
    let rule = VendorRule::QuayPrune {
        method: row.text("method").unwrap_or_default().to_owned(),
        value: value.unwrap_or_default(),
        tag_pattern: row.text("tagPattern").map(str::to_owned),
        tag_pattern_matches: row.flag("tagPatternMatches") != Some(false),
    };
    Ok((id.to_owned(), rule))
}

/// A policy as Quay wants it: a number of tags is one, an age is a text.
fn write_policy(rule: &VendorRule) -> Result<Value> {
    let VendorRule::QuayPrune {
        method,
        value,
        tag_pattern,
        tag_pattern_matches,
    } = rule
    else {
        return Err(misplaced());
    };
    let number = value
        .parse::<u64>()
        .ok()
        .filter(|_| method == "number_of_tags");
    let mut written = json!({
        "method": method,
        "value": number.map_or_else(|| json!(value), |number| json!(number)),
    });
    if let Some(pattern) = tag_pattern {
        written["tagPattern"] = json!(pattern);
        written["tagPatternMatches"] = json!(tag_pattern_matches);
    }
    Ok(written)
}

#[async_trait]
impl Rules for Quay {
    fn scopes(&self, purpose: RulePurpose) -> &'static [ScopeKind] {
        match purpose {
            RulePurpose::Retention => &[ScopeKind::Namespace, ScopeKind::Repository],
            // Its tags are held one by one.
            RulePurpose::Immutability | RulePurpose::Replication => &[],
        }
    }

    fn blank(&self, purpose: RulePurpose) -> Option<VendorRule> {
        (purpose == RulePurpose::Retention).then(|| VendorRule::QuayPrune {
            method: "number_of_tags".to_owned(),
            value: String::new(),
            tag_pattern: None,
            tag_pattern_matches: true,
        })
    }

    async fn rules(&self, purpose: RulePurpose, scope: &Scope) -> Result<Vec<VendorRule>> {
        if purpose != RulePurpose::Retention {
            return Err(misplaced());
        }
        let list = self.policies(scope).await?;
        let kept = self.kept_policies(&list).await?.into_iter();
        Ok(kept.map(|(_, rule)| rule).collect())
    }

    async fn replace(
        &self,
        scope: &Scope,
        before: Option<&VendorRule>,
        after: Option<&VendorRule>,
    ) -> Result<()> {
        match (scope, before, after) {
            (
                Scope::Repository(repository),
                Some(VendorRule::QuayImmutable {
                    tag,
                    immutable: was,
                }),
                Some(VendorRule::QuayImmutable {
                    tag: same,
                    immutable,
                }),
            ) if tag == same => {
                let tag: Tag = tag.parse().map_err(|_| misplaced())?;
                if self.is_immutable(repository, &tag).await? != *was {
                    return Err(otherwise());
                }
                let path = at(repository, &format!("tag/{tag}"));
                let body = json!({ "immutable": immutable });
                let asked = self.api.ask(Method::PUT, &path, &[], Some(body));
                asked.await.map(drop)
            }
            (_, Some(VendorRule::QuayPrune { .. }) | None, _) => {
                self.replace_policy(scope, before, after).await
            }
            _ => Err(misplaced()),
        }
    }

    async fn locks(
        &self,
        repository: &RepositoryName,
        tag: Option<&Tag>,
        _digest: Option<&Digest>,
    ) -> Result<Vec<VendorRule>> {
        let Some(tag) = tag else {
            return Ok(Vec::new());
        };
        if !self.api.is_signed_in().await? {
            return Ok(Vec::new());
        }
        let immutable = self.is_immutable(repository, tag).await?;
        Ok(vec![VendorRule::QuayImmutable {
            tag: tag.to_string(),
            immutable,
        }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_as_it_was_written() {
        for (method, value, sent) in [
            ("number_of_tags", "10", json!(10)),
            ("creation_date", "7d", json!("7d")),
        ] {
            let rule = VendorRule::QuayPrune {
                method: method.to_owned(),
                value: value.to_owned(),
                tag_pattern: Some("^v".to_owned()),
                tag_pattern_matches: false,
            };
            let mut written = write_policy(&rule).unwrap();
            assert_eq!(written["value"], sent);
            written["uuid"] = json!("u-1");
            assert_eq!(read_policy(&written).unwrap(), ("u-1".to_owned(), rule));
        }
    }

    #[test]
    fn a_policy_without_a_name_is_told_and_other_members_cost_only_themselves() {
        assert!(read_policy(&json!({ "method": "number_of_tags" })).is_err());
        let (_, rule) = read_policy(&json!({ "uuid": "u", "value": [], "tagPattern": 3 })).unwrap();
        let VendorRule::QuayPrune {
            value,
            tag_pattern,
            tag_pattern_matches,
            ..
        } = rule
        else {
            panic!("{rule:?}");
        };
        assert_eq!(
            (value.as_str(), tag_pattern, tag_pattern_matches),
            ("", None, true)
        );
    }
}
