//! A repository's policy: who else may do what with it. What a policy means is decided elsewhere.

use portolan_oci::RepositoryName;

use super::{PrivateRegistry, ask_repository};
use crate::{Error, Missing, Result};

/// Characters that a policy may have.
const LIMIT: usize = 10_240;

impl PrivateRegistry {
    /// A repository's policy as JSON; `None` where it has none.
    pub async fn repository_policy(&self, repository: &RepositoryName) -> Result<Option<String>> {
        let asked = ask_repository!(
            self,
            repository,
            get_repository_policy as "ecr:GetRepositoryPolicy"
        );
        match asked {
            Ok(answer) => Ok(answer.policy_text),
            Err(Error::NotFound {
                what: Missing::RepositoryPolicy,
                ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sets a repository's policy. ECR refuses one that would lock out who sets it, unless `even_so`.
    pub async fn set_repository_policy(
        &self,
        repository: &RepositoryName,
        text: &str,
        even_so: bool,
    ) -> Result<()> {
        if text.chars().count() > LIMIT {
            return Err(Error::Invalid {
                said: format!("a repository's policy has at most {LIMIT} characters"),
            });
        }
        let asked = ask_repository!(
            self,
            repository,
            set_repository_policy as "ecr:SetRepositoryPolicy",
            policy_text(text),
            force(even_so)
        );
        asked.map(drop)
    }

    /// Removes a repository's policy and answers what it was; `None` where there was none.
    pub async fn delete_repository_policy(
        &self,
        repository: &RepositoryName,
    ) -> Result<Option<String>> {
        let asked = ask_repository!(
            self,
            repository,
            delete_repository_policy as "ecr:DeleteRepositoryPolicy"
        );
        match asked {
            Ok(answer) => Ok(answer.policy_text),
            Err(Error::NotFound {
                what: Missing::RepositoryPolicy,
                ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
