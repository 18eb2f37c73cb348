//! Who is signed in.

use crate::{Result, error::Call};

/// Who is signed in, as STS says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Identity {
    /// The account's twelve digits.
    pub account: String,
    /// The user's or session's resource name.
    pub arn: String,
    /// Its unchanging id.
    pub user: String,
}

/// Asks STS, which needs no permission.
pub(crate) async fn identify(client: &aws_sdk_sts::Client, call: &Call) -> Result<Identity> {
    let answer = client.get_caller_identity().send().await;
    let answer = answer.map_err(|error| call.fail(error))?;
    let lacks = || call.unusable("it does not say who asks");
    Ok(Identity {
        account: answer.account.ok_or_else(lacks)?,
        arn: answer.arn.ok_or_else(lacks)?,
        user: answer.user_id.ok_or_else(lacks)?,
    })
}
