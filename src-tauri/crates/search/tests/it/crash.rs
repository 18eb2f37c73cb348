//! kill -9 at many moments: after each the index opens, and has everything that was acknowledged.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    time::Duration,
};

use portolan_search::{Cancellation, Change, Index, Opening};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::corpus::{listing, search, sorted};

const KILLS: u64 = 40;
/// Where the child finds the folder it writes to.
const FOLDER: &str = "PORTOLAN_SEARCH_CRASH_FOLDER";
const FIRST: &str = "PORTOLAN_SEARCH_CRASH_FIRST";

/// Not a test of its own: what the other one starts and kills. Puts a listing, removes the one before
/// the last, now and then puts everything together or rebuilds, and says what is done.
#[test]
#[ignore = "started and killed by another test"]
fn the_writer() {
    let folder = std::env::var(FOLDER).unwrap();
    let first: u64 = std::env::var(FIRST).unwrap().parse().unwrap();
    let (index, _) = Index::open(folder.as_ref()).unwrap();
    for number in first.. {
        let change = Change {
            put: vec![listing("docker-hub", &name(number), number, "written")],
            removed: match number.checked_sub(2) {
                Some(old) if old % 3 == 0 => {
                    vec![listing("docker-hub", &name(old), 0, "").card.id()]
                }
                _ => Vec::new(),
            },
        };
        index.change(&change).unwrap();
        println!("\ndone {number}");
        if number % 5 == 4 {
            index.compact().unwrap();
        }
        if number % 7 == 6 {
            let all = (0..=number).filter(|it| *it + 2 > number || it % 3 != 0);
            let all = all.map(|it| listing("docker-hub", &name(it), it, "written"));
            index
                .rebuild(all, &Cancellation::default(), |_| {})
                .unwrap();
        }
    }
}

fn name(number: u64) -> String {
    format!("team/item{number}")
}

#[test]
fn nothing_acknowledged_is_lost_by_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let (index, _) = Index::open(folder.path()).unwrap();
    index.rebuild([], &Cancellation::default(), |_| {}).unwrap();
    drop(index);
    let mut next = 0;
    let mut busy = 0;
    for seed in 0..KILLS {
        let mut random = StdRng::seed_from_u64(seed);
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::the_writer", "--ignored", "--nocapture"])
            .env(FOLDER, folder.path())
            .env(FIRST, next.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut done = lines.map_while(Result::ok).filter_map(|line| {
            let number = line.strip_prefix("done ")?.parse::<u64>();
            number.ok()
        });
        let before = next;
        // A few acknowledgements, then a moment that the seed chooses.
        for number in done.by_ref().take(random.random_range(1..6)) {
            next = number + 1;
        }
        std::thread::sleep(Duration::from_micros(random.random_range(0..30_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        // What it still came to say counts as well.
        for number in done {
            next = number + 1;
        }
        busy += u64::from(next > before);
        let (index, opening) = Index::open(folder.path()).unwrap();
        assert_eq!(opening, Opening::Ready, "after kill {seed}");
        index.verify().unwrap();
        check(&index, next);
    }
    assert_eq!(busy, KILLS, "a kill came before anything was written");
    eprintln!("{KILLS} kills, {next} acknowledged changes, none lost");
}

/// All that was acknowledged is there and once; one more may be, whose answer did not come through.
fn check(index: &Index, next: u64) {
    let query = portolan_search::Query {
        limit: 10_000,
        ..sorted("", portolan_search::Sort::Pulls)
    };
    let mut there: Vec<u64> = search(index, &query)
        .hits
        .iter()
        .map(|hit| hit.card.pulls.unwrap())
        .collect();
    there.sort_unstable();
    let expected = |count: u64| -> Vec<u64> {
        let is_kept = |it: &u64| !it.is_multiple_of(3) || it + 2 >= count;
        (0..count).filter(is_kept).collect()
    };
    assert!(
        there == expected(next) || there == expected(next + 1),
        "{there:?} is not what {next} acknowledged changes leave"
    );
}
