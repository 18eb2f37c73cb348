//! Speaks the OCI distribution protocol through the one connector that makes every request.
//!
//! [`Connector`] holds the egress policy: who may be asked what, with which credentials, for how long
//! and how much. [`Client`] has the verbs. What registries can do beyond the protocol, and what to do
//! about an error, is decided elsewhere.

mod address;
mod answer;
mod authorizer;
mod blob_source;
mod challenge;
mod client;
mod complaint;
mod connector;
mod count;
mod credential;
mod deadline;
mod endpoint;
mod error;
mod flight;
mod limit;
mod link;
mod local_socket;
mod network_failure;
mod origin;
mod page;
mod pages;
mod quota;
mod realm;
mod reply;
mod retry_after;
mod scope;
mod token;
mod token_cache;
mod transport;
mod trust;
mod upload_body;
mod web;

pub use blob_source::{BlobSource, FileSource, Pieces};
pub use client::Client;
pub use complaint::Complaint;
pub use connector::Connector;
pub use count::Counts;
pub use credential::{Anonymously, Authenticate, Credential};
pub use deadline::Deadlines;
pub use endpoint::{CertificateFolders, ClientCertificate, Endpoint, Proxy};
pub use error::{Error, Operation, Result, SignInProblem, Stage, TlsFailure};
pub use local_socket::{LocalSocket, SocketError};
pub use page::{Cursor, Page, Problem};
pub use pages::{Pages, is_cut};
pub use quota::Quota;
pub use reply::{
    BlobStream, Found, ManifestHead, Mount, Ping, PutManifest, RawManifest, Referrer, Referrers,
    SignInScheme,
};
pub use web::{Egress, Web, WebAnswer};
