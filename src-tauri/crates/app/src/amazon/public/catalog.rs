//! What is written about a public repository: checked, put whole, and written down with what it was. Its logo
//! is fetched before, for what is put takes the place of all that was there.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use portolan_contract::{
    ActivityDeed, Code, ConnectionId, Event, Failure, Hint, LogoChange, LogoFate, Markdown,
    MarkdownPreview, Nothing, PublicCatalog, PublicSetting, Retry, SetPublicCatalog,
};
use portolan_ecr::{Catalog, CatalogDraft, PublicRegistry};
use portolan_gallery::render_markdown;
use portolan_oci::RepositoryName;
use portolan_policy::amazon_names::{CatalogText, Field, check_catalog};
use serde_json::{Value, json};

use super::logo::{is_logo, read_file};
use crate::{App, amazon::setting::name, app::off_the_loop, failures::OrFail};

/// The logo that a repository is to have.
pub(super) enum NewLogo {
    /// The one that it has.
    Same,
    /// None.
    Absent,
    /// This one.
    Bytes(Bytes),
}

impl App {
    /// Writes anew what is written about a public repository.
    pub async fn set_public_catalog(&self, request: SetPublicCatalog) -> Result<Nothing, Failure> {
        let repository = name(&request.repository)?;
        let catalog = read_catalog(request.catalog)?;
        let logo = match request.logo {
            LogoChange::Keep => NewLogo::Same,
            LogoChange::Remove => NewLogo::Absent,
            LogoChange::Replace { path } => NewLogo::Bytes(read_file(&path).await?),
        };
        let ecr = self.ecr_public(&request.connection).await?;
        let before = ecr.catalog(&repository).await.or_fail()?;
        if matches!(logo, NewLogo::Same) && show_catalog(before.clone()) == catalog {
            return Ok(Nothing {});
        }
        self.change_catalog(&request.connection, &repository, before, catalog, logo)
            .await?;
        Ok(Nothing {})
    }

    pub(super) async fn change_catalog(
        &self,
        connection: &ConnectionId,
        repository: &RepositoryName,
        before: Catalog,
        after: PublicCatalog,
        logo: NewLogo,
    ) -> Result<(), Failure> {
        let ecr = self.ecr_public(connection).await?;
        let old = fetch_old(&ecr, &before).await;
        let had = before.logo_url.is_some();
        let (put, fate) = match (logo, had, &old) {
            (NewLogo::Same | NewLogo::Absent, false, _) => (None, LogoFate::Untouched),
            (NewLogo::Same, true, Some(old)) => (Some(old.clone()), LogoFate::Untouched),
            (NewLogo::Same, true, None) => return Err(logo_not_fetched()),
            (NewLogo::Absent, true, Some(_)) => (None, LogoFate::Replaced),
            (NewLogo::Absent, true, None) => (None, LogoFate::Lost),
            (NewLogo::Bytes(new), false, _) => (Some(new), LogoFate::Added),
            (NewLogo::Bytes(new), true, Some(_)) => (Some(new), LogoFate::Replaced),
            (NewLogo::Bytes(new), true, None) => (Some(new), LogoFate::Lost),
        };
        let draft = draft_of(&after, put);
        let deed = ActivityDeed::PublicSetting {
            repository: Some(repository.to_string()),
            before: PublicSetting::Catalog {
                catalog: show_catalog(before),
            },
            after: PublicSetting::Catalog { catalog: after },
            logo: fate,
        };
        let activity = self
            .begin_record(connection, deed, repository.as_str())
            .await?;
        let done = self.put_catalog(activity, &ecr, repository, &draft, (fate, old));
        let done = done.await;
        self.end_record(activity, &done).await?;
        self.events.tell(Event::RepositoriesChanged {
            connection: connection.clone(),
        });
        done
    }

