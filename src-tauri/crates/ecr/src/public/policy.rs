//! A public repository's policy: who else may push to it. What a policy means is decided elsewhere.

use portolan_oci::RepositoryName;

use super::PublicRegistry;
use crate::{Error, Missing, Result};

/// Characters that a policy may have.
const LIMIT: usize = 10_240;

impl PublicRegistry {
    /// A repository's policy as JSON; `None` where it has none.
    pub async fn repository_policy(&self, repository: &RepositoryName) -> Result<Option<String>> {
        let name = repository.as_str();
        let asked = ask!(self, "ecr-public:GetRepositoryPolicy", name, |client| {
            client.get_repository_policy().repository_name(name)
        });
        match asked {
            Ok(answer) => Ok(answer.policy_text),
            Err(Error::NotFound {
                what: Missing::RepositoryPolicy,
                ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sets a repository's policy; `None` removes it, also where there is none. One that would lock out who
    /// sets it is refused.
    pub async fn set_repository_policy(
        &self,
        repository: &RepositoryName,
        text: Option<&str>,
    ) -> Result<()> {
        let name = repository.as_str();
        let Some(text) = text else {
            let asked = ask!(self, "ecr-public:DeleteRepositoryPolicy", name, |client| {
                client.delete_repository_policy().repository_name(name)
            });
            return match asked.map(drop) {
                Err(Error::NotFound {
                    what: Missing::RepositoryPolicy,
                    ..
                }) => Ok(()),
                outcome => outcome,
            };
        };
        if text.chars().count() > LIMIT {
            return Err(Error::Invalid {
                said: format!("a repository's policy has at most {LIMIT} characters"),
            });
        }
        ask!(self, "ecr-public:SetRepositoryPolicy", name, |client| {
            client
                .set_repository_policy()
                .repository_name(name)
                .policy_text(text)
        })
        .map(drop)
    }
}
