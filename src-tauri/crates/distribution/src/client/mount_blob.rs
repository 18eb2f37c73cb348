//! `POST /v2/<name>/blobs/uploads/?mount=…&from=…`: a blob taken over from another repository.

use http::{HeaderValue, Method, StatusCode, header};
use portolan_oci::{Digest, RepositoryName};

use super::{Ask, Client};
use crate::{Mount, Operation, Result, count::Purpose, scope::Scope, transport::Request};

impl Client {
    /// Takes a blob over from another repository of the same registry, if the registry will. If it
    /// would rather have the blob sent, the upload that it opened for that is given up.
    pub async fn mount_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        from: &RepositoryName,
    ) -> Result<Mount> {
        let mut url = self.url(repository, "blobs/uploads/")?;
        url.query_pairs_mut()
            .append_pair("mount", digest.as_str())
            .append_pair("from", from.as_str());
        let request = Request::new(Method::POST, url, Purpose::Write)
            .header(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        let ask = Ask {
            request,
            scopes: vec![
                Scope::repository(repository, &["pull", "push"]),
                Scope::repository(from, &["pull"]),
            ],
            what: format!("blob {digest} of {from}"),
            operation: Operation::Other,
        };
        let answer = self.succeed(&ask).await?;
        if answer.status() == StatusCode::CREATED {
            let claimed = answer.text("docker-content-digest");
            let is_other = claimed.is_some_and(|claimed| claimed != digest.as_str());
            return Ok(if is_other {
                Mount::Declined
            } else {
                Mount::Mounted
            });
        }
        if let Ok(location) = self.location(&answer, &ask.request.url) {
            self.cancel_upload(repository, location).await;
        }
        Ok(Mount::Declined)
    }
}
