//! Which authorization a request carries: the scheme a registry asked for, and the tokens at hand.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use http::{HeaderValue, StatusCode};
use secrecy::ExposeSecret as _;
use url::Url;

use crate::{
    Authenticate, Complaint, Credential, Error, Result, SignInProblem, SignInScheme,
    answer::Answer,
    challenge::{self, Challenge},
    count::Purpose,
    flight::Flights,
    origin::{Origin, place},
    realm,
    scope::{self, Scope},
    token::{self, Token},
    token_cache::TokenCache,
    transport::{Request, Transport},
};

/// How long a credential is kept before it is read again: long enough for a burst of tokens, short
/// enough to follow what Docker and Podman do.
const CREDENTIAL_LIFE: Duration = Duration::from_mins(1);

/// Signs the requests of one connection.
pub(crate) struct Authorizer {
    transport: Arc<Transport>,
    authenticate: Arc<dyn Authenticate>,
    /// `GET` here tells the scheme.
    greeting_url: Url,
    state: Mutex<State>,
    token_flights: Flights<Vec<Scope>, Result<Token>>,
    greeting_flights: Flights<(), Result<Scheme>>,
}

#[derive(Default)]
struct State {
    scheme: Option<Scheme>,
    tokens: TokenCache,
    credential: Option<(Credential, Instant)>,
}

/// What a registry asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Scheme {
    Open,
    Basic,
    Bearer { realm: Url, service: Option<String> },
}

/// What a request carried.
#[derive(Clone, Debug)]
pub(crate) struct Authorization {
    pub(crate) header: Option<HeaderValue>,
    given: Given,
}

#[derive(Clone, Debug)]
enum Given {
    Nothing,
    Credential(Credential),
    Token {
        token: Token,
        asked: Vec<Scope>,
        /// Not from the cache: asking again would bring the same.
        is_new: bool,
    },
}

impl Authorization {
    /// For an origin that must not see anything.
    pub(crate) const fn none() -> Self {
        Self {
            header: None,
            given: Given::Nothing,
        }
    }

    /// The scopes asked for and, where the token tells, those it carries.
    pub(crate) fn scopes(&self) -> (Vec<String>, Option<Vec<String>>) {
        let texts = |scopes: &[Scope]| scopes.iter().map(ToString::to_string).collect();
        match &self.given {
            Given::Token { token, asked, .. } => {
                (texts(asked), token.granted().as_deref().map(texts))
            }
            _ => (Vec::new(), None),
        }
    }
}

impl Authorizer {
    pub(crate) fn new(
        transport: Arc<Transport>,
        authenticate: Arc<dyn Authenticate>,
        greeting_url: Url,
    ) -> Self {
        Self {
            transport,
            authenticate,
            greeting_url,
            state: Mutex::default(),
            token_flights: Flights::default(),
            greeting_flights: Flights::default(),
        }
    }

    /// What a request that needs `needed` should carry, by the scheme known so far.
    pub(crate) async fn authorize(self: &Arc<Self>, needed: &[Scope]) -> Result<Authorization> {
        let scheme = match self.scheme() {
            Some(scheme) => scheme,
            None => self.greet().await?,
        };
        match scheme {
            Scheme::Open => Ok(Authorization::none()),
            Scheme::Basic => self.authorize_directly(false).await,
            Scheme::Bearer { realm, service } => {
                if let Some(kept) = self.kept(needed) {
                    return Ok(kept);
                }
                self.authorize_by_token(realm, service, needed, needed.to_vec())
                    .await
            }
        }
    }

