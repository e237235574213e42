//! `Builder::on_task_panic`.

use crate::support::{Counter, LONG, Log, OnDrop, panic_message};
use resumable::sync::oneshot;
use resumable::time::{Instant, timeout};
use resumable::{Builder, Runtime, spawn, spawn_blocking, spawn_local, yield_now};
use std::sync::{Arc, mpsc};
use std::thread;

/// A runtime that logs the panics of its tasks.
fn logging(workers: usize) -> (Runtime, Log) {
    let log = Log::default();
    let in_hook = log.clone();
    let hook = move |panic: &resumable::task::TaskPanic<'_>| {
        let detached = if panic.is_detached() { ", detached" } else { "" };
        in_hook.add(format!("{}{detached}", panic.message().unwrap_or("no text")));
    };
    (Builder::new().worker_threads(workers).on_task_panic(hook).build().unwrap(), log)
}

struct PanicsWhenDropped(&'static str);

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        panic!("{}", self.0);
    }
}

#[test]
fn every_panic_of_a_task_is_told_once_and_before_its_handle_resolves() {
    for workers in [1, 2] {
        let (runtime, log) = logging(workers);
        runtime.block_on(async {
            let task = spawn(async { panic!("of the future") });
            assert!(timeout(LONG, task).await.unwrap().unwrap_err().is_panic());
            assert_eq!(log.take(), ["of the future"]);

            let guard = PanicsWhenDropped("of the destructor");
            let task = spawn(async move {
                let _guard = guard;
                std::future::pending::<()>().await
            });
            yield_now().await;
            assert!(timeout(LONG, task.cancel()).await.unwrap().unwrap_err().is_panic());
            assert_eq!(log.take(), ["of the destructor"]);

            struct Both(PanicsWhenDropped);
            impl std::future::Future for Both {
                type Output = ();
                fn poll(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<()> {
                    panic!("not {}", self.0.0)
                }
            }
            let task = spawn(Both(PanicsWhenDropped("the last")));
            let error = timeout(LONG, task).await.unwrap().unwrap_err();
            assert_eq!(error.to_string(), "the task panicked: the last");
            assert_eq!(log.take(), ["not the last", "the last"]);

            let task = spawn_local(async { std::panic::panic_any(7) });
            assert!(timeout(LONG, task).await.unwrap().unwrap_err().is_panic());
            let task = spawn_blocking(|| panic!("of a job"));
            assert!(timeout(LONG, task).await.unwrap().unwrap_err().is_panic());
            assert_eq!(log.take(), ["no text", "of a job"]);
            spawn(async { "well" }).await.unwrap();
            assert!(spawn(std::future::pending::<()>()).cancel().await.unwrap_err().is_cancelled());
            assert!(log.take().is_empty());
        });
    }
}

#[test]
fn panics_of_tasks_that_nobody_waits_for_are_told() {
    for workers in [1, 2] {
        let (runtime, log) = logging(workers);
        runtime.block_on(async {
            // None of them begins before its handle is gone.
            let (begin, begun) = oneshot::channel::<()>();
            drop(spawn(async {
                begun.await.unwrap();
                panic!("of the future")
            }));
            begin.send(()).unwrap();
            let (begin, begun) = oneshot::channel::<()>();
            drop(spawn(async {
                begun.await.unwrap();
                PanicsWhenDropped("of the output")
            }));
            begin.send(()).unwrap();
            let (begin, begun) = mpsc::channel();
            drop(spawn_blocking(move || {
                begun.recv().unwrap();
                panic!("of a job")
            }));
            begin.send(()).unwrap();
        });
        assert_eq!(runtime.shut_down(LONG).blocking(), 0);
        let mut told = log.take();
        told.sort();
        assert_eq!(told, ["of a job, detached", "of the future, detached", "of the output, detached"]);

        let (runtime, log) = logging(workers);
        let guard = PanicsWhenDropped("at the end");
        drop(runtime.spawn(async move {
            let _guard = guard;
            std::future::pending::<()>().await
        }));
        drop(runtime);
        assert_eq!(log.take(), ["at the end, detached"]);
    }
}

#[test]
fn what_is_told_is_where_and_which() {
    let seen = Log::default();
    let (in_hook, expected) = (seen.clone(), thread::current().id());
    let runtime = Builder::new()
        .on_task_panic(move |panic| {
            assert_eq!(thread::current().id(), expected);
            assert!(resumable::Handle::try_current().is_some());
            let text = panic.payload().downcast_ref::<&str>().unwrap();
            in_hook.add(format!("{} {text}", panic.id()));
        })
        .build()
        .unwrap();
    let id = runtime.block_on(async {
        let task = spawn(async { panic!("on purpose") });
        let id = task.id();
        assert!(task.await.is_err());
        id
    });
    assert_eq!(seen.take(), [format!("{id} on purpose")]);
    let message = panic_message(|| runtime.block_on(async { panic!("not a task") }));
    assert_eq!((&*message, seen.take().len()), ("not a task", 0));
}

#[test]
fn a_hook_that_panics_harms_nobody_and_is_dropped_at_the_end() {
    for workers in [1, 2] {
        let (called, held) = (Counter::default(), Arc::new(()));
        let (in_hook, in_hook_held) = (called.clone(), held.clone());
        let dropped = OnDrop(|| panic!("when dropped"));
        let runtime = Builder::new()
            .worker_threads(workers)
            .on_task_panic(move |_| {
                let _held = (&in_hook_held, &dropped);
                in_hook.add();
                panic!("in the hook");
            })
            .build()
            .unwrap();
        runtime.block_on(async {
            for _ in 0..3 {
                let error = spawn(async { panic!("in the task") }).await.unwrap_err();
                assert_eq!(error.to_string(), "the task panicked: in the task");
            }
            let error = spawn_blocking(|| panic!("in the job")).await.unwrap_err();
            assert_eq!(error.to_string(), "the task panicked: in the job");
        });
        assert_eq!(called.get(), 4);
        drop(runtime);
        // The thread of the job has its clone a moment longer.
        let start = Instant::now();
        while Arc::strong_count(&held) > 1 && start.elapsed() < LONG {
            thread::yield_now();
        }
        assert_eq!(Arc::strong_count(&held), 1);
    }
}

#[test]
fn an_output_that_is_thrown_away_with_its_handle_is_told_as_well() {
    for workers in [1, 2] {
        let (runtime, log) = logging(workers);
        runtime.block_on(async {
            let task = spawn(async { PanicsWhenDropped("of the output") });
            while !task.is_finished() {
                yield_now().await;
            }
            drop(task);
        });
        assert_eq!(log.take(), ["of the output, detached"]);
    }
}
