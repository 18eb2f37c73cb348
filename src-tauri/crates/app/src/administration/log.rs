//! A vendor's log, page by page, with what is wanted of it.

use jiff::Timestamp;
use portolan_contract::{Failure, LogMeaning, LogPage, LogRow, OfferName, ReadLog};
use portolan_distribution::Cursor;
use portolan_registries as registries;

use super::{read_offers::offered, scope::scope_of};
use crate::{App, failures::OrFail as _};

/// Pages of the vendor's that are read for one of ours, where nothing of them is wanted.
const SEARCHED: usize = 10;

impl App {
    /// A page of a vendor's log. Where the vendor can't pick what is wanted, it is picked here; a page with
    /// nothing in it is no end while there is a next one.
    pub async fn read_log(&self, request: ReadLog) -> Result<LogPage, Failure> {
        let registry = self.registry(&request.at.connection).await?;
        let log = offered(registry.offers().log, OfferName::Log)?;
        let scope = scope_of(&request.at.scope)?;
        let wanted = filter_of(&request.filter)?;
        let mut cursor = request.cursor.map(Cursor::from);
        let mut rows = Vec::new();
        for _ in 0..SEARCHED {
            let page = log.read_log(&scope, &wanted, cursor.as_ref()).await;
            let page = page.or_fail()?;
            let found = page.items.into_iter().filter(|entry| wanted.wants(entry));
            rows.extend(found.map(show));
            // A vendor that leads to where one is would be asked for ever.
            cursor = page.next.filter(|next| Some(next) != cursor.as_ref());
            if cursor.is_none() || !rows.is_empty() {
                break;
            }
        }
        Ok(LogPage {
            rows,
            next: cursor.map(|cursor| cursor.as_str().to_owned()),
            reaches_back_to: wanted
                .since
                .or_else(|| log.reach())
                .map(Timestamp::as_millisecond),
        })
    }
}

fn filter_of(filter: &portolan_contract::LogFilter) -> Result<registries::LogFilter, Failure> {
    let given = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim).unwrap_or_default();
        (!text.is_empty()).then(|| text.to_owned())
    };
    let since = filter.since.map(Timestamp::from_millisecond).transpose();
    Ok(registries::LogFilter {
        actor: given(&filter.actor),
        deed: given(&filter.deed),
        since: since.map_err(|problem| Failure::invalid("since", problem.to_string()))?,
    })
}

fn show(entry: registries::LogEntry) -> LogRow {
    LogRow {
        at: entry.at.map(Timestamp::as_millisecond),
        actor: entry.actor,
        deed: entry.deed,
        meaning: entry.meaning.map(show_meaning),
        repository: entry.repository,
        selector: entry.selector,
        about: entry.about,
        source: entry.source,
        worked: entry.worked,
        said: entry.said,
    }
}

const fn show_meaning(meaning: registries::LogMeaning) -> LogMeaning {
    match meaning {
        registries::LogMeaning::Pulled => LogMeaning::Pulled,
        registries::LogMeaning::Pushed => LogMeaning::Pushed,
        registries::LogMeaning::Tagged => LogMeaning::Tagged,
        registries::LogMeaning::Created => LogMeaning::Created,
        registries::LogMeaning::Changed => LogMeaning::Changed,
        registries::LogMeaning::Deleted => LogMeaning::Deleted,
        registries::LogMeaning::SignedIn => LogMeaning::SignedIn,
        registries::LogMeaning::SignedOut => LogMeaning::SignedOut,
    }
}
