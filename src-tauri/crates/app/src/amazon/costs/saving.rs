//! What a lifecycle policy would save in its repository.

use std::sync::Arc;

use jiff::Timestamp;
use portolan_contract::{CheckLifecycle, EstimateSaving, Failure, LifecycleSaving, Saving};
use portolan_policy::{cost, lifecycle};

use super::bill::{gaps, terms};
use crate::{App, amazon::setting::name, app::off_the_loop, failures::OrFail};

impl App {
    /// What a lifecycle policy would save each month, by Portolan's own evaluation of the images as they were
    /// listed.
    pub async fn estimate_saving(
        self: &Arc<Self>,
        request: EstimateSaving,
    ) -> Result<LifecycleSaving, Failure> {
        let repository = name(&request.repository)?;
        let connection = self.stored_connection(&request.connection).await?.id;
        let ecr = self.ecr(&request.connection).await?;
        let (region, _) = ecr.place_of(&repository).or_fail()?;
        let in_use = self.prices().await?;
        let mut answer = LifecycleSaving {
            currency: in_use.prices.currency.clone(),
            saving: None,
        };
        let text = match request.text {
            Some(text) => text,
            None => match ecr.lifecycle_policy(&repository).await.or_fail()? {
                Some(policy) => policy.text,
                None => return Ok(answer),
            },
        };
        let Some(prices) = in_use.prices.of_region(&region) else {
            return Ok(answer);
        };
        let check = CheckLifecycle {
            connection: request.connection,
            repository: request.repository,
            text,
        };
        let images = self.lifecycle_images(&check).await?;
        let (stored, _) = self.stored(connection, &repository).await?;
        let bytes_per_gb = in_use.prices.bytes_per_gb;
        let terms = terms(request.terms);
        answer.saving = off_the_loop(move || {
            let reading = lifecycle::read(&check.text);
            let policy = reading.policy()?;
            let now = Timestamp::now();
            let evaluation = lifecycle::evaluate(policy, &images, now);
            let changes = cost::changes_of(0, &images, &evaluation);
            let gaps = gaps(&stored);
            let repositories = [stored];
            let saving = cost::saving(&repositories, &changes, &prices, bytes_per_gb, terms, now);
            Some(Saving {
                before: saving.before.nanos(),
                after: saving.after.nanos(),
                a_month: saving.a_month().nanos(),
                freed: saving.freed,
                archived: saving.archived,
                once: saving.once.nanos(),
                gaps,
            })
        })
        .await?;
        Ok(answer)
    }
}
