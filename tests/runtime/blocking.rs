//! `spawn_blocking`.

use crate::support::{Counter, run};
use resumable::time::{Duration, sleep};
use resumable::{block_on, spawn, spawn_blocking};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;

#[test]
fn a_closure_runs_on_another_thread_and_its_result_comes_back() {
    let id = run(spawn_blocking(|| thread::current().id())).unwrap();
    assert_ne!(id, thread::current().id());
}

#[test]
fn blocking_does_not_stop_the_tasks() {
    run(async {
        let (sender, receiver) = mpsc::channel();
        let blocked = spawn_blocking(move || receiver.recv().unwrap());
        let task = spawn(async move {
            sleep(Duration::from_millis(1)).await;
            sender.send("unblocked").unwrap();
        });
        assert_eq!(blocked.await.unwrap(), "unblocked");
        task.await.unwrap();
    });
}

#[test]
fn a_panic_becomes_an_error_and_the_pool_goes_on() {
    run(async {
        let error = spawn_blocking(|| panic!("on purpose")).await.unwrap_err();
        assert_eq!(error.to_string(), "the task panicked: on purpose");
        assert_eq!(spawn_blocking(|| 7).await.unwrap(), 7);
    });
}

#[test]
fn jobs_run_at_the_same_time() {
    // Every job waits for all the others of its round. Each round finds the threads of the one before idle, and needs more.
    for count in [4, 8, 12, 16, 20, 24, 28, 32] {
        let barrier = Arc::new(Barrier::new(count));
        let jobs: Vec<_> = (0..count)
            .map(|_| {
                let barrier = barrier.clone();
                spawn_blocking(move || barrier.wait().is_leader())
            })
            .collect();
        let mut leaders = 0;
        for job in jobs {
            leaders += usize::from(run(job).unwrap());
        }
        assert_eq!(leaders, 1);
    }
}

#[test]
fn more_jobs_than_threads_all_run() {
    let ran = Counter::default();
    let jobs: Vec<_> = (0..1000)
        .map(|_| {
            let ran = ran.clone();
            spawn_blocking(move || {
                ran.add();
            })
        })
        .collect();
    run(async {
        for job in jobs {
            job.await.unwrap();
        }
    });
    assert_eq!(ran.get(), 1000);
}

#[test]
fn jobs_of_several_threads_all_run() {
    for _ in 0..20 {
        let ran = Counter::default();
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let jobs: Vec<_> = (0..50)
                        .map(|_| {
                            let ran = ran.clone();
                            spawn_blocking(move || ran.add())
                        })
                        .collect();
                    for job in jobs {
                        run(job).unwrap();
                    }
                });
            }
        });
        assert_eq!(ran.get(), 150);
    }
}

#[test]
fn a_job_is_aborted_before_it_begins_or_not_at_all() {
    let (sender, receiver) = mpsc::channel();
    let (began, begun) = mpsc::channel();
    let job = spawn_blocking(move || {
        began.send(()).unwrap();
        receiver.recv().unwrap()
    });
    begun.recv().unwrap();
    job.abort();
    assert!(!job.is_finished());
    sender.send(7).unwrap();
    assert_eq!(block_on(job).unwrap(), 7);
}

#[test]
fn a_detached_job_runs_on_after_the_runtime() {
    let (sender, receiver) = mpsc::channel();
    block_on(async {
        drop(spawn_blocking(move || sender.send("ran").unwrap()));
    });
    assert_eq!(receiver.recv().unwrap(), "ran");
}
