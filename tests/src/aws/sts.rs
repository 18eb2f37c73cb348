//! STS: who somebody is, and the roles that they take, with a code where the role asks for one.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    call::{Call, Outcome},
    failure::Failure,
};

/// A role that somebody may take.
#[derive(Clone, Debug)]
pub(super) struct Role {
    /// The serial of the device and the code that it shows, where the role asks for one.
    pub(super) code: Option<(String, String)>,
    /// How long a session may be, in seconds.
    pub(super) longest: u64,
}

impl Call<'_> {
    pub(super) fn sts(&mut self) -> Outcome {
        match self.operation.as_str() {
            "GetCallerIdentity" => Ok(json!({
                "UserId": self.caller.user_id,
                "Account": self.caller.account,
                "Arn": self.caller.principal,
            })),
            "AssumeRole" => self.assume_role(),
            "AssumeRoleWithWebIdentity" => self.assume_role_with_web_identity(),
            _ => Err(Failure::new(
                "InvalidAction",
                format!(
                    "Could not find operation {} for version 2011-06-15",
                    self.operation
                ),
            )),
        }
    }

    fn role(&self) -> Result<(String, Role), Failure> {
        let arn = self.text("RoleArn")?;
        // What does not exist is refused as what is forbidden.
        let role = self.state.roles.get(&arn).cloned();
        role.map(|role| (arn, role))
            .ok_or_else(|| self.denied("identity-based"))
    }

    fn assume_role(&mut self) -> Outcome {
        let (arn, role) = self.role()?;
        if let Some((serial, code)) = &role.code {
            let given = (self.maybe("SerialNumber"), self.maybe("TokenCode"));
            let (Some(device), Some(typed)) = given else {
                return Err(self.denied("identity-based"));
            };
            if device != *serial || typed != *code {
                return Err(Failure::new(
                    "AccessDenied",
                    "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
                )
                .status(403));
            }
        }
        self.session(&arn, &role, json!({}))
    }

    fn assume_role_with_web_identity(&mut self) -> Outcome {
        let (arn, role) = self.role()?;
        let token = self.text("WebIdentityToken")?;
        if token.contains("expired") {
            return Err(Failure::new(
                "ExpiredTokenException",
                "Token expired: current date/time must be before the expiration date/time",
            ));
        }
        self.session(
            &arn,
            &role,
            json!({ "SubjectFromWebIdentityToken": "subject" }),
        )
    }

    /// Credentials of a role, for as long as was asked.
    fn session(&mut self, arn: &str, role: &Role, mut reply: Value) -> Outcome {
        let name = self.text("RoleSessionName")?;
        let seconds = self.input["DurationSeconds"].as_u64().unwrap_or(3600);
        if seconds > role.longest {
            return Err(Failure::new(
                "ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            ));
        }
        let account = arn.split(':').nth(4).unwrap_or_default().to_owned();
        let role_name = arn.rsplit('/').next().unwrap_or_default();
        let principal = format!("arn:aws:sts::{account}:assumed-role/{role_name}/{name}");
        let expires_at = self.now + seconds as f64;
        let (id, key) = self.state.session_key(&account, &principal, expires_at);
        reply["Credentials"] = json!({
            "AccessKeyId": id,
            "SecretAccessKey": key.secret,
            "SessionToken": key.session,
            "Expiration": iso(expires_at),
        });
        reply["AssumedRoleUser"] = json!({ "AssumedRoleId": key.user_id, "Arn": principal });
        Ok(reply)
    }
}

/// Seconds since 1970 as ISO 8601.
pub(super) fn iso(seconds: f64) -> String {
    Timestamp::from_second(seconds as i64)
        .unwrap_or_default()
        .to_string()
}
