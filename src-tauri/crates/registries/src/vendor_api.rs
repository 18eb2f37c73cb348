//! A vendor's own web API: bound to one origin, asked with the vendor's credentials, its answers read
//! tolerantly and its refusals as the same errors that the protocol has. What is asked, each vendor's file
//! knows.

mod answer;
mod lenient;
mod paging;
mod refusal;
mod sign;

use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use portolan_distribution::{Cursor, Error as WireError, Operation, Web};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

pub use self::{
    answer::VendorAnswer,
    lenient::Lenient,
    paging::{PageNumber, encode},
    sign::{Nobody, Sign, SignEach, Signature},
};
use crate::{Error, Result};

/// Bytes of one answer that are read.
const ANSWER_LIMIT: u64 = 16 << 20;

/// A vendor's API at one origin. Its credentials go to that origin and nowhere else, whatever an answer
/// says.
pub struct VendorApi {
    web: Web,
    origin: Url,
    headers: HeaderMap,
    sign: Arc<dyn Sign>,
    signed: Mutex<Signed>,
}

/// What signs requests.
#[derive(Default)]
enum Signed {
    /// Not asked for, or refused since.
    #[default]
    NotYet,
    /// This, or nothing: as nobody.
    By(Option<Signature>),
}

impl fmt::Debug for VendorApi {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VendorApi({})", self.host())
    }
}

impl VendorApi {
    /// The API at the origin of `origin`, asked by way of `web` and signed in to by `sign`.
    pub fn new(web: Web, origin: &Url, sign: Arc<dyn Sign>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        let mut origin = origin.clone();
        origin.set_path("/");
        origin.set_query(None);
        origin.set_fragment(None);
        Self {
            web,
            origin,
            headers,
            sign,
            signed: Mutex::default(),
        }
    }

    /// The same with another header in every request, such as an `Accept` of the vendor's own.
    #[must_use]
    pub fn header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// `host` or `host:port`, as errors name it.
    pub fn host(&self) -> String {
        let host = self.origin.host_str().unwrap_or_default();
        match self.origin.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// Asks, signed in; what is no success is an error. `path` begins with `/` and is percent-encoded
    /// already ([`encode`]), `query` is not.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<Value>,
    ) -> Result<VendorAnswer> {
        let answer = self.ask_whatever(method, path, query, body).await?;
        self.expect_success(answer, path)
    }

    /// GET, signed in.
    pub async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<VendorAnswer> {
        self.ask(Method::GET, path, query, None).await
    }

    /// GET of the page that `cursor` means, made of an answer's [`VendorAnswer::next_page`].
    pub async fn follow(&self, cursor: &Cursor) -> Result<VendorAnswer> {
        let url = self.origin.join(cursor.as_str()).ok();
        let url = url.filter(|url| url.origin() == self.origin.origin());
        let url = url.ok_or_else(|| self.elsewhere("next page", cursor.as_str()))?;
        let answer = self.signed(&Method::GET, &url, None).await?;
        self.expect_success(answer, url.path())
    }

    /// Asks, signed in; the answer whatever its status, for a caller that means more by it.
    pub async fn ask_whatever(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<Value>,
    ) -> Result<VendorAnswer> {
        let url = self.address(path, query)?;
        self.signed(&method, &url, body.as_ref()).await
    }

    /// Asks without saying who asks, as sign-ins do; the answer whatever its status.
    pub async fn ask_unsigned(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<Value>,
    ) -> Result<VendorAnswer> {
        let url = self.address(path, query)?;
        self.call(&method, &url, body.as_ref(), None).await
    }

    /// The error for something that this server's API, or its version of it, does not have.
    pub fn lacks(&self, answer: &VendorAnswer) -> Error {
        WireError::Unsupported {
            what: Operation::Other,
            complaint: answer.complaint(),
        }
        .into()
    }

    /// Whether anybody is signed in, which asks for the sign-in where it was not needed yet.
    pub async fn is_signed_in(&self) -> Result<bool> {
        Ok(self.signature().await?.is_some())
    }

    /// A success as it is, anything else as the error that it means.
    pub fn expect_success(&self, answer: VendorAnswer, what: &str) -> Result<VendorAnswer> {
        refusal::read(&self.host(), what, answer)
    }

    async fn signed(
        &self,
        method: &Method,
        url: &Url,
        body: Option<&Value>,
    ) -> Result<VendorAnswer> {
        let signature = self.signature().await?;
        let answer = self.call(method, url, body, signature.as_ref()).await?;
        if answer.status() != 401 {
            return Ok(answer.signed_by(signature.is_some()));
        }
        // It may only have come to its end: made anew once, by whoever comes first.
        let again = self.renew(signature.as_ref()).await?;
        if again.is_none() || again == signature {
            return Ok(answer.signed_by(signature.is_some()));
        }
        let answer = self.call(method, url, body, again.as_ref()).await?;
        Ok(answer.signed_by(true))
    }

    async fn signature(&self) -> Result<Option<Signature>> {
        let mut kept = self.signed.lock().await;
        if let Signed::By(signature) = &*kept {
            return Ok(signature.clone());
        }
        let made = self.sign.sign(self).await?;
        *kept = Signed::By(made.clone());
        Ok(made)
    }

    async fn renew(&self, refused: Option<&Signature>) -> Result<Option<Signature>> {
        let mut kept = self.signed.lock().await;
        if let Signed::By(newer) = &*kept
            && newer.as_ref() != refused
        {
            return Ok(newer.clone());
        }
        *kept = Signed::NotYet;
        let made = self.sign.sign(self).await?;
        *kept = Signed::By(made.clone());
        Ok(made)
    }

    fn address(&self, path: &str, query: &[(&str, &str)]) -> Result<Url> {
        let mut url = self.origin.clone();
        url.set_path(path);
        // A path that is another once it is read (`..`, `//`) would be asked under another name.
        if url.path() != path {
            return Err(WireError::Setting {
                setting: "address",
                reason: format!("{path:?} is no plain path"),
            }
            .into());
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(url)
    }

    async fn call(
        &self,
        method: &Method,
        url: &Url,
        body: Option<&Value>,
        signature: Option<&Signature>,
    ) -> Result<VendorAnswer> {
        let mut request = http::Request::new(Bytes::new());
        *request.method_mut() = method.clone();
        *request.uri_mut() = url.as_str().parse().map_err(|_| WireError::Setting {
            setting: "address",
            reason: "it can't be asked".to_owned(),
        })?;
        *request.headers_mut() = self.headers.clone();
        if let Some(body) = body {
            let json = HeaderValue::from_static("application/json");
            request.headers_mut().insert(header::CONTENT_TYPE, json);
            *request.body_mut() = body.to_string().into();
        }
        if let Some(signature) = signature {
            signature.put_on(request.headers_mut());
        }
        let answer = self.web.call(request, ANSWER_LIMIT).await?;
        Ok(VendorAnswer::new(answer, url.clone()))
    }

    fn elsewhere(&self, what: &'static str, target: &str) -> Error {
        WireError::CrossOrigin {
            host: self.host(),
            what,
            target: Url::parse(target)
                .ok()
                .and_then(|url| url.host_str().map(str::to_owned))
                .unwrap_or_default(),
        }
        .into()
    }
}
