//! Asks a registry's own search, which finds what is in no list of the person's.

use portolan_contract::{Failure, FindRepositories, FoundRepositories, FoundRepository};

use crate::{App, failures::OrFail};

impl App {
    /// What the registry's own search finds; `null` where it has none.
    pub async fn find_repositories(
        &self,
        request: FindRepositories,
    ) -> Result<FoundRepositories, Failure> {
        let text = request.text.trim();
        if text.is_empty() {
            return Err(Failure::invalid("text", "there is nothing to look for"));
        }
        let registry = self.registry(&request.connection).await?;
        let found = registry.find_repositories(text).await.or_fail()?;
        let shown = found.map(|found| {
            let rows = found.into_iter().map(|row| FoundRepository {
                name: row.name.to_string(),
                description: row.description,
                public: row.is_public,
                stars: row.stars,
            });
            rows.collect()
        });
        Ok(FoundRepositories {
            repositories: shown,
        })
    }
}
