//! A D-Bus session of a test's own, with a Secret Service in the state that the test is about.

use std::{
    collections::HashMap,
    fs,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use zbus::zvariant::OwnedObjectPath;

use crate::{FreshHome, Offspring, deadline::until};

/// The state of the Secret Service.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Keyring {
    /// There is one, it is empty and open.
    Open,
    /// There is one with a login keyring, and that is locked.
    Locked,
    /// There is none on the bus.
    Absent,
}

/// A private session bus; it and what runs on it ends when dropped.
#[derive(Debug)]
pub struct Bus {
    keyring: Option<Offspring>,
    session: Offspring,
    address: String,
}

/// No service folder: nothing can be activated, so nothing starts that nobody ends.
const CONFIGURATION: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
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

impl Bus {
    /// Starts a bus for this home with a keyring in this state.
    pub async fn start(home: &FreshHome, keyring: Keyring) -> Self {
        let configuration = home.root().join("bus.conf");
        fs::write(&configuration, CONFIGURATION).unwrap();
        let mut command = Command::new("dbus-daemon");
        command
            .arg("--config-file")
            .arg(configuration)
            .args(["--nofork", "--print-address=1"]);
        command.envs(home.variables());
        let mut session = Offspring::start_piping("dbus-daemon", &mut command, home.root(), true);
        let mut address = String::new();
        BufReader::new(session.output())
            .read_line(&mut address)
            .unwrap();
        let address = address.trim().to_owned();
        assert!(
            !address.is_empty(),
            "dbus-daemon has no address:\n{}",
            session.log()
        );
        let mut bus = Self {
            keyring: None,
            session,
            address,
        };
        match keyring {
            Keyring::Absent => {}
            Keyring::Open => bus.keyring = Some(bus.start_daemon(home, true).await),
            Keyring::Locked => {
                // The first makes the login keyring with its password; the second doesn't get it.
                drop(bus.start_daemon(home, true).await);
                bus.keyring = Some(bus.start_daemon(home, false).await);
            }
        }
        bus
    }

    /// What `DBUS_SESSION_BUS_ADDRESS` is set to.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The process of the bus.
    pub fn id(&self) -> u32 {
        self.session.id()
    }

    /// How many secrets Portolan has in the Secret Service, locked ones too.
    pub async fn kept_secrets(&self) -> usize {
        let connection = zbus::connection::Builder::address(self.address.as_str())
            .unwrap()
            .build()
            .await
            .unwrap();
        let attributes = HashMap::from([("service", "portolan")]);
        let answer = connection
            .call_method(
                Some("org.freedesktop.secrets"),
                "/org/freedesktop/secrets",
                Some("org.freedesktop.Secret.Service"),
                "SearchItems",
                &(attributes,),
            )
            .await
            .unwrap();
        let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            answer.body().deserialize().unwrap();
        open.len() + locked.len()
    }

    async fn start_daemon(&self, home: &FreshHome, unlocked: bool) -> Offspring {
        let password = home.root().join("keyring-password");
        let mut file = fs::File::create(&password).unwrap();
        file.write_all(b"password of the keyring\n").unwrap();
        drop(file);
        // Offspring gives its children no input, so a shell hands the password over.
        let mut command = Command::new("sh");
        command
            .args([
                "-c",
                "exec gnome-keyring-daemon --foreground --components=secrets $1 < \"$0\"",
            ])
            .arg(&password)
            .args(unlocked.then_some("--unlock"))
            .envs(home.variables())
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env_remove("DISPLAY")
            .stdin(Stdio::null());
        let daemon = Offspring::start("gnome-keyring-daemon", &mut command, home.root());
        let connection = zbus::connection::Builder::address(self.address.as_str())
            .unwrap()
            .build()
            .await;
        let bus = zbus::fdo::DBusProxy::new(&connection.unwrap())
            .await
            .unwrap();
        until("the Secret Service on the bus", async || {
            let name = "org.freedesktop.secrets".try_into().ok()?;
            bus.name_has_owner(name).await.ok()?.then_some(())
        })
        .await;
        daemon
    }
}
