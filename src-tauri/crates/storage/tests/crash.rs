//! The journal against `kill -9`: a writer in its own process is killed at many moments, and what it
//! had been told was kept has to be there.

#![expect(clippy::unwrap_used, reason = "all of this file is a test")]

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use portolan_oci::{Digest, MediaType};
use portolan_storage::{
    ActivityDraft, ActivityState, Content, ItemOutcome, ItemState, Paths, SettingsFile, Store,
};
use serde_json::json;

const HOME: &str = "PORTOLAN_CRASH_TEST_HOME";
const ITEMS: u32 = 2_000;
const KILLS: u32 = 40;

/// Not a test of its own: the process that the test below kills.
#[tokio::test]
#[ignore = "the writer that the other test starts and kills"]
async fn writer() {
    let Some(home) = std::env::var_os(HOME) else {
        return;
    };
    let paths = Paths::at(home);
    let (store, _) = Store::open(&paths).unwrap();
    let (settings, _) = SettingsFile::open(&paths).unwrap();
    let mut deeds = fs::File::create(paths.home().join("deeds")).unwrap();
    let activity = store
        .plan_activity(ActivityDraft {
            kind: "delete_images".to_owned(),
            title: json!({}),
            connection: None,
            repository: None,
            undoes: None,
            targets: (0..ITEMS).map(|n| json!(n)).collect(),
        })
        .await
        .unwrap();
    store.start_activity(activity).await.unwrap();
    // Straight to the pipe: what the test harness captures would be lost with the process.
    let mut told = fs::OpenOptions::new()
        .write(true)
        .open("/dev/stdout")
        .unwrap();
    let expires_at = Timestamp::now() + SignedDuration::from_hours(24);
    for n in 0..ITEMS {
        let content = content(n);
        let step = json!({"put": content.digest.as_str()});
        store
            .keep_for_undo(activity, vec![step], vec![content], expires_at)
            .await
            .unwrap();
        store.start_item(activity, n).await.unwrap();
        writeln!(deeds, "{n}").unwrap();
        store
            .end_item(activity, n, ItemOutcome::Done, None)
            .await
            .unwrap();
        settings.change(|settings| settings.undo_days = n).unwrap();
        writeln!(told, "done {n}").unwrap();
    }
}

fn content(n: u32) -> Content {
    let bytes = format!("{{\"manifest\": {n}}}").into_bytes();
    Content {
        digest: Digest::of(&bytes),
        media_type: MediaType::OCI_MANIFEST,
        bytes,
    }
}

fn start_writer(home: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writer", "--ignored", "--nocapture"])
        .env(HOME, home)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lets the writer say `count` times that something is done, kills it `pause` later, and answers how
/// much it said was done.
fn kill_after(mut writer: Child, count: u32, pause: Duration) -> u32 {
    let mut done = 0;
    let mut output = BufReader::new(writer.stdout.take().unwrap());
    let mut line = String::new();
    while output.read_line(&mut line).unwrap() > 0 {
        // The harness's own "test writer ... " may stand before the first; a last line that the kill cut
        // short says nothing.
        let whole = std::mem::take(&mut line);
        let said = whole.strip_suffix('\n').unwrap_or_default();
        if let Some((_, n)) = said.rsplit_once("done ") {
            done = n.parse::<u32>().unwrap() + 1;
            if done == count {
                let until = Instant::now() + pause;
                while Instant::now() < until {
                    std::hint::spin_loop();
                }
                writer.kill().unwrap();
            }
        }
    }
    writer.wait().unwrap();
    done
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_was_journalled_survives_kill_9_at_any_moment() {
    // A fixed sequence of kill points, unevenly spread.
    let mut unsure = 0;
    for kill in 0..KILLS {
        let home = tempfile::TempDir::new().unwrap();
        let pause = Duration::from_micros(u64::from(kill * 7919 % 5000));
        let told = kill_after(start_writer(home.path()), 1 + kill * kill % 37, pause);
        let paths = Paths::at(home.path());
        let (store, report) = Store::open(&paths).unwrap();
        assert_eq!(report.damaged_kept_at, None);
        let [activity] = report.interrupted[..] else {
            panic!("{report:?}");
        };
        let kept = store.activity(activity).await.unwrap();
        assert_eq!(kept.state, ActivityState::Interrupted);

        let deeds: BTreeSet<u32> = fs::read_to_string(paths.home().join("deeds"))
            .unwrap()
            .lines()
            .map(|line| line.parse().unwrap())
            .collect();
        let items = store.activity_items(activity).await.unwrap();
        assert_eq!(items.len() as u32, ITEMS);
        for item in &items {
            match item.state {
                ItemState::Done => assert!(deeds.contains(&item.n), "{} was not done", item.n),
                ItemState::Unsure => unsure += 1,
                ItemState::Waiting => assert!(!deeds.contains(&item.n), "{} was done", item.n),
                other => panic!("{other:?}"),
            }
            assert!(item.n >= told || item.state == ItemState::Done, "{item:?}");
        }

        // Whatever was done can be undone: its step and its bytes were there before it.
        let snapshot = store.undo_snapshot(activity).await.unwrap().unwrap();
        for n in deeds {
            let content = content(n);
            assert_eq!(snapshot.steps[n as usize]["put"], content.digest.as_str());
            assert_eq!(store.content(&content.digest).await.unwrap(), Some(content));
        }
        let (settings, damage) = SettingsFile::open(&paths).unwrap();
        assert_eq!(damage.damaged_kept_at, None);
        assert!(settings.current().undo_days + 1 >= told);

        // And it can go on.
        store.start_activity(activity).await.unwrap();
        assert_eq!(
            store.activity(activity).await.unwrap().state,
            ActivityState::Running
        );
    }
    println!(
        "{KILLS} kills, {unsure} of them between the mark before a deed and the mark after it"
    );
}
