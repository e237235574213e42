//! `JoinHandle`: what becomes of a task's output, panics and destructors.

use crate::support::{Counter, Gate, Log, OnDrop, panic_message, poll_once, run, settle};
use resumable::{JoinError, JoinHandle, spawn, spawn_local, yield_now};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread;

#[test]
fn a_dropped_handle_detaches_its_task() {
    run(async {
        let ended = Counter::default();
        let counter = ended.clone();
        drop(spawn(async move {
            yield_now().await;
            counter.add();
        }));
        settle().await;
        assert_eq!(ended.get(), 1);
    });
}

#[test]
fn a_panic_becomes_an_error_and_hurts_nobody_else() {
    run(async {
        let other = spawn(async {
            settle().await;
            "unhurt"
        });
        let error = spawn(async { panic!("on purpose") }).await.unwrap_err();
        assert!(error.is_panic() && !error.is_cancelled());
        assert_eq!(error.to_string(), "the task panicked: on purpose");
        assert_eq!(*error.try_into_panic().unwrap().downcast::<&str>().unwrap(), "on purpose");
        let error = spawn(async { panic!("{}", 7) }).await.unwrap_err();
        assert_eq!(format!("{error:?}"), "JoinError::Panicked(\"7\")");
        let error = spawn(async { panic_any(7) }).await.unwrap_err();
        assert_eq!(error.to_string(), "the task panicked");
        assert_eq!(other.await.unwrap(), "unhurt");
    });
}

#[test]
fn an_aborted_task_is_dropped_before_its_handle_resolves() {
    run(async {
        let log = Log::default();
        let in_task = log.clone();
        let task = spawn(async move {
            let _guard = OnDrop(|| in_task.add("future dropped"));
            std::future::pending::<()>().await;
        });
        settle().await;
        task.abort();
        assert!(!task.is_finished(), "abort only asks");
        let error = task.await.unwrap_err();
        log.add("handle resolved");
        assert!(error.is_cancelled() && !error.is_panic());
        assert_eq!(error.to_string(), "the task was cancelled");
        assert!(error.try_into_panic().unwrap_err().is_cancelled());
        assert_eq!(log.take(), ["future dropped", "handle resolved"]);
    });
}

#[test]
fn a_finished_future_is_dropped_before_its_handle_resolves() {
    struct Future3(Log);
    impl Future for Future3 {
        type Output = ();
        fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
            Poll::Ready(())
        }
    }
    impl Drop for Future3 {
        fn drop(&mut self) {
            self.0.add("future dropped");
        }
    }
    run(async {
        let log = Log::default();
        spawn(Future3(log.clone())).await.unwrap();
        log.add("handle resolved");
        assert_eq!(log.take(), ["future dropped", "handle resolved"]);
    });
}

#[test]
fn a_local_task_aborted_from_another_thread_is_dropped_at_home() {
    run(async {
        let home = thread::current().id();
        let dropped = Counter::default();
        let counter = dropped.clone();
        let task = spawn_local(async move {
            let _guard = OnDrop(|| {
                assert_eq!(thread::current().id(), home);
                counter.add();
            });
            std::future::pending::<()>().await;
        });
        settle().await;
        let (sender, receiver) = resumable::sync::oneshot::channel();
        thread::spawn(move || {
            task.abort();
            sender.send(task).unwrap();
        });
        let task: JoinHandle<()> = receiver.await.unwrap();
        assert!(task.await.unwrap_err().is_cancelled());
        assert_eq!(dropped.get(), 1);
    });
}

#[test]
fn aborting_a_finished_task_changes_nothing() {
    run(async {
        let task = spawn(async { 7 });
        settle().await;
        assert!(task.is_finished());
        task.abort();
        assert_eq!(task.await.unwrap(), 7);
    });
}

#[test]
fn a_task_may_abort_itself() {
    run(async {
        let (sender, receiver) = resumable::sync::oneshot::channel::<JoinHandle<()>>();
        let polls = Counter::default();
        let counter = polls.clone();
        let task = spawn(async move {
            let own = receiver.await.unwrap();
            own.abort();
            loop {
                counter.add();
                yield_now().await;
            }
        });
        sender.send(task).unwrap();
        settle().await;
        assert_eq!(polls.get(), 1, "the poll that aborted was the last");
    });
}

#[test]
fn a_handle_can_be_polled_put_aside_and_awaited_again() {
    run(async {
        let gate = Gate::default();
        let mut task = spawn(gate.clone());
        assert!(poll_once(Pin::new(&mut task)).is_pending());
        settle().await;
        gate.open_and_wake();
        (&mut task).await.unwrap();
        let message = panic_message(|| poll_once(Pin::new(&mut task)));
        assert!(message.contains("after it had given its result"), "{message}");
    });
}

