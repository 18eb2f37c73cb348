//! Changes, undos and resumptions as a person makes them, against a strict registry in memory.

mod fake;
mod interruption;
mod plans;
mod random;
mod removal;
mod restoring;
mod rules;
mod undo;

use std::sync::Arc;

use fake::{Fake, Visible, Ways};
use portolan_contract::{
    Activity, ActivityId, ActivityState, CarryOut, Change, Confirmation, ConnectionId, Event,
    Failure, ListActivities, Plan, PreviewChange,
};
use portolan_credentials::{SecretStore, Surroundings};
use portolan_oci::Digest;
use portolan_storage::ConnectionDraft;
use tempfile::TempDir;

use crate::App;

const REPOSITORY: &str = "team/app";

/// The program with a registry in memory.
struct Bench {
    home: TempDir,
    app: Arc<App>,
    fake: Arc<Fake>,
    connection: ConnectionId,
}

async fn open(home: &TempDir) -> Arc<App> {
    let (secrets, surroundings) = (SecretStore::session_only(), Surroundings::of_this_process());
    App::open_with(home.path(), secrets, surroundings)
        .await
        .unwrap()
}

impl Bench {
    async fn with(ways: Ways) -> Self {
        let home = tempfile::tempdir().unwrap();
        let app = open(&home).await;
        let mut bench = Self {
            home,
            app,
            fake: Fake::new(ways),
            connection: ConnectionId(String::new()),
        };
        bench.connect(|_| {}).await;
        bench
    }

    async fn new() -> Self {
        Self::with(Ways::ALL).await
    }

    /// A connection to the registry, which is used from now on.
    async fn connect(&mut self, edit: impl FnOnce(&mut ConnectionDraft)) {
        let mut draft = ConnectionDraft::to("fake.example");
        edit(&mut draft);
        let kept = self.app.store.add_connection(draft).await.unwrap();
        self.connection = ConnectionId(kept.id.to_string());
        self.use_fake();
    }

    /// Another registry with other ways, on a connection of its own.
    async fn replace(&mut self, ways: Ways) {
        self.fake = Fake::new(ways);
        self.connect(|_| {}).await;
    }

    fn use_fake(&self) {
        let connected = &self.app.connected;
        connected.put_in_use(&self.connection, Arc::clone(&self.fake) as _);
    }

    /// Ends the program in whatever it does, as kill -9 would, and starts it again.
    async fn restart(self) -> Self {
        let Self {
            home,
            app,
            fake,
            connection,
        } = self;
        app.close().await;
        drop(app);
        let app = open(&home).await;
        let bench = Self {
            home,
            app,
            fake,
            connection,
        };
        bench.use_fake();
        bench
    }

    async fn preview(&self, change: Change) -> Result<Plan, Failure> {
        let connection = self.connection.clone();
        self.app
            .preview_change(PreviewChange { connection, change })
            .await
    }

    /// Carries a plan out to its end, and answers what came of it.
    async fn carry_out(&self, plan: &Plan) -> (ActivityId, Result<(), Failure>) {
        self.carry_out_with(plan, false).await
    }

    async fn carry_out_with(
        &self,
        plan: &Plan,
        keep_layers: bool,
    ) -> (ActivityId, Result<(), Failure>) {
        let mut events = self.app.events.listen();
        let begun = self
            .app
            .carry_out(request(plan, keep_layers))
            .await
            .unwrap();
        let outcome = loop {
            match events.recv().await {
                Ok(Event::JobEnded { job, failure }) if job.0 == begun.activity.0 => {
                    break failure.map_or(Ok(()), Err);
                }
                Ok(_) | Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                Err(problem) => panic!("{problem}"),
            }
        };
        (begun.activity, outcome)
    }

    /// Makes a change that has to work.
    async fn change(&self, change: Change) -> ActivityId {
        let plan = self.preview(change).await.unwrap();
        let (activity, outcome) = self.carry_out(&plan).await;
        outcome.unwrap();
        activity
    }

    /// Takes a change back, which has to work.
    async fn undo(&self, activity: &ActivityId) -> ActivityId {
        let plan = self.app.preview_undo(activity.clone()).await.unwrap();
        let (activity, outcome) = self.carry_out(&plan).await;
        outcome.unwrap();
        activity
    }

    async fn activity(&self, id: &ActivityId) -> Activity {
        self.app.read_activity(id.clone()).await.unwrap().activity
    }

    async fn state(&self, id: &ActivityId) -> ActivityState {
        self.activity(id).await.state
    }

    fn visible(&self) -> Visible {
        self.fake.visible()
    }

    fn tags(&self) -> Vec<String> {
        let tags = self.visible().tags;
        tags.keys().map(ToString::to_string).collect()
    }
}

fn request(plan: &Plan, keep_layers: bool) -> CarryOut {
    let typed = match &plan.confirmation {
        Confirmation::TypeName { text } => text.clone(),
        _ => String::new(),
    };
    CarryOut {
        plan: plan.id.clone(),
        typed,
        keep_layers,
    }
}

fn everything() -> ListActivities {
    ListActivities {
        connection: None,
        offset: 0,
        limit: 100,
    }
}

fn add(tag: &str, digest: &Digest) -> Change {
    Change::AddTag {
        repository: REPOSITORY.to_owned(),
        digest: digest.to_string(),
        tag: tag.to_owned(),
    }
}

fn r#move(tag: &str, digest: &Digest) -> Change {
    Change::MoveTag {
        repository: REPOSITORY.to_owned(),
        tag: tag.to_owned(),
        digest: digest.to_string(),
    }
}

fn rename(from: &str, to: &str) -> Change {
    Change::RenameTag {
        repository: REPOSITORY.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
    }
}

fn remove(tags: &[&str]) -> Change {
    Change::RemoveTags {
        repository: REPOSITORY.to_owned(),
        tags: tags.iter().map(ToString::to_string).collect(),
    }
}

fn delete(digests: &[&Digest]) -> Change {
    Change::DeleteImages {
        repository: REPOSITORY.to_owned(),
        digests: digests.iter().map(ToString::to_string).collect(),
    }
}

fn delete_repository() -> Change {
    Change::DeleteRepository {
        repository: REPOSITORY.to_owned(),
    }
}
