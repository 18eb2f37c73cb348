//! A disk of a few megabytes under a home, for programs that are to find it full.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{FreshHome, Offspring, deadline::until};

/// A disk in memory, mounted over what Portolan keeps in a home, where only programs made by
/// [`SmallDisk::put`] see it. It is there as long as this, so that one program after another finds what
/// the ones before have kept.
#[derive(Debug)]
pub struct SmallDisk {
    /// A process that does nothing but hold the name spaces in which it is mounted.
    holder: Offspring,
    folder: PathBuf,
}

impl SmallDisk {
    /// Mounts one of so many kibibytes; or says why this system mounts nothing for a test.
    pub async fn mount(home: &FreshHome, kibibytes: u32) -> Result<Self, String> {
        // What a fresh home has already is there too.
        let script = format!(
            "mkdir \"$1\" && cp -a \"$0/.\" \"$1\" && mount -t tmpfs -o size={kibibytes}k none \"$0\" && \
             cp -a \"$1/.\" \"$0\" && touch \"$1.mounted\" && exec sleep infinity"
        );
        let folder = home.portolan();
        let first = home.root().join("first");
        let mut command = Command::new("unshare");
        command
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
            .args([&folder, &first]);
        let mut holder = Offspring::start("small-disk", &mut command, home.root());
        let mounted = first.with_extension("mounted");
        let is_there = until("a small disk", async || {
            if mounted.exists() {
                return Some(true);
            }
            holder.ended().map(|_| false)
        })
        .await;
        if is_there {
            Ok(Self { holder, folder })
        } else {
            Err(holder.log())
        }
    }

    /// Writes a program at `path` that is `program` with this disk under its home.
    pub fn put(&self, program: &Path, path: &Path) {
        let script = format!(
            "#!/bin/sh\nexec nsenter --target {} --user --mount --preserve-credentials -- '{}' \"$@\"\n",
            self.holder.id(),
            program.display()
        );
        fs::write(path, script).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Takes all the room that is left.
    pub fn fill(&self) {
        let mut filler = File::create(self.filler()).unwrap();
        for size in [65_536, 4_096, 512, 1] {
            let piece = vec![0; size];
            let problem = loop {
                if let Err(problem) = filler.write_all(&piece) {
                    break problem;
                }
            };
            assert_eq!(problem.kind(), io::ErrorKind::StorageFull, "{problem}");
        }
    }

    /// Gives that room back.
    pub fn clear(&self) {
        fs::remove_file(self.filler()).unwrap();
    }

    /// Seen from outside, the disk is where its holder sees it.
    fn filler(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        let inside = self.folder.strip_prefix("/").unwrap_or(&self.folder);
        root.join(inside).join("filler")
    }
}
