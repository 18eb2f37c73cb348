//! A repository's policy: who else may do what with it. What a policy means is decided elsewhere.

use portolan_oci::RepositoryName;

use super::PrivateRegistry;
use crate::{Error, Missing, Result};

/// Characters that a policy may have.
const LIMIT: usize = 10_240;

impl PrivateRegistry {
    /// A repository's policy as JSON; `None` where it has none.
    pub async fn repository_policy(&self, repository: &RepositoryName) -> Result<Option<String>> {
        let spot = self.spot(repository)?;
        let region = &spot.place.region;
        let call =
            self.account
                .repository_call("ecr:GetRepositoryPolicy", region, spot.name.as_str());
        let asked = self
            .account
            .ecr(region)?
            .get_repository_policy()
            .set_registry_id(self.account.foreign_registry())
            .repository_name(spot.name.as_str())
            .send()
            .await;
        match asked.map_err(|error| self.account.fail(&call, error)) {
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
        let spot = self.spot(repository)?;
        let region = &spot.place.region;
        let call =
            self.account
                .repository_call("ecr:SetRepositoryPolicy", region, spot.name.as_str());
        let asked = self
            .account
            .ecr(region)?
            .set_repository_policy()
            .set_registry_id(self.account.foreign_registry())
            .repository_name(spot.name.as_str())
            .policy_text(text)
            .force(even_so)
            .send()
            .await;
        asked
            .map(drop)
            .map_err(|error| self.account.fail(&call, error))
    }

    /// Removes a repository's policy and answers what it was; `None` where there was none.
    pub async fn delete_repository_policy(
        &self,
        repository: &RepositoryName,
    ) -> Result<Option<String>> {
        let spot = self.spot(repository)?;
        let region = &spot.place.region;
        let call =
            self.account
                .repository_call("ecr:DeleteRepositoryPolicy", region, spot.name.as_str());
        let asked = self
            .account
            .ecr(region)?
            .delete_repository_policy()
            .set_registry_id(self.account.foreign_registry())
            .repository_name(spot.name.as_str())
            .send()
            .await;
        match asked.map_err(|error| self.account.fail(&call, error)) {
            Ok(answer) => Ok(answer.policy_text),
            Err(Error::NotFound {
                what: Missing::RepositoryPolicy,
                ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
