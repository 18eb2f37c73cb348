//! Whole repositories made, deleted and brought back in the program: what is shown first is what goes, and all
//! of it is in Activity.

use std::sync::Arc;

use http::Method;
use portolan_app::App;
use portolan_contract::{
    ActivityDeed, ActivityState, Code, ConnectionId, CreateRepository, DeleteRepository, Hint,
    ListActivities, RepositoryAt, RepositoryCreation, SetBack, WholeRepository,
};
use portolan_tests::{
    Answer, FreshHome,
    vendors::{DockerHubApi, GithubApi, PretendedVendor, Shelf, VendorRules},
};

use super::together::open;
use crate::program::signed_in;

const SECRET: &str = "canary-secret";

struct Stage<Rules> {
    vendor: PretendedVendor<Rules>,
    app: Arc<App>,
    connection: ConnectionId,
    _home: FreshHome,
}

impl<Rules: VendorRules> Stage<Rules> {
    async fn open(rules: Rules, name: &str, host: &str) -> Self {
        let vendor = PretendedVendor::start(rules, Shelf::default()).await;
        vendor.want("me", SECRET);
        vendor.shelf().fill("me/app", 3);
        let named = format!("{name}={},{name}-registry={}", vendor.url(), vendor.host());
        let home = FreshHome::new();
        let app = open(&home, &named).await;
        let draft = signed_in(host, "me", SECRET);
        let connection = app.add_connection(draft).await.unwrap();
        Self {
            vendor,
            app,
            connection: connection.id,
            _home: home,
        }
    }

    fn at(&self) -> RepositoryAt {
        RepositoryAt {
            connection: self.connection.clone(),
            repository: "me/app".to_owned(),
        }
    }

    async fn shown(&self) -> WholeRepository {
        let shown = self.app.preview_repository_deletion(self.at()).await;
        shown.unwrap()
    }

    async fn delete(&self, shown: WholeRepository) -> Result<(), portolan_contract::Failure> {
        let typed = "me/app".to_owned();
        let request = DeleteRepository { shown, typed };
        self.app.delete_repository(request).await.map(drop)
    }

    fn is_there(&self) -> bool {
        let shelf = self.vendor.shelf();
        let found = shelf.repositories.get("me/app");
        found.is_some_and(|repository| !repository.manifests.is_empty())
    }

    async fn last_activity(&self) -> portolan_contract::Activity {
        let window = self.app.list_activities(ListActivities {
            connection: None,
            offset: 0,
            limit: 1,
        });
        window.await.unwrap().rows.remove(0)
    }
}

async fn hub() -> Stage<DockerHubApi> {
    Stage::open(DockerHubApi::of("me", SECRET), "docker-hub", "docker.io").await
}

#[tokio::test]
async fn what_was_shown_goes_and_nothing_else() {
    let stage = hub().await;
    let shown = stage.shown().await;
    assert_eq!((shown.images, shown.tags, shown.more), (Some(3), 3, false));
    assert_eq!(shown.restorable_days, None);
    let wrong = DeleteRepository {
        shown: shown.clone(),
        typed: "me/ap".to_owned(),
    };
    let refused = stage.app.delete_repository(wrong).await.unwrap_err();
    assert_eq!(refused.hint, Some(Hint::NameNotTyped));
    // Somebody pushes meanwhile.
    stage.vendor.shelf().fill("me/app", 4);
    let refused = stage.delete(shown).await.unwrap_err();
    assert!(matches!(refused.hint, Some(Hint::RegistryChanged { .. })));
    assert!(stage.is_there());
    let shown = stage.shown().await;
    stage.delete(shown).await.unwrap();
    assert!(!stage.is_there());
    let activity = stage.last_activity().await;
    assert_eq!(activity.state, ActivityState::Done);
    let deed = ActivityDeed::DeleteWholeRepository {
        repository: "me/app".to_owned(),
        restorable: false,
    };
    assert_eq!(activity.deed, deed);
    let back = SetBack {
        activity: activity.id,
    };
    let refused = stage.app.set_back(back).await.unwrap_err();
    assert_eq!(refused.hint, Some(Hint::NothingToUndo));
    stage.app.close().await;
}

#[tokio::test]
async fn a_deletion_that_docker_hub_does_not_know_any_more_is_told_and_nothing_is_gone() {
    let stage = hub().await;
    for answer in [
        Answer::status(405),
        Answer::status(404)
            .header("content-type", "text/html")
            .body("<html>Not here</html>"),
    ] {
        stage
            .vendor
            .fail(Method::DELETE, "/v2/repositories/me/app", answer);
        let shown = stage.shown().await;
        stage.delete(shown).await.unwrap_err();
        assert!(stage.is_there());
        assert_eq!(stage.last_activity().await.state, ActivityState::Failed);
    }
    stage.app.close().await;
}

#[tokio::test]
async fn a_package_of_github_s_comes_back_from_activity() {
    let stage = Stage::open(GithubApi::of("me", SECRET), "github", "ghcr.io").await;
    let shown = stage.shown().await;
    assert_eq!((shown.images, shown.restorable_days), (Some(3), Some(30)));
    stage.delete(shown).await.unwrap();
    assert!(!stage.is_there());
    let activity = stage.last_activity().await;
    let back = SetBack {
        activity: activity.id.clone(),
    };
    stage.app.set_back(back.clone()).await.unwrap();
    assert!(stage.is_there());
    assert_eq!(stage.last_activity().await.state, ActivityState::Undone);
    // Once.
    stage.app.set_back(back).await.unwrap_err();
    stage.app.close().await;
}

#[tokio::test]
async fn a_repository_is_made_where_the_registry_makes_them_and_a_read_only_connection_makes_none()
{
    let stage = hub().await;
    let all = stage
        .app
        .list_connections(portolan_contract::Nothing {})
        .await
        .unwrap();
    let own = all.iter().find(|it| it.id == stage.connection).unwrap();
    assert_eq!(
        own.repositories.creates,
        Some(RepositoryCreation::Repository)
    );
    assert!(own.repositories.deletes);
    let new = |connection: &ConnectionId, name: &str| CreateRepository {
        connection: connection.clone(),
        name: name.to_owned(),
        description: None,
        private: true,
    };
    let made = stage
        .app
        .create_repository(new(&stage.connection, "me/fresh"))
        .await;
    assert_eq!(made.unwrap().repository, "me/fresh");
    assert!(stage.vendor.shelf().repositories.contains_key("me/fresh"));
    // Who may not is told, and a name that can't be is no question.
    let refused = stage
        .app
        .create_repository(new(&stage.connection, "team/fresh"))
        .await;
    assert_eq!(refused.unwrap_err().code, Code::Forbidden);
    stage.vendor.forget();
    let refused = stage
        .app
        .create_repository(new(&stage.connection, "Me/Fresh"))
        .await;
    assert!(matches!(
        refused.unwrap_err().code,
        Code::InvalidInput { .. }
    ));
    let mut frozen = signed_in("docker.io", "me", SECRET);
    frozen.read_only = true;
    let frozen = stage.app.add_connection(frozen).await.unwrap();
    let refused = stage
        .app
        .create_repository(new(&frozen.id, "me/other"))
        .await;
    assert_eq!(refused.unwrap_err().hint, Some(Hint::ConnectionReadOnly));
    assert!(
        stage
            .vendor
            .seen()
            .iter()
            .all(|asked| !asked.path.ends_with("/repositories"))
    );
    stage.app.close().await;
}
