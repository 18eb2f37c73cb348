//! The running program: what every verb shares, how it opens and how it ends.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use portolan_containers::Engine;
use portolan_contract::{Code, Failure, Hint, Retry};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_distribution::Connector;
use portolan_registries::VendorAddresses;
use portolan_storage::{GalleryStore, Paths, SettingsFile, Store};
use tokio::sync::OnceCell;

use crate::{
    Events, GalleryPlaces, Jobs,
    amazon::Questions,
    changes::Plans,
    connected::Connected,
    copies::Copies,
    failures::{OrFail, RecentFailures},
    gallery::Gallery,
    history::Looks,
    images,
    local_registry::{LocalHost, SpacePlans},
    replication::Replicating,
    repositories, retention,
    vendors::addresses_of_this_process,
};

/// The running program. Hosts hold it in an `Arc` and send it commands through [`crate::dispatch`].
#[derive(Debug)]
pub struct App {
    /// What listeners are told.
    pub events: Events,
    pub(crate) jobs: Jobs,
    pub(crate) store: Store,
    pub(crate) settings: SettingsFile,
    pub(crate) secrets: SecretStore,
    pub(crate) surroundings: Surroundings,
    pub(crate) connector: Connector,
    pub(crate) connected: Connected,
    pub(crate) questions: Questions,
    /// Where vendors' own APIs answer.
    pub(crate) vendors: VendorAddresses,
    pub(crate) local: LocalHost,
    pub(crate) gallery: Gallery,
    pub(crate) plans: Plans,
    pub(crate) copies: Copies,
    pub(crate) space_plans: SpacePlans,
    /// What rules were shown to take.
    pub(crate) frozen: retention::Frozen,
    pub(crate) looked_at: retention::LookedAt,
    pub(crate) uses_found: retention::UsesFound,
    pub(crate) looks: Looks,
    /// Rules that copy and have their turn.
    pub(crate) replicating: Replicating,
    pub(crate) repositories: repositories::Shelf,
    pub(crate) images: images::Shelf,
    /// The Podman that is installed, once it was asked.
    pub(crate) podman: OnceCell<Option<Engine>>,
    pub(crate) recent_failures: RecentFailures,
    /// What opening found wrong, and put right or aside.
    pub(crate) problems: Vec<Failure>,
}

impl App {
    /// The folder this person's Portolan keeps everything in: `PORTOLAN_HOME`, or one in the platform's
    /// data folder.
    pub fn find_home() -> Result<PathBuf, Failure> {
        Paths::find().map(|paths| paths.home().to_owned()).or_fail()
    }

    /// Opens the home in `home`, making it if needed, and starts the local registry.
    ///
    /// A failure says why the program can't run at all: the home is in use, newer, or can't be written.
    pub async fn open(home: &Path) -> Result<Arc<Self>, Failure> {
        let secrets = SecretStore::system();
        let surroundings = Surroundings::of_this_process();
        Self::open_everywhere(
            home,
            secrets,
            surroundings,
            &GalleryPlaces::of_this_process(),
            addresses_of_this_process(),
        )
        .await
    }

    /// The same with another place for secrets and other surroundings, and without a source of public
    /// listings or any vendor; for tests.
    pub async fn open_with(
        home: &Path,
        secrets: SecretStore,
        surroundings: Surroundings,
    ) -> Result<Arc<Self>, Failure> {
        Self::open_among(home, secrets, surroundings, &GalleryPlaces::nowhere()).await
    }

    /// The same with sources of public listings in other places; for tests.
    pub async fn open_among(
        home: &Path,
        secrets: SecretStore,
        surroundings: Surroundings,
        places: &GalleryPlaces,
    ) -> Result<Arc<Self>, Failure> {
        let nowhere = VendorAddresses::named("");
        Self::open_everywhere(home, secrets, surroundings, places, nowhere).await
    }

