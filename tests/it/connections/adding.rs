//! Adding, editing, ordering and removing connections.

use portolan_contract::{
    Code, EditConnection, Failure, Nothing, ReorderConnections, SecretPlace, SignIn, SignInDraft,
};
use portolan_tests::FreshHome;

use crate::program::{draft, open, signed_in};

#[tokio::test]
async fn a_fresh_home_has_the_local_registry_and_nothing_else() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let connections = app.list_connections(Nothing {}).await.unwrap();
    let about = app.read_about(Nothing {}).await.unwrap();
    assert_eq!(connections.len(), 1);
    assert_eq!(connections[0].id, about.local_registry);
    assert!(about.first_run);
    app.close().await;
}

#[tokio::test]
async fn a_connection_is_added_edited_ordered_and_removed() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let added = app
        .add_connection(signed_in(
            "https://registry.example/team/app:1",
            "alice",
            "s3cret",
        ))
        .await
        .unwrap();
    assert_eq!(added.host, "registry.example");
    assert_eq!(
        added.sign_in,
        SignIn::Password {
            user: "alice".to_owned()
        }
    );
    assert_eq!(added.secret, SecretPlace::SessionOnly);
    let local = app.read_about(Nothing {}).await.unwrap().local_registry;

    let mut renamed = draft("registry.example");
    renamed.name = "Ours".to_owned();
    renamed.production = true;
    renamed.sign_in = SignInDraft::Password {
        user: "alice".to_owned(),
        password: None,
    };
    let edited = app
        .edit_connection(EditConnection {
            id: added.id.clone(),
            draft: renamed,
        })
        .await
        .unwrap();
    assert_eq!((edited.name.as_str(), edited.production), ("Ours", true));

    let order = vec![added.id.clone(), local.clone()];
    let ordered = app
        .reorder_connections(ReorderConnections { ids: order.clone() })
        .await
        .unwrap();
    let ids: Vec<_> = ordered
        .into_iter()
        .map(|connection| connection.id)
        .collect();
    assert_eq!(ids, order);

    app.remove_connection(added.id).await.unwrap();
    assert_eq!(app.list_connections(Nothing {}).await.unwrap().len(), 1);
    assert!(
        app.remove_connection(local).await.is_err(),
        "the local registry was removed"
    );
    app.close().await;
}

#[tokio::test]
async fn connections_survive_a_restart_in_their_order() {
    let home = FreshHome::new();
    let app = open(&home).await;
    app.add_connection(draft("first.example")).await.unwrap();
    app.add_connection(draft("second.example")).await.unwrap();
    app.close().await;
    drop(app);
    let app = open(&home).await;
    let hosts: Vec<String> = app
        .list_connections(Nothing {})
        .await
        .unwrap()
        .into_iter()
        .map(|one| one.host)
        .collect();
    assert_eq!(hosts[1..], ["first.example", "second.example"]);
    app.close().await;
}

#[tokio::test]
async fn a_kept_password_never_follows_the_connection_to_another_host() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let added = app
        .add_connection(signed_in("registry.example", "alice", "s3cret"))
        .await
        .unwrap();
    let mut moved = draft("elsewhere.example");
    moved.sign_in = SignInDraft::Password {
        user: "alice".to_owned(),
        password: None,
    };
    let refused = app
        .edit_connection(EditConnection {
            id: added.id,
            draft: moved,
        })
        .await
        .unwrap_err();
    assert_eq!(
        refused.code,
        Code::InvalidInput {
            field: "password".to_owned()
        }
    );
    app.close().await;
}

#[tokio::test]
async fn a_second_program_on_the_same_home_is_told_that_one_runs() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let second = portolan_app::App::open(&home.portolan()).await.map(|_| ());
    assert!(
        matches!(
            second,
            Err(Failure {
                code: Code::Conflict,
                ..
            })
        ),
        "{second:?}"
    );
    app.close().await;
}
