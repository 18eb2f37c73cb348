//! `GET /v2/`: who is there, and how they want to be signed in to.

use http::StatusCode;

use super::{Ask, Client};
use crate::{
    Error, Operation, Ping, Result, answer::Answer, challenge, count::Purpose, transport::Request,
};

/// Bytes of the greeting that are read.
const GREETING_LIMIT: u64 = 64 << 10;

const VERSION: &str = "docker-distribution-api-version";

impl Client {
    /// Asks `GET /v2/` who is there: first as nobody, which tells the scheme, then with the
    /// credentials there are, which tells whether they are good.
    pub async fn ping(&self) -> Result<Ping> {
        let request = Request::get(self.0.base.clone(), Purpose::Other);
        let answer = self.0.transport.send(&request, None).await?;
        let status = answer.status();
        let has_challenge = !challenge::read(answer.headers(), answer.url()).is_empty();
        let is_own = self.is_own(answer.url());
        let scheme = self.0.authorizer.note_greeting(&answer);
        let text = |name| answer.text(name).map(str::to_owned);
        let (api_version, server) = (text(VERSION), text("server"));
        let ask = Ask {
            request,
            scopes: Vec::new(),
            what: "/v2/".to_owned(),
            operation: Operation::Other,
        };
        match status {
            StatusCode::UNAUTHORIZED if !has_challenge => {
                return Err(self.not_a_registry("401 without saying how to sign in"));
            }
            StatusCode::UNAUTHORIZED => {}
            status if status.is_success() => self.recognise(answer).await?,
            // Distribution's own 404 for `/v2/` does not exist; a registry that hides it still signs.
            StatusCode::NOT_FOUND if api_version.is_none() => {
                let is_page = answer.is_web_page();
                return Err(self.not_a_registry(if is_page { "a web page" } else { "404" }));
            }
            status if status.is_redirection() => {
                return Err(self.not_a_registry("a redirect to another place"));
            }
            StatusCode::BAD_REQUEST => return Err(self.wants_https(answer, &ask).await),
            _ => return Err(self.verdict(answer, &ask).await),
        }
        // Where a registry redirects to another one, nobody signs in.
        let admitted = status.is_success() || !is_own || self.is_admitted(&ask).await?;
        Ok(Ping {
            scheme,
            admitted,
            api_version,
            server,
        })
    }

    /// Whether the credentials get in. None at all is no error here: much is readable as nobody.
    async fn is_admitted(&self, ask: &Ask) -> Result<bool> {
        match self.send(ask).await {
            Ok(answer) if answer.status().is_success() => Ok(true),
            Ok(answer) => Err(self.verdict(answer, ask).await),
            Err(Error::Unauthorized {
                reason: crate::SignInProblem::NoCredentials,
                ..
            }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Refuses what greets like something else.
    async fn recognise(&self, answer: Answer) -> Result<()> {
        if answer.is_web_page() {
            return Err(self.not_a_registry("a web page"));
        }
        if answer.text(VERSION).is_some() {
            return Ok(());
        }
        let body = match answer.whole(GREETING_LIMIT).await {
            Ok(whole) => whole.body,
            Err(Error::TooLarge { .. }) => return Err(self.not_a_registry("something very long")),
            Err(error) => return Err(error),
        };
        let is_json = serde_json::from_slice::<serde::de::IgnoredAny>(&body).is_ok();
        let is_empty = body.iter().all(u8::is_ascii_whitespace);
        if is_json || is_empty {
            return Ok(());
        }
        let is_page = body.trim_ascii_start().starts_with(b"<");
        Err(self.not_a_registry(if is_page {
            "a web page"
        } else {
            "text that no registry sends"
        }))
    }

    /// Servers of https answer plain http with 400 and a line that says so.
    async fn wants_https(&self, answer: Answer, ask: &Ask) -> Error {
        let error = self.verdict(answer, ask).await;
        match &error {
            Error::Refuses {
                complaint: Some(complaint),
                ..
            } if self.0.endpoint.plain_http
                && complaint.message.to_ascii_lowercase().contains("https") =>
            {
                self.not_a_registry("that it speaks https, not plain http")
            }
            _ => error,
        }
    }
}