#[test]
fn a_dropped_handle_keeps_no_waker() {
    run(async {
        let (count, waker) = crate::support::CountingWaker::counted();
        let before = Arc::strong_count(&count);
        let mut task = spawn(std::future::pending::<()>());
        assert!(Pin::new(&mut task).poll(&mut Context::from_waker(&waker)).is_pending());
        assert!(Arc::strong_count(&count) > before);
        drop(task);
        assert_eq!(Arc::strong_count(&count), before);
    });
}

/// What a task of the product below does.
#[derive(Clone, Copy, Debug)]
struct Case {
    local: bool,
    poll_panics: bool,
    future_drop_panics: bool,
    output_drop_panics: bool,
    /// Abort before the first poll, between polls, or not at all.
    abort: Option<bool>,
    handle: HandleUse,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum HandleUse {
    DroppedAtOnce,
    DroppedAtEnd,
    Awaited,
}

/// Counts its drop, and then panics if told so.
struct Bomb {
    dropped: Counter,
    armed: bool,
}

impl Drop for Bomb {
    fn drop(&mut self) {
        self.dropped.add();
        if self.armed {
            panic!("in a destructor");
        }
    }
}

struct Task {
    case: Case,
    polls: usize,
    outputs: Counter,
    output_drops: Counter,
    _bomb: Bomb,
}

impl Future for Task {
    type Output = Bomb;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Bomb> {
        self.polls += 1;
        if self.polls < 3 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        assert!(!self.case.poll_panics, "in poll");
        self.outputs.add();
        Poll::Ready(Bomb { dropped: self.output_drops.clone(), armed: self.case.output_drop_panics })
    }
}

#[test]
fn every_combination_of_panic_abort_and_handle_drops_once() {
    let flags = [false, true];
    let mut cases = Vec::new();
    for local in flags {
        for poll_panics in flags {
            for future_drop_panics in flags {
                for output_drop_panics in flags {
                    for abort in [None, Some(true), Some(false)] {
                        for handle in [HandleUse::DroppedAtOnce, HandleUse::DroppedAtEnd, HandleUse::Awaited] {
                            cases.push(Case {
                                local,
                                poll_panics,
                                future_drop_panics,
                                output_drop_panics,
                                abort,
                                handle,
                            });
                        }
                    }
                }
            }
        }
    }
    for workers in [1, 2] {
        let runtime = resumable::Builder::new().worker_threads(workers).build().unwrap();
        runtime.block_on(async {
            for case in &cases {
                check_combination(*case, workers).await;
            }
        });
    }
    assert_eq!(cases.len(), 144);
}

/// Lets the tasks go on until it is so.
async fn wait_until(case: Case, is_so: impl Fn() -> bool) {
    let start = std::time::Instant::now();
    while !is_so() {
        assert!(start.elapsed() < crate::support::LONG, "{case:?}");
        yield_now().await;
    }
}

async fn check_combination(case: Case, workers: usize) {
    let (future_drops, outputs, output_drops) = (Counter::default(), Counter::default(), Counter::default());
    let task = Task {
        case,
        polls: 0,
        outputs: outputs.clone(),
        output_drops: output_drops.clone(),
        _bomb: Bomb { dropped: future_drops.clone(), armed: case.future_drop_panics },
    };
    let handle = if case.local { spawn_local(task) } else { spawn(task) };
    match case.abort {
        None => {}
        Some(before_first_poll) => {
            if !before_first_poll {
                yield_now().await;
            }
            handle.abort();
        }
    }
    match case.handle {
        HandleUse::DroppedAtOnce => drop(handle),
        HandleUse::DroppedAtEnd => {
            wait_until(case, || handle.is_finished()).await;
            drop(handle);
        }
        HandleUse::Awaited => check_result(case, workers, handle.await),
    }
    wait_until(case, || future_drops.get() == 1 && output_drops.get() == outputs.get()).await;
    settle().await;
    assert_eq!(future_drops.get(), 1, "{case:?}");
    assert_eq!(output_drops.get(), outputs.get(), "{case:?}");
    // The runtime is alive.
    assert_eq!(spawn(async { 7 }).await.unwrap(), 7, "{case:?}");
}

fn check_result(case: Case, workers: usize, result: Result<Bomb, JoinError>) {
    // On another thread the task may get there before the abort.
    let may_be_late = workers > 1 && !case.local;
    match result {
        Ok(output) => {
            assert!(!case.poll_panics && !case.future_drop_panics, "{case:?}");
            assert!(case.abort.is_none() || may_be_late, "{case:?}");
            // This drop is the test's own.
            let dropped = catch_unwind(AssertUnwindSafe(|| drop(output)));
            assert_eq!(dropped.is_err(), case.output_drop_panics, "{case:?}");
        }
        Err(error) if case.abort.is_some() && !may_be_late => {
            assert_eq!(error.is_panic(), case.future_drop_panics, "{case:?}")
        }
        Err(error) => {
            assert!(case.poll_panics || case.future_drop_panics || case.abort.is_some(), "{case:?}");
            assert!(error.is_panic() || case.abort.is_some(), "{case:?}");
        }
    }
}
