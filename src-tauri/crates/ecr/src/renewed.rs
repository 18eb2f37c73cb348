//! Something that is good for a while, got once for all who want it and got anew before it ends.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use futures_util::{
    FutureExt as _,
    future::{BoxFuture, Shared},
};

use crate::Result;

type Flight<T> = Shared<BoxFuture<'static, Result<T>>>;

/// Keeps the last one. Who asks while a new one is on its way gets that one, or its error.
pub(crate) struct Renewed<T: Clone>(Mutex<State<T>>);

struct State<T: Clone> {
    kept: Option<T>,
    flight: Option<Flight<T>>,
}

impl<T: Clone + Send + Sync + 'static> Renewed<T> {
    /// The one that is kept where `is_fresh`; otherwise a new one. Where none can be had, the kept one
    /// as long as it `is_good`.
    pub(crate) async fn get(
        &self,
        is_fresh: impl Fn(&T) -> bool,
        is_good: impl Fn(&T) -> bool,
        renew: impl FnOnce() -> BoxFuture<'static, Result<T>>,
    ) -> Result<T> {
        let flight = {
            let mut state = self.state();
            if let Some(kept) = state.kept.as_ref().filter(|kept| is_fresh(kept)) {
                return Ok(kept.clone());
            }
            match &state.flight {
                Some(flight) => flight.clone(),
                None => state.flight.insert(renew().shared()).clone(),
            }
        };
        let outcome = flight.clone().await;
        let mut state = self.state();
        if state.flight.as_ref().is_some_and(|it| it.ptr_eq(&flight)) {
            state.flight = None;
            if let Ok(new) = &outcome {
                state.kept = Some(new.clone());
            }
        }
        match outcome {
            Ok(new) => Ok(new),
            Err(error) => match state.kept.as_ref().filter(|kept| is_good(kept)) {
                Some(kept) => {
                    tracing::warn!(%error, "renewing failed; the old one is good for a while");
                    Ok(kept.clone())
                }
                None => Err(error),
            },
        }
    }

    /// Forgets what is kept, as after it was refused.
    pub(crate) fn forget(&self) {
        self.state().kept = None;
    }

    /// What is kept, good or not.
    pub(crate) fn kept(&self) -> Option<T> {
        self.state().kept.clone()
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clone> Default for Renewed<T> {
    fn default() -> Self {
        Self(Mutex::new(State {
            kept: None,
            flight: None,
        }))
    }
}

impl<T: Clone> fmt::Debug for Renewed<T> {
    /// Without what is kept, which is a secret.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Renewed")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };

    use futures_util::future::join_all;
    use tokio::sync::Semaphore;

    use super::*;
    use crate::Error;

    #[tokio::test]
    async fn who_asks_at_the_same_time_shares_one_answer_even_a_bad_one() {
        let renewed = Renewed::default();
        let asked = Arc::new(AtomicU32::new(0));
        let gate = Arc::new(Semaphore::new(0));
        let get = |is_refused: bool| {
            let (asked, gate) = (Arc::clone(&asked), Arc::clone(&gate));
            let renew = move || {
                async move {
                    let number = asked.fetch_add(1, Ordering::SeqCst);
                    let _open = gate.acquire().await;
                    if is_refused {
                        Err(Error::Cancelled)
                    } else {
                        Ok(number)
                    }
                }
                .boxed()
            };
            renewed.get(|_| true, |_| true, renew)
        };
        let open = async { gate.add_permits(1) };
        // All of them wait before the gate opens.
        let (refused, ()) = tokio::join!(join_all((0..5).map(|_| get(true))), open);
        assert!(refused.iter().all(Result::is_err));
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        let good = join_all((0..5).map(|_| get(false))).await;
        assert!(good.into_iter().all(|it| it.unwrap() == 1));
        assert_eq!(get(false).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn an_old_one_is_used_where_no_new_one_can_be_had_and_it_is_still_good() {
        let renewed = Renewed::default();
        let first = renewed.get(|_| false, |_| true, || async { Ok(7) }.boxed());
        assert_eq!(first.await.unwrap(), 7);
        let fail = || async { Err(Error::Cancelled) }.boxed();
        assert_eq!(renewed.get(|_| false, |_| true, fail).await.unwrap(), 7);
        assert!(renewed.get(|_| false, |_| false, fail).await.is_err());
    }
}