    /// The same with vendors in other places too; for tests.
    pub async fn open_everywhere(
        home: &Path,
        secrets: SecretStore,
        surroundings: Surroundings,
        places: &GalleryPlaces,
        vendors: VendorAddresses,
    ) -> Result<Arc<Self>, Failure> {
        let paths = Paths::at(home);
        let mut problems = Vec::new();
        let opened = paths.clone();
        let (store, report) = off_the_loop(move || Store::open(&opened))
            .await?
            .or_fail()?;
        if let Some(kept) = &report.damaged_kept_at {
            problems.push(damaged(|kept_as| Hint::DatabaseDamaged { kept_as }, kept));
        }
        let opened = paths.clone();
        let (listings, report) = off_the_loop(move || GalleryStore::open(&opened))
            .await?
            .or_fail()?;
        if let Some(kept) = &report.damaged_kept_at {
            problems.push(damaged(|kept_as| Hint::DatabaseDamaged { kept_as }, kept));
        }
        let opened = paths.clone();
        let (settings, read) = off_the_loop(move || SettingsFile::open(&opened))
            .await?
            .or_fail()?;
        if let Some(kept) = &read.damaged_kept_at {
            problems.push(damaged(|kept_as| Hint::SettingsDamaged { kept_as }, kept));
        }
        let events = Events::default();
        let jobs = Jobs::new(events.clone());
        let questions = Questions::new(events.clone());
        let connector = Connector::new(concat!("portolan/", env!("CARGO_PKG_VERSION")));
        let gallery = Gallery::new(&paths, listings, &connector, places)?;
        let local = LocalHost::start(&paths, &store, &settings).await?;
        let app = Arc::new(Self {
            jobs,
            events,
            store,
            settings,
            secrets,
            surroundings,
            connector,
            connected: Connected::default(),
            questions,
            vendors,
            local,
            gallery,
            plans: Plans::default(),
            copies: Copies::default(),
            space_plans: SpacePlans::default(),
            frozen: retention::Frozen::default(),
            looked_at: retention::LookedAt::default(),
            uses_found: retention::UsesFound::default(),
            looks: Looks::default(),
            replicating: Replicating::default(),
            repositories: repositories::Shelf::default(),
            images: images::Shelf::default(),
            podman: OnceCell::new(),
            recent_failures: RecentFailures::default(),
            problems,
        });
        app.apply_pull_cache().await;
        let teller = Arc::clone(&app);
        app.jobs.start_behind(teller.tell_of_cache());
        let keeper = Arc::clone(&app);
        app.jobs
            .start_until_end(|ending| keeper.keep_index(report.created, ending));
        let watcher = Arc::clone(&app);
        app.jobs
            .start_until_end(|ending| watcher.watch_aliases(ending));
        let scheduler = Arc::clone(&app);
        app.jobs
            .start_until_end(|ending| scheduler.keep_schedules(ending));
        let watcher = Arc::clone(&app);
        app.jobs
            .start_until_end(|ending| watcher.keep_watch(ending));
        let replicator = Arc::clone(&app);
        app.jobs
            .start_until_end(|ending| replicator.keep_replicating(ending));
        let lister = Arc::clone(&app);
        app.jobs
            .start_behind(async move { lister.list_all_own().await });
        tracing::info!(version = env!("CARGO_PKG_VERSION"), "opened");
        Ok(app)
    }

    /// Stops every task and the local registry, and waits until they have.
    pub async fn close(&self) {
        self.jobs.close().await;
        self.gallery.index.close();
        self.local.stop().await;
        tracing::info!("closed");
    }
}

/// Runs what blocks on a thread where blocking is fine.
pub(crate) async fn off_the_loop<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|problem| Failure::unexpected(problem.to_string()))
}

fn damaged(hint: impl FnOnce(String) -> Hint, kept: &Path) -> Failure {
    let kept = kept.display().to_string();
    Failure::new(Code::Unexpected, hint(kept), Retry::No, "found at start")
}
