//! The same question asked by many at once goes out once, and goes on when those who asked have gone.

use std::{
    collections::HashMap,
    future::Future,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::{
    FutureExt as _,
    future::{BoxFuture, Shared},
};

/// An answer that several wait for; `None` when the program ended before it came.
type Awaited<V> = Shared<BoxFuture<'static, Option<V>>>;

/// Questions under way.
pub(crate) struct Flights<K, V>(Arc<Mutex<HashMap<K, Awaited<V>>>>);

impl<K, V> Default for Flights<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K, V> std::fmt::Debug for Flights<K, V> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Flights").finish_non_exhaustive()
    }
}

impl<K, V> Flights<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Waits for the answer to `key`, asking by `ask` only where nobody is asking already. Must be called
    /// inside a Tokio runtime.
    pub(crate) fn join<F>(&self, key: K, ask: impl FnOnce() -> F) -> Awaited<V>
    where
        F: Future<Output = V> + Send + 'static,
    {
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = flights.get(&key) {
            return flight.clone();
        }
        let asking = ask();
        let (all, landed) = (Arc::clone(&self.0), key.clone());
        let task = tokio::spawn(async move {
            let answer = asking.await;
            let mut flights = all.lock().unwrap_or_else(PoisonError::into_inner);
            flights.remove(&landed);
            answer
        });
        let flight = task.map(Result::ok).boxed().shared();
        flights.insert(key, flight.clone());
        flight
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn one_question_goes_out_for_all_who_ask_meanwhile_and_outlives_who_leaves() {
        let flights: Flights<&str, usize> = Flights::default();
        let (asked, go) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let ask = || {
            let (asked, go) = (Arc::clone(&asked), Arc::clone(&go));
            move || async move {
                go.notified().await;
                asked.fetch_add(1, Ordering::Relaxed)
            }
        };
        let first = flights.join("a", ask());
        let second = flights.join("a", ask());
        drop(first);
        go.notify_one();
        assert_eq!(second.await, Some(0));
        go.notify_one();
        assert_eq!(flights.join("a", ask()).await, Some(1));
    }
}
