//! Asking an API of a source, and telling its refusals and nonsense from answers.

use portolan_distribution::Web;
use url::Url;

/// One API.
#[derive(Clone, Debug)]
pub(super) struct Api {
    web: Web,
    base: Url,
    host: String,
}

impl Api {
    pub(super) fn new(web: &Web, base: &Url) -> Self {
        let host = base.host_str().unwrap_or_default();
        Self {
            web: web.clone(),
            base: base.clone(),
            host: match base.port() {
                Some(port) => format!("{host}:{port}"),
                None => host.to_owned(),
            },
        }
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }
}
