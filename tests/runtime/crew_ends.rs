//! How runtimes of several threads end.

use crate::crew::crew;
use crate::support::{Counter, Gate, LONG, Log, OnDrop, settle};
use resumable::time::{Duration, Instant, sleep};
use resumable::{Handle, Runtime, spawn, spawn_blocking, spawn_local, yield_now};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

#[test]
fn dropping_the_runtime_drops_every_future_once() {
    for round in 0..50 {
        let dropped: Arc<Vec<AtomicUsize>> = Arc::new((0..30).map(|_| AtomicUsize::new(0)).collect());
        let locals = (Counter::default(), Counter::default());
        let runtime = crew(3);
        let handles: Vec<_> = (0..30)
            .map(|index| {
                let (in_future, (made, gone)) = (dropped.clone(), locals.clone());
                // Dropped with the future, polled or not.
                let guard = OnDrop(move || _ = in_future[index].fetch_add(1, Ordering::SeqCst));
                runtime.spawn(async move {
                    let _guard = guard;
                    if index % 3 == 0 {
                        made.add();
                        let local = (Rc::new(()), OnDrop(move || _ = gone.add()));
                        let _ = spawn_local(async move {
                            let _local = local;
                            std::future::pending::<()>().await
                        })
                        .await;
                    }
                    loop {
                        yield_now().await;
                        if index % 3 == 1 {
                            std::future::pending::<()>().await;
                        }
                    }
                })
            })
            .collect();
        if round % 2 == 0 {
            runtime.block_on(settle());
        }
        drop(runtime);
        for handle in handles {
            assert!(handle.is_finished());
            assert!(resumable::block_on(handle).unwrap_err().is_cancelled());
        }
        let dropped: Vec<usize> = dropped.iter().map(|count| count.load(Ordering::SeqCst)).collect();
        assert_eq!(dropped, [1; 30]);
        assert_eq!(locals.0.get(), locals.1.get(), "a task at home of a worker was lost");
    }
}

/// Each of these tasks belongs to another part of the crew than the one that spawned it, so that no part is empty all the time.
#[test]
fn shut_down_waits_for_tasks_that_the_last_tasks_spawn() {
    fn chain(left: u32, handle: Handle, ended: Counter) {
        if left == 0 {
            ended.add();
        } else if left.is_multiple_of(2) {
            handle.clone().spawn(async move { chain(left - 1, handle, ended) });
        } else {
            spawn(async move { chain(left - 1, handle, ended) });
        }
    }
    for _ in 0..300 {
        let ended = Counter::default();
        let runtime = crew(3);
        let (handle, in_task) = (runtime.handle(), ended.clone());
        runtime.spawn(async move { chain(100, handle, in_task) });
        assert_eq!(runtime.shut_down(Duration::MAX).cancelled(), 0);
        assert_eq!(ended.get(), 1);
    }
}

#[test]
fn local_tasks_are_dropped_on_their_own_thread_at_the_end() {
    let log = Log::default();
    let runtime = crew(2);
    let (sender, receiver) = mpsc::channel();
    let in_task = log.clone();
    runtime.spawn(async move {
        let home = thread::current().id();
        spawn_local(async move {
            let _guard = OnDrop(|| {
                assert_eq!(thread::current().id(), home);
                in_task.add("dropped at home");
            });
            sender.send(home).unwrap();
            std::future::pending::<()>().await;
        });
    });
    assert_ne!(receiver.recv_timeout(LONG).unwrap(), thread::current().id());
    drop(runtime);
    assert_eq!(log.take(), ["dropped at home"]);
}

#[test]
fn wakes_race_with_the_end_of_a_crew() {
    for _ in 0..100 {
        let gate = Gate::default();
        let runtime = crew(2);
        runtime.spawn(gate.clone());
        runtime.block_on(async {
            while gate.polls() == 0 {
                yield_now().await;
            }
        });
        let (waker, stop) = (gate.waker(), Arc::new(AtomicBool::new(false)));
        let stopped = stop.clone();
        let thread = thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                waker.wake_by_ref();
            }
        });
        drop(runtime);
        stop.store(true, Ordering::Relaxed);
        thread.join().unwrap();
        gate.waker().wake();
    }
}

#[test]
fn a_handle_outlives_its_crew_and_then_cancels() {
    let runtime = crew(2);
    let handle = runtime.handle();
    drop(runtime);
    let held = Arc::new(());
    let given = held.clone();
    let task = handle.spawn(async move { drop(given) });
    assert_eq!(Arc::strong_count(&held), 1, "the future was dropped at once");
    assert!(resumable::block_on(task).unwrap_err().is_cancelled());
}

