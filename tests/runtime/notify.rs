//! `sync::{Notify, Barrier, CancellationToken}`.

use crate::support::{Counter, CountingWaker, Log, poll_once, run, settle};
use resumable::spawn;
use resumable::sync::{Barrier, CancellationToken, Notify};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Context;
use std::thread;

#[test]
fn one_notification_wakes_the_first_in_line() {
    run(async {
        let (notify, log) = (Arc::new(Notify::new()), Log::default());
        let tasks: Vec<_> = (0..3)
            .map(|number| {
                let (notify, log) = (notify.clone(), log.clone());
                spawn(async move {
                    notify.notified().await;
                    log.add(number.to_string());
                })
            })
            .collect();
        settle().await;
        for number in 0..3 {
            notify.notify_one();
            settle().await;
            assert_eq!(log.take(), [number.to_string()]);
        }
        for task in tasks {
            task.await.unwrap();
        }
    });
}

#[test]
fn a_notification_waits_for_one_who_comes_and_does_not_count() {
    let notify = Notify::new();
    notify.notify_one();
    notify.notify_one();
    assert!(poll_once(pin!(notify.notified())).is_ready());
    assert!(poll_once(pin!(notify.notified())).is_pending());
}

#[test]
fn a_notification_of_one_that_leaves_goes_to_the_next() {
    let notify = Notify::new();
    let mut leaves = Box::pin(notify.notified());
    let mut stays = Box::pin(notify.notified());
    assert!(!leaves.as_mut().enable());
    assert!(!stays.as_mut().enable());
    notify.notify_one();
    drop(leaves);
    assert!(poll_once(stays.as_mut()).is_ready());
    drop(stays);
    assert!(poll_once(pin!(notify.notified())).is_pending(), "a notification that was used is gone");
    notify.notify_one();
    let unused = notify.notified();
    drop(unused);
    assert!(poll_once(pin!(notify.notified())).is_ready(), "one that was not is not");
}

#[test]
fn whoever_is_told_by_enable_is_told_again_by_the_wait() {
    let notify = Notify::new();
    notify.notify_one();
    let mut early = pin!(notify.notified());
    assert!(early.as_mut().enable() && early.as_mut().enable());
    assert!(poll_once(pin!(notify.notified())).is_pending(), "the notification has its owner");
    assert!(poll_once(early).is_ready());

    let mut late = pin!(notify.notified());
    assert!(!late.as_mut().enable());
    notify.notify_one();
    assert!(late.as_mut().enable() && late.as_mut().enable());
    assert!(poll_once(late).is_ready());

    let mut of_all = pin!(notify.notified());
    assert!(!of_all.as_mut().enable());
    notify.notify_all();
    assert!(of_all.as_mut().enable() && of_all.as_mut().enable());
    assert!(poll_once(of_all).is_ready());
    assert!(poll_once(pin!(notify.notified())).is_pending(), "nothing is left");
}

