//! Changes and undos against real registries: CNCF Distribution and the one inside Portolan.

mod distribution;
mod local;

use std::sync::Arc;

use portolan_app::App;
use portolan_contract::{
    ActivityId, CarryOut, Change, Confirmation, ConnectionId, Event, Failure, Plan, PreviewChange,
};
use tokio::sync::broadcast::error::RecvError;

/// Carries a plan out to its end.
pub(crate) async fn carry_out(app: &Arc<App>, plan: &Plan) -> (ActivityId, Result<(), Failure>) {
    let typed = match &plan.confirmation {
        Confirmation::TypeName { text } => text.clone(),
        _ => String::new(),
    };
    let mut events = app.events.listen();
    let request = CarryOut {
        plan: plan.id.clone(),
        typed,
        keep_layers: false,
    };
    let begun = app.carry_out(request).await.unwrap();
    let outcome = loop {
        match events.recv().await {
            Ok(Event::JobEnded { job, failure }) if job.0 == begun.activity.0 => {
                break failure.map_or(Ok(()), Err);
            }
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(problem) => panic!("{problem}"),
        }
    };
    (begun.activity, outcome)
}

pub(crate) async fn preview(
    app: &Arc<App>,
    connection: &ConnectionId,
    change: Change,
) -> Result<Plan, Failure> {
    let connection = connection.clone();
    app.preview_change(PreviewChange { connection, change })
        .await
}

/// Makes a change that has to work.
pub(crate) async fn change(
    app: &Arc<App>,
    connection: &ConnectionId,
    change: Change,
) -> ActivityId {
    let plan = preview(app, connection, change).await.unwrap();
    let (activity, outcome) = carry_out(app, &plan).await;
    outcome.unwrap();
    activity
}

/// Takes a change back, which has to work.
pub(crate) async fn undo(app: &Arc<App>, activity: ActivityId) {
    let plan = app.preview_undo(activity).await.unwrap();
    carry_out(app, &plan).await.1.unwrap();
}

pub(crate) fn delete(repository: &str, digests: &[String]) -> Change {
    Change::DeleteImages {
        repository: repository.to_owned(),
        digests: digests.to_vec(),
    }
}

fn remove(repository: &str, tags: &[&str]) -> Change {
    Change::RemoveTags {
        repository: repository.to_owned(),
        tags: tags.iter().map(ToString::to_string).collect(),
    }
}
