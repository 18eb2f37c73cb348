//! Registry tokens: what a client signs in to the data plane with.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;

use crate::aws::{
    call::{Call, Outcome},
    state::{Token, unique},
};

impl Call<'_> {
    pub(in crate::aws) fn get_authorization_token(&mut self) -> Outcome {
        let named = self.bounded("registryIds", 10)?.unwrap_or_default();
        let mut registries: Vec<String> = named
            .iter()
            .filter_map(|it| it.as_str().map(str::to_owned))
            .collect();
        if registries.is_empty() {
            registries.push(self.caller.account.clone());
        }
        let mut given = Vec::new();
        for registry in registries {
            let (token, expires_at) = self.give_token();
            let host = self.registry_host(&registry);
            given.push(json!({
                "authorizationToken": token,
                "expiresAt": expires_at,
                "proxyEndpoint": host,
            }));
        }
        Ok(json!({ "authorizationData": given }))
    }

    /// A new token in the form of a Basic sign-in, and when it ends.
    pub(in crate::aws) fn give_token(&mut self) -> (String, f64) {
        let password = format!("password-{}", unique());
        let expires_at = self.now + self.state.token_life;
        let token = Token {
            principal: self.caller.principal.clone(),
            account: self.caller.account.clone(),
            region: self.region.clone(),
            expires_at,
        };
        self.state.tokens.insert(password.clone(), token);
        (STANDARD.encode(format!("AWS:{password}")), expires_at)
    }

    /// Where the data plane of a registry is: on loopback, or as Amazon names it.
    fn registry_host(&self, account: &str) -> String {
        match &self.state.host {
            Some(host) => format!("http://{host}"),
            None => format!("https://{account}.dkr.ecr.{}.amazonaws.com", self.region),
        }
    }
}
