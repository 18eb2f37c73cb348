//! The secret store against a real Secret Service: gnome-keyring in a D-Bus session of its own, locked,
//! open, without a collection, and not there at all.
//!
//! The `keyring` crate connects once in a process, so each situation is a process of its own.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "all of this file is a test")]

use std::{fs, io::Write as _, path::Path, process::Command};

use portolan_credentials::{Error, ExposeSecret, KeptIn, SecretStatus, SecretStore};
use tempfile::TempDir;
use zbus::zvariant::OwnedObjectPath;

const SITUATION: &str = "PORTOLAN_KEYRING_TEST";
const CANARY: &str = "canary-7f31c2";

/// Starts the daemon with an open login collection whose password is empty.
const OPEN: &str =
    r#"eval "$(printf '\n' | gnome-keyring-daemon --unlock --components=secrets)"; "$@""#;
/// Starts the daemon without any collection.
const EMPTY: &str =
    r#"eval "$(printf '' | gnome-keyring-daemon --unlock --components=secrets)"; "$@""#;
const BARE: &str = r#""$@""#;

/// A session bus that starts nothing on demand.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Runs the situation below of that name in a bus of its own, and again for each further name, in the
/// same bus but a new process. Says so where the programs are not installed.
fn within_a_bus(start: &str, situations: &[&str]) {
    let missing: Vec<_> = ["dbus-run-session", "gnome-keyring-daemon"]
        .into_iter()
        .filter(|program| {
            let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
                .any(|folder| folder.join(program).is_file());
            !found
        })
        .collect();
    if !missing.is_empty() {
        // Written past the capturing of the test harness: a skipped test has to be seen.
        let skipped = format!(
            "skipped {situations:?}: not installed: {}\n",
            missing.join(", ")
        );
        std::io::stderr().write_all(skipped.as_bytes()).unwrap();
        return;
    }
    let home = TempDir::new().unwrap();
    let bus = home.path().join("bus.conf");
    fs::write(&bus, BUS).unwrap();
    let this = std::env::current_exe().unwrap();
    let each = situations
        .iter()
        .map(|situation| {
            format!(
                "{SITUATION}={situation} '{}' --exact situation --ignored --nocapture",
                this.display()
            )
        })
        .collect::<Vec<_>>()
        .join(" && ");
    let mut command = Command::new("dbus-run-session");
    command
        .arg("--config-file")
        .arg(&bus)
        .args(["--", "sh", "-c", start, "sh", "sh", "-c", &each])
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    for (name, folder) in [
        ("HOME", "home"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_RUNTIME_DIR", "run"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
    ] {
        let folder = home.path().join(folder);
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        command.env(name, folder);
    }
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{situations:?}: {told}");
    assert_eq!(
        told.matches("test result: ok. 1 passed").count(),
        situations.len(),
        "{told}"
    );
    assert_no_canary(home.path());
}

/// No file may hold the secret in plain text; the keyring's own are encrypted.
fn assert_no_canary(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_no_canary(&path);
        } else if let Ok(bytes) = fs::read(&path) {
            let found = bytes
                .windows(CANARY.len())
                .any(|window| window == CANARY.as_bytes());
            assert!(!found, "{}", path.display());
        }
    }
}

