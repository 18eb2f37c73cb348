//! A registry's policy: who else may do what with it. What a policy means is decided elsewhere.

use super::{RegionRegistry, ask_region};
use crate::{Error, Result};

impl RegionRegistry {
    /// The registry's policy as JSON; `None` where it has none.
    pub async fn registry_policy(&self) -> Result<Option<String>> {
        let asked = ask_region!(self, get_registry_policy as "ecr:GetRegistryPolicy");
        match asked {
            Ok(answer) => Ok(answer.policy_text),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sets the registry's policy, or removes it.
    pub async fn set_registry_policy(&self, text: Option<&str>) -> Result<()> {
        let Some(text) = text else {
            let asked = ask_region!(self, delete_registry_policy as "ecr:DeleteRegistryPolicy");
            return match asked {
                Ok(_) | Err(Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(error),
            };
        };
        let asked = ask_region!(
            self,
            put_registry_policy as "ecr:PutRegistryPolicy",
            policy_text(text)
        );
        asked.map(drop)
    }
}
