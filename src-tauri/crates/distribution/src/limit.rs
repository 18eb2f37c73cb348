//! How many requests a host gets at once: a limit that grows fast until the host first complains, halves
//! when it does, and grows carefully after it. Shared by all connections of the process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

const START: usize = 8;
const MOST: usize = 32;

/// The limits of all hosts.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<HashMap<String, Arc<HostLimit>>>);

impl Limits {
    /// The limit of one host, `host[:port]`.
    pub(crate) fn of(&self, host: &str) -> Arc<HostLimit> {
        let mut limits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(limit) = limits.get(host) {
            return Arc::clone(limit);
        }
        let limit = Arc::new(HostLimit::new());
        limits.insert(host.to_owned(), Arc::clone(&limit));
        limit
    }
}

/// The limit of one host: additive increase, multiplicative decrease.
#[derive(Debug)]
pub(crate) struct HostLimit {
    semaphore: Arc<Semaphore>,
    window: Mutex<Window>,
}

#[derive(Debug)]
struct Window {
    /// Requests allowed at once.
    size: usize,
    /// Permits to take out as soon as they come back.
    debt: usize,
    /// Requests that went well since the last change.
    successes: usize,
    /// The host has complained before.
    is_careful: bool,
}

/// A place in a host's window; given back when dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    limit: Arc<HostLimit>,
    inner: Option<OwnedSemaphorePermit>,
}

impl HostLimit {
    fn new() -> Self {
        Self {
            semaphore: Arc::new(Semaphore::new(START)),
            window: Mutex::new(Window {
                size: START,
                debt: 0,
                successes: 0,
                is_careful: false,
            }),
        }
    }

    /// Waits for a place.
    pub(crate) async fn acquire(self: Arc<Self>) -> Permit {
        // The semaphore is never closed; without a permit the request would simply go unlimited.
        let inner = Arc::clone(&self.semaphore).acquire_owned().await.ok();
        Permit { limit: self, inner }
    }

    /// A request went well: one more at a time; once the host has complained, only after a whole window
    /// full of them.
    pub(crate) fn grow(&self) {
        let mut window = self.window();
        window.successes += 1;
        let needed = if window.is_careful { window.size } else { 1 };
        if window.successes >= needed && window.size < MOST {
            window.successes = 0;
            window.size += 1;
            if window.debt > 0 {
                window.debt -= 1;
            } else {
                self.semaphore.add_permits(1);
            }
        }
    }

    /// The host complained or did not cope: half as many at a time.
    pub(crate) fn shrink(&self) {
        let mut window = self.window();
        let size = (window.size / 2).max(1);
        let surplus = window.size - size;
        window.size = size;
        window.successes = 0;
        window.is_careful = true;
        window.debt += surplus - self.semaphore.forget_permits(surplus);
    }

    fn window(&self) -> MutexGuard<'_, Window> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut window = self.limit.window();
        if window.debt > 0
            && let Some(permit) = self.inner.take()
        {
            window.debt -= 1;
            permit.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_doubles_with_each_round_until_the_first_complaint() {
        let limit = Limits::default().of("registry.example");
        for _ in 0..START {
            limit.grow();
        }
        assert_eq!(limit.semaphore.available_permits(), 2 * START);
    }

    #[tokio::test]
    async fn the_window_halves_on_complaint_and_grows_back_one_by_one() {
        let limit = Limits::default().of("registry.example");
        let mut permits = Vec::new();
        for _ in 0..START {
            permits.push(Arc::clone(&limit).acquire().await);
        }
        limit.shrink();
        drop(permits);
        assert_eq!(limit.semaphore.available_permits(), START / 2);
        for _ in 0..START / 2 {
            limit.grow();
        }
        assert_eq!(limit.semaphore.available_permits(), START / 2 + 1);
        for _ in 0..10 {
            limit.shrink();
        }
        assert_eq!(limit.semaphore.available_permits(), 1);
        for _ in 0..2_000 {
            limit.grow();
        }
        assert_eq!(limit.semaphore.available_permits(), MOST);
    }
}
