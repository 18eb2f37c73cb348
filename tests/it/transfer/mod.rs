//! Copies between real registries, through the room `transfer` alone.

mod conversions;
mod copying;
mod faults;
mod files;
mod planning;

use std::{sync::Arc, time::Duration};

use portolan_distribution::Connector;
use portolan_oci::RepositoryName;
use portolan_tests::{CountingProxy, DockerRegistry, Pusher, Setup, registry};
use portolan_transfer::{
    Choice, CopyOptions, CopyPlan, Report, RepositoryPlace, Wanted, copy, plan_copy,
};

/// Two registries of CNCF's, each behind a proxy that counts.
struct Harbour {
    source: DockerRegistry,
    destination: DockerRegistry,
    before_source: CountingProxy,
    before_destination: CountingProxy,
}

const REPOSITORY: &str = "team/app";

impl Harbour {
    async fn open() -> Self {
        let source = DockerRegistry::start(Setup::DeletionOn).await;
        let destination = DockerRegistry::start(Setup::DeletionOn).await;
        Self {
            before_source: CountingProxy::start(&source.url(), Duration::ZERO).await,
            before_destination: CountingProxy::start(&destination.url(), Duration::ZERO).await,
            source,
            destination,
        }
    }

    fn from(&self) -> Pusher {
        self.source.pusher()
    }

    fn to(&self) -> Pusher {
        self.destination.pusher()
    }

    /// Both sides, seen by a program that has just started.
    fn places(&self) -> (Arc<RepositoryPlace>, Arc<RepositoryPlace>) {
        self.places_in(REPOSITORY, REPOSITORY)
    }

    fn places_in(&self, from: &str, to: &str) -> (Arc<RepositoryPlace>, Arc<RepositoryPlace>) {
        (
            place(&self.before_source.host(), from),
            place(&self.before_destination.host(), to),
        )
    }

    /// Plans and copies.
    async fn copy(&self, choice: &Choice) -> (CopyPlan, Report) {
        let (source, destination) = self.places();
        let plan = plan_copy(&*source, &*destination, choice).await.unwrap();
        let options = CopyOptions::default();
        let report = copy(Arc::new(plan.clone()), source, destination, options).await;
        (plan, report)
    }

    /// Requests that both sides saw.
    fn requests(&self) -> usize {
        self.before_source.passed().len() + self.before_destination.passed().len()
    }

    fn forget(&self) {
        self.before_source.forget();
        self.before_destination.forget();
    }
}

fn place(host: &str, repository: &str) -> Arc<RepositoryPlace> {
    let connector = Connector::new("portolan-tests");
    let repository: RepositoryName = repository.parse().unwrap();
    Arc::new(RepositoryPlace::new(registry(&connector, host), repository))
}

/// These tags, with what describes them.
fn tags(names: &[&str]) -> Choice {
    let wanted = names.iter().map(|name| Wanted::tag(name.parse().unwrap()));
    Choice::images(wanted.collect())
}
