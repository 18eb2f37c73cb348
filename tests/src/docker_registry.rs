//! Debian's `docker-registry`, CNCF Distribution 2.8: the registry that most people run.

use std::{fmt::Write as _, fs, path::PathBuf, process::Command};

use tempfile::TempDir;

use crate::{Offspring, Pusher, TokenServer, deadline::until, loopback::free_port};

/// The user that the set-ups with sign-in know.
pub const USER: &str = "alice";
/// The password of [`USER`].
pub const PASSWORD: &str = "correct horse battery staple";

/// How the registry is set up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Setup {
    /// Anonymous; manifests and blobs can be deleted.
    DeletionOn,
    /// Anonymous; deletion is switched off, as it is unless somebody switches it on.
    DeletionOff,
    /// Basic sign-in as [`USER`] with [`PASSWORD`]; deletion on.
    Htpasswd,
    /// Bearer tokens of a [`TokenServer`] of the harness; deletion on. Anonymous callers may pull.
    TokenServer,
}

/// A running registry; it ends and its folder goes when dropped.
#[derive(Debug)]
pub struct DockerRegistry {
    // Fields are dropped in this order: the process first, then what it reads.
    process: Offspring,
    tokens: Option<TokenServer>,
    folder: TempDir,
    host: String,
    /// What it says in a header, so that nobody else is taken for it.
    name: String,
    setup: Setup,
    ground: Ground,
}

/// Where a registry runs and keeps what it has.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Ground {
    /// On this core alone; on any otherwise.
    pub core: Option<usize>,
    /// In memory; on the disk otherwise.
    pub in_memory: bool,
}

impl DockerRegistry {
    /// Starts one and waits until it answers.
    pub async fn start(setup: Setup) -> Self {
        Self::start_before(setup, None, Ground::default()).await
    }

    /// The same on a chosen ground, for measuring.
    pub async fn start_on(setup: Setup, ground: Ground) -> Self {
        Self::start_before(setup, None, ground).await
    }

    /// Starts one in its proxy mode, as a cache of the registry at `upstream` (`http://host:port`).
    pub async fn start_proxy(upstream: &str) -> Self {
        Self::start_before(Setup::DeletionOn, Some(upstream), Ground::default()).await
    }

    async fn start_before(setup: Setup, upstream: Option<&str>, ground: Ground) -> Self {
        let tokens = match setup {
            Setup::TokenServer => Some(TokenServer::start().await),
            _ => None,
        };
        let folder = tempfile::Builder::new()
            .prefix("docker-registry-")
            .tempdir_in(if ground.in_memory {
                PathBuf::from("/dev/shm")
            } else {
                std::env::temp_dir()
            })
            .unwrap();
        for _ in 0..5 {
            let port = free_port();
            // Another program may take the port first: a name in a header shows who answers.
            let name = format!("{port}-{}", uuid(&folder));
            let config = folder.path().join("config.yml");
            let mut text = configuration(setup, &folder, port, &name, tokens.as_ref());
            if let Some(upstream) = upstream {
                let _ = write!(text, "proxy:\n  remoteurl: {upstream}\n");
            }
            fs::write(&config, text).unwrap();
            let mut process = serve(&folder, ground);
            let host = format!("127.0.0.1:{port}");
            if answers(&mut process, &host, &name).await {
                return Self {
                    process,
                    tokens,
                    folder,
                    host,
                    name,
                    setup,
                    ground,
                };
            }
        }
        panic!("docker-registry found no free port in five attempts");
    }

    /// `127.0.0.1:PORT`, as it is written in a reference.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.host)
    }

    /// The token server, in the set-up that has one.
    pub const fn tokens(&self) -> Option<&TokenServer> {
        self.tokens.as_ref()
    }

    /// Something that pushes to it, signed in where that is needed.
    pub fn pusher(&self) -> Pusher {
        let credentials =
            matches!(self.setup, Setup::Htpasswd | Setup::TokenServer).then_some((USER, PASSWORD));
        Pusher::new(&self.url(), credentials)
    }

    /// Removes what no manifest needs, as an operator would on a stopped registry: how layers of a
    /// deleted image disappear before its deletion is undone.
    pub fn collect_garbage(&self) {
        let mut command = Command::new("docker-registry");
        command.args(["garbage-collect", "--delete-untagged"]);
        let output = command
            .arg(self.folder.path().join("config.yml"))
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Ends it and starts it again, on the same port and with what it has.
    pub async fn restart(&mut self) {
        self.process.end();
        self.process = serve(&self.folder, self.ground);
        let answered = answers(&mut self.process, &self.host, &self.name).await;
        assert!(
            answered,
            "docker-registry does not start again:\n{}",
            self.process.log()
        );
    }

    /// Its process id.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Its process, for what a test wants to do to it.
    pub const fn process(&mut self) -> &mut Offspring {
        &mut self.process
    }
}

fn serve(folder: &TempDir, ground: Ground) -> Offspring {
    let mut command = match ground.core {
        None => Command::new("docker-registry"),
        Some(core) => {
            let mut command = Command::new("taskset");
            command.args(["--cpu-list", &core.to_string(), "docker-registry"]);
            command
        }
    };
    command.arg("serve").arg(folder.path().join("config.yml"));
    // The variable would override the file.
    command.env_remove("REGISTRY_STORAGE_DELETE_ENABLED");
    Offspring::start("docker-registry", &mut command, folder.path())
}

fn uuid(folder: &TempDir) -> String {
    folder
        .path()
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

async fn answers(process: &mut Offspring, host: &str, name: &str) -> bool {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    until("docker-registry to answer", async || {
        if process.ended().is_some() {
            return Some(false);
        }
        let reply = client.get(format!("http://{host}/v2/")).send().await.ok()?;
        Some(
            reply
                .headers()
                .get("x-portolan-test")
                .is_some_and(|it| it == name),
        )
    })
    .await
}

fn configuration(
    setup: Setup,
    folder: &TempDir,
    port: u16,
    name: &str,
    tokens: Option<&TokenServer>,
) -> String {
    let folder = folder.path();
    let auth = match setup {
        Setup::DeletionOn | Setup::DeletionOff => String::new(),
        Setup::Htpasswd => {
            // The least cost that bcrypt knows: the tests are not about guessing passwords.
            let hash = bcrypt::hash(PASSWORD, 4).unwrap();
            let file = folder.join("htpasswd");
            fs::write(&file, format!("{USER}:{hash}\n")).unwrap();
            format!(
                "auth:\n  htpasswd:\n    realm: harbour\n    path: {}\n",
                file.display()
            )
        }
        Setup::TokenServer => {
            let tokens = tokens.expect("this set-up has a token server");
            let bundle = folder.join("roots.pem");
            fs::write(&bundle, tokens.certificate()).unwrap();
            format!(
                "auth:\n  token:\n    realm: {}\n    service: {}\n    issuer: {}\n    \
                 rootcertbundle: {}\n",
                tokens.realm(),
                TokenServer::SERVICE,
                TokenServer::ISSUER,
                bundle.display()
            )
        }
    };
    format!(
        "version: 0.1
log:
  level: warn
  accesslog:
    disabled: true
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: {}
  delete:
    enabled: {}
http:
  addr: 127.0.0.1:{port}
  secret: of the harness
  headers:
    X-Portolan-Test: [{name}]
{auth}",
        folder.join("data").display(),
        setup != Setup::DeletionOff,
    )
}
