//! Taking on a role, with the code of a second factor where the role asks for one.

use aws_credential_types::Credentials;
use aws_sdk_sts::{operation::assume_role::AssumeRoleError, types};
use aws_smithy_types::error::metadata::ProvideErrorMetadata as _;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;

use super::chain::Steps;
use crate::{Api, Error, Result, SignInSource, error::Call, sdk};

/// Codes that are asked for before it is given up.
const CODE_TRIES: u32 = 3;

/// A role to take on.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Role {
    /// Its resource name.
    pub arn: String,
    /// The id that a third party's role asks for.
    pub external_id: Option<String>,
    /// How the session is called in the account's records; one is made up where it is not said.
    pub session_name: Option<String>,
    /// The device of the second factor, where the role asks for one.
    pub mfa_device: Option<String>,
    /// How long the credentials last, in seconds; the role's own limit holds.
    pub duration: Option<u32>,
}

impl Role {
    /// A session's name that says which program it was.
    fn session_name(&self) -> String {
        match &self.session_name {
            Some(name) => name.clone(),
            None => format!("portolan-{}", Timestamp::now().as_second()),
        }
    }
}

impl Steps {
    /// Takes `role` on with the credentials of `by`.
    pub(super) async fn assume(
        &self,
        role: &Role,
        by: Credentials,
        source: SignInSource,
    ) -> Result<Credentials> {
        let config = self
            .setup
            .config(Api::Sts, &self.region, Some(shared(by)))?;
        let client = aws_sdk_sts::Client::new(&config);
        let call = Call {
            action: "sts:AssumeRole",
            region: self.region.clone(),
            resource: role.arn.clone(),
            source,
        };
        let mut refused: Option<String> = None;
        for tried in 1.. {
            let mut request = client
                .assume_role()
                .role_arn(&role.arn)
                .role_session_name(role.session_name())
                .set_external_id(role.external_id.clone())
                .set_duration_seconds(role.duration.map(u32::cast_signed));
            if let Some(device) = &role.mfa_device {
                let code = self.ask.code(device, &role.arn, refused.as_deref()).await;
                let code = code.ok_or(Error::Cancelled)?;
                request = request
                    .serial_number(device)
                    .token_code(code.expose_secret().trim());
            }
            let error = match request.send().await {
                Ok(answer) => return read(answer.credentials(), &call),
                Err(error) => error,
            };
            let wrong_code = error.as_service_error().and_then(said_of_code);
            match (wrong_code, &role.mfa_device) {
                (Some(said), Some(device)) => {
                    if tried >= CODE_TRIES {
                        return Err(Error::WrongCode {
                            device: device.clone(),
                            said,
                        });
                    }
                    refused = Some(said);
                }
                _ => return Err(call.fail(error)),
            }
        }
        Err(Error::Cancelled)
    }

    /// Takes a role on with the token in a file.
    pub(super) async fn assume_by_token(
        &self,
        role: &Role,
        token_file: &str,
    ) -> Result<Credentials> {
        let token = tokio::fs::read_to_string(token_file).await;
        let token = token.map_err(|error| Error::NoCredentials {
            reason: format!("the token file {token_file} can't be read: {error}"),
        })?;
        let config = self.setup.config(Api::Sts, &self.region, None)?;
        let call = Call {
            action: "sts:AssumeRoleWithWebIdentity",
            region: self.region.clone(),
            resource: role.arn.clone(),
            source: SignInSource::WebIdentity,
        };
        let answer = aws_sdk_sts::Client::new(&config)
            .assume_role_with_web_identity()
            .role_arn(&role.arn)
            .role_session_name(role.session_name())
            .web_identity_token(token.trim())
            .send()
            .await
            .map_err(|error| call.fail(error))?;
        read(answer.credentials(), &call)
    }
}

fn shared(credentials: Credentials) -> aws_credential_types::provider::SharedCredentialsProvider {
    aws_credential_types::provider::SharedCredentialsProvider::new(credentials)
}

/// What STS says of a code that it refuses: `MultiFactorAuthentication failed with invalid MFA one time pass
/// code.` or, of its form, in a validation error that names `tokenCode`.
fn said_of_code(error: &AssumeRoleError) -> Option<String> {
    let said = error.message()?;
    let is_of_code =
        said.contains("MultiFactorAuthentication failed") || said.contains("tokenCode");
    is_of_code.then(|| said.to_owned())
}

fn read(found: Option<&types::Credentials>, call: &Call) -> Result<Credentials> {
    let found = found.ok_or_else(|| call.unusable("it holds no credentials"))?;
    let expiry = sdk::timestamp(found.expiration())
        .ok_or_else(|| call.unusable("its credentials expire at no moment that there is"))?;
    Ok(Credentials::new(
        found.access_key_id(),
        found.secret_access_key(),
        Some(found.session_token().to_owned()),
        Some(expiry.into()),
        "AssumeRole",
    ))
}