/// Not a test of its own: one situation, in the process that a test below started for it.
#[tokio::test]
#[ignore = "run by the other tests, each in a bus of its own"]
async fn situation() {
    let Ok(situation) = std::env::var(SITUATION) else {
        return;
    };
    let store = SecretStore::system();
    match situation.as_str() {
        "put" => {
            keyring_on_the_bus().await;
            assert_eq!(store.status().await, SecretStatus::Available);
            store.put("one", "replaced".into()).await.unwrap();
            assert_eq!(
                store.put("one", CANARY.into()).await.unwrap(),
                KeptIn::System
            );
            store.put("two", "other".into()).await.unwrap();
        }
        "get" => {
            assert_eq!(store.get("one").await.unwrap().expose_secret(), CANARY);
            assert!(matches!(
                store.get("three").await,
                Err(Error::NotFound { .. })
            ));
            store.unlock().await.unwrap();
        }
        "forget" => {
            store.forget("one").await.unwrap();
            store.forget("one").await.unwrap();
            assert!(matches!(
                store.get("one").await,
                Err(Error::NotFound { .. })
            ));
            assert_eq!(store.get("two").await.unwrap().expose_secret(), "other");
        }
        "locked" => {
            lock_default_collection().await;
            assert_eq!(store.status().await, SecretStatus::Locked);
            assert!(store.has("one").await);
            assert!(
                !store.has("three").await,
                "a locked keyring tells what it has not"
            );
            assert_eq!(store.get("one").await.unwrap_err(), Error::KeyringLocked);
            assert_eq!(store.get("three").await.unwrap_err(), Error::KeyringLocked);
            let refused = store.put("one", CANARY.into()).await;
            assert_eq!(refused.unwrap_err(), Error::KeyringLocked);
            assert_eq!(store.forget("one").await.unwrap_err(), Error::KeyringLocked);
            // Nobody can be asked here.
            assert_eq!(store.unlock().await.unwrap_err(), Error::KeyringLocked);
            store.put_for_session("one", CANARY.into());
            assert_eq!(store.get("one").await.unwrap().expose_secret(), CANARY);
            store.put_for_session("three", CANARY.into());
            assert!(store.has("three").await);
        }
        "locked while open" => {
            assert_eq!(store.get("one").await.unwrap().expose_secret(), CANARY);
            lock_default_collection().await;
            assert_eq!(store.get("one").await.unwrap_err(), Error::KeyringLocked);
        }
        "no collection" => {
            keyring_on_the_bus().await;
            let SecretStatus::Absent { reason } = store.status().await else {
                panic!("{:?}", store.status().await);
            };
            assert!(reason.contains("no default collection"), "{reason}");
            let kept = store.put("one", CANARY.into()).await.unwrap();
            assert_eq!(kept, KeptIn::Session { reason });
        }
        "absent" => {
            let SecretStatus::Absent { reason } = store.status().await else {
                panic!("{:?}", store.status().await);
            };
            assert!(!reason.is_empty());
            assert!(matches!(
                store.get("one").await,
                Err(Error::KeyringAbsent { .. })
            ));
            let kept = store.put("one", CANARY.into()).await.unwrap();
            assert_eq!(kept, KeptIn::Session { reason });
            assert_eq!(store.get("one").await.unwrap().expose_secret(), CANARY);
            store.forget("one").await.unwrap();
            assert!(matches!(
                store.get("one").await,
                Err(Error::KeyringAbsent { .. })
            ));
            assert!(matches!(
                store.forget("one").await,
                Err(Error::KeyringAbsent { .. })
            ));
        }
        other => panic!("{other}"),
    }
}

/// The daemon says it is ready a moment before it is on the bus.
async fn keyring_on_the_bus() {
    let bus = zbus::Connection::session().await.unwrap();
    let is_there = async || -> bool {
        let (name, path) = (Some("org.freedesktop.DBus"), "/org/freedesktop/DBus");
        bus.call_method(
            name,
            path,
            name,
            "NameHasOwner",
            &("org.freedesktop.secrets",),
        )
        .await
        .unwrap()
        .body()
        .deserialize()
        .unwrap()
    };
    let waiting = async { while !is_there().await {} };
    tokio::time::timeout(std::time::Duration::from_secs(20), waiting)
        .await
        .unwrap();
}

async fn lock_default_collection() {
    let bus = zbus::Connection::session().await.unwrap();
    let (name, path) = (Some("org.freedesktop.secrets"), "/org/freedesktop/secrets");
    let service = Some("org.freedesktop.Secret.Service");
    let collection: OwnedObjectPath = bus
        .call_method(name, path, service, "ReadAlias", &("default",))
        .await
        .unwrap()
        .body()
        .deserialize()
        .unwrap();
    bus.call_method(name, path, service, "Lock", &(vec![&collection],))
        .await
        .unwrap();
}

#[test]
fn an_open_keyring_keeps_secrets_for_the_next_process_until_they_are_forgotten() {
    within_a_bus(OPEN, &["put", "get", "forget"]);
}

#[test]
fn a_locked_keyring_is_never_taken_for_an_empty_one() {
    within_a_bus(OPEN, &["put", "locked"]);
}

#[test]
fn a_keyring_that_is_locked_in_use_is_noticed() {
    within_a_bus(OPEN, &["put", "'locked while open'"]);
}

#[test]
fn a_daemon_without_a_collection_is_no_keyring() {
    within_a_bus(EMPTY, &["'no collection'"]);
}

#[test]
fn without_a_keyring_secrets_live_for_the_session_and_it_is_said() {
    within_a_bus(BARE, &["absent"]);
}

#[test]
fn without_any_bus_secrets_live_for_the_session_and_it_is_said() {
    within_a_bus(
        r#"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus "$@""#,
        &["absent"],
    );
}