    /// Keeps the logo that goes, then puts what is to come.
    async fn put_catalog(
        &self,
        activity: portolan_storage::ActivityId,
        ecr: &PublicRegistry,
        repository: &RepositoryName,
        draft: &CatalogDraft,
        (fate, old): (LogoFate, Option<Bytes>),
    ) -> Result<(), Failure> {
        if let (LogoFate::Replaced, Some(old)) = (fate, old) {
            let days = i64::from(self.settings.current().undo_days);
            let until = Timestamp::now()
                .saturating_add(SignedDuration::from_hours(24 * days))
                .unwrap_or(Timestamp::MAX);
            let step = json!({ LOGO: STANDARD.encode(&old) });
            self.store
                .keep_for_undo(activity, vec![step], Vec::new(), until)
                .await
                .or_fail()?;
        }
        ecr.put_catalog(repository, draft).await.or_fail()?;
        Ok(())
    }

    /// The logo that an activity has taken away, as long as it is kept.
    pub(super) async fn kept_logo(
        &self,
        activity: portolan_storage::ActivityId,
    ) -> Result<Option<Bytes>, Failure> {
        let snapshot = self.store.undo_snapshot(activity).await.or_fail()?;
        let step = snapshot.and_then(|snapshot| snapshot.steps.into_iter().next());
        let text = step
            .as_ref()
            .and_then(|step| step.get(LOGO))
            .and_then(Value::as_str);
        Ok(text.and_then(|text| Some(STANDARD.decode(text).ok()?.into())))
    }

    /// Markdown as the gallery's pages show it.
    pub async fn preview_markdown(&self, request: Markdown) -> Result<MarkdownPreview, Failure> {
        let html = off_the_loop(move || render_markdown(&request.text).into_string()).await?;
        let html = (!html.trim().is_empty()).then_some(html);
        Ok(MarkdownPreview { html })
    }
}

/// The member of a kept step that has the logo.
const LOGO: &str = "logo";

/// The logo that is there, where there is one and it can be put again.
async fn fetch_old(ecr: &PublicRegistry, before: &Catalog) -> Option<Bytes> {
    let address = before.logo_url.as_deref()?;
    let fetched = ecr.fetch_logo(address).await;
    let fetched = fetched.inspect_err(|error| tracing::info!(%error, "the logo was not fetched"));
    fetched.ok().filter(|bytes| is_logo(bytes))
}

fn logo_not_fetched() -> Failure {
    let detail = "what is put takes the place of all that was there, and the logo can't be fetched";
    let retry = Retry::AfterChange;
    Failure::new(Code::Conflict, Hint::LogoNotFetched, retry, detail)
}

/// What is written about a repository, checked by Amazon's limits; entries without text are left out.
pub(super) fn read_catalog(catalog: PublicCatalog) -> Result<PublicCatalog, Failure> {
    let entries = |list: Vec<String>| -> Vec<String> {
        let trimmed = list.into_iter().map(|entry| entry.trim().to_owned());
        trimmed.filter(|entry| !entry.is_empty()).collect()
    };
    let catalog = PublicCatalog {
        architectures: entries(catalog.architectures),
        operating_systems: entries(catalog.operating_systems),
        ..catalog
    };
    let text = CatalogText {
        description: catalog.description.clone(),
        about: catalog.about.clone(),
        usage: catalog.usage.clone(),
        architectures: catalog.architectures.clone(),
        operating_systems: catalog.operating_systems.clone(),
    };
    let Some(complaint) = check_catalog(&text).into_iter().next() else {
        return Ok(catalog);
    };
    let field = match complaint.field {
        Field::About => "about",
        Field::Usage => "usage",
        Field::Architectures => "architectures",
        Field::OperatingSystems => "operatingSystems",
        _ => "description",
    };
    Err(Failure::invalid(field, complaint.to_string()))
}

pub(super) fn draft_of(catalog: &PublicCatalog, logo: Option<Bytes>) -> CatalogDraft {
    CatalogDraft {
        description: catalog.description.clone(),
        about: catalog.about.clone(),
        usage: catalog.usage.clone(),
        architectures: catalog.architectures.clone(),
        operating_systems: catalog.operating_systems.clone(),
        logo,
    }
}

pub(super) fn show_catalog(catalog: Catalog) -> PublicCatalog {
    PublicCatalog {
        description: catalog.description,
        about: catalog.about,
        usage: catalog.usage,
        architectures: catalog.architectures,
        operating_systems: catalog.operating_systems,
    }
}
