//! Who is polled when: every wake leads to a poll, nothing else does, and late wakes do nothing.

use crate::support::{Counter, Gate, OnDrop, run, settle};
use resumable::sync::oneshot;
use resumable::{Runtime, spawn, spawn_local};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

#[test]
fn a_woken_task_is_polled_and_no_other() {
    run(async {
        let (woken, unwoken) = (Gate::default(), Gate::default());
        spawn(woken.clone());
        spawn(unwoken.clone());
        settle().await;
        assert_eq!((woken.polls(), unwoken.polls()), (1, 1));
        woken.waker().wake();
        settle().await;
        assert_eq!((woken.polls(), unwoken.polls()), (2, 1));
    });
}

#[test]
fn many_wakes_are_one_poll() {
    run(async {
        let gate = Gate::default();
        spawn(gate.clone());
        settle().await;
        for _ in 0..10 {
            gate.waker().wake_by_ref();
            gate.waker().wake();
        }
        settle().await;
        assert_eq!(gate.polls(), 2);
    });
}

#[test]
fn a_wake_during_the_poll_leads_to_another() {
    run(async {
        let mut polls = 0;
        let task = spawn(poll_fn(move |cx: &mut Context<'_>| {
            polls += 1;
            cx.waker().wake_by_ref();
            if polls == 3 { Poll::Ready(polls) } else { Poll::Pending }
        }));
        assert_eq!(task.await.unwrap(), 3);
    });
}

#[test]
fn the_waker_of_the_main_future_works_like_any_other() {
    let polls = Counter::default();
    run(poll_fn(|cx: &mut Context<'_>| {
        if polls.add() == 2 {
            return Poll::Ready(());
        }
        let waker = cx.waker().clone();
        thread::spawn(move || waker.wake());
        Poll::Pending
    }));
    assert_eq!(polls.get(), 2);
}

#[test]
fn no_wake_from_another_thread_is_lost() {
    const ROUNDS: usize = 2000;
    run(async {
        // The thread wakes at once, so that many wakes meet the runtime on its way to sleep.
        let (sender, receiver) = mpsc::channel::<(Arc<AtomicUsize>, usize, Waker)>();
        let thread = thread::spawn(move || {
            for (cell, round, waker) in receiver {
                cell.store(round, Ordering::Relaxed);
                waker.wake();
            }
        });
        let cell = Arc::new(AtomicUsize::new(0));
        for round in 1..=ROUNDS {
            let mut asked = false;
            poll_fn(|cx: &mut Context<'_>| {
                if !asked {
                    asked = true;
                    sender.send((cell.clone(), round, cx.waker().clone())).unwrap();
                }
                // The store is relaxed: that the wake makes it visible is part of the promise.
                if cell.load(Ordering::Relaxed) == round { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
        }
        drop(sender);
        thread.join().unwrap();
    });
}

#[test]
fn two_threads_may_wake_the_same_task() {
    run(async {
        let left = Arc::new(AtomicUsize::new(0));
        for _ in 0..200 {
            left.store(2, Ordering::SeqCst);
            let mut threads = Vec::new();
            poll_fn(|cx: &mut Context<'_>| {
                if threads.is_empty() {
                    threads = (0..2)
                        .map(|_| {
                            let (left, waker) = (left.clone(), cx.waker().clone());
                            thread::spawn(move || {
                                left.fetch_sub(1, Ordering::SeqCst);
                                waker.wake_by_ref();
                            })
                        })
                        .collect();
                }
                if left.load(Ordering::SeqCst) == 0 { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            for thread in threads {
                thread.join().unwrap();
            }
        }
    });
}

#[test]
fn waking_never_blocks() {
    let gate = Gate::default();
    let runtime = Runtime::new().unwrap();
    let tasks: Vec<_> = (0..1000).map(|_| Gate::default()).collect();
    for task in &tasks {
        runtime.spawn(task.clone());
    }
    runtime.spawn(gate.clone());
    runtime.block_on(settle());
    // The thread of the runtime does not look, so that whatever has no room for all wakes, or waits for an answer, hangs here.
    thread::scope(|scope| {
        let waking = scope.spawn(|| {
            for _ in 0..100 {
                for task in &tasks {
                    task.waker().wake();
                }
            }
        });
        waking.join().unwrap();
    });
    runtime.block_on(settle());
    assert!(tasks.iter().all(|task| task.polls() == 2));
    assert_eq!(gate.polls(), 1);
}

#[test]
fn late_wakes_do_nothing() {
    let gate = Gate::default();
    let runtime = Runtime::new().unwrap();
    let task = runtime.spawn(gate.clone());
    runtime.block_on(settle());
    let waker = gate.waker();
    gate.open_and_wake();
    runtime.block_on(task).unwrap();
    assert_eq!(gate.polls(), 2);

    // After completion, with another task in the slot that the first one had.
    let other = Gate::default();
    runtime.spawn(other.clone());
    runtime.block_on(settle());
    waker.wake_by_ref();
    runtime.block_on(settle());
    assert_eq!((gate.polls(), other.polls()), (2, 1));

    // After the runtime.
    drop(runtime);
    waker.wake_by_ref();
    other.waker().wake();
    thread::spawn(move || waker.wake()).join().unwrap();
    assert_eq!((gate.polls(), other.polls()), (2, 1));
}

#[test]
fn a_waker_left_over_from_an_earlier_block_on_does_nothing() {
    let runtime = Runtime::new().unwrap();
    let mut left_over = None;
    runtime.block_on(poll_fn(|cx: &mut Context<'_>| {
        left_over = Some(cx.waker().clone());
        Poll::Ready(())
    }));
    let waker = left_over.unwrap();
    let polls = Counter::default();
    runtime.block_on(async {
        let gate = Gate::default();
        let opener = gate.clone();
        spawn(async move {
            settle().await;
            opener.open_and_wake();
        });
        let mut gate = gate;
        waker.wake_by_ref();
        poll_fn(|cx: &mut Context<'_>| {
            polls.add();
            Pin::new(&mut gate).poll(cx)
        })
        .await;
    });
    assert_eq!(polls.get(), 2);
}

#[test]
fn wakes_may_race_with_the_end_of_the_runtime() {
    for _ in 0..300 {
        let gate = Gate::default();
        let runtime = Runtime::new().unwrap();
        runtime.spawn(gate.clone());
        runtime.block_on(settle());
        let (waker, stop) = (gate.waker(), Arc::new(AtomicBool::new(false)));
        let stopped = stop.clone();
        let thread = thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                waker.wake_by_ref();
            }
        });
        runtime.block_on(settle());
        drop(runtime);
        stop.store(true, Ordering::Relaxed);
        thread.join().unwrap();
    }
}