    /// What to carry instead, after `used` was refused with `challenges`; an error where nothing else
    /// is left to try.
    pub(crate) async fn reauthorize(
        self: &Arc<Self>,
        needed: &[Scope],
        used: &Authorization,
        challenges: &[Challenge],
        complaint: Option<Box<Complaint>>,
    ) -> Result<Authorization> {
        match challenges.first() {
            None => Err(self.refusal(used, complaint)),
            Some(Challenge::Basic) => {
                self.learn(Scheme::Basic);
                let Given::Credential(refused) = &used.given else {
                    let found = self.authorize_directly(false).await?;
                    return match found.given {
                        Given::Nothing => Err(self.refusal(&found, complaint)),
                        _ => Ok(found),
                    };
                };
                let found = self.authorize_directly(true).await?;
                match &found.given {
                    Given::Credential(credential) if !is_same(credential, refused) => Ok(found),
                    _ => Err(self.refusal(used, complaint)),
                }
            }
            Some(Challenge::Bearer {
                realm,
                service,
                scopes,
                is_insufficient,
            }) => {
                self.learn(Scheme::Bearer {
                    realm: realm.clone(),
                    service: service.clone(),
                });
                let mut asked = scope::join(needed, scopes);
                if let Given::Token {
                    asked: before,
                    is_new,
                    ..
                } = &used.given
                {
                    self.state().tokens.forget(needed);
                    if scope::cover(before, &asked) && (*is_new || *is_insufficient) {
                        // The same again would bring the same; for deletion some want everything.
                        asked = asked.iter().map(Scope::widened).collect();
                        if scope::cover(before, &asked) {
                            return Err(self.refusal(used, complaint));
                        }
                    }
                }
                self.authorize_by_token(realm.clone(), service.clone(), needed, asked)
                    .await
            }
        }
    }

    /// Reads the credential anew next time, where `used` carried it itself: some registries say 403 of one
    /// that has expired.
    pub(crate) fn doubt(&self, used: &Authorization) {
        if matches!(used.given, Given::Credential(_)) {
            self.state().credential = None;
        }
    }

    /// The error of a request that `used` did not get through with.
    pub(crate) fn refusal(&self, used: &Authorization, complaint: Option<Box<Complaint>>) -> Error {
        let host = self.transport.own.to_string();
        let is_anonymous = self
            .state()
            .credential
            .as_ref()
            .is_none_or(|(credential, _)| credential.is_anonymous());
        match &used.given {
            Given::Credential(_) => Error::Unauthorized {
                host,
                reason: SignInProblem::WrongCredentials,
                complaint,
            },
            Given::Token { .. } if !is_anonymous => {
                let (asked, granted) = used.scopes();
                Error::Forbidden {
                    host,
                    asked,
                    granted,
                    complaint,
                }
            }
            _ => Error::Unauthorized {
                host,
                reason: if is_anonymous {
                    SignInProblem::NoCredentials
                } else {
                    SignInProblem::WrongCredentials
                },
                complaint,
            },
        }
    }

    /// Notes what an answer to `GET /v2/` says of the scheme. A server in trouble says nothing, and
    /// neither does another one that the registry redirects to: it sees no credentials anyway.
    pub(crate) fn note_greeting(&self, answer: &Answer) -> SignInScheme {
        let status = answer.status();
        let is_own = Origin::of(answer.url()).as_ref() == Some(&self.transport.own);
        let challenges = if is_own {
            challenge::read(answer.headers(), answer.url())
        } else {
            Vec::new()
        };
        let scheme = match challenges.into_iter().next() {
            Some(Challenge::Basic) if status == StatusCode::UNAUTHORIZED => Scheme::Basic,
            Some(Challenge::Bearer { realm, service, .. })
                if status == StatusCode::UNAUTHORIZED =>
            {
                Scheme::Bearer { realm, service }
            }
            _ => Scheme::Open,
        };
        let is_settled = status.is_success() || status == StatusCode::NOT_FOUND || !is_own;
        if is_settled || scheme != Scheme::Open {
            self.learn(scheme.clone());
        }
        match scheme {
            Scheme::Open => SignInScheme::Open,
            Scheme::Basic => SignInScheme::Basic,
            Scheme::Bearer { realm, .. } => SignInScheme::Token {
                host: place(&realm),
            },
        }
    }

    /// Asks for the scheme, once for all who want to know.
    async fn greet(self: &Arc<Self>) -> Result<Scheme> {
        let this = Arc::clone(self);
        let flight = self.greeting_flights.join((), || async move {
            let request = Request::get(this.greeting_url.clone(), Purpose::Other);
            let answer = this.transport.send(&request, None).await?;
            this.note_greeting(&answer);
            Ok(this.scheme().unwrap_or(Scheme::Open))
        });
        flight.await
    }

