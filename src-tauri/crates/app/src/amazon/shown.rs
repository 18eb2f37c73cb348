//! A connection to Amazon as the window shows it.

use portolan_contract::{Amazon, AmazonEndpoints, AmazonRole, AmazonSignIn, CustomEndpoint};
use portolan_storage::{self as kept, Access, ConnectionDraft};

use super::draft::{APIS, api_name};

/// What only a connection to Amazon has; `None` for any other.
pub(crate) fn show(draft: &ConnectionDraft) -> Option<Amazon> {
    let (Access::Amazon { sign_in }, Some(amazon)) = (&draft.access, &draft.amazon) else {
        return None;
    };
    let custom = &amazon.endpoints.custom;
    Some(Amazon {
        sign_in: match sign_in.clone() {
            kept::AmazonSignIn::Surroundings => AmazonSignIn::Surroundings,
            kept::AmazonSignIn::Profile { name } => AmazonSignIn::Profile { name },
            kept::AmazonSignIn::AccessKey { id } => AmazonSignIn::AccessKey { id },
            kept::AmazonSignIn::IdentityCenter {
                start_url,
                region,
                account,
                role,
            } => AmazonSignIn::IdentityCenter {
                start_url,
                region,
                account,
                role,
            },
        },
        regions: amazon.regions.clone(),
        registry: amazon.registry.clone(),
        account: amazon.account.clone(),
        role: amazon.role.as_ref().map(|role| AmazonRole {
            arn: role.arn.clone(),
            external_id: role.external_id.clone(),
            mfa_device: role.mfa_device.clone(),
        }),
        endpoints: AmazonEndpoints {
            fips: amazon.endpoints.fips,
            dual_stack: amazon.endpoints.dual_stack,
            custom: APIS
                .into_iter()
                .filter_map(|api| {
                    let address = custom.get(api_name(api))?.clone();
                    Some(CustomEndpoint { api, address })
                })
                .collect(),
        },
    })
}
