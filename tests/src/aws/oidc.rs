//! IAM Identity Center: the sign-in of a device in a browser, and the portal that it opens, with its
//! accounts, roles and their credentials.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    call::{Call, Outcome},
    failure::Failure,
    page::Page,
    state::unique,
};

const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The portal and who waits before it.
#[derive(Debug)]
pub(super) struct Portal {
    clients: BTreeMap<String, String>,
    devices: BTreeMap<String, Device>,
    sessions: BTreeMap<String, f64>,
    refreshes: Vec<String>,
    /// Accounts with their names and roles, sorted by their ids.
    pub(super) accounts: BTreeMap<String, (String, Vec<String>)>,
    /// How far apart a client must ask, in seconds: five at Amazon.
    pub(super) interval: u64,
    /// How long a code can be confirmed, in seconds.
    pub(super) code_life: f64,
    /// How long a session lasts, in seconds.
    pub(super) session_life: f64,
}

#[derive(Clone, Debug)]
struct Device {
    user_code: String,
    expires_at: f64,
    asked_at: Option<f64>,
    answer: Option<bool>,
}

impl Default for Portal {
    fn default() -> Self {
        Self {
            clients: BTreeMap::new(),
            devices: BTreeMap::new(),
            sessions: BTreeMap::new(),
            refreshes: Vec::new(),
            accounts: BTreeMap::new(),
            interval: 1,
            code_life: 600.0,
            session_life: 8.0 * 3600.0,
        }
    }
}

impl Portal {
    /// The person in the browser answers everybody who waits; how many that were.
    pub(super) fn answer(&mut self, yes: bool) -> usize {
        let waiting = self.devices.values_mut().filter(|it| it.answer.is_none());
        waiting.map(|it| it.answer = Some(yes)).count()
    }

    /// The codes that somebody is asked to confirm.
    pub(super) fn user_codes(&self) -> Vec<String> {
        let waiting = self.devices.values().filter(|it| it.answer.is_none());
        waiting.map(|it| it.user_code.clone()).collect()
    }

    /// Ends all sessions.
    pub(super) fn sign_out(&mut self) {
        self.sessions.clear();
        self.refreshes.clear();
    }
}

/// An error of OAuth, in its two spellings.
fn oauth(code: &str, error: &str, description: &str) -> Failure {
    Failure::new(code, "")
        .member("error", error.into())
        .member("error_description", description.into())
}

