//! Short names through the program: listed, resolved, changed in the person's own files, taken back.

use std::{fs, path::PathBuf, sync::Arc};

use portolan_app::App;
use portolan_contract::{
    ActivityDeed, ActivityId, ActivityState, Begun, CheckShortName, Code, Event, Failure, Hint,
    ListActivities, Nothing, ResolveShortName, ShortName, ShortNameChange, ShortNameMeaning,
    ShortNameOwner,
};
use portolan_tests::FreshHome;

use crate::program::open;

/// Where Portolan writes what is in no other file of the person's.
fn own_file(home: &FreshHome) -> PathBuf {
    home.home()
        .join(".config/containers/registries.conf.d/zz-portolan.conf")
}

/// Writes a file of the person's that is read beside the system's.
fn write(home: &FreshHome, name: &str, text: &str) -> PathBuf {
    let path = own_file(home).with_file_name(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path
}

async fn set(app: &Arc<App>, name: &str, target: &str) -> Result<Begun, Failure> {
    app.change_short_name(ShortNameChange::Set {
        name: name.to_owned(),
        target: target.to_owned(),
    })
    .await
}

/// The line that counts. Only names that no system gives are asked for.
async fn winner(app: &Arc<App>, name: &str) -> Option<ShortName> {
    let known = app.list_short_names(Nothing {}).await.unwrap();
    let mut aliases = known.aliases.into_iter();
    aliases.find(|alias| alias.name == name && alias.shadowed_by.is_none())
}

async fn state(app: &Arc<App>, activity: &ActivityId) -> ActivityState {
    app.read_activity(activity.clone())
        .await
        .unwrap()
        .activity
        .state
}

#[tokio::test]
async fn a_short_name_is_added_and_taken_back_and_both_are_in_activity() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let mut events = app.events.listen();
    let added = set(&app, "portolan-test", "docker.io/harbour")
        .await
        .unwrap();
    let is_told = std::iter::from_fn(|| events.try_recv().ok())
        .any(|event| event == Event::ShortNamesChanged);
    assert!(is_told);

    let alias = winner(&app, "portolan-test").await.unwrap();
    assert_eq!(alias.target.as_deref(), Some("docker.io/library/harbour"));
    assert_eq!(alias.owner, ShortNameOwner::Person);
    assert_eq!(alias.file, own_file(&home).display().to_string());

    let report = app.read_activity(added.activity.clone()).await.unwrap();
    assert_eq!(report.activity.state, ActivityState::Done);
    assert!(report.activity.undo.is_some());
    assert!(!report.activity.can_resume);
    assert_eq!(
        report.activity.deed,
        ActivityDeed::ShortName {
            name: "portolan-test".to_owned(),
            before: None,
            after: Some("docker.io/library/harbour".to_owned()),
            file: alias.file,
            undoes: None,
        }
    );

    let undone = app.undo_short_name(added.activity.clone()).await.unwrap();
    assert!(!own_file(&home).exists());
    assert_eq!(state(&app, &added.activity).await, ActivityState::Undone);
    assert_eq!(state(&app, &undone.activity).await, ActivityState::Done);
    let twice = app.undo_short_name(added.activity).await.unwrap_err();
    assert_eq!(twice.hint, Some(Hint::NothingToUndo));
    let all = ListActivities {
        connection: None,
        offset: 0,
        limit: 10,
    };
    assert_eq!(app.list_activities(all).await.unwrap().total, 2);
    app.close().await;
}

#[tokio::test]
async fn an_undo_outlives_the_program_and_gives_the_file_back_to_the_byte() {
    let home = FreshHome::new();
    let text = "# ours\n[aliases]\n# harbour\n'portolan-test' = 'quay.io/a' # old\n";
    let file = write(&home, "50-mine.conf", text);
    let app = open(&home).await;
    let removed = app
        .change_short_name(ShortNameChange::Remove {
            name: "portolan-test".to_owned(),
            file: file.display().to_string(),
        })
        .await
        .unwrap();
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "# ours\n[aliases]\n# harbour\n"
    );
    app.close().await;
    drop(app);
    let app = open(&home).await;
    app.undo_short_name(removed.activity).await.unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
    app.close().await;
}

#[tokio::test]
async fn what_others_wrote_since_is_not_lost_by_an_undo() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let added = set(&app, "portolan-test", "quay.io/a").await.unwrap();
    set(&app, "portolan-test", "quay.io/b").await.unwrap();
    let failure = app
        .undo_short_name(added.activity.clone())
        .await
        .unwrap_err();
    assert!(
        matches!(failure.hint, Some(Hint::ShortNameChangedSince { .. })),
        "{failure}"
    );
    let alias = winner(&app, "portolan-test").await.unwrap();
    assert_eq!(alias.target.as_deref(), Some("quay.io/b"));
    assert_eq!(state(&app, &added.activity).await, ActivityState::Done);
    app.close().await;
}

#[tokio::test]
async fn a_damaged_file_is_named_with_its_line_and_left_alone() {
    let home = FreshHome::new();
    let file = write(&home, "zz-portolan.conf", "[aliases]\nharbour = \n");
    let app = open(&home).await;
    let failure = set(&app, "portolan-test", "quay.io/a").await.unwrap_err();
    let Some(Hint::ShortNameFileDamaged { path, line, .. }) = &failure.hint else {
        panic!("{failure}");
    };
    assert_eq!((path, line), (&file.display().to_string(), &Some(2)));
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "[aliases]\nharbour = \n"
    );
    // Nothing was begun.
    let all = ListActivities {
        connection: None,
        offset: 0,
        limit: 10,
    };
    assert_eq!(app.list_activities(all).await.unwrap().total, 0);

    let known = app.list_short_names(Nothing {}).await.unwrap();
    let damaged = known
        .files
        .iter()
        .find(|it| it.problem.is_some() && it.path == file.display().to_string());
    assert!(damaged.is_some());
    let text = "portolan-test".to_owned();
    let meaning = app.resolve_short_name(ResolveShortName { text }).await;
    assert!(matches!(meaning.unwrap(), ShortNameMeaning::Broken { .. }));
    app.close().await;
}

#[tokio::test]
async fn what_is_typed_is_checked_and_refused_by_its_field() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let check = app
        .check_short_name(CheckShortName {
            name: "portolan-test:1".to_owned(),
            target: "quay.io/a:1".to_owned(),
        })
        .await
        .unwrap();
    assert!(check.name.is_some() && check.target.is_some() && check.written.is_none());
    for (name, target, field) in [
        ("portolan-test:1", "quay.io/a", "name"),
        ("portolan-test", "harbour", "target"),
    ] {
        let failure = set(&app, name, target).await.unwrap_err();
        let field = field.to_owned();
        assert_eq!(failure.code, Code::InvalidInput { field });
    }
    let text = "portolan-test".to_owned();
    let foreign = app
        .change_short_name(ShortNameChange::Remove {
            name: text,
            file: "/etc/containers/registries.conf".to_owned(),
        })
        .await
        .unwrap_err();
    assert!(
        matches!(foreign.hint, Some(Hint::ShortNameFileReadOnly { .. })),
        "{foreign}"
    );
    app.close().await;
}
