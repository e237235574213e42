//! `block_on`, `Runtime` and the order of turns.

use crate::support::{Counter, Gate, LONG, Log, OnDrop, panic_message, poll_once, run, settle};
use resumable::sync::oneshot;
use resumable::time::{Duration, Instant, sleep, sleep_until};
use resumable::{Handle, Runtime, block_on, spawn, spawn_local, yield_now};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::thread::{self, ThreadId};

#[test]
fn block_on_takes_whatever_turns_into_a_future() {
    assert_eq!(block_on(std::future::ready(1)), 1);
    let borrowed = String::from("borrowed");
    assert_eq!(block_on(async { borrowed.len() }), 8);
}

#[test]
fn tasks_take_turns_in_the_order_in_which_they_were_woken() {
    let log = Log::default();
    run(async {
        let tasks: Vec<_> = ["a", "b", "c"]
            .map(|name| {
                let log = log.clone();
                spawn(async move {
                    for turn in 1..=3 {
                        log.add(format!("{name}{turn}"));
                        yield_now().await;
                    }
                })
            })
            .into();
        for task in tasks {
            task.await.unwrap();
        }
    });
    assert_eq!(log.take(), ["a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3"]);
}

#[test]
fn spawn_and_spawn_local_share_one_queue() {
    let log = Log::default();
    run(async {
        let (first, second, third) = (log.clone(), log.clone(), log.clone());
        let not_send = Rc::new("local");
        let tasks = (
            spawn(async move { first.add("spawn") }),
            spawn_local(async move { second.add(*not_send) }),
            spawn(async move { third.add("spawn again") }),
        );
        tasks.2.await.unwrap();
    });
    assert_eq!(log.take(), ["spawn", "local", "spawn again"]);
}

#[test]
fn a_task_that_is_always_ready_does_not_starve_the_timers() {
    let polls = Counter::default();
    let polls_before_timer = run(async {
        let deadline = Instant::now() + Duration::from_millis(20);
        let counter = polls.clone();
        let sleeper = spawn(async move {
            sleep_until(deadline).await;
            counter.get()
        });
        settle().await;
        assert!(!sleeper.is_finished());
        // From here on the timer is due, and only the reactor has yet to be asked.
        thread::sleep(deadline.saturating_duration_since(Instant::now()));
        let counter = polls.clone();
        let busy = spawn(async move {
            loop {
                counter.add();
                yield_now().await;
            }
        });
        let polls_before_timer = sleeper.await.unwrap();
        busy.abort();
        polls_before_timer
    });
    assert!(polls_before_timer <= 61, "{polls_before_timer} polls before the reactor was asked");
}

#[test]
fn two_that_wake_each_other_do_not_starve_a_third() {
    run(async {
        let (to_second, mut at_second) = resumable::sync::mpsc::channel::<()>(1);
        let (to_first, mut at_first) = resumable::sync::mpsc::channel::<()>(1);
        let pairs = Counter::default();
        let counter = pairs.clone();
        let first = spawn(async move {
            loop {
                to_second.send(()).await.unwrap();
                at_first.recv().await.unwrap();
                counter.add();
            }
        });
        let second = spawn(async move {
            while at_second.recv().await.is_some() {
                if to_first.send(()).await.is_err() {
                    return;
                }
            }
        });
        settle().await;
        let before = pairs.get();
        for _ in 0..100 {
            yield_now().await;
        }
        assert!(pairs.get() - before <= 200, "each turn of the third costs the pair two at most");
        first.abort();
        second.await.unwrap();
    });
}

#[test]
fn a_task_whose_waits_are_over_at_once_gives_way() {
    run(async {
        let waits = Counter::default();
        let counter = waits.clone();
        let busy = spawn(async move {
            loop {
                sleep(Duration::ZERO).await;
                counter.add();
            }
        });
        yield_now().await;
        assert_eq!(waits.get(), 128);
        yield_now().await;
        assert_eq!(waits.get(), 256);
        busy.abort();
    });
}

#[test]
fn a_busy_main_future_does_not_starve_the_tasks() {
    run(async {
        let task = spawn(sleep(Duration::from_millis(1)));
        while !task.is_finished() {
            yield_now().await;
        }
    });
}

#[test]
fn nested_block_on_is_refused_and_does_no_harm() {
    run(async {
        let message = panic_message(|| block_on(async {}));
        assert!(message.contains("await the future instead"), "{message}");
        let runtime = Runtime::new().unwrap();
        let message = panic_message(|| runtime.block_on(async {}));
        assert!(message.contains("await the future instead"), "{message}");
        // The outer runtime is still the current one.
        spawn(sleep(Duration::from_millis(1))).await.unwrap();
    });
    assert_eq!(block_on(async { 1 }), 1);
}

#[test]
fn a_runtime_may_live_and_die_inside_another() {
    run(async {
        let inner = Runtime::new().unwrap();
        let task = inner.spawn(async {});
        drop(inner);
        assert!(task.await.unwrap_err().is_cancelled());
        spawn(sleep(Duration::from_millis(1))).await.unwrap();
    });
}

#[test]
fn the_park_token_of_the_thread_is_not_needed() {
    run(async {
        let gate = Gate::default();
        let opener = gate.clone();
        let waiter = spawn(gate);
        settle().await;
        let thread = thread::spawn(move || opener.open_and_wake());
        // A library that parks may use up whatever token is there.
        thread::park_timeout(Duration::from_millis(1));
        thread::current().unpark();
        waiter.await.unwrap();
        thread.join().unwrap();
    });
}