impl Call<'_> {
    pub(super) fn oidc(&mut self) -> Outcome {
        match self.operation.as_str() {
            "RegisterClient" => self.register_client(),
            "StartDeviceAuthorization" => self.start_device_authorization(),
            "CreateToken" => self.create_token(),
            _ => Err(Failure::unknown_operation()),
        }
    }

    fn register_client(&mut self) -> Outcome {
        self.text("clientName")?;
        if self.text("clientType")? != "public" {
            return Err(oauth(
                "InvalidClientMetadataException",
                "invalid_client_metadata",
                "Client type must be public",
            ));
        }
        let number = unique();
        let (id, secret) = (
            format!("client-{number}"),
            format!("client-secret-{number}"),
        );
        self.state.portal.clients.insert(id.clone(), secret.clone());
        let now = self.now as i64;
        Ok(json!({
            "clientId": id,
            "clientSecret": secret,
            "clientIdIssuedAt": now,
            "clientSecretExpiresAt": now + 90 * 86_400,
        }))
    }

    fn check_client(&self) -> Result<(), Failure> {
        let secret = self.state.portal.clients.get(&self.text("clientId")?);
        if secret.is_some() && secret == self.maybe("clientSecret").as_ref() {
            return Ok(());
        }
        let failure = oauth(
            "InvalidClientException",
            "invalid_client",
            "Invalid client provided",
        );
        Err(failure.status(401))
    }

    fn start_device_authorization(&mut self) -> Outcome {
        self.check_client()?;
        let start = self.text("startUrl")?;
        let number = unique();
        let (code, user_code) = (
            format!("device-{number}"),
            format!("PORT-{:04}", number % 10_000),
        );
        let device = Device {
            user_code: user_code.clone(),
            expires_at: self.now + self.state.portal.code_life,
            asked_at: None,
            answer: None,
        };
        let portal = &mut self.state.portal;
        portal.devices.insert(code.clone(), device);
        let (interval, life) = (portal.interval, portal.code_life as u64);
        let page = format!("https://device.sso.{}.amazonaws.com/", self.region);
        let whole = format!("{page}?user_code={user_code}");
        // The portal's own address is not part of it, but must be one.
        if !start.starts_with("http") {
            return Err(oauth(
                "InvalidRequestException",
                "invalid_request",
                "Start URL is not valid",
            ));
        }
        Ok(json!({
            "deviceCode": code,
            "userCode": user_code,
            "verificationUri": page,
            "verificationUriComplete": whole,
            "expiresIn": life,
            "interval": interval,
        }))
    }

    fn create_token(&mut self) -> Outcome {
        self.check_client()?;
        let grant = self.text("grantType")?;
        match grant.as_str() {
            DEVICE_GRANT => self.redeem_device()?,
            "refresh_token" => {
                let token = self.text("refreshToken")?;
                let refreshes = &mut self.state.portal.refreshes;
                let Some(place) = refreshes.iter().position(|it| *it == token) else {
                    return Err(oauth(
                        "InvalidGrantException",
                        "invalid_grant",
                        "Invalid refresh token provided",
                    ));
                };
                // A refresh token is used once.
                refreshes.remove(place);
            }
            _ => {
                return Err(oauth(
                    "UnsupportedGrantTypeException",
                    "unsupported_grant_type",
                    "Grant type is not supported",
                ));
            }
        }
        let number = unique();
        let (access, refresh) = (format!("access-{number}"), format!("refresh-{number}"));
        let expires_at = self.now + self.state.portal.session_life;
        let portal = &mut self.state.portal;
        portal.sessions.insert(access.clone(), expires_at);
        portal.refreshes.push(refresh.clone());
        Ok(json!({
            "accessToken": access,
            "tokenType": "Bearer",
            "expiresIn": portal.session_life as u64,
            "refreshToken": refresh,
        }))
    }

    fn redeem_device(&mut self) -> Result<(), Failure> {
        let code = self.text("deviceCode")?;
        let (now, interval) = (self.now, self.state.portal.interval as f64);
        let Some(device) = self.state.portal.devices.get_mut(&code) else {
            return Err(oauth(
                "InvalidGrantException",
                "invalid_grant",
                "Invalid device code provided",
            ));
        };
        // A tenth of a second is the network's, not the client's.
        let is_hasty = device.asked_at.is_some_and(|it| now - it < interval - 0.1);
        device.asked_at = Some(now);
        if now > device.expires_at {
            return Err(oauth(
                "ExpiredTokenException",
                "expired_token",
                "Device code has expired",
            ));
        }
        match device.answer {
            None if is_hasty => Err(oauth(
                "SlowDownException",
                "slow_down",
                "Client is making too many requests",
            )),
            None => Err(oauth(
                "AuthorizationPendingException",
                "authorization_pending",
                "",
            )),
            Some(false) => Err(oauth(
                "AccessDeniedException",
                "access_denied",
                "The user denied the request",
            )),
            Some(true) => {
                self.state.portal.devices.remove(&code);
                Ok(())
            }
        }
    }

    pub(super) fn sso(&mut self) -> Outcome {
        let token = self.text("accessToken")?;
        let ends_at = self.state.portal.sessions.get(&token);
        if ends_at.is_none_or(|it| *it < self.now) {
            return Err(Failure::expired(self.api.protocol()));
        }
        match self.operation.as_str() {
            "ListAccounts" => self.list_accounts(),
            "ListAccountRoles" => self.list_account_roles(),
            "GetRoleCredentials" => self.get_role_credentials(),
            "Logout" => {
                self.state.portal.sessions.remove(&token);
                Ok(Value::Null)
            }
            _ => Err(Failure::unknown_operation()),
        }
    }

    fn list_accounts(&mut self) -> Outcome {
        let page = self.page(20, 100)?;
        let accounts = self.state.portal.accounts.iter();
        let rows = accounts.map(|(id, (name, _))| {
            let email = format!("{}@example.com", name.replace(' ', "."));
            let row = json!({ "accountId": id, "accountName": name, "emailAddress": email });
            (id.clone(), row)
        });
        let (rows, token) = page.cut(rows);
        Ok(super::ecr::paged(json!({ "accountList": rows }), token))
    }

    fn roles(&self) -> Result<(String, Vec<String>), Failure> {
        let account = self.text("accountId")?;
        let roles = self.state.portal.accounts.get(&account);
        let roles = roles.ok_or_else(|| {
            Failure::new("ResourceNotFoundException", "Account not found").status(404)
        })?;
        Ok((account, roles.1.clone()))
    }

    fn list_account_roles(&mut self) -> Outcome {
        let page: Page = self.page(20, 100)?;
        let (account, mut roles) = self.roles()?;
        roles.sort();
        let rows = roles
            .iter()
            .map(|it| (it.clone(), json!({ "roleName": it, "accountId": account })));
        let (rows, token) = page.cut(rows);
        Ok(super::ecr::paged(json!({ "roleList": rows }), token))
    }

    fn get_role_credentials(&mut self) -> Outcome {
        let role = self.text("roleName")?;
        let (account, roles) = self.roles()?;
        if !roles.contains(&role) {
            return Err(Failure::new("ForbiddenException", "No access").status(403));
        }
        let principal = format!(
            "arn:aws:sts::{account}:assumed-role/AWSReservedSSO_{role}_0123456789abcdef/ada"
        );
        let expires_at = self.now + 3600.0;
        let (id, key) = self.state.session_key(&account, &principal, expires_at);
        Ok(json!({ "roleCredentials": {
            "accessKeyId": id,
            "secretAccessKey": key.secret,
            "sessionToken": key.session,
            "expiration": (expires_at * 1000.0) as i64,
        }}))
    }
}
