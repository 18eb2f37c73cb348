//! What ECR does with an image by itself: replicates it and signs it, and how far that is.

use portolan_contract::{
    Failure, ImageProgress, ReadImageProgress, ReplicatedTo, ReplicationDestination, SignedBy,
};
use portolan_ecr::{ReplicationStatus, SigningStatus};
use portolan_oci::Selector;

use super::shown;
use crate::{App, amazon::setting::name, failures::OrFail};

impl App {
    /// Where an image is replicated to, and who has signed it. What could not be read says why.
    pub async fn read_image_progress(
        &self,
        request: ReadImageProgress,
    ) -> Result<ImageProgress, Failure> {
        let ecr = self.ecr(&request.connection).await?;
        let name = name(&request.repository)?;
        let digest = request.digest.parse();
        let digest = digest.map_err(|_| Failure::invalid("digest", "this is no digest"))?;
        let image = Selector::Digest(digest);
        let (replication, signing) = tokio::join!(
            ecr.replication_status(&name, &image),
            ecr.signing_status(&name, &image)
        );
        let (replication, signing) = (replication.or_fail(), signing.or_fail());
        let failures = [replication.as_ref().err(), signing.as_ref().err()];
        Ok(ImageProgress {
            problems: failures.into_iter().flatten().cloned().collect(),
            replication: replication.ok().map(show_copies),
            signing: signing.ok().map(show_signatures),
        })
    }
}

/// Where an image is replicated to, as the window shows it.
pub(super) fn show_copies(found: Vec<ReplicationStatus>) -> Vec<ReplicatedTo> {
    let show = |one: ReplicationStatus| ReplicatedTo {
        destination: ReplicationDestination {
            region: one.region,
            account: one.registry_id,
        },
        state: shown::progress(one.progress),
        failure: one.failure,
    };
    found.into_iter().map(show).collect()
}

/// Who signs an image, as the window shows it.
pub(super) fn show_signatures(found: Vec<SigningStatus>) -> Vec<SignedBy> {
    let show = |one: SigningStatus| SignedBy {
        profile: one.profile,
        state: shown::progress(one.progress),
        failure: one.failure,
    };
    found.into_iter().map(show).collect()
}