    /// The token server that the registry names, if it may see this connection's credentials.
    pub(crate) async fn token_server(self: &Arc<Self>) -> Result<Option<Url>> {
        let scheme = match self.scheme() {
            Some(scheme) => scheme,
            None => self.greet().await?,
        };
        let Scheme::Bearer { realm, .. } = scheme else {
            return Ok(None);
        };
        realm::allow(&self.transport.own, &realm, &self.transport.approved)?;
        Ok(Some(realm))
    }

    async fn authorize_directly(&self, read_again: bool) -> Result<Authorization> {
        let credential = self.credential(read_again).await?;
        let header = match &credential {
            Credential::Anonymous => return Ok(Authorization::none()),
            Credential::Basic { user, password } => token::basic(user, password)?,
            Credential::RegistryToken(text) => token::bearer(text)?,
            Credential::IdentityToken(_) => {
                return Err(Error::Unauthorized {
                    host: self.transport.own.to_string(),
                    reason: SignInProblem::WrongCredentials,
                    complaint: None,
                });
            }
        };
        Ok(Authorization {
            header: Some(header),
            given: Given::Credential(credential),
        })
    }

    async fn authorize_by_token(
        self: &Arc<Self>,
        realm: Url,
        service: Option<String>,
        needed: &[Scope],
        asked: Vec<Scope>,
    ) -> Result<Authorization> {
        let credential = self.credential(false).await?;
        if let Credential::RegistryToken(text) = &credential {
            return Ok(Authorization {
                header: Some(token::bearer(text)?),
                given: Given::Credential(credential),
            });
        }
        realm::allow(&self.transport.own, &realm, &self.transport.approved)?;
        let this = Arc::clone(self);
        let wanted = asked.clone();
        let flight = self.token_flights.join(asked.clone(), || async move {
            this.fetch_token(&realm, service.as_deref(), &wanted, credential)
                .await
        });
        let token = flight.await?;
        self.state().tokens.keep(needed, &asked, &token);
        Ok(Authorization {
            header: Some(token.header()?),
            given: Given::Token {
                token,
                asked,
                is_new: true,
            },
        })
    }

    /// Fetches a token; with a credential read anew where a kept one was refused.
    async fn fetch_token(
        &self,
        realm: &Url,
        service: Option<&str>,
        scopes: &[Scope],
        credential: Credential,
    ) -> Result<Token> {
        let first = token::fetch(&self.transport, realm, service, scopes, &credential).await;
        let Err(Error::Unauthorized { .. }) = first else {
            return first;
        };
        let again = self.credential(true).await?;
        if is_same(&again, &credential) {
            return first;
        }
        token::fetch(&self.transport, realm, service, scopes, &again).await
    }

    async fn credential(&self, read_again: bool) -> Result<Credential> {
        let kept = self.state().credential.clone();
        match kept {
            Some((credential, read)) if !read_again && read.elapsed() < CREDENTIAL_LIFE => {
                Ok(credential)
            }
            _ => {
                let credential = self.authenticate.credential().await?;
                self.state().credential = Some((credential.clone(), Instant::now()));
                Ok(credential)
            }
        }
    }

    fn kept(&self, needed: &[Scope]) -> Option<Authorization> {
        let (token, asked) = self.state().tokens.find(needed)?;
        Some(Authorization {
            header: Some(token.header().ok()?),
            given: Given::Token {
                token,
                asked,
                is_new: false,
            },
        })
    }

    fn scheme(&self) -> Option<Scheme> {
        self.state().scheme.clone()
    }

    fn learn(&self, scheme: Scheme) {
        self.state().scheme = Some(scheme);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_same(one: &Credential, other: &Credential) -> bool {
    match (one, other) {
        (Credential::Anonymous, Credential::Anonymous) => true,
        (
            Credential::Basic { user, password },
            Credential::Basic {
                user: other_user,
                password: other_password,
            },
        ) => user == other_user && password.expose_secret() == other_password.expose_secret(),
        (Credential::IdentityToken(one), Credential::IdentityToken(other))
        | (Credential::RegistryToken(one), Credential::RegistryToken(other)) => {
            one.expose_secret() == other.expose_secret()
        }
        _ => false,
    }
}
