//! Azure's locks: what may be done to a repository, a tag or a manifest.

use async_trait::async_trait;
use http::Method;
use portolan_oci::{Digest, RepositoryName, Tag};
use serde_json::{Value, json};

use super::Azure;
use crate::{
    Lenient as _, LockedAttributes, Result, RulePurpose, Rules, Scope, ScopeKind, VendorRule,
    offers::{misplaced, otherwise},
};

/// Manifests that are asked about before a change; the registry refuses others by itself.
const ASKED_ALONE: usize = 100;

impl Azure {
    /// What may be done to what is at `path`; `member` is where its answer says so, if not at the top.
    async fn attributes(&self, path: &str, member: &str) -> Result<LockedAttributes> {
        let answer = self.api.get(path, &[]).await?;
        let said = answer.json();
        Ok(read(said.get(member).unwrap_or(said)))
    }

    /// Whether the repository as a whole may not be written, which holds all that is in it.
    pub(super) async fn is_locked(&self, repository: &RepositoryName) -> Result<bool> {
        let may = self
            .attributes(&format!("/acr/v1/{repository}"), "")
            .await?;
        Ok(!may.write)
    }

    /// Those of `digests` that may not be written or not be deleted; what is not there is none of them.
    pub(super) async fn locked_manifests(
        &self,
        repository: &RepositoryName,
        digests: &[Digest],
    ) -> Result<Vec<Digest>> {
        let mut locked = Vec::new();
        // Each is asked about alone: a list of them may be long, and few go at a time.
        for digest in digests.iter().take(ASKED_ALONE) {
            let path = format!("/acr/v1/{repository}/_manifests/{digest}");
            match self.attributes(&path, "manifest").await {
                Ok(may) if !may.write || !may.delete => locked.push(digest.clone()),
                Ok(_) => {}
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(locked)
    }
}

#[async_trait]
impl Rules for Azure {
    fn scopes(&self, purpose: RulePurpose) -> &'static [ScopeKind] {
        match purpose {
            RulePurpose::Immutability => &[ScopeKind::Repository],
            RulePurpose::Retention | RulePurpose::Replication => &[],
        }
    }

    async fn rules(&self, purpose: RulePurpose, scope: &Scope) -> Result<Vec<VendorRule>> {
        match (purpose, scope) {
            (RulePurpose::Immutability, Scope::Repository(repository)) => {
                self.locks(repository, None, None).await
            }
            _ => Err(misplaced()),
        }
    }

    async fn replace(
        &self,
        scope: &Scope,
        before: Option<&VendorRule>,
        after: Option<&VendorRule>,
    ) -> Result<()> {
        let (
            Scope::Repository(repository),
            Some(VendorRule::AzureLock {
                tag: was_tag,
                digest: was_digest,
                may: was,
            }),
            Some(VendorRule::AzureLock { tag, digest, may }),
        ) = (scope, before, after)
        else {
            return Err(misplaced());
        };
        if (was_tag, was_digest) != (tag, digest) {
            return Err(misplaced());
        }
        let (path, member) = place(repository, tag.as_deref(), digest.as_deref())?;
        if self.attributes(&path, member).await? != *was {
            return Err(otherwise());
        }
        let asked = self.api.ask(Method::PATCH, &path, &[], Some(write(*may)));
        asked.await.map(drop)
    }

    async fn locks(
        &self,
        repository: &RepositoryName,
        tag: Option<&Tag>,
        digest: Option<&Digest>,
    ) -> Result<Vec<VendorRule>> {
        let tag = tag.map(Tag::to_string);
        let digest = digest.map(Digest::to_string);
        let mut all = vec![(None, None)];
        all.extend(tag.map(|tag| (Some(tag), None)));
        all.extend(digest.map(|digest| (None, Some(digest))));
        let mut locks = Vec::new();
        for (tag, digest) in all {
            let (path, member) = place(repository, tag.as_deref(), digest.as_deref())?;
            let may = self.attributes(&path, member).await?;
            locks.push(VendorRule::AzureLock { tag, digest, may });
        }
        Ok(locks)
    }
}

/// Where something is, and the member in which its answer tells of it.
fn place(
    repository: &RepositoryName,
    tag: Option<&str>,
    digest: Option<&str>,
) -> Result<(String, &'static str)> {
    let own = format!("/acr/v1/{repository}");
    Ok(match (tag, digest) {
        (None, None) => (own, ""),
        (Some(tag), None) => {
            let tag: Tag = tag.parse().map_err(|_| misplaced())?;
            (format!("{own}/_tags/{tag}"), "tag")
        }
        (None, Some(digest)) => {
            let digest: Digest = digest.parse().map_err(|_| misplaced())?;
            (format!("{own}/_manifests/{digest}"), "manifest")
        }
        (Some(_), Some(_)) => return Err(misplaced()),
    })
}

/// What is not said to be forbidden may be done.
fn read(entry: &Value) -> LockedAttributes {
    let said = entry.get("changeableAttributes");
    let may = |member: &str| said.and_then(|said| said.flag(member)) != Some(false);
    LockedAttributes {
        write: may("writeEnabled"),
        delete: may("deleteEnabled"),
        list: may("listEnabled"),
        read: may("readEnabled"),
    }
}

fn write(may: LockedAttributes) -> Value {
    json!({
        "writeEnabled": may.write, "deleteEnabled": may.delete,
        "listEnabled": may.list, "readEnabled": may.read,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_forbidden_may_be_done() {
        let may =
            read(&json!({ "changeableAttributes": { "writeEnabled": false, "readEnabled": 0 } }));
        assert!(!may.write && may.delete && may.list && may.read);
        let written = json!({ "changeableAttributes": write(may) });
        assert_eq!(read(&written), may);
        assert!(read(&Value::Null).write);
    }

    #[test]
    fn what_is_no_tag_or_digest_is_nowhere() {
        let app = "team/app".parse().unwrap();
        assert_eq!(
            place(&app, Some("v1"), None).unwrap().0,
            "/acr/v1/team/app/_tags/v1"
        );
        assert!(place(&app, Some("../x"), None).is_err());
        assert!(place(&app, None, Some("sha256:x")).is_err());
        assert!(place(&app, Some("v1"), Some("sha256:x")).is_err());
    }
}