#[test]
fn shut_down_waits_for_tasks_and_reports_those_it_cut() {
    for workers in [1, 2] {
        let ended = Counter::default();
        let runtime = crew(workers);
        for _ in 0..10 {
            let ended = ended.clone();
            runtime.spawn(async move {
                sleep(Duration::from_millis(5)).await;
                ended.add();
            });
        }
        let local = ended.clone();
        runtime.spawn_local(async move {
            sleep(Duration::from_millis(5)).await;
            local.add();
        });
        let start = Instant::now();
        assert_eq!(runtime.shut_down(LONG).cancelled(), 0);
        assert!(start.elapsed() < LONG, "it did not notice the last task");
        assert_eq!(ended.get(), 11);

        let runtime = crew(workers);
        let endless: Vec<_> = (0..3).map(|_| runtime.spawn(std::future::pending::<()>())).collect();
        assert_eq!(runtime.shut_down(Duration::from_millis(5)).cancelled(), 3);
        assert!(endless.iter().all(|task| task.is_finished()));
        let runtime = crew(workers);
        runtime.spawn_local(std::future::pending::<()>());
        assert_eq!(runtime.shut_down(Duration::ZERO).cancelled(), 1);
    }
}

/// A job that blocks until the sender is dropped, spawned inside of the runtime; it has begun.
fn blocked(runtime: &Runtime) -> mpsc::Sender<()> {
    let (sender, receiver) = mpsc::channel::<()>();
    let (began, begun) = mpsc::channel();
    runtime.enter(|| {
        drop(spawn_blocking(move || {
            began.send(()).unwrap();
            receiver.recv().unwrap_err();
        }));
    });
    begun.recv_timeout(LONG).unwrap();
    sender
}

#[test]
fn shut_down_reports_jobs_that_it_has_not_waited_for() {
    for workers in [1, 2] {
        let (runtime, other) = (crew(workers), crew(workers));
        let jobs = [blocked(&runtime), blocked(&runtime)];
        let (also_here, elsewhere) = (runtime.handle(), blocked(&other));
        // One that is spawned by a task counts as well, on whatever thread the task is.
        let (sender, receiver) = mpsc::channel::<()>();
        let (began, begun) = mpsc::channel();
        drop(also_here.spawn(async move {
            drop(spawn_blocking(move || {
                began.send(()).unwrap();
                receiver.recv().unwrap_err();
            }));
        }));
        runtime.block_on(settle());
        begun.recv_timeout(LONG).unwrap();
        let report = runtime.shut_down(Duration::from_millis(5));
        assert_eq!((report.cancelled(), report.blocking()), (0, 3));
        drop((jobs, sender));
        let report = other.shut_down(Duration::ZERO);
        assert_eq!((report.cancelled(), report.blocking()), (0, 1), "each has those of its own");
        drop(elsewhere);
    }
}

#[test]
fn shut_down_waits_for_jobs() {
    for workers in [1, 2] {
        let runtime = crew(workers);
        let ended = Counter::default();
        for _ in 0..3 {
            let ended = ended.clone();
            runtime.enter(|| {
                drop(spawn_blocking(move || {
                    thread::sleep(Duration::from_millis(5));
                    ended.add();
                }));
            });
        }
        let report = runtime.shut_down(LONG);
        assert_eq!((ended.get(), report.cancelled(), report.blocking()), (3, 0, 0));
    }
}

/// Whoever is looked at last is spawned by whoever was looked at before.
#[test]
fn shut_down_waits_for_what_jobs_and_tasks_spawn_in_turns() {
    fn chain(left: u32, handle: Handle, ended: Counter) {
        if left == 0 {
            ended.add();
        } else {
            drop(handle.clone().spawn(async move {
                drop(spawn_blocking(move || chain(left - 1, handle, ended)));
            }));
        }
    }
    for workers in [1, 3] {
        for _ in 0..30 {
            let ended = Counter::default();
            let runtime = crew(workers);
            chain(10, runtime.handle(), ended.clone());
            let report = runtime.shut_down(Duration::MAX);
            assert_eq!((ended.get(), report.cancelled(), report.blocking()), (1, 0, 0));
        }
    }
}

#[test]
fn a_job_that_is_aborted_or_panics_counts_no_more() {
    let runtime = crew(1);
    let panicked = runtime.enter(|| spawn_blocking(|| panic!("on purpose")));
    assert!(resumable::block_on(panicked).unwrap_err().is_panic());
    assert_eq!(runtime.shut_down(LONG).blocking(), 0);
}
