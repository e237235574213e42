//! `Handle::metrics`.

use crate::crew::crew;
use crate::support::{Counter, Gate, LONG, is_child, run_again, settle};
use resumable::net::TcpListener;
use resumable::time::{Duration, sleep, timeout};
use resumable::{Handle, Metrics, set_max_blocking_threads, spawn, spawn_blocking, spawn_local, yield_now};
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Barrier, mpsc};
use std::task::Poll;
use std::thread;

fn polls(metrics: &Metrics) -> u64 {
    metrics.workers().iter().map(|worker| worker.polls()).sum()
}

#[test]
fn tasks_are_counted_wherever_they_are() {
    for workers in [1, 3] {
        let runtime = crew(workers);
        let handle = runtime.handle();
        assert_eq!((handle.metrics().tasks(), handle.metrics().spawned_tasks()), (0, 0));
        assert_eq!(handle.metrics().workers().len(), workers);
        let (gate, local) = (Gate::default(), Gate::default());
        let tasks = runtime.block_on(async {
            let mut tasks: Vec<_> = (0..10).map(|_| spawn(async { yield_now().await })).collect();
            // From another thread; and one that is at home of whichever worker runs it.
            let (elsewhere, at_home) = (handle.clone(), local.clone());
            tasks.push(
                thread::spawn(move || {
                    elsewhere.spawn(async move {
                        spawn_local(at_home).await.unwrap();
                    })
                })
                .join()
                .unwrap(),
            );
            tasks.push(spawn(gate.clone()));
            while gate.polls() == 0 || local.polls() == 0 {
                yield_now().await;
            }
            for task in tasks.drain(..10) {
                task.await.unwrap();
            }
            tasks
        });
        let metrics = handle.metrics();
        assert_eq!((metrics.tasks(), metrics.spawned_tasks()), (3, 13), "with {workers} workers");
        gate.open_and_wake();
        local.open_and_wake();
        runtime.block_on(async {
            for task in tasks {
                timeout(LONG, task).await.unwrap().unwrap();
            }
        });
        assert_eq!((handle.metrics().tasks(), handle.metrics().spawned_tasks()), (0, 13));
        drop(runtime.spawn(std::future::pending::<()>()));
        assert_eq!(handle.metrics().tasks(), 1);
        drop(runtime);
        assert_eq!((handle.metrics().tasks(), handle.metrics().spawned_tasks()), (0, 14), "the handle is still right");
    }
}

#[test]
fn every_poll_is_counted_once() {
    for workers in [1, 2] {
        let runtime = crew(workers);
        let handle = runtime.handle();
        for round in 1..=5u64 {
            let before = polls(&handle.metrics());
            let counted = Counter::default();
            let in_main = counted.clone();
            // Everybody's polls, those of the main future included.
            let main = async {
                let tasks: Vec<_> = (0..20 * round)
                    .map(|index| {
                        let counted = counted.clone();
                        spawn(async move {
                            counted.add();
                            for _ in 0..index {
                                yield_now().await;
                                counted.add();
                            }
                        })
                    })
                    .collect();
                for task in tasks {
                    task.await.unwrap();
                }
            };
            let mut main = pin!(main);
            runtime.block_on(std::future::poll_fn(move |cx| {
                in_main.add();
                main.as_mut().poll(cx)
            }));
            // Whoever gave the last turn on another thread counts it when it looks at the sockets.
            let expected = before + counted.get() as u64;
            let deadline = std::time::Instant::now() + LONG;
            while polls(&handle.metrics()) != expected && std::time::Instant::now() < deadline {
                thread::yield_now();
            }
            assert_eq!(polls(&handle.metrics()), expected, "with {workers} workers, in round {round}");
        }
    }
}

#[test]
fn steals_and_parks_are_counted() {
    let runtime = crew(2);
    let handle = runtime.handle();
    runtime.block_on(async {
        // Only who has taken one of the tasks from the other can let both go on.
        let barrier = Arc::new(Barrier::new(2));
        let task = spawn(async move {
            let other = barrier.clone();
            let tasks = [(); 4].map(|_| spawn(async {}));
            let waits = spawn(async move { _ = other.wait() });
            barrier.wait();
            waits.await.unwrap();
            for task in tasks {
                task.await.unwrap();
            }
        });
        timeout(LONG, task).await.unwrap().unwrap();
        sleep(Duration::from_millis(1)).await;
    });
    let metrics = handle.metrics();
    assert!(metrics.workers().iter().map(|worker| worker.steals()).sum::<u64>() > 0, "{metrics:?}");
    assert!(metrics.workers().iter().map(|worker| worker.parks()).sum::<u64>() > 0, "{metrics:?}");
    let alone = crew(1);
    let handle = alone.handle();
    alone.block_on(settle());
    assert_eq!(handle.metrics().workers()[0].parks(), 0, "it always had something to do");
    alone.block_on(sleep(Duration::from_millis(1)));
    let metrics = handle.metrics();
    assert!(metrics.workers()[0].parks() > 0 && metrics.workers()[0].steals() == 0);
}

#[test]
fn timers_and_descriptors_are_counted() {
    for workers in [1, 2] {
        let runtime = crew(workers);
        let handle = runtime.handle();
        let numbers = || (handle.metrics().timers(), handle.metrics().descriptors());
        runtime.block_on(async {
            assert_eq!(numbers(), (0, 0));
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let mut sleeps = Box::pin(sleep(LONG));
            let is_pending = std::future::poll_fn(|cx| Poll::Ready(sleeps.as_mut().poll(cx).is_pending())).await;
            assert!(is_pending);
            assert_eq!(numbers(), (1, 1));
            drop(listener);
            assert_eq!(numbers(), (1, 0));
            drop(sleeps);
            assert_eq!(numbers(), (0, 0));
        });
    }
}

#[test]
fn jobs_and_their_threads_are_counted() {
    if !is_child("jobs") {
        run_again("metrics::jobs_and_their_threads_are_counted", "jobs", b"");
        return;
    }
    set_max_blocking_threads(1);
    let runtime = crew(1);
    let numbers = |handle: &Handle| {
        let metrics = handle.metrics();
        (metrics.jobs(), metrics.blocking_threads(), metrics.idle_blocking_threads(), metrics.queued_jobs())
    };
    let handle = runtime.handle();
    assert_eq!(numbers(&handle), (0, 0, 0, 0));
    runtime.block_on(async {
        let (end, ended) = mpsc::channel::<()>();
        let (begin, begun) = mpsc::channel();
        let first = spawn_blocking(move || {
            begin.send(()).unwrap();
            ended.recv().unwrap_err();
        });
        begun.recv_timeout(LONG).unwrap();
        let others = [(); 3].map(|_| spawn_blocking(|| ()));
        assert_eq!(numbers(&handle), (4, 1, 0, 3));
        let other = crew(1);
        assert_eq!(
            numbers(&other.handle()),
            (0, 1, 0, 3),
            "the jobs are those of the runtime, the threads the process's"
        );
        drop(end);
        first.await.unwrap();
        for job in others {
            job.await.unwrap();
        }
    });
    while numbers(&handle) != (0, 1, 1, 0) {
        thread::yield_now();
    }
}
