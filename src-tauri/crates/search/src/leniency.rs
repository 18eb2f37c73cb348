//! What is let in when next to nothing has just the words that were typed: other spellings, other forms of
//! the words, fewer words.

use crate::{
    error::Error,
    loosely,
    plan::{Misspelt, Plan, meet},
    query::Cancellation,
    ranking::{Matched, View, count, pass},
    schema::Reach,
    segment::Tolerance,
    set::Set,
};

/// With fewer exact matches than this, other spellings are let in.
const FEW: u64 = 5;
/// With as many no fewer words are tried.
const ENOUGH: u64 = 10;

/// Which other spellings are let in, one after the other until something is found.
const TOLERANCES: [Tolerance; 3] = [
    Tolerance {
        edits: 1,
        keeps_first: true,
    },
    Tolerance {
        edits: 2,
        keeps_first: true,
    },
    Tolerance {
        edits: 1,
        keeps_first: false,
    },
];

impl View {
    /// Lets other spellings in when next to nothing matched, and nothing by its name. Says how far from
    /// the name the words are that this brought, if it brought any.
    pub(crate) fn correct(
        &self,
        plan: &Plan,
        found: &mut [Matched],
        cancellation: &Cancellation,
    ) -> Result<Option<Reach>, Error> {
        let exact = count(found);
        if exact >= FEW || plan.most_edits() == 0 || self.is_named(plan, found)? {
            return Ok(None);
        }
        let useful = |it: &Tolerance| it.edits <= plan.most_edits();
        for tolerance in TOLERANCES.into_iter().filter(useful) {
            for reach in [Reach::Path, Reach::Title, Reach::Summary] {
                for (matched, segment) in found.iter_mut().zip(&self.segments) {
                    cancellation.check()?;
                    let misspelt = plan.find_misspelt(self.place(segment, reach), tolerance)?;
                    let text = matched.text.or(&misspelt.begun, segment.documents());
                    matched.passed = pass(segment, &text, matched.kept.iter());
                    matched.misspelt = misspelt;
                }
                if count(found) > exact {
                    for (matched, segment) in found.iter_mut().zip(&self.segments) {
                        let begun = &matched.misspelt.begun;
                        matched.text = matched.text.or(begun, segment.documents());
                    }
                    return Ok(Some(reach));
                }
            }
        }
        for matched in found {
            matched.misspelt = Misspelt::default();
        }
        Ok(None)
    }

    /// Whether something that matched has all words in its alias and name.
    fn is_named(&self, plan: &Plan, found: &[Matched]) -> Result<bool, Error> {
        for (matched, segment) in found.iter().zip(&self.segments) {
            let named = plan.find_words(self.place(segment, Reach::Path))?;
            if named.count_and(&matched.passed) > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Lets other forms of the words in when next to nothing matched, and nothing by its name; then what
    /// has the most telling of the words, until it is enough. Says whether that brought anything.
    pub(crate) fn loosen(
        &self,
        plan: &Plan,
        found: &mut [Matched],
        cancellation: &Cancellation,
    ) -> Result<bool, Error> {
        let exact = count(found);
        if exact >= FEW || plan.is_wordless() || self.is_named(plan, found)? {
            return Ok(false);
        }
        let mut words = Vec::with_capacity(found.len());
        for segment in &self.segments {
            cancellation.check()?;
            words.push(plan.find_loosely(self.place(segment, Reach::Summary))?);
        }
        let (telling, weights) = self.weigh(&words);
        for chosen in loosely::choices(&weights) {
            cancellation.check()?;
            if count(found) >= ENOUGH {
                break;
            }
            for ((matched, segment), words) in found.iter_mut().zip(&self.segments).zip(&words) {
                let chosen = chosen.iter().map(|at| words[telling[*at]].clone());
                let set = meet(chosen.collect());
                if set.len() > 0 {
                    matched.text = matched.text.or(&set, segment.documents());
                    matched.passed = pass(segment, &matched.text, matched.kept.iter());
                }
                matched.loose.push(set);
            }
        }
        Ok(count(found) > exact)
    }

    /// The most telling words that there are, and how much each tells: the rarer, the more.
    fn weigh(&self, words: &[Vec<Set>]) -> (Vec<usize>, Vec<f64>) {
        let all = self.searcher.num_docs() as f64;
        let mut weights: Vec<(usize, f64)> = Vec::new();
        for word in 0..words.first().map_or(0, Vec::len) {
            let having: u32 = words.iter().map(|sets| sets[word].len()).sum();
            if having > 0 {
                weights.push((word, (1.0 + all / f64::from(having)).ln()));
            }
        }
        weights.sort_by(|one, two| two.1.total_cmp(&one.1));
        weights.truncate(loosely::MOST);
        weights.into_iter().unzip()
    }
}
