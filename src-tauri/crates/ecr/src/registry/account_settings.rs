//! Settings of the account in a region, each a name and a word.

use super::{RegionRegistry, ask_region};
use crate::{Error, Result};

impl RegionRegistry {
    /// The value of a setting, such as `REGISTRY_POLICY_SCOPE`; `None` where this region has none of that
    /// name, or it was never set.
    pub async fn account_setting(&self, name: &str) -> Result<Option<String>> {
        let asked = ask_region!(
            self,
            get_account_setting as "ecr:GetAccountSetting",
            name(name)
        );
        match asked {
            Ok(answer) => Ok(answer.value),
            // What a region says of a setting that it does not have.
            Err(Error::NotFound { .. } | Error::Invalid { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sets one.
    pub async fn put_account_setting(&self, name: &str, value: &str) -> Result<()> {
        let asked = ask_region!(
            self,
            put_account_setting as "ecr:PutAccountSetting",
            name(name),
            value(value)
        );
        asked.map(drop)
    }
}
