//! `TaskTracker`.

use crate::support::{CountingWaker, Gate, Log, OnDrop, poll_once, run, settle};
use resumable::task::TaskTracker;
use resumable::{Builder, Runtime, spawn};
use std::future::{Future, pending};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Context;

#[test]
fn the_wait_is_over_when_it_is_closed_and_empty() {
    run(async {
        let (tracker, gate) = (TaskTracker::new(), Gate::default());
        assert!(poll_once(pin!(tracker.wait())).is_pending(), "it is empty, but not closed");
        drop(tracker.spawn(gate.clone()));
        assert_eq!(tracker.len(), 1);
        assert!(tracker.close() && !tracker.close() && tracker.is_closed());
        assert!(poll_once(pin!(tracker.wait())).is_pending(), "it is closed, but not empty");
        let waits: Vec<_> = (0..3)
            .map(|_| {
                let tracker = tracker.clone();
                spawn(async move { tracker.wait().await })
            })
            .collect();
        settle().await;
        gate.open_and_wake();
        for wait in waits {
            wait.await.unwrap();
        }
        assert!(tracker.is_empty());
        assert!(poll_once(pin!(tracker.wait())).is_ready());
    });
}

#[test]
fn closing_ends_the_wait_if_nothing_is_left() {
    let tracker = TaskTracker::new();
    let mut wait = pin!(tracker.wait());
    assert!(poll_once(wait.as_mut()).is_pending());
    tracker.close();
    // For a moment is enough.
    assert!(tracker.reopen() && !tracker.reopen() && !tracker.is_closed());
    let token = tracker.token();
    assert!(poll_once(wait.as_mut()).is_ready());
    let mut wait = pin!(tracker.wait());
    assert!(poll_once(wait.as_mut()).is_pending());
    let second = token.clone();
    assert_eq!((tracker.len(), second.tracker().len()), (2, 2));
    drop(token);
    drop(second);
    assert!(poll_once(wait.as_mut()).is_pending(), "it is open");
    tracker.close();
    assert!(poll_once(wait).is_ready());
}

#[test]
fn a_task_counts_until_it_is_dropped_however_it_ends() {
    run(async {
        let (tracker, log) = (TaskTracker::new(), Log::default());
        let guard = |what: &'static str| {
            let (tracker, log) = (tracker.clone(), log.clone());
            OnDrop(move || log.add(format!("{what} {}", !tracker.is_empty())))
        };
        let (finishes, panics, waits, never) =
            (guard("finished"), guard("panicked"), guard("aborted"), guard("unpolled"));
        let finished = tracker.spawn(async move { drop(finishes) });
        let panicked = tracker.spawn_local(async move {
            let _panics = (panics, Rc::new(1));
            panic!("on purpose")
        });
        let aborted = tracker.spawn(async move {
            let _waits = waits;
            pending::<()>().await;
        });
        finished.await.unwrap();
        assert!(panicked.await.is_err());
        assert_eq!(tracker.len(), 1);
        let unpolled = tracker.spawn(async move { drop(never) });
        unpolled.abort();
        aborted.abort();
        tracker.close();
        tracker.wait().await;
        let mut log = log.take();
        log.sort();
        assert_eq!(log, ["aborted true", "finished true", "panicked true", "unpolled true"]);
        assert!(unpolled.await.unwrap_err().is_cancelled());
    });
}

#[test]
fn jobs_that_block_count_too() {
    run(async {
        let (tracker, log) = (TaskTracker::new(), Log::default());
        let (job_log, counts) = (log.clone(), tracker.clone());
        let captured = OnDrop(move || job_log.add(format!("dropped {}", counts.len())));
        let job = tracker.spawn_blocking(move || {
            let _captured = &captured;
            7
        });
        tracker.close();
        tracker.wait().await;
        assert_eq!(log.take(), ["dropped 1"]);
        assert_eq!(job.await.unwrap(), 7);
        let panicking = tracker.spawn_blocking(|| panic!("on purpose"));
        tracker.wait().await;
        assert!(panicking.await.is_err());
    });
}

#[test]
fn tasks_that_the_end_of_the_runtime_cuts_short_count_no_more() {
    for workers in [1, 2] {
        let tracker = TaskTracker::new();
        let runtime = Builder::new().worker_threads(workers).build().unwrap();
        runtime.block_on(async {
            for _ in 0..10 {
                tracker.spawn(pending::<()>());
            }
            settle().await;
            assert_eq!(tracker.len(), 10);
        });
        tracker.close();
        drop(runtime);
        assert!(poll_once(pin!(tracker.wait())).is_ready());
    }
}

#[test]
fn a_future_counts_wherever_it_runs() {
    let tracker = TaskTracker::new();
    let future = tracker.track_future(async { tracker.len() });
    assert_eq!(tracker.len(), 1, "from the first");
    assert_eq!(Runtime::new().unwrap().block_on(future), 1);
    assert!(tracker.is_empty());
}

#[test]
fn those_that_left_leave_no_waker() {
    let tracker = TaskTracker::new();
    let (counted, waker) = CountingWaker::counted();
    {
        let mut wait = pin!(tracker.wait());
        assert!(wait.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        assert_eq!(Arc::strong_count(&counted), 3);
    }
    drop(waker);
    assert_eq!(Arc::strong_count(&counted), 1);
}

#[test]
fn no_end_is_missed_between_threads() {
    let runtime = Builder::new().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        for round in 0..2000usize {
            let tracker = TaskTracker::new();
            let written = Arc::new(std::sync::atomic::AtomicUsize::new(0));
            for _ in 0..3 {
                let written = written.clone();
                tracker.spawn(async move {
                    written.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                });
            }
            let closer = tracker.clone();
            // Now before the others, now after them.
            let closing = spawn(async move {
                for _ in 0..round % 4 {
                    resumable::yield_now().await;
                }
                closer.close()
            });
            tracker.wait().await;
            assert_eq!(written.load(std::sync::atomic::Ordering::Relaxed), 3);
            assert!(closing.await.unwrap());
        }
    });
}
