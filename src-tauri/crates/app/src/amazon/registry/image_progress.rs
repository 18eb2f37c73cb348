//! What ECR does with an image by itself: replicates it and signs it, and how far that is.

use portolan_contract::{
    Failure, ImageProgress, ReadImageProgress, ReplicatedTo, ReplicationDestination, SignedBy,
};
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
            replication: replication.ok().map(|found| {
                let show = |one: portolan_ecr::ReplicationStatus| ReplicatedTo {
                    destination: ReplicationDestination {
                        region: one.region,
                        account: one.registry_id,
                    },
                    state: shown::progress(one.progress),
                    failure: one.failure,
                };
                found.into_iter().map(show).collect()
            }),
            signing: signing.ok().map(|found| {
                let show = |one: portolan_ecr::SigningStatus| SignedBy {
                    profile: one.profile,
                    state: shown::progress(one.progress),
                    failure: one.failure,
                };
                found.into_iter().map(show).collect()
            }),
        })
    }
}
