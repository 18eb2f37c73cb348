//! One program a home: a second start hands its arguments to the first and ends.
//!
//! The first listens on loopback and leaves the port and a random token in a file that only its owner
//! can read. The home's lock, not this file, decides who is first: a stale file harms nothing.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use portolan_app::App;
use portolan_contract::Event;
use serde::{Deserialize, Serialize};

/// How long the other instance may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether this program still takes addresses. Clones are the same one.
#[derive(Clone, Default)]
pub(crate) struct Listening {
    has_ended: Arc<AtomicBool>,
}

impl Listening {
    /// Takes no more: the program is ending, and whoever hands something over must not take it for kept.
    pub(crate) fn end(&self) {
        self.has_ended.store(true, Ordering::SeqCst);
    }
}

/// Where the first instance is heard.
#[derive(Serialize, Deserialize)]
struct Door {
    port: u16,
    token: String,
}

/// Hands `address` to the program that holds `home`. `false` when none answers.
pub(crate) fn hand_over(home: &Path, address: &str) -> bool {
    let attempt = || -> Option<bool> {
        let door: Door = serde_json::from_slice(&fs::read(file_in(home)).ok()?).ok()?;
        let mut stream =
            TcpStream::connect_timeout(&(Ipv4Addr::LOCALHOST, door.port).into(), PATIENCE).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        // One line each way: no newline can get into the token or the address.
        let address = address.replace(['\r', '\n'], " ");
        stream
            .write_all(format!("{} {address}\n", door.token).as_bytes())
            .ok()?;
        let mut answer = String::new();
        BufReader::new(stream).read_line(&mut answer).ok()?;
        Some(answer.trim() == "taken")
    };
    attempt().unwrap_or(false)
}

/// Listens for later starts; each brings the window forward by `raise` and hands over an address.
pub(crate) fn listen(
    home: &Path,
    app: &Arc<App>,
    listening: Listening,
    raise: impl Fn() + Send + 'static,
) {
    let attempt = || -> std::io::Result<(TcpListener, String)> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let token = uuid::Uuid::new_v4().to_string();
        let door = Door {
            port: listener.local_addr()?.port(),
            token: token.clone(),
        };
        write_private(&file_in(home), &serde_json::to_vec(&door)?)?;
        Ok((listener, token))
    };
    let (listener, token) = match attempt() {
        Ok(listening) => listening,
        Err(problem) => {
            tracing::warn!(%problem, "later starts can't be heard");
            return;
        }
    };
    let app = Arc::downgrade(app);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let Some(app) = app.upgrade() else { return };
            if listening.has_ended.load(Ordering::SeqCst) {
                return;
            }
            if let Some(address) = take(&stream, &token) {
                raise();
                if !address.is_empty() {
                    app.events.tell(Event::AddressRequested { text: address });
                }
            }
        }
    });
}

/// The address that a later start sends, if it knows the token.
fn take(mut stream: &TcpStream, token: &str) -> Option<String> {
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut line = String::new();
    // A line is a token and an address; nobody honest sends more than this.
    BufReader::new(std::io::Read::take(stream, 8192))
        .read_line(&mut line)
        .ok()?;
    let address = line.trim_end().strip_prefix(token)?.trim().to_owned();
    stream.write_all(b"taken\n").ok()?;
    Some(address)
}

fn file_in(home: &Path) -> PathBuf {
    home.join("instance.json")
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}
