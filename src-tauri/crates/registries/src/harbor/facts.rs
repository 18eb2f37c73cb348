//! What Harbor says of a repository and of the project that it is in.

use portolan_oci::Tag;
use serde_json::Value;
use url::Url;

use super::artifact::immutable_tags;
use crate::{FactName, Lenient as _, RepositoryFacts, SaidFact, SpaceUse, Visibility, encode};

/// Tags that are named as held; more of them are only counted.
const NAMED: usize = 20;

/// The answers that the facts are read from; `null` for one that was refused.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) repository: Value,
    pub(super) project: Value,
    pub(super) summary: Value,
    /// The newest artifacts, with which of their tags are held.
    pub(super) artifacts: Vec<Value>,
}

impl Said {
    /// The facts; `origin` is where Harbor's own pages are.
    pub(super) fn read(&self, origin: &Url) -> RepositoryFacts {
        let Self {
            repository,
            project,
            ..
        } = self;
        let mut said = Vec::new();
        said.extend(self.held());
        RepositoryFacts {
            description: None,
            long_description: repository.text("description").map(str::to_owned),
            // Project admin, developer, maintainer; guests only look.
            is_editable: matches!(project.number("current_user_role_id"), Some(1 | 2 | 4)),
            visibility: self.visibility(),
            pulls: repository.number("pull_count"),
            created_at: repository.time("creation_time"),
            updated_at: repository.time("update_time"),
            quota: self.quota(),
            project: project.text("name").map(str::to_owned),
            owner: project.text("owner_name").map(str::to_owned),
            web_page: self.web_page(origin),
            said,
            ..RepositoryFacts::default()
        }
    }

    /// Harbor writes flags of a project as texts.
    fn visibility(&self) -> Option<Visibility> {
        match self.project.get("metadata")?.text("public")? {
            "true" => Some(Visibility::Public),
            "false" => Some(Visibility::Private),
            _ => None,
        }
    }

    /// The project's space; -1 is how Harbor writes "as much as one likes".
    fn quota(&self) -> Option<SpaceUse> {
        let quota = self.summary.get("quota")?;
        Some(SpaceUse {
            used: quota.get("used")?.number("storage")?,
            limit: quota.get("hard").and_then(|hard| hard.number("storage")),
        })
    }

    fn web_page(&self, origin: &Url) -> Option<String> {
        let id = self.repository.number("project_id")?;
        let (_, name) = self.repository.text("name")?.split_once('/')?;
        let path = format!("harbor/projects/{id}/repositories/{}", encode(name));
        origin.join(&path).ok().map(|url| url.to_string())
    }

    /// The tags that a rule of immutability holds, of the newest artifacts.
    fn held(&self) -> Option<SaidFact> {
        let held: Vec<Tag> = self.artifacts.iter().flat_map(immutable_tags).collect();
        let names: Vec<_> = held.iter().take(NAMED).map(Tag::as_str).collect();
        let more = held.len() - names.len();
        let text = match more {
            0 => names.join(", "),
            more => format!("{}, … (+{more})", names.join(", ")),
        };
        (!held.is_empty()).then_some(SaidFact {
            about: FactName::Lock,
            text,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn origin() -> Url {
        Url::parse("https://harbor.example/").unwrap()
    }

    fn said() -> Said {
        Said {
            repository: json!({
                "id": 3, "project_id": 1, "name": "library/team/app", "description": "# App",
                "artifact_count": 4, "pull_count": 77,
                "creation_time": "2026-01-02T03:04:05.000Z", "update_time": "2026-02-02T03:04:05.000Z",
            }),
            project: json!({
                "project_id": 1, "name": "library", "owner_name": "admin",
                "current_user_role_id": 1, "metadata": { "public": "true" },
            }),
            summary: json!({ "quota": { "hard": { "storage": -1 }, "used": { "storage": 2048 } } }),
            artifacts: vec![json!({ "tags": [{ "name": "v1", "immutable": true }] })],
        }
    }

    #[test]
    fn a_repository_is_described_with_its_project() {
        let facts = said().read(&origin());
        assert_eq!(facts.long_description.as_deref(), Some("# App"));
        assert_eq!(facts.visibility, Some(Visibility::Public));
        assert_eq!(facts.pulls, Some(77));
        assert_eq!(facts.owner.as_deref(), Some("admin"));
        assert!(facts.is_editable);
        let page = "https://harbor.example/harbor/projects/1/repositories/team%2Fapp";
        assert_eq!(facts.web_page.as_deref(), Some(page));
        assert_eq!(facts.said[0].text, "v1");
    }

    #[test]
    fn a_project_without_a_limit_has_none() {
        let quota = said().read(&origin()).quota.unwrap();
        assert_eq!((quota.used, quota.limit), (2048, None));
    }

    #[test]
    fn who_may_not_look_at_the_project_sees_the_repository_alone() {
        let own = Said {
            repository: said().repository,
            ..Said::default()
        };
        let facts = own.read(&origin());
        assert_eq!(facts.pulls, Some(77));
        assert_eq!((facts.visibility, facts.quota), (None, None));
        assert!(!facts.is_editable && facts.said.is_empty());
    }
}
