//! A home of its own for each test: nothing of the person's is read, and nothing is left.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU16, Ordering},
};

use tempfile::TempDir;

use crate::{Galleries, Gallery};

/// A folder with everything that the program and its neighbours keep in a person's home. It is
/// removed with all its content when dropped.
#[derive(Debug)]
pub struct FreshHome {
    root: TempDir,
    /// Where the public galleries are asked; empty is nowhere.
    galleries: String,
    /// Where vendors' own APIs are asked; empty is nowhere.
    vendors: String,
}

/// Variables, and the folders of the home that they point to.
const FOLDERS: [(&str, &str); 6] = [
    ("PORTOLAN_HOME", "portolan"),
    ("HOME", "home"),
    ("XDG_CONFIG_HOME", "home/.config"),
    ("XDG_DATA_HOME", "home/.local/share"),
    ("XDG_CACHE_HOME", "home/.cache"),
    ("XDG_RUNTIME_DIR", "run"),
];

/// Where the public galleries are asked. No test leaves this machine: they are nowhere, or its own.
const GALLERIES: &str = "PORTOLAN_GALLERY_AT";

/// Where vendors' own APIs, and the registries behind their names, are asked: likewise.
const VENDORS: &str = "PORTOLAN_VENDORS_AT";

impl FreshHome {
    /// A new, empty home.
    pub fn new() -> Self {
        let root = tempfile::Builder::new()
            .prefix("portolan-home-")
            .tempdir()
            .unwrap();
        for (_, folder) in FOLDERS {
            let folder = root.path().join(folder);
            fs::create_dir_all(&folder).unwrap();
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                // The runtime folder is refused by its users unless it is the owner's alone.
                fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
            }
        }
        keep_a_port(&root.path().join("portolan"));
        Self {
            root,
            galleries: String::new(),
            vendors: String::new(),
        }
    }

    /// Lets the program ask these vendors, which are a test's own: `docker-hub=http://127.0.0.1:5,…`.
    #[must_use]
    pub fn asking_vendors(mut self, vendors: &str) -> Self {
        vendors.clone_into(&mut self.vendors);
        self
    }

    /// Lets the program ask these galleries, which are a test's own.
    #[must_use]
    pub fn asking(mut self, galleries: &Galleries) -> Self {
        self.galleries = galleries.url();
        self
    }

    /// Lets the program pull what that gallery lists from this registry.
    #[must_use]
    pub fn pulling(mut self, gallery: Gallery, host: &str) -> Self {
        let name = match gallery {
            Gallery::EcrPublic => "ecr-public",
            Gallery::DockerHub => "docker-hub",
            Gallery::Quay => "quay",
        };
        self.galleries = format!("{},{name}-registry={host}", self.galleries);
        self
    }

    /// The folder above all others, for what a test wants to keep beside them.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// What `PORTOLAN_HOME` is set to: the folder that Portolan keeps everything in.
    pub fn portolan(&self) -> PathBuf {
        self.root().join("portolan")
    }

    /// What `HOME` is set to, where `.docker/config.json` would be.
    pub fn home(&self) -> PathBuf {
        self.root().join("home")
    }

    /// The variables that make a program live here.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, PathBuf)> {
        FOLDERS
            .into_iter()
            .map(|(name, folder)| (name, self.root().join(folder)))
            .chain([
                (GALLERIES, PathBuf::from(&self.galleries)),
                (VENDORS, PathBuf::from(&self.vendors)),
            ])
    }
}

/// Homes live side by side here: each has a port of its own from the beginning, so that while one is
/// closed no other takes its port. They lie below those that the system gives away.
fn keep_a_port(portolan: &Path) {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    const PORTS: std::ops::Range<u16> = 12_000..32_000;
    // Programs of tests run at the same time: each begins elsewhere.
    let begin = std::process::id().wrapping_mul(619) as u16;
    let free = std::iter::repeat_with(|| {
        let number = begin.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        PORTS.start + number % (PORTS.end - PORTS.start)
    })
    .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok());
    let port = free.unwrap();
    let folder = portolan.join("registry");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("port"), format!("{port}\n")).unwrap();
}

impl Default for FreshHome {
    fn default() -> Self {
        Self::new()
    }
}
