//! Managed signing: which profile signs what is pushed to which repositories.

use aws_sdk_ecr::types;

use super::{RegionRegistry, ask_region, incomplete};
use crate::{Error, Result};

/// Which repositories a profile signs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SigningRule {
    /// The signing profile's resource name.
    pub profile: String,
    /// Which: names in which `*` stands for any characters; none is all of them.
    pub filters: Vec<String>,
}

impl RegionRegistry {
    /// The rules of signing; none where nothing is signed.
    pub async fn signing_rules(&self) -> Result<Vec<SigningRule>> {
        let asked = ask_region!(
            self,
            get_signing_configuration as "ecr:GetSigningConfiguration"
        );
        match asked {
            Ok(answer) => {
                let found = answer.signing_configuration.map(|found| found.rules);
                Ok(found.unwrap_or_default().into_iter().map(read).collect())
            }
            Err(Error::NotFound { .. }) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Sets all rules of signing at once; none switches signing off.
    pub async fn put_signing_rules(&self, rules: &[SigningRule]) -> Result<()> {
        if rules.is_empty() {
            let asked = ask_region!(
                self,
                delete_signing_configuration as "ecr:DeleteSigningConfiguration"
            );
            return match asked {
                Ok(_) | Err(Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(error),
            };
        }
        let rules: Vec<_> = rules.iter().map(write).collect::<Result<_>>()?;
        let configuration = types::SigningConfiguration::builder()
            .set_rules(Some(rules))
            .build()
            .map_err(incomplete)?;
        let asked = ask_region!(
            self,
            put_signing_configuration as "ecr:PutSigningConfiguration",
            signing_configuration(configuration)
        );
        asked.map(drop)
    }
}

fn read(found: types::SigningRule) -> SigningRule {
    let filters = found.repository_filters.unwrap_or_default();
    SigningRule {
        profile: found.signing_profile_arn,
        filters: filters.into_iter().map(|it| it.filter).collect(),
    }
}

fn write(rule: &SigningRule) -> Result<types::SigningRule> {
    let filters = rule.filters.iter().map(|filter| {
        types::SigningRepositoryFilter::builder()
            .filter(filter)
            .filter_type(types::SigningRepositoryFilterType::WildcardMatch)
            .build()
            .map_err(incomplete)
    });
    let filters: Vec<_> = filters.collect::<Result<_>>()?;
    types::SigningRule::builder()
        .signing_profile_arn(&rule.profile)
        .set_repository_filters((!filters.is_empty()).then_some(filters))
        .build()
        .map_err(incomplete)
}
