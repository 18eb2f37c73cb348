//! Answers: their heads, and their bodies under a budget, an idle deadline and a least rate.

use std::time::Instant;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, TryStreamExt as _, stream, stream::BoxStream};
use http::{HeaderMap, StatusCode, header};
use url::Url;

use crate::{Complaint, Deadlines, Error, Result, Stage, limit::Permit, network_failure};

/// Bytes of an error's body that are read.
const COMPLAINT_LIMIT: u64 = 64 << 10;

/// An answer whose body is still to come.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) response: reqwest::Response,
    pub(crate) deadlines: Deadlines,
    /// The place in the host's window, kept until the body is read.
    pub(crate) permit: Option<Permit>,
}

/// An answer that came whole.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    pub(crate) fn url(&self) -> &Url {
        self.response.url()
    }

    /// A header as text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.headers().get(name)?.to_str().ok()
    }

    /// Whether it is a page for people.
    pub(crate) fn is_web_page(&self) -> bool {
        is_web_page(self.headers())
    }

    /// The head alone, of an answer without a body.
    pub(crate) fn head(self) -> Whole {
        Whole {
            headers: self.headers().clone(),
            body: Bytes::new(),
        }
    }

    /// The whole body, at most `limit` bytes.
    pub(crate) async fn whole(self, limit: u64) -> Result<Whole> {
        let announced = self.response.content_length();
        if announced.is_some_and(|length| length > limit) {
            return Err(Error::TooLarge { limit });
        }
        let headers = self.headers().clone();
        let permit = self.permit;
        let mut pieces = pieces(self.response, self.deadlines);
        let mut body = BytesMut::new();
        while let Some(piece) = pieces.try_next().await? {
            if (body.len() + piece.len()) as u64 > limit {
                return Err(Error::TooLarge { limit });
            }
            body.extend_from_slice(&piece);
        }
        drop(permit);
        Ok(Whole {
            headers,
            body: body.freeze(),
        })
    }

    /// What the registry says about an error; a body that can't be read says nothing.
    pub(crate) async fn complaint(self) -> Option<Box<Complaint>> {
        if self.is_web_page() {
            return None;
        }
        let body = self.whole(COMPLAINT_LIMIT).await.ok()?.body;
        Complaint::read(&body).map(Box::new)
    }

    /// The body as it comes. The place in the window is given up: a stream may last long, and what it
    /// feeds may need places of the same window.
    pub(crate) fn pieces(self) -> BoxStream<'static, Result<Bytes>> {
        drop(self.permit);
        pieces(self.response, self.deadlines)
    }
}

impl Whole {
    /// A header as text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Whether headers announce a page for people.
pub(crate) fn is_web_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|text| {
            let text = text.trim_start().to_ascii_lowercase();
            text.starts_with("text/html") || text.starts_with("application/xhtml")
        })
}

struct Pace {
    response: reqwest::Response,
    deadlines: Deadlines,
    /// Seconds waited in this span, and bytes that came in it. Time that the reader takes is not
    /// counted against the other side.
    waited: std::time::Duration,
    came: u64,
}

fn pieces(response: reqwest::Response, deadlines: Deadlines) -> BoxStream<'static, Result<Bytes>> {
    let pace = Pace {
        response,
        deadlines,
        waited: std::time::Duration::ZERO,
        came: 0,
    };
    stream::try_unfold(pace, |mut pace| async move {
        let piece = pace.next().await?;
        Ok(piece.map(|piece| (piece, pace)))
    })
    .boxed()
}

impl Pace {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        let began = Instant::now();
        let next = tokio::time::timeout(self.deadlines.idle, self.response.chunk()).await;
        self.waited += began.elapsed();
        let url = self.response.url().clone();
        let too_slow = |stage| Error::Timeout {
            host: crate::origin::place(&url),
            stage,
        };
        let piece = next
            .map_err(|_| too_slow(Stage::Idle))?
            .map_err(|error| network_failure::classify(&error, &url))?;
        self.came += piece.as_ref().map_or(0, |piece| piece.len() as u64);
        if self.waited >= self.deadlines.rate_span {
            if self.came < self.deadlines.rate_bytes && piece.is_some() {
                return Err(too_slow(Stage::Rate));
            }
            self.waited = std::time::Duration::ZERO;
            self.came = 0;
        }
        Ok(piece)
    }
}
