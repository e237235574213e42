//! `spawn_blocking`.

use crate::support::{Counter, is_child, run, run_again};
use resumable::time::{Duration, sleep};
use resumable::{block_on, fs, set_max_blocking_threads, spawn, spawn_blocking};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, mpsc};
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

/// Jobs that take each other's threads, all of them.
#[test]
fn files_do_not_wait_for_jobs_that_block() {
    let (sender, receiver) = mpsc::channel::<()>();
    let receiver = Arc::new(Mutex::new(receiver));
    let jobs: Vec<_> = (0..200)
        .map(|_| {
            let receiver = receiver.clone();
            spawn_blocking(move || receiver.lock().unwrap().recv().unwrap_err())
        })
        .collect();
    let directory = run(fs::metadata(std::env::temp_dir())).unwrap();
    assert!(directory.is_dir());
    assert!(!run(resumable::net::lookup_host(("localhost", 80))).unwrap().is_empty());
    drop(sender);
    for job in jobs {
        run(job).unwrap();
    }
}

/// How many of so many jobs run at the same time, for some time at least.
fn most_at_once(jobs: usize) -> usize {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let jobs: Vec<_> = (0..jobs)
        .map(|_| {
            let (now, most) = (now.clone(), most.clone());
            spawn_blocking(move || {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(2));
                now.fetch_sub(1, Ordering::SeqCst);
            })
        })
        .collect();
    jobs.into_iter().for_each(|job| run(job).unwrap());
    most.load(Ordering::SeqCst)
}

#[test]
fn the_number_of_threads_can_be_set() {
    if !is_child("threads") {
        run_again("blocking::the_number_of_threads_can_be_set", "threads", b"");
        return;
    }
    set_max_blocking_threads(2);
    assert_eq!(most_at_once(20), 2);
    // Jobs that wait already get more threads.
    let barrier = Arc::new(Barrier::new(70));
    let jobs: Vec<_> = (0..70)
        .map(|_| {
            let barrier = barrier.clone();
            spawn_blocking(move || barrier.wait().is_leader())
        })
        .collect();
    set_max_blocking_threads(70);
    assert_eq!(jobs.into_iter().filter_map(|job| run(job).ok()).filter(|is_leader| *is_leader).count(), 1);
    // And lose those that are too many.
    set_max_blocking_threads(1);
    assert_eq!(most_at_once(200), 1);
}
