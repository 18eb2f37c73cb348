//! A process of its own that copies, so that its time and memory are those of a copy and nothing else.

use std::{
    env,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use portolan_distribution::Connector;
use portolan_oci::RepositoryName;
use portolan_transfer::{Choice, CopyOptions, RepositoryPlace, Wanted, copy, plan_copy};

use crate::{copy_faults::registry, measure::peak_memory};

/// The variable that makes a benchmark a copier: `HOST/NAME[:TAG] HOST/NAME`.
const TASK: &str = "PORTOLAN_COPIER";

/// What a process of a copy came to.
#[derive(Clone, Copy, Debug)]
pub struct Copied {
    /// From its start to its end.
    pub seconds: f64,
    /// Seconds that it computed itself, in its own code and the kernel's.
    pub computed: f64,
    /// The most that it had resident, in MiB.
    pub memory: f64,
    /// Bytes that it wrote to a disk, where it says.
    pub written: u64,
}

/// Copies, in the process that is to do nothing else; `false` where this is not one. To be asked first.
pub async fn copy_if_told() -> bool {
    let Ok(task) = env::var(TASK) else {
        return false;
    };
    let (from, to) = task.split_once(' ').unwrap();
    let connector = Connector::new("portolan-copier");
    let place = |text: &str| {
        let (host, name) = text.split_once('/').unwrap();
        let name: RepositoryName = name.parse().unwrap();
        Arc::new(RepositoryPlace::new(registry(&connector, host), name))
    };
    let (source, destination, choice) = match from.rsplit_once(':') {
        Some((from, tag)) if !tag.contains('/') => {
            let wanted = vec![Wanted::tag(tag.parse().unwrap())];
            (place(from), place(to), Choice::images(wanted))
        }
        _ => (place(from), place(to), Choice::repository()),
    };
    let choice = Choice {
        // As the peers, which leave signatures behind unless they are told otherwise.
        referrers: false,
        ..choice
    };
    let plan = plan_copy(&*source, &*destination, &choice).await.unwrap();
    let report = copy(Arc::new(plan), source, destination, CopyOptions::default()).await;
    assert!(report.failure().is_none(), "{:?}", report.failure());
    let io = std::fs::read_to_string("/proc/self/io").unwrap();
    let written = io
        .lines()
        .find_map(|line| line.strip_prefix("write_bytes: "));
    let id = std::process::id();
    let (computed, memory) = (computed(id).unwrap(), peak_memory(id));
    println!("{computed} {memory} {}", written.unwrap());
    true
}

/// Copies with our own program on one core: this benchmark's, started anew.
pub fn copy_with_ours(from: &str, to: &str, core: usize) -> Copied {
    let mut command = pinned(&env::current_exe().unwrap(), core);
    command.env(TASK, format!("{from} {to}"));
    command.stdout(Stdio::piped());
    let began = Instant::now();
    let output = command.spawn().unwrap().wait_with_output().unwrap();
    let seconds = began.elapsed().as_secs_f64();
    assert!(output.status.success(), "{from} was not copied to {to}");
    let said = String::from_utf8(output.stdout).unwrap();
    let [computed, memory, written] = said.trim().split(' ').collect::<Vec<_>>()[..] else {
        panic!("a copier said {said:?}");
    };
    Copied {
        seconds,
        computed: computed.parse().unwrap(),
        memory: memory.parse().unwrap(),
        written: written.parse().unwrap(),
    }
}

/// Copies with another program on one core.
pub fn copy_with(program: &Path, arguments: &[&str], core: usize) -> Copied {
    let mut command = pinned(program, core);
    command.args(arguments).stdout(Stdio::null());
    let began = Instant::now();
    let mut child = command.spawn().unwrap();
    let (mut memory, mut computed_so_far) = (0_f64, 0_f64);
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id()))
            && status.contains("VmHWM")
        {
            memory = memory.max(peak_memory(child.id()));
        }
        computed_so_far = computed(child.id()).unwrap_or(computed_so_far);
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(status.success(), "{} {arguments:?}", program.display());
    Copied {
        seconds: began.elapsed().as_secs_f64(),
        computed: computed_so_far,
        memory,
        written: 0,
    }
}

/// Seconds that a process has computed so far (proc_pid_stat(5): `utime` and `stime`, in hundredths).
fn computed(id: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let ticks = after_name.split_whitespace().skip(11).take(2);
    let ticks: Option<Vec<f64>> = ticks.map(|it| it.parse().ok()).collect();
    Some(ticks?.iter().sum::<f64>() / 100.0)
}

/// `taskset` becomes the program itself, so its process id is the program's.
fn pinned(program: &Path, core: usize) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", &core.to_string()]).arg(program);
    command
}
