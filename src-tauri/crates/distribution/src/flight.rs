//! The same question in flight twice is asked once.

use std::{
    collections::HashMap,
    future::Future,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

use futures_util::{
    FutureExt as _,
    future::{BoxFuture, Shared, WeakShared},
};

type Answering<V> = BoxFuture<'static, V>;

/// Questions in flight. When everybody who waits for one has gone, it is cancelled.
pub(crate) struct Flights<K, V: Clone>(Mutex<HashMap<K, WeakShared<Answering<V>>>>);

impl<K, V: Clone> Default for Flights<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Flights<K, V> {
    /// Waits for the answer to `key`, asking by `ask` only if nobody is asking already.
    pub(crate) fn join<F>(&self, key: K, ask: impl FnOnce() -> F) -> Shared<Answering<V>>
    where
        F: Future<Output = V> + Send + 'static,
    {
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Landed flights are swept out as others start.
        flights.retain(|_, flight| {
            flight
                .upgrade()
                .is_some_and(|flight| flight.peek().is_none())
        });
        if let Some(flight) = flights.get(&key).and_then(WeakShared::upgrade) {
            return flight;
        }
        let flight = ask().boxed().shared();
        if let Some(weak) = flight.downgrade() {
            flights.insert(key, weak);
        }
        flight
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    #[tokio::test]
    async fn a_question_in_flight_is_joined_and_asked_again_only_after_it_landed() {
        let flights = Flights::default();
        let asked = Arc::new(AtomicUsize::new(0));
        let ask = || {
            let asked = Arc::clone(&asked);
            move || async move {
                tokio::task::yield_now().await;
                asked.fetch_add(1, Ordering::Relaxed)
            }
        };
        let (first, second) = tokio::join!(flights.join("a", ask()), flights.join("a", ask()));
        assert_eq!((first, second), (0, 0));
        assert_eq!(flights.join("a", ask()).await, 1);
    }
}