#[test]
fn spawning_outside_a_runtime_says_what_to_do() {
    for message in [
        panic_message(|| spawn(async {})),
        panic_message(|| spawn_local(async {})),
        panic_message(|| Handle::current()),
    ] {
        assert!(message.contains("outside a runtime") && message.contains("block_on"), "{message}");
    }
}

#[test]
fn the_main_future_may_panic_and_the_runtime_goes_on() {
    let runtime = Runtime::new().unwrap();
    assert_eq!(panic_message(|| runtime.block_on(async { panic!("main") })), "main");
    assert!(panic_message(|| spawn(async {})).contains("outside a runtime"), "the runtime was left entered");
    let task = runtime.spawn(async { 7 });
    assert_eq!(runtime.block_on(task).unwrap(), 7);
}

#[test]
fn a_runtime_keeps_its_tasks_from_one_call_to_the_next() {
    let runtime = Runtime::new().unwrap();
    let steps = Counter::default();
    let counter = steps.clone();
    runtime.spawn_local(async move {
        loop {
            counter.add();
            yield_now().await;
        }
    });
    runtime.block_on(settle());
    let before = steps.get();
    assert!(before > 0);
    runtime.block_on(settle());
    assert!(steps.get() > before);
}

#[test]
fn dropping_a_runtime_drops_its_tasks_on_this_thread() {
    let log = Log::default();
    let runtime = Runtime::new().unwrap();
    let (started, unstarted) = (log.clone(), log.clone());
    let owner = thread::current().id();
    let first = runtime.spawn(async move {
        let _guard = OnDrop(|| {
            assert_eq!(thread::current().id(), owner);
            started.add("started");
        });
        std::future::pending::<()>().await;
    });
    runtime.block_on(settle());
    let guard = OnDrop(move || unstarted.add("unstarted"));
    let second = runtime.spawn(async move {
        let _guard = guard;
    });
    drop(runtime);
    let mut dropped = log.take();
    dropped.sort();
    assert_eq!(dropped, ["started", "unstarted"]);
    for handle in [first, second] {
        assert!(handle.is_finished());
        assert!(block_on(handle).unwrap_err().is_cancelled());
    }
}

#[test]
fn block_on_drops_the_tasks_that_are_left() {
    let dropped = Counter::default();
    let counter = dropped.clone();
    run(async move {
        spawn(async move {
            let _guard = OnDrop(|| {
                counter.add();
            });
            std::future::pending::<()>().await;
        });
        settle().await;
    });
    assert_eq!(dropped.get(), 1);
}

#[test]
fn a_handle_outlives_its_runtime_and_then_cancels() {
    let runtime = Runtime::new().unwrap();
    let handle = runtime.handle();
    drop(runtime);
    let held = Arc::new(());
    let given = held.clone();
    let task = handle.spawn(async move { drop(given) });
    assert_eq!(Arc::strong_count(&held), 1, "the future was dropped at once");
    assert!(block_on(task).unwrap_err().is_cancelled());
}

#[test]
fn a_handle_spawns_from_another_thread_while_the_runtime_sleeps() {
    let start = Instant::now();
    run(async {
        let handle = Handle::current();
        let (request, requests) = std::sync::mpsc::channel::<oneshot::Sender<ThreadId>>();
        let thread = thread::spawn(move || {
            for sender in requests {
                handle.spawn(async move { sender.send(thread::current().id()).unwrap() });
            }
        });
        // Many rounds, so that many spawns meet the runtime on its way to sleep.
        for _ in 0..1000 {
            let (sender, receiver) = oneshot::channel();
            request.send(sender).unwrap();
            assert_eq!(receiver.await.unwrap(), thread::current().id());
        }
        drop(request);
        thread.join().unwrap();
    });
    assert!(start.elapsed() < LONG, "a spawn did not wake the runtime");
}

#[test]
fn destructors_may_spawn() {
    let outcomes = Log::default();
    let runtime = Runtime::new().unwrap();
    for when in ["cancelled with the runtime", "dropped at its end"] {
        let log = outcomes.clone();
        runtime.spawn_local(async move {
            let _guard = OnDrop(|| {
                let task = spawn(async {});
                let local = spawn_local(async {});
                log.add(format!("{when}: {} {}", task.is_finished(), local.is_finished()));
            });
            if when == "cancelled with the runtime" {
                std::future::pending::<()>().await;
            }
        });
    }
    runtime.block_on(settle());
    assert_eq!(outcomes.take(), ["dropped at its end: false false"]);
    drop(runtime);
    assert_eq!(outcomes.take(), ["cancelled with the runtime: true true"], "spawned too late, cancelled at once");
}

#[test]
fn many_tasks_spawning_tasks_all_come_to_their_end() {
    let ended = Counter::default();
    run(async {
        let tasks: Vec<_> = (0..100)
            .map(|_| {
                let ended = ended.clone();
                spawn(async move {
                    let children: Vec<_> = (0..10)
                        .map(|_| {
                            let ended = ended.clone();
                            spawn(async move {
                                yield_now().await;
                                ended.add();
                            })
                        })
                        .collect();
                    for child in children {
                        child.await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
    assert_eq!(ended.get(), 1000);
}

#[test]
fn yield_now_yields_once() {
    let mut future = pin!(yield_now());
    assert!(poll_once(future.as_mut()).is_pending());
    assert!(poll_once(future.as_mut()).is_ready());
}
