//! A hundred random sequences of changes, each undone in reverse order to exactly what was before.

use portolan_contract::Change;
use portolan_oci::{AttachmentTag, Digest, Tag};

use super::{
    Bench, Visible, Ways, add, delete, delete_repository, fake::Fake, r#move, remove, rename,
};

const SEQUENCES: u64 = 100;
const CHANGES: usize = 6;

/// A small generator with a seed, so that a failure can be repeated (xorshift64*).
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.below(all.len())].clone())
    }
}

fn ways(seed: u64) -> Ways {
    Ways {
        tag_deletion: !seed.is_multiple_of(3),
        tag_stands_for_digest: false,
        digest_deletion: true,
        referrers_api: seed.is_multiple_of(2),
        immutable_tags: false,
        inventory: !seed.is_multiple_of(5),
        whole_indexes: seed.is_multiple_of(4),
    }
}

/// Fills a repository: images that share layers, nested indexes with shared and missing children,
/// referrers of referrers, cosign's tags, several tags on a digest, and untagged images.
fn fill(fake: &Fake, dice: &mut Dice) {
    let layers = ["base", "libs", "app", "data"];
    let mut all = Vec::new();
    for n in 0..3 + dice.below(4) {
        let some = &layers[..=dice.below(layers.len())];
        all.push(fake.push_image(&format!("image {n}"), some));
    }
    for n in 0..=dice.below(3) {
        let children: Vec<Digest> = (0..=dice.below(3))
            .filter_map(|_| dice.pick(&all))
            .collect();
        all.push(fake.push_index(&format!("index {n}"), &children));
    }
    for n in 0..dice.below(5) {
        if let Some(subject) = dice.pick(&all) {
            all.push(fake.push_referrer(&format!("referrer {n}"), &subject));
        }
    }
    for _ in 0..dice.below(3) {
        if let Some(subject) = dice.pick(&all) {
            fake.push_cosign(&subject);
        }
    }
    for n in 0..3 + dice.below(6) {
        if let Some(digest) = dice.pick(&all) {
            fake.tag(&format!("{n}.0"), &digest);
        }
    }
}

fn roll(fake: &Fake, dice: &mut Dice, n: usize, ways: Ways) -> Option<Change> {
    let visible = fake.visible();
    let is_own = |tag: &Tag| AttachmentTag::recognise(tag).is_none();
    let tags: Vec<String> = visible
        .tags
        .keys()
        .filter(|tag| is_own(tag))
        .map(ToString::to_string)
        .collect();
    let bookkeeping: Vec<&Digest> = visible
        .tags
        .iter()
        .filter(|(tag, _)| !is_own(tag))
        .map(|(_, digest)| digest)
        .collect();
    let digests: Vec<Digest> = visible
        .manifests
        .keys()
        .filter(|digest| !bookkeeping.contains(digest))
        .cloned()
        .collect();
    Some(match dice.below(12) {
        0 | 1 => add(&format!("added-{n}"), &dice.pick(&digests)?),
        2 | 3 => r#move(&dice.pick(&tags)?, &dice.pick(&digests)?),
        4 => rename(&dice.pick(&tags)?, &format!("renamed-{n}")),
        5..=7 => {
            let mut some: Vec<String> = (0..=dice.below(3))
                .filter_map(|_| dice.pick(&tags))
                .collect();
            some.sort();
            some.dedup();
            remove(&some.iter().map(String::as_str).collect::<Vec<_>>())
        }
        8..=10 => {
            let some: Vec<Digest> = (0..=dice.below(2))
                .filter_map(|_| dice.pick(&digests))
                .collect();
            delete(&some.iter().collect::<Vec<_>>())
        }
        _ => delete_repository(),
    })
    // A registry that takes only whole indexes can't take a broken one back.
    .filter(|change| !ways.whole_indexes || !breaks_an_index(&visible, change))
}

fn breaks_an_index(visible: &Visible, change: &Change) -> bool {
    let Change::DeleteImages { digests, .. } = change else {
        return false;
    };
    visible.manifests.iter().any(|(parent, (_, bytes))| {
        let text = String::from_utf8_lossy(bytes);
        let is_index = text.contains("\"manifests\"");
        is_index
            && !digests.contains(&parent.to_string())
            && digests.iter().any(|digest| text.contains(digest))
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_random_sequences_of_changes_are_undone_to_byte_equal_manifests_tags_and_referrers()
 {
    let mut bench = Bench::new().await;
    let mut made = 0;
    for seed in 1..=SEQUENCES {
        bench.replace(ways(seed)).await;
        let mut dice = Dice::new(seed);
        fill(&bench.fake, &mut dice);
        let mut done = Vec::new();
        for n in 0..CHANGES {
            let Some(change) = roll(&bench.fake, &mut dice, n, ways(seed)) else {
                continue;
            };
            let before = bench.visible();
            // What is refused at the preview, such as a tag that is there already, is no change.
            let Ok(plan) = bench.preview(change.clone()).await else {
                assert_eq!(bench.visible(), before, "seed {seed}: a preview wrote");
                continue;
            };
            let (activity, outcome) = bench.carry_out(&plan).await;
            assert_eq!(outcome, Ok(()), "seed {seed}: {change:?}");
            done.push((activity, before, change));
        }
        made += done.len();
        while let Some((activity, before, change)) = done.pop() {
            let plan = bench.app.preview_undo(activity).await;
            let plan = plan.unwrap_or_else(|failure| panic!("seed {seed}: {change:?}: {failure}"));
            let (_, outcome) = bench.carry_out(&plan).await;
            assert_eq!(outcome, Ok(()), "seed {seed}: undo of {change:?}");
            let now = bench.visible();
            assert_eq!(
                now.tags, before.tags,
                "seed {seed}: tags after the undo of {change:?}"
            );
            let digests = |visible: &Visible| visible.manifests.keys().cloned().collect::<Vec<_>>();
            assert_eq!(
                digests(&now),
                digests(&before),
                "seed {seed}: undo of {change:?}"
            );
            assert_eq!(now, before, "seed {seed}: undo of {change:?}");
        }
    }
    assert!(made as u64 > SEQUENCES * 3, "only {made} changes were made");
}
