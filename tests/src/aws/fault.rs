//! What goes wrong on purpose: which operation, where, how often and how.

use std::{sync::Mutex, time::Duration};

use super::failure::Failure;

/// A way to go wrong.
#[derive(Clone, Debug)]
pub enum Fault {
    /// No policy allows it, in Amazon's words, with the action and the resource.
    Denied,
    /// Too many requests.
    Throttled,
    /// A page of HTML with this status, as a proxy or a sign-in page in between answers.
    Html(u16),
    /// A clock this many seconds ahead of the machine's, or behind: in the `Date` of the answer and
    /// in the judgement of the signature.
    Skewed(i64),
    /// The signature is not the one that Amazon calculates.
    WrongSignature,
    /// The sign-in has ended.
    Expired,
    /// The account has not switched the region on.
    RegionOff,
    /// The token of the next page is the one that led here, again and again.
    RepeatedToken,
    /// The answer comes this much later.
    Slow(Duration),
    /// No answer comes.
    Silent,
    /// A batch does all but these images (tags or digests).
    Partial {
        /// As `ImageReferencedByManifestList`.
        code: String,
        /// In words.
        reason: String,
        /// Tags or digests.
        images: Vec<String>,
    },
    /// Any error.
    Error(Failure),
}

/// A fault with its place.
#[derive(Clone, Debug)]
pub struct Injection {
    operation: String,
    region: Option<String>,
    left: Option<usize>,
    fault: Fault,
}

impl Injection {
    /// At every call of this operation (`*` for all) from now on.
    pub fn at(operation: &str, fault: Fault) -> Self {
        Self {
            operation: operation.to_owned(),
            region: None,
            left: None,
            fault,
        }
    }

    /// This often, and then no more.
    #[must_use]
    pub const fn times(mut self, times: usize) -> Self {
        self.left = Some(times);
        self
    }

    /// In this region alone.
    #[must_use]
    pub fn in_region(mut self, region: &str) -> Self {
        self.region = Some(region.to_owned());
        self
    }
}

/// All that goes wrong.
#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<Vec<Injection>>);

impl Faults {
    pub(super) fn inject(&self, injection: Injection) {
        self.0.lock().unwrap().push(injection);
    }

    pub(super) fn clear(&self) {
        self.0.lock().unwrap().clear();
    }

    /// What goes wrong with this call; each counts as one time.
    pub(super) fn at(&self, operation: &str, region: &str) -> Vec<Fault> {
        let mut injections = self.0.lock().unwrap();
        let meant = |it: &&mut Injection| {
            (it.operation == "*" || it.operation == operation)
                && it.region.as_ref().is_none_or(|it| it == region)
                && it.left != Some(0)
        };
        let mut faults = Vec::new();
        for injection in injections.iter_mut().filter(meant) {
            injection.left = injection.left.map(|it| it - 1);
            faults.push(injection.fault.clone());
        }
        faults
    }
}
