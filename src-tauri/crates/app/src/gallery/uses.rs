//! How a listed repository is used: the commands that pull it, and pieces of the files that name it.

use portolan_contract::{Failure, ImageKind, ListingUses, UseListing};
use portolan_oci::Selector;

use super::{place::Place, visit::is_this_machine};
use crate::{
    App,
    commands::{Target, pull_commands},
    snippets::{Access, Used, plain_platform},
};

impl App {
    /// What to type and to write to use a repository with a tag or digest, on a platform.
    pub async fn list_uses(&self, request: UseListing) -> Result<ListingUses, Failure> {
        let place = Place::read(&request.reference)?;
        let selector: Selector = request
            .selector
            .parse()
            .map_err(|problem| Failure::invalid("selector", format!("{problem}")))?;
        let record = self.read_record(&place).await?;
        let is_chart = record.listing.card.kind == "chart";
        let kind = if is_chart {
            ImageKind::HelmChart
        } else {
            ImageKind::Image
        };
        let target = Target {
            host: place.host.clone(),
            plain_http: is_this_machine(&place.host),
            login: None,
        };
        let platform = request.platform.as_deref();
        let pull = pull_commands(&target, &place.repository, &selector, platform, kind)?;
        let used = Used {
            host: &place.host,
            repository: &place.repository,
            selector: &selector,
            platform: plain_platform(platform),
            access: Access::Public,
        };
        Ok(ListingUses {
            pull,
            snippets: if is_chart { used.chart() } else { used.image() },
        })
    }
}
