//! Programs that tests start, and that never outlive them.
//!
//! Each is the head of a process group, which is ended when it is dropped. For the test that is
//! killed there is an undertaker: one shell per test process that reads the groups from a pipe,
//! and ends them when the pipe breaks.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::{Mutex, OnceLock},
    thread,
    time::{Duration, Instant},
};

use crate::deadline::until;

/// How long a program may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(5);

/// A running program, ended by its own process id when dropped.
#[derive(Debug)]
pub struct Offspring {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Offspring {
    /// Starts `command` with its errors (and its output, unless it is piped by then) in a log file
    /// of that name in `folder`.
    pub fn start(name: &str, command: &mut Command, folder: &Path) -> Self {
        Self::start_piping(name, command, folder, false)
    }

    /// As [`Offspring::start`], with standard output left for [`Offspring::output`].
    pub fn start_piping(name: &str, command: &mut Command, folder: &Path, pipe: bool) -> Self {
        let log = folder.join(format!("{name}.log"));
        let file = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .unwrap();
        command
            .stdin(Stdio::null())
            .stderr(file.try_clone().unwrap());
        command.stdout(if pipe { Stdio::piped() } else { file.into() });
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command
            .spawn()
            .unwrap_or_else(|error| panic!("{name} won't start: {error}"));
        tell_undertaker('+', child.id());
        Self {
            name: name.to_owned(),
            child,
            log,
        }
    }

    /// Its standard output, once, if it was piped.
    pub fn output(&mut self) -> std::process::ChildStdout {
        self.child
            .stdout
            .take()
            .expect("the output was piped and not yet taken")
    }

    /// Its process id, which is its group's too.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its exit status, if it has ended.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// What it has written to its log so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Ends it as a power cut would: no warning, no time.
    pub fn kill(&mut self) {
        signal(&mut self.child, true);
        self.child.wait().ok();
    }

    /// Waits until it answers requests to `url`; false where it ended before, because another program
    /// took its port.
    pub async fn answers(&mut self, url: &str) -> bool {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let awaited = format!("{} to answer", self.name);
        let is_ready = until(&awaited, async || {
            if self.ended().is_some() {
                return Some(false);
            }
            client.get(url).send().await.ok().map(|_| true)
        })
        .await;
        is_ready && self.ended().is_none()
    }

    /// Asks it and what it started to end, and waits; what does not listen is killed.
    pub fn end(&mut self) {
        signal(&mut self.child, false);
        let asked = Instant::now();
        while (self.ended().is_none() || group_lives(self.id())) && asked.elapsed() < GRACE {
            thread::sleep(Duration::from_millis(10));
        }
        signal(&mut self.child, true);
        self.child.wait().ok();
    }
}

/// Whether a process of the group is still at work. Those that have ended and were not yet asked
/// for their status are not.
fn group_lives(group: u32) -> bool {
    let stats = fs::read_dir("/proc").into_iter().flatten().flatten();
    stats
        .filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok())
        .any(|stat| {
            // `pid (name) state parent group …`, where the name may hold anything.
            let after_name = stat.rsplit(") ").next().unwrap_or_default();
            let mut fields = after_name.split(' ');
            let state = fields.next().unwrap_or("Z");
            state != "Z" && fields.nth(1).and_then(|it| it.parse().ok()) == Some(group)
        })
}

impl Drop for Offspring {
    fn drop(&mut self) {
        self.end();
        tell_undertaker('-', self.child.id());
        if thread::panicking() {
            println!("--- log of {}\n{}", self.name, self.log());
        }
    }
}

#[cfg(unix)]
fn signal(child: &mut Child, kill: bool) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let signal = if kill { Signal::KILL } else { Signal::TERM };
    if let Some(group) = Pid::from_raw(child.id() as i32) {
        // It may have ended by itself.
        kill_process_group(group, signal).ok();
    }
}

#[cfg(not(unix))]
fn signal(child: &mut Child, _: bool) {
    child.kill().ok();
}

/// Remembers (`+`) or forgets (`-`) a group. Its shell is told nothing but numbers.
fn tell_undertaker(verb: char, group: u32) {
    static PIPE: OnceLock<Option<Mutex<ChildStdin>>> = OnceLock::new();
    const SCRIPT: &str = r#"
        trap '' INT TERM HUP
        groups=' '
        while read -r verb group; do
            case $verb in
                +) groups="$groups$group " ;;
                -) groups="${groups%% $group *} ${groups#* $group }" ;;
            esac
        done
        for group in $groups; do kill -KILL -- "-$group" 2>/dev/null; done"#;
    let pipe = PIPE.get_or_init(|| {
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT]).stdin(Stdio::piped());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Some(Mutex::new(command.spawn().ok()?.stdin?))
    });
    if let Some(pipe) = pipe
        && let Ok(mut pipe) = pipe.lock()
    {
        writeln!(pipe, "{verb} {group}").ok();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn is_running(id: u32) -> bool {
        fs::read_to_string(format!("/proc/{id}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
    }

    #[test]
    fn a_program_and_what_it_started_end_with_the_test() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 60 & echo $!; wait"]);
        let mut parent = Offspring::start_piping("sleeper", &mut command, folder.path(), true);
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(parent.output()), &mut line)
            .unwrap();
        let child: u32 = line.trim().parse().unwrap();
        assert!(is_running(child));
        let id = parent.id();
        drop(parent);
        let asked = Instant::now();
        while is_running(child) && asked.elapsed() < GRACE {
            thread::sleep(Duration::from_millis(10));
        }
        assert!(!is_running(id) && !is_running(child));
    }
}
