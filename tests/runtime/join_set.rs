//! `JoinSet`, `AbortHandle`, `cancel`, `id`.

use crate::support::{Counter, Gate, Log, OnDrop, run, settle};
use resumable::task::{AbortHandle, JoinSet};
use resumable::{Builder, spawn, spawn_blocking, spawn_local, yield_now};
use std::collections::HashSet;
use std::rc::Rc;
use std::thread;

#[test]
fn results_come_in_the_order_in_which_tasks_end() {
    run(async {
        let gates: Vec<Gate> = (0..3).map(|_| Gate::default()).collect();
        let mut set = JoinSet::new();
        for (index, gate) in gates.iter().cloned().enumerate() {
            set.spawn(async move {
                gate.await;
                index
            });
        }
        settle().await;
        assert!(set.try_join_next().is_none());
        for index in [1, 0, 2] {
            gates[index].open_and_wake();
            assert_eq!(set.join_next().await.unwrap().unwrap(), index);
        }
        assert!(set.is_empty());
        assert!(set.join_next().await.is_none());
    });
}

#[test]
fn a_set_looks_only_at_tasks_that_have_ended() {
    run(async {
        let mut set = JoinSet::new();
        for _ in 0..1000 {
            set.spawn(std::future::pending());
        }
        for number in 0..1000 {
            set.spawn(async move { number });
            assert_eq!(set.join_next().await.unwrap().unwrap(), number);
        }
        assert_eq!(set.len(), 1000);
    });
}

#[test]
fn a_set_takes_tasks_of_every_kind() {
    run(async {
        let mut set = JoinSet::new();
        let local = Rc::new(1);
        set.spawn_local(async move { *local });
        set.spawn(async { 2 });
        set.spawn_blocking(|| 3);
        set.insert(spawn(async { panic!("on purpose") }));
        let mut results = Vec::new();
        while let Some(result) = set.join_next().await {
            results.push(result.unwrap_or(4));
        }
        results.sort();
        assert_eq!(results, [1, 2, 3, 4]);
    });
}

#[test]
fn a_dropped_set_aborts_its_tasks_and_a_detached_one_does_not() {
    run(async {
        let dropped = Counter::default();
        let guarded = |dropped: &Counter| {
            let dropped = dropped.clone();
            async move {
                let _guard = OnDrop(move || {
                    dropped.add();
                });
                std::future::pending::<()>().await;
            }
        };
        let mut set = JoinSet::new();
        set.spawn(guarded(&dropped));
        settle().await;
        set.detach_all();
        assert!(set.is_empty());
        set.spawn(guarded(&dropped));
        settle().await;
        drop(set);
        settle().await;
        assert_eq!(dropped.get(), 1);
    });
}

#[test]
fn shut_down_waits_for_the_destructors() {
    run(async {
        let log = Log::default();
        let mut set = JoinSet::new();
        for _ in 0..3 {
            let log = log.clone();
            set.spawn(async move {
                let _guard = OnDrop(|| log.add("dropped"));
                std::future::pending::<()>().await;
            });
        }
        settle().await;
        set.shut_down().await;
        assert_eq!(log.take().len(), 3);
        assert!(set.is_empty());
    });
}

#[test]
fn cancel_waits_for_the_drop() {
    run(async {
        let log = Log::default();
        let in_task = log.clone();
        let task = spawn(async move {
            let _guard = OnDrop(|| in_task.add("future dropped"));
            std::future::pending::<()>().await;
        });
        settle().await;
        assert!(task.cancel().await.unwrap_err().is_cancelled());
        assert_eq!(log.take(), ["future dropped"]);
        let task = spawn(async { 7 });
        settle().await;
        assert_eq!(task.cancel().await.unwrap(), 7, "it got there first");
    });
}

#[test]
fn an_abort_handle_works_from_anywhere_and_at_any_time() {
    run(async {
        let task = spawn_local(std::future::pending::<()>());
        let handle = task.abort_handle();
        assert_eq!(handle.id(), task.id());
        let handle: AbortHandle = thread::spawn(move || {
            handle.abort();
            handle
        })
        .join()
        .unwrap();
        assert!(task.await.unwrap_err().is_cancelled());
        assert!(handle.is_finished());
        handle.clone().abort();
    });
}

#[test]
fn tasks_that_exist_have_different_ids() {
    run(async {
        let tasks: Vec<_> = (0..1000).map(|_| spawn(yield_now())).collect();
        let ids: HashSet<_> = tasks.iter().map(|task| task.id()).collect();
        assert_eq!(ids.len(), 1000);
    });
}

/// Tasks of all kinds end, are aborted and are joined at the same time, on all threads of a crew: each is dropped once, and has one result.
#[test]
fn aborts_and_ends_may_race() {
    for workers in [1, 2, 4] {
        let runtime = Builder::new().worker_threads(workers).build().unwrap();
        for round in 0..100 {
            let dropped = Counter::default();
            let results = runtime.block_on(async {
                let mut set = JoinSet::new();
                let mut handles = Vec::new();
                for number in 0..32u32 {
                    let dropped = dropped.clone();
                    let guard = OnDrop(move || _ = dropped.add());
                    let task = async move {
                        let _guard = guard;
                        for _ in 0..number % 4 {
                            yield_now().await;
                        }
                        if number % 8 == 7 {
                            panic!("on purpose");
                        }
                    };
                    handles.push(match number % 3 {
                        0 => set.spawn_local(task),
                        1 => set.spawn(task),
                        _ => set.spawn_blocking(move || drop(task)),
                    });
                }
                let aborts = spawn_blocking(move || handles.iter().step_by(2).for_each(AbortHandle::abort));
                let mut results = 0;
                while results < round % 33 && set.join_next().await.is_some() {
                    results += 1;
                }
                set.abort_all();
                if round % 2 == 0 {
                    results += set.len();
                    set.shut_down().await;
                }
                while set.join_next().await.is_some() {
                    results += 1;
                }
                aborts.await.unwrap();
                results
            });
            assert_eq!((results, dropped.get()), (32, 32), "{workers} workers, round {round}");
        }
    }
}

#[test]
fn a_set_that_is_shut_down_waits_for_jobs_that_have_begun_and_for_no_others() {
    run(async {
        let (begun, over) = (std::sync::mpsc::channel(), std::sync::mpsc::channel::<()>());
        let ran = Counter::default();
        let mut set = JoinSet::new();
        set.spawn_blocking(move || {
            begun.0.send(()).unwrap();
            over.1.recv().unwrap();
        });
        begun.1.recv().unwrap();
        set.abort_all();
        settle().await;
        assert!(set.try_join_next().is_none(), "a job that has begun goes on");
        // More than there are threads, so that some wait in line.
        for _ in 0..200 {
            let ran = ran.clone();
            set.spawn_blocking(move || {
                thread::sleep(std::time::Duration::from_millis(1));
                ran.add();
            });
        }
        over.0.send(()).unwrap();
        set.shut_down().await;
        assert!(set.is_empty() && ran.get() < 200, "{} jobs were run", ran.get());
    });
}
