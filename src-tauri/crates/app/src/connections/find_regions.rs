//! Finds the regions in which the account of a draft has repositories. Writes nothing.

use portolan_contract::{Failure, FoundAmazonRegion, TestConnection};

use super::{draft, edit::carry_over};
use crate::{App, failures::OrFail};

impl App {
    /// Asks every region of the partition. Who can't sign in is told once, and not by every region.
    pub async fn find_amazon_regions(
        &self,
        request: TestConnection,
    ) -> Result<Vec<FoundAmazonRegion>, Failure> {
        let mut draft = draft::read(request.draft)?;
        if let Some(id) = &request.of {
            let before = self.stored_connection(id).await?;
            carry_over(&mut draft, &before.draft)?;
        }
        let account = self
            .amazon_account(request.of.as_ref(), &draft.stored, draft.secret)
            .await?;
        account.identity().await.or_fail()?;
        let found = account.find_regions().await.into_iter().map(|found| {
            let answer = found.has_repositories.or_fail();
            FoundAmazonRegion {
                region: found.name,
                has_repositories: answer.as_ref().ok().copied(),
                problem: answer.err(),
            }
        });
        Ok(found.collect())
    }
}
