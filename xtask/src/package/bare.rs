//! A bare Debian below a folder: made by debootstrap once, copied for each trial. What is mounted
//! and started there ends with the trial, because it has namespaces of its own.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::picture::Picture;
use crate::{
    process::{Failure, Outcome, finish},
    tree,
};

const SUITE: &str = "bookworm";
const MIRROR: &str = "http://deb.debian.org/debian";
/// The order of things in the bare system.
const TRIAL: &str = include_str!("trial.sh");
/// Asks the window what it shows, the way a screen reader does.
const HEADINGS: &str = include_str!("headings.py");
/// Asks the registry that is served without a window.
const REGISTRY: &str = include_str!("registry.py");
/// What the welcome says on a first run (`ui/src/messages/en/welcome.ts`): its title, and the offer that
/// is made only once the program behind the window has answered.
const WELCOME: [&str; 2] = ["Portolan", "Begin with sample images"];

/// How long the window has to look the same: a page can be read before all of it is painted.
const REST: Duration = Duration::from_secs(3);

/// Installs the package in a fresh copy, starts it, and waits until its window shows the welcome.
pub(super) fn try_out(package: &Path) -> Outcome {
    let base = base()?;
    let trial = tree::target().join("bare/trial");
    remove(&trial)?;
    finish(
        Command::new("cp")
            .arg("--archive")
            .arg("--reflink=auto")
            .args([&base, &trial]),
    )?;
    fs::copy(package, trial.join("portolan.deb")).map_err(|error| Failure::io(package, &error))?;
    for (name, text) in [
        ("trial.sh", TRIAL),
        ("headings.py", HEADINGS),
        ("registry.py", REGISTRY),
    ] {
        fs::write(trial.join(name), text).map_err(|error| Failure::io(&trial, &error))?;
    }
    println!("xtask: trying the package in a bare Debian {SUITE}");
    let began = Instant::now();
    let shown = watch(&trial);
    remove(&trial)?;
    let picture = shown?;
    let file = tree::target().join("package.ppm");
    fs::write(&file, picture.to_ppm()).map_err(|error| Failure::io(&file, &error))?;
    println!(
        "xtask: the package installs, starts and shows its welcome, {} s for the trial: {}",
        began.elapsed().as_secs(),
        file.display()
    );
    Ok(())
}

fn base() -> Result<PathBuf, Failure> {
    let base = tree::target().join("bare/base");
    let half = tree::target().join("bare/half");
    if !base.exists() {
        remove(&half)?;
        let mirror = env::var("PORTOLAN_DEBIAN").unwrap_or_else(|_| MIRROR.to_owned());
        println!("xtask: making a bare Debian {SUITE} from {mirror}");
        fs::create_dir_all(tree::target().join("bare"))
            .map_err(|error| Failure::io(&half, &error))?;
        finish(
            Command::new("debootstrap")
                .args(["--variant=minbase", SUITE])
                .arg(&half)
                .arg(mirror)
                // Root's folders of programs may not be in the PATH that sudo leaves.
                .env(
                    "PATH",
                    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                ),
        )?;
        // One that broke off must not be taken for one that was made.
        fs::rename(&half, &base).map_err(|error| Failure::io(&half, &error))?;
    }
    // The network is the one outside.
    fs::copy("/etc/resolv.conf", base.join("etc/resolv.conf"))
        .map_err(|error| Failure::io(&base, &error))?;
    Ok(base)
}

/// Runs the trial until the window can be read and seen, and gives the picture.
fn watch(trial: &Path) -> Result<Picture, Failure> {
    let inside = "mount -t proc proc \"$0/proc\" && mount --rbind /dev \"$0/dev\" && \
                  exec chroot \"$0\" /bin/sh /trial.sh \"$@\"";
    let mut command = Command::new("unshare");
    // All that starts inside ends with the first process there.
    command
        .args(["--mount", "--pid", "--fork", "--kill-child", "sh", "-c"])
        .arg(inside)
        .arg(trial)
        .args(WELCOME);
    let mut child = command
        .stdin(Stdio::null())
        .spawn()
        .map_err(|error| Failure::new(format!("unshare could not be started: {error}")))?;
    let screen = trial.join("screen");
    let mut last: Option<(Picture, Instant)> = None;
    let outcome = loop {
        if let Ok(Some(status)) = child.try_wait() {
            break Err(Failure::new(format!("the trial ended with {status}")));
        }
        if screen.join("headings").exists()
            && let Ok(bytes) = fs::read(screen.join("Xvfb_screen0"))
            && let Some(picture) = Picture::read(bytes).filter(Picture::shows_something)
        {
            match &last {
                Some((before, since)) if picture.resembles(before) => {
                    if since.elapsed() > REST {
                        break Ok(picture);
                    }
                }
                _ => last = Some((picture, Instant::now())),
            }
        }
        thread::sleep(Duration::from_millis(200));
    };
    child.kill().ok();
    child.wait().ok();
    outcome
}

fn remove(folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| Failure::io(folder, &error))?;
    }
    Ok(())
}
