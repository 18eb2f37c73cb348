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
const PATIENCE: Duration = Duration::from_secs(90);

/// In the bare system: nothing but the package, then what shows a window, then the window. What
/// the package needs must come with it, so the libraries are checked before anything else comes.
const TRIAL: &str = r#"
set -e
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 HOME=/root
apt-get -q update
apt-get -q install -y --no-install-recommends /portolan.deb
missing=$(ldd /usr/bin/portolan | grep 'not found' || true)
if [ -n "$missing" ]; then echo "the package does not bring: $missing"; exit 1; fi
apt-get -q install -y --no-install-recommends xvfb dbus-daemon x11-utils
mkdir -p /screen
Xvfb :7 -screen 0 1280x800x24 -nolisten tcp -fbdir /screen &
while ! DISPLAY=:7 xwininfo -root > /dev/null 2>&1; do sleep 0.1; done
DISPLAY=:7 dbus-run-session -- portolan &
while :; do DISPLAY=:7 xwininfo -root -tree > /screen/windows.new; mv /screen/windows.new /screen/windows; sleep 0.2; done
"#;

/// Installs the package in a fresh copy, starts it, and waits until its window shows something.
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
    fs::write(trial.join("trial.sh"), TRIAL).map_err(|error| Failure::io(&trial, &error))?;
    println!("xtask: trying the package in a bare Debian {SUITE}");
    let shown = watch(&trial);
    remove(&trial)?;
    let picture = shown?;
    let file = tree::target().join("package.ppm");
    fs::write(&file, picture.to_ppm()).map_err(|error| Failure::io(&file, &error))?;
    println!(
        "xtask: the package starts and shows its window: {}",
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

/// Runs the trial until the window has its title and shows more than one colour.
fn watch(trial: &Path) -> Result<Picture, Failure> {
    let inside = "mount -t proc proc \"$0/proc\" && mount --rbind /dev \"$0/dev\" && \
                  exec chroot \"$0\" /bin/sh /trial.sh";
    let mut command = Command::new("unshare");
    // All that starts inside ends with the first process there.
    command
        .args([
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "sh",
            "-c",
            inside,
        ])
        .arg(trial);
    let mut child = command
        .stdin(Stdio::null())
        .spawn()
        .map_err(|error| Failure::new(format!("unshare could not be started: {error}")))?;
    let screen = trial.join("screen");
    let mut shows_since = None;
    let outcome = loop {
        if let Ok(Some(status)) = child.try_wait() {
            break Err(Failure::new(format!("the trial ended early with {status}")));
        }
        let windows = fs::read_to_string(screen.join("windows")).unwrap_or_default();
        if !windows.is_empty() {
            let since = *shows_since.get_or_insert_with(Instant::now);
            let picture = fs::read(screen.join("Xvfb_screen0"))
                .ok()
                .and_then(Picture::read);
            if let Some(picture) = picture.filter(Picture::shows_something)
                && windows.contains("\"Portolan")
            {
                break Ok(picture);
            }
            if since.elapsed() > PATIENCE {
                break Err(Failure::new(format!(
                    "no window called Portolan shows anything; there are:\n{windows}"
                )));
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
