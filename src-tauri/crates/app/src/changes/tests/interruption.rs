//! The program ends in the middle of a change, and starts again.

use std::time::Duration;

use portolan_contract::{ActivityState, Change};
use tokio::time::timeout;

use super::{Bench, Ways, delete, everything, open, remove, request};
use crate::changes::tests::fake::{Fail, Fake};

/// Begins a plan in a runtime of its own, and tears that down while the registry hangs at a write: all
/// that a kill leaves is what was written down by then.
fn kill_at(
    write: u64,
    ways: Ways,
    prepare: impl FnOnce(&Fake),
    tags: &'static [&'static str],
) -> Killed {
    kill_during(write, ways, prepare, async |bench| {
        if tags.is_empty() {
            let all: Vec<_> = bench.visible().tags.into_values().collect();
            delete(&all.iter().collect::<Vec<_>>())
        } else {
            remove(tags)
        }
    })
}

/// The same for a change that `propose` makes of the program as it is.
pub(super) fn kill_during(
    write: u64,
    ways: Ways,
    prepare: impl FnOnce(&Fake),
    propose: impl AsyncFnOnce(&Bench) -> Change,
) -> Killed {
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap()
    };
    let first = runtime();
    let (home, fake, connection) = first.block_on(async {
        let bench = Bench::with(ways).await;
        prepare(&bench.fake);
        let change = propose(&bench).await;
        let plan = bench.preview(change).await.unwrap();
        bench.fake.fail(Some(Fail::HangFrom(write)));
        bench.app.carry_out(request(&plan, false)).await.unwrap();
        let hung = timeout(Duration::from_secs(20), bench.fake.hanging.notified()).await;
        hung.expect("the change did not come to the write that hangs");
        (bench.home, bench.fake, bench.connection)
    });
    first.shutdown_timeout(Duration::from_secs(5));
    fake.fail(None);
    Killed {
        runtime: runtime(),
        home,
        fake,
        connection,
    }
}

pub(super) struct Killed {
    runtime: tokio::runtime::Runtime,
    home: tempfile::TempDir,
    fake: std::sync::Arc<Fake>,
    connection: portolan_contract::ConnectionId,
}

impl Killed {
    /// Starts the program again and hands it to `then`.
    pub(super) fn start_again<Future: std::future::Future>(
        self,
        then: impl FnOnce(Bench) -> Future,
    ) {
        let Self {
            runtime,
            home,
            fake,
            connection,
        } = self;
        runtime.block_on(async {
            let app = open(&home).await;
            let bench = Bench {
                home,
                app,
                fake,
                connection,
            };
            bench.use_fake();
            then(bench).await;
        });
    }
}

fn six_images(fake: &Fake) {
    for n in 0..6 {
        let image = fake.push_image(&format!("image {n}"), &["base"]);
        fake.tag(&format!("1.{n}"), &image);
    }
}

#[test]
fn a_change_that_was_interrupted_goes_on_and_is_undone_whole() {
    let mut before = None;
    let killed = kill_at(
        4,
        Ways::ALL,
        |fake| {
            six_images(fake);
            before = Some(fake.visible());
        },
        &[],
    );
    killed.start_again(async |bench| {
        let rows = bench.app.list_activities(everything()).await.unwrap().rows;
        assert_eq!(rows[0].state, ActivityState::Interrupted);
        assert_eq!((rows[0].done, rows[0].items), (3, 6));
        assert!(rows[0].can_resume);
        assert_eq!(bench.visible().manifests.len(), 3);
        let rest = bench.app.preview_resume(rows[0].id.clone()).await.unwrap();
        bench.carry_out(&rest).await.1.unwrap();
        assert!(bench.visible().manifests.is_empty());
        assert_eq!(bench.state(&rows[0].id).await, ActivityState::Done);
        bench.undo(&rows[0].id).await;
        assert_eq!(Some(bench.visible()), before);
    });
}

#[test]
fn a_change_that_was_interrupted_is_undone_without_going_on() {
    let mut before = None;
    let killed = kill_at(
        4,
        Ways::ALL,
        |fake| {
            six_images(fake);
            before = Some(fake.visible());
        },
        &[],
    );
    killed.start_again(async |bench| {
        let rows = bench.app.list_activities(everything()).await.unwrap().rows;
        assert!(rows[0].undo.is_some());
        bench.undo(&rows[0].id).await;
        assert_eq!(Some(bench.visible()), before);
    });
}

fn two_tags(fake: &Fake) {
    fake.push_tagged(&["1.0", "latest"]);
}

#[test]
fn a_tag_left_on_a_throwaway_manifest_is_removed_by_going_on_and_put_back_by_undo() {
    let ways = Ways::WITHOUT_TAG_DELETION;
    for goes_on in [true, false] {
        let mut before = None;
        // The tag's own deletion, a config, a manifest put and deleted for proof, then one on the tag;
        // the sixth write would delete that.
        let prepare = |fake: &Fake| {
            two_tags(fake);
            before = Some(fake.visible());
        };
        let killed = kill_at(6, ways, prepare, &["latest"]);
        killed.start_again(async |bench| {
            let before = before.unwrap();
            let left = bench.visible().tags;
            assert_ne!(left, before.tags, "nothing was on the tag");
            let rows = bench.app.list_activities(everything()).await.unwrap().rows;
            assert_eq!(rows[0].state, ActivityState::Interrupted);
            if goes_on {
                let rest = bench.app.preview_resume(rows[0].id.clone()).await.unwrap();
                bench.carry_out(&rest).await.1.unwrap();
                assert_eq!(bench.tags(), ["1.0"]);
                assert_eq!(bench.visible().manifests, before.manifests);
                bench.undo(&rows[0].id).await;
                assert_eq!(bench.visible(), before);
            } else {
                bench.undo(&rows[0].id).await;
                assert_eq!(bench.visible().tags, before.tags);
            }
        });
    }
}
