//! A home whose files were damaged while the program was not running: it opens all the same, says what it
//! has kept aside, and deletes nothing.

use std::fs;

use portolan_contract::{Hint, Nothing};
use portolan_tests::FreshHome;

use crate::program::open;

const DAMAGE: &str = "no database, no settings";

#[tokio::test]
async fn a_damaged_database_and_damaged_settings_are_kept_aside_and_said_so() {
    let home = FreshHome::new();
    let app = open(&home).await;
    app.close().await;
    drop(app);
    for file in ["portolan.db", "settings.json"] {
        fs::write(home.portolan().join(file), DAMAGE).unwrap();
    }

    let app = open(&home).await;
    let about = app.read_about(Nothing {}).await.unwrap();
    let kept: Vec<&String> = about
        .problems
        .iter()
        .filter_map(|problem| match &problem.hint {
            Some(Hint::DatabaseDamaged { kept_as } | Hint::SettingsDamaged { kept_as }) => {
                Some(kept_as)
            }
            _ => None,
        })
        .collect();
    assert_eq!(kept.len(), 2, "{:?}", about.problems);
    for file in kept {
        assert_eq!(fs::read_to_string(file).unwrap(), DAMAGE, "{file}");
    }
    let connections = app.list_connections(Nothing {}).await.unwrap();
    assert_eq!(connections.len(), 1, "the local registry");
    app.close().await;
    drop(app);

    // The next start has nothing to say.
    let app = open(&home).await;
    let about = app.read_about(Nothing {}).await.unwrap();
    assert_eq!(about.problems, []);
    app.close().await;
}
