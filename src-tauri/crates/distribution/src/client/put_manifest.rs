//! `PUT /v2/<name>/manifests/<reference>`: exact bytes under a tag or their digest.

use bytes::Bytes;
use http::{HeaderValue, Method, header};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector};

use super::{Ask, Client, head_manifest::name};
use crate::{
    Error, Operation, PutManifest, Result,
    count::Purpose,
    scope::Scope,
    transport::{Body, Request},
};

impl Client {
    /// Puts exactly these bytes under a tag or their digest. Putting the same twice is the same as
    /// once, so a lost answer is asked for again.
    pub async fn put_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
        media_type: &MediaType,
        bytes: Bytes,
    ) -> Result<PutManifest> {
        let digest = match selector {
            Selector::Digest(asked) => {
                let got = Digest::of_with(asked.algorithm(), &bytes);
                if got != *asked {
                    return Err(Error::DigestMismatch {
                        asked: asked.clone(),
                        got,
                    });
                }
                got
            }
            Selector::Tag(_) => Digest::of(&bytes),
        };
        let content_type =
            HeaderValue::from_str(media_type.as_str()).map_err(|_| Error::Setting {
                setting: "media type",
                reason: format!("{:?} is none", media_type.as_str()),
            })?;
        let url = self.url(repository, &format!("manifests/{selector}"))?;
        let mut request = Request::new(Method::PUT, url, Purpose::Write)
            .header(header::CONTENT_TYPE, content_type);
        request.body = Body::Bytes(bytes);
        request.repeatable = true;
        let ask = Ask {
            request,
            scopes: vec![Scope::repository(repository, &["pull", "push"])],
            what: name(repository, selector),
            operation: Operation::Other,
        };
        let answer = self.succeed(&ask).await?;
        let claimed = answer
            .text("docker-content-digest")
            .and_then(|text| text.parse::<Digest>().ok());
        match claimed {
            Some(got) if got.algorithm() == digest.algorithm() && got != digest => {
                Err(Error::DigestMismatch { asked: digest, got })
            }
            _ => Ok(PutManifest {
                digest,
                subject_indexed: answer.text("oci-subject").is_some(),
            }),
        }
    }
}
