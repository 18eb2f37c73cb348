//! The distribution spec 1.1.1 over HTTP. What the requests mean is here; what they do is the registry's.

use std::sync::Arc;

use axum::Router;

use crate::{LocalRegistry, access::Door};

pub(crate) fn router(_registry: Arc<LocalRegistry>, _door: Arc<Door>) -> Router {
    Router::new()
}
