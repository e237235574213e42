//! What a task may do while others wait: a future that is never at an end of its own does not keep those beside it from being ready.

use crate::support::{Counter, LONG, poll_once, run};
use resumable::stream::{self, StreamExt};
use resumable::sync::{CancellationToken, mpsc, watch};
use resumable::task::{JoinSet, TaskTracker, consume_budget};
use resumable::time::{Duration, Instant, sleep, timeout};
use resumable::{future, spawn, yield_now};
use std::future::{poll_fn, ready};
use std::pin::{Pin, pin};
use std::task::Poll;

/// Uses up each of its turns.
async fn busy() {
    let (sender, mut receiver) = mpsc::unbounded();
    loop {
        sender.send(()).unwrap();
        receiver.recv().await;
    }
}

/// Fails instead of hanging, where a timeout is what is tested.
fn in_time(test: impl Future<Output = ()> + Send + 'static) {
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

/// An iterator never waits, and nor does what is done with its items.
#[test]
fn an_iterator_is_consumed_in_turns() {
    run(async {
        let turns = Counter::default();
        let counted = turns.clone();
        let other = spawn(async move {
            loop {
                counted.add();
                yield_now().await;
            }
        });
        let items = || stream::iter(0..10_000);
        let mut before = 0;
        let mut others_had_turns = |what: &str| {
            assert!(turns.get() > before + 10, "{what}");
            before = turns.get();
        };
        items().for_each(|_| ready(())).await;
        others_had_turns("for_each");
        assert_eq!(items().fold(0, |sum, item| ready(sum + item)).await, 49_995_000);
        others_had_turns("fold");
        assert_eq!(items().collect::<Vec<_>>().await.len(), 10_000);
        others_had_turns("collect");
        assert_eq!(items().filter(|_| false).next().await, None);
        others_had_turns("filter");
        let mut next = items();
        while next.next().await.is_some() {}
        others_had_turns("next");
        other.abort();
    });
}

#[test]
fn a_timeout_ends_what_is_always_busy() {
    in_time(async {
        assert!(timeout(Duration::from_millis(5), busy()).await.is_err());
        assert!(timeout(Duration::ZERO, busy()).await.is_err());
    });
}

#[test]
fn a_sleep_behind_what_is_always_busy_is_noticed() {
    in_time(async {
        let both: [Pin<Box<dyn Future<Output = ()> + Send>>; 2] =
            [Box::pin(busy()), Box::pin(sleep(Duration::from_millis(5)))];
        future::race_all(both).await;
    });
}

#[test]
fn what_is_always_busy_can_be_cancelled() {
    in_time(async {
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

/// Waits for it in a turn that is over, and then in another.
async fn in_two_turns<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    poll_fn(|cx| {
        while poll_once(pin!(consume_budget())).is_ready() {}
        assert!(future.as_mut().poll(cx).is_pending(), "it does not give way");
        Poll::Ready(())
    })
    .await;
    yield_now().await;
    future.await
}

#[test]
fn ended_tasks_are_joined_in_turns() {
    run(async {
        let task = spawn(async { 7 });
        let mut set = JoinSet::new();
        for number in 0..1000 {
            set.spawn(async move { number });
        }
        yield_now().await;
        assert_eq!(in_two_turns(task).await.unwrap(), 7);
        in_two_turns(set.join_next()).await.unwrap().unwrap();
        in_two_turns(set.shut_down()).await;
        assert!(set.is_empty());
        let tracker = TaskTracker::new();
        tracker.close();
        in_two_turns(tracker.wait()).await;
    });
}

#[test]
fn a_value_that_always_changes_is_looked_at_in_turns() {
    run(async {
        let (sender, mut receiver) = watch::channel(0);
        sender.send(1).unwrap();
        in_two_turns(receiver.changed()).await.unwrap();
        assert_eq!(*in_two_turns(receiver.wait_for(|value| *value == 1)).await.unwrap(), 1);
        // Somebody else has a turn, however often it changes.
        let others = spawn(yield_now());
        while !others.is_finished() {
            sender.send(2).unwrap();
            receiver.changed().await.unwrap();
        }
    });
}
