//! What a task may do while others wait: a future that is never at an end of its own does not keep those beside it from being ready.

use crate::support::{LONG, run};
use resumable::sync::{CancellationToken, mpsc};
use resumable::time::{Duration, Instant, sleep, timeout};
use resumable::{future, spawn, yield_now};
use std::pin::Pin;

/// Uses up each of its turns.
async fn busy() {
    let (sender, mut receiver) = mpsc::unbounded();
    loop {
        sender.send(()).unwrap();
        receiver.recv().await;
    }
}

/// Fails instead of hanging, where a timeout is what is tested.
fn watch(test: impl Future<Output = ()> + Send + 'static) {
    resumable::block_on(async {
        let task = spawn(test);
        let start = Instant::now();
        while !task.is_finished() {
            assert!(start.elapsed() < LONG, "the test hangs");
            yield_now().await;
        }
        task.await.unwrap();
    });
}

#[test]
fn a_timeout_ends_what_is_always_busy() {
    watch(async {
        assert!(timeout(Duration::from_millis(5), busy()).await.is_err());
        assert!(timeout(Duration::ZERO, busy()).await.is_err());
    });
}

#[test]
fn a_sleep_behind_what_is_always_busy_is_noticed() {
    watch(async {
        let both: [Pin<Box<dyn Future<Output = ()> + Send>>; 2] =
            [Box::pin(busy()), Box::pin(sleep(Duration::from_millis(5)))];
        future::race_all(both).await;
    });
}

#[test]
fn what_is_always_busy_can_be_cancelled() {
    watch(async {
        let token = CancellationToken::new();
        let canceller = token.clone();
        let task = spawn(async move { token.run_until_cancelled(busy()).await });
        yield_now().await;
        canceller.cancel();
        assert_eq!(task.await.unwrap(), None);
    });
}

#[test]
fn sleeps_that_are_over_at_once_give_way() {
    run(async {
        let others = spawn(async {
            for _ in 0..3 {
                yield_now().await;
            }
        });
        while !others.is_finished() {
            sleep(Duration::ZERO).await;
        }
    });
}