#[test]
fn a_notification_that_enable_has_found_goes_to_the_next() {
    let notify = Notify::new();
    notify.notify_one();
    let mut leaves = Box::pin(notify.notified());
    assert!(leaves.as_mut().enable());
    let (waker, woken) = CountingWaker::counting();
    let mut stays = pin!(notify.notified());
    assert!(stays.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    drop(leaves);
    assert_eq!(woken.get(), 1);
    assert!(poll_once(stays).is_ready());

    notify.notify_one();
    let mut leaves = Box::pin(notify.notified());
    assert!(leaves.as_mut().enable());
    drop(leaves);
    assert!(poll_once(pin!(notify.notified())).is_ready(), "it waits for one who comes");
}

#[test]
fn whoever_waits_is_woken_also_if_it_is_enabled() {
    let notify = Notify::new();
    let (waker, woken) = CountingWaker::counting();
    let mut waits = pin!(notify.notified());
    assert!(waits.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    assert!(!waits.as_mut().enable());
    notify.notify_one();
    assert_eq!(woken.get(), 1);
    assert!(poll_once(waits).is_ready());
}

#[test]
fn all_are_those_that_hold_a_future() {
    let notify = Notify::new();
    let mut unpolled = pin!(notify.notified());
    let mut in_line = Box::pin(notify.notified());
    assert!(poll_once(in_line.as_mut()).is_pending());
    let mut dropped = Box::pin(notify.notified());
    assert!(poll_once(dropped.as_mut()).is_pending());
    notify.notify_all();
    drop(dropped);
    assert!(poll_once(unpolled.as_mut()).is_ready());
    assert!(poll_once(in_line.as_mut()).is_ready());
    assert!(poll_once(pin!(notify.notified())).is_pending(), "whoever comes later waits");
}

/// The pattern of the documentation, with as many threads as wanted in between.
#[test]
fn a_condition_that_changes_in_between_is_not_missed() {
    let shared = Arc::new((AtomicUsize::new(0), Notify::new()));
    const ROUNDS: usize = 300;
    let thread = {
        let shared = shared.clone();
        thread::spawn(move || {
            for _ in 0..ROUNDS {
                shared.0.fetch_add(1, Ordering::SeqCst);
                shared.1.notify_all();
                thread::yield_now();
            }
        })
    };
    run(async {
        loop {
            let notified = shared.1.notified();
            if shared.0.load(Ordering::SeqCst) == ROUNDS {
                return;
            }
            notified.await;
        }
    });
    thread.join().unwrap();
}

#[test]
fn a_barrier_opens_when_all_have_come_again_and_again() {
    run(async {
        let barrier = Arc::new(Barrier::new(3));
        let (leaders, rounds) = (Counter::default(), Counter::default());
        let tasks: Vec<_> = (0..3)
            .map(|_| {
                let (barrier, leaders, rounds) = (barrier.clone(), leaders.clone(), rounds.clone());
                spawn(async move {
                    for round in 0..10 {
                        rounds.add();
                        if barrier.wait().await.is_leader() {
                            leaders.add();
                        }
                        assert!(rounds.get() >= 3 * (round + 1), "nobody goes on before all have come");
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(leaders.get(), 10);
    });
}

#[test]
fn whoever_leaves_a_barrier_does_not_count() {
    let barrier = Barrier::new(2);
    let mut leaves = Box::pin(barrier.wait());
    assert!(poll_once(leaves.as_mut()).is_pending());
    drop(leaves);
    let mut stays = pin!(barrier.wait());
    assert!(poll_once(stays.as_mut()).is_pending());
    assert!(poll_once(pin!(barrier.wait())).is_ready());
    assert!(poll_once(stays.as_mut()).is_ready());
    assert!(poll_once(pin!(Barrier::new(0).wait())).is_ready());
}

#[test]
fn a_token_is_cancelled_with_its_parent_and_not_with_its_child() {
    run(async {
        let root = CancellationToken::new();
        let (left, right) = (root.child_token(), root.child_token());
        let leaf = left.child_token();
        let waiting = [&root, &left, &right, &leaf].map(|token| spawn(token.clone().cancelled_owned()));
        settle().await;
        left.cancel();
        left.cancel();
        settle().await;
        assert_eq!(waiting.each_ref().map(|task| task.is_finished()), [false, true, false, true]);
        root.cancel();
        for task in waiting {
            task.await.unwrap();
        }
        assert!(right.is_cancelled());
        assert!(root.child_token().is_cancelled(), "a child of a cancelled token is born cancelled");
    });
}

#[test]
fn a_token_without_handles_still_binds_its_descendants() {
    let root = CancellationToken::new();
    let leaf = root.child_token().child_token();
    root.cancel();
    assert!(leaf.is_cancelled());
}

#[test]
fn deep_and_wide_trees_of_tokens_end_well() {
    let root = CancellationToken::new();
    let mut deepest = root.clone();
    for _ in 0..100_000 {
        deepest = deepest.child_token();
    }
    root.cancel();
    assert!(deepest.is_cancelled());
    drop(root);
    drop(deepest);
    let root = CancellationToken::new();
    let mut deepest = root.clone();
    for _ in 0..100_000 {
        deepest = deepest.child_token();
    }
    drop(deepest);
    let children: Vec<_> = (0..100_000).map(|_| root.child_token()).collect();
    drop(children);
    root.cancel();
}

#[test]
fn a_future_runs_until_its_token_is_cancelled() {
    run(async {
        let token = CancellationToken::new();
        assert_eq!(token.run_until_cancelled(async { 7 }).await, Some(7));
        let task = {
            let token = token.clone();
            spawn(async move { token.run_until_cancelled(std::future::pending::<()>()).await })
        };
        settle().await;
        drop(token.clone().drop_guard().disarm());
        assert!(!task.is_finished());
        drop(token.clone().drop_guard());
        assert_eq!(task.await.unwrap(), None);
        assert_eq!(token.run_until_cancelled(async { 7 }).await, Some(7), "a future that is ready wins");
    });
}

/// Whoever has asked knows that all are asked, also where somebody else is at it.
#[test]
fn descendants_are_cancelled_when_cancel_returns() {
    for _ in 0..200 {
        let root = CancellationToken::new();
        let children: Vec<_> = (0..50).map(|_| root.child_token()).collect();
        let grandchildren: Vec<_> = children.iter().map(CancellationToken::child_token).collect();
        let barrier = std::sync::Barrier::new(2);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    barrier.wait();
                    root.cancel();
                    assert!(children.iter().chain(&grandchildren).all(CancellationToken::is_cancelled));
                });
            }
        });
    }
}

#[test]
fn those_that_left_leave_no_waker() {
    let (count, waker) = CountingWaker::counted();
    let before = Arc::strong_count(&count);
    let mut cx = Context::from_waker(&waker);
    let (notify, token, barrier) = (Notify::new(), CancellationToken::new(), Barrier::new(2));
    {
        let mut futures = (pin!(notify.notified()), pin!(token.cancelled()), pin!(barrier.wait()));
        assert!(futures.0.as_mut().poll(&mut cx).is_pending());
        assert!(futures.1.as_mut().poll(&mut cx).is_pending());
        assert!(futures.2.as_mut().poll(&mut cx).is_pending());
        assert_eq!(Arc::strong_count(&count), before + 3);
    }
    assert_eq!(Arc::strong_count(&count), before);
}