#[test]
fn a_leftover_waker_keeps_no_future_alive() {
    let held = Arc::new(());
    let (given, gate) = (held.clone(), Gate::default());
    run({
        let gate = gate.clone();
        async move {
            spawn(async move {
                let _given = given;
                gate.await;
            });
            settle().await;
        }
    });
    let _waker = gate.waker();
    assert_eq!(Arc::strong_count(&held), 1);
}

/// A waker of somebody else's executor, which runs code of its own when woken.
struct Calls<F>(Mutex<F>);

impl<F: FnMut() + Send + 'static> Wake for Calls<F> {
    fn wake(self: Arc<Self>) {
        (self.0.lock().unwrap())();
    }
}

#[test]
fn wakers_may_spawn_and_panic() {
    run(async {
        let spawned = Counter::default();
        let counter = spawned.clone();
        let spawns = Waker::from(Arc::new(Calls(Mutex::new(move || {
            let counter = counter.clone();
            spawn(async move {
                counter.add();
            });
        }))));
        let panics = Waker::from(Arc::new(Calls(Mutex::new(|| panic!("in a waker")))));
        let mut handles = Vec::new();
        for waker in [panics, spawns] {
            let mut handle = spawn(async {});
            assert!(Pin::new(&mut handle).poll(&mut Context::from_waker(&waker)).is_pending());
            handles.push(handle);
        }
        settle().await;
        assert_eq!(spawned.get(), 1);
        for handle in handles {
            handle.await.unwrap();
        }
    });
}

#[test]
fn a_destructor_may_wake_its_own_task_and_others() {
    run(async {
        let gate = Gate::default();
        let opener = gate.clone();
        let waiting = spawn(gate.clone());
        let task = spawn_local(async move {
            let own = poll_fn(|cx: &mut Context<'_>| Poll::Ready(cx.waker().clone())).await;
            let _guard = OnDrop(move || {
                own.wake_by_ref();
                opener.open_and_wake();
            });
            std::future::pending::<()>().await;
        });
        settle().await;
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        waiting.await.unwrap();
    });
}

#[test]
fn two_runtimes_wake_each_other() {
    let (to_first, mut first) = resumable::sync::mpsc::channel::<usize>(1);
    let (to_second, mut second) = resumable::sync::mpsc::channel::<usize>(1);
    let (done, ended) = oneshot::channel();
    let thread = thread::spawn(move || {
        run(async move {
            while let Some(number) = second.recv().await {
                to_first.send(number + 1).await.unwrap();
            }
            done.send(()).unwrap();
        })
    });
    let last = run(async move {
        let mut number = 0;
        while number < 1000 {
            to_second.send(number).await.unwrap();
            number = first.recv().await.unwrap();
        }
        drop(to_second);
        ended.await.unwrap();
        number
    });
    assert_eq!(last, 1000);
    thread.join().unwrap();
}
