//! Models of the task core: loom runs every interleaving of a few threads, and reports races, leaks and deadlocks.
//!
//! `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=3 cargo test -p resumable --release --lib models`

use super::{Common, Home, Job, JoinHandle, Owner, PanicHook, Queued, Ring, Rouse, Schedule, Shard, Turn};
use crate::prelude::*;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::sync::{Arc, Condvar, Mutex};
use loom::thread;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// A bell on a condition variable, as the reactor is one on a file.
#[derive(Clone)]
struct Bell(Arc<(Mutex<bool>, Condvar)>);

impl Bell {
    fn new() -> Self {
        Bell(Arc::new((Mutex::new(false), Condvar::new())))
    }

    fn wait(&self) {
        let mut rung = self.0.0.lock().unwrap();
        while !*rung {
            rung = self.0.1.wait(rung).unwrap();
        }
        *rung = false;
    }
}

impl Rouse for Bell {
    fn rouse(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_one();
    }
}

/// Takes turns until nobody is ready.
fn settle(owner: &Owner) {
    let entered = owner.enter();
    loop {
        entered.here().receive();
        if let Turn::Idle = entered.here().take_turn() {
            return;
        }
    }
}

/// Takes turns until the handle is ready, sleeping in between.
fn finish(owner: &Owner, bell: &Bell, handle: &JoinHandle<()>) {
    loop {
        settle(owner);
        if handle.is_finished() {
            return;
        }
        bell.wait();
    }
}

/// Ready once the number is as large; shows its waker.
fn reaches(number: Arc<AtomicUsize>, least: usize, show: impl Fn(&Waker)) -> impl Future<Output = ()> {
    poll_fn(move |cx| {
        show(cx.waker());
        // Relaxed: that the wake makes it visible is part of the promise.
        if number.load(Ordering::Relaxed) >= least { Poll::Ready(()) } else { Poll::Pending }
    })
}

#[test]
fn two_foreign_wakes_vs_poll() {
    loom::model(|| {
        let bell = Bell::new();
        let owner = Owner::new(Box::new(bell.clone()), Default::default(), None);
        let number = Arc::new(AtomicUsize::new(0));
        let shown = std::sync::Arc::new(std::sync::Mutex::new(None));
        let handle = {
            let shown = shown.clone();
            let future = reaches(number.clone(), 2, move |waker| *shown.lock().unwrap() = Some(waker.clone()));
            owner.enter().here().spawn(future)
        };
        settle(&owner);
        let threads: Vec<_> = (0..2)
            .map(|by_value| {
                let (number, waker) = (number.clone(), shown.lock().unwrap().clone().unwrap());
                thread::spawn(move || {
                    number.fetch_add(1, Ordering::Relaxed);
                    if by_value == 0 { waker.wake() } else { waker.wake_by_ref() }
                })
            })
            .collect();
        finish(&owner, &bell, &handle);
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

#[test]
fn a_wake_from_elsewhere_races_with_one_from_here() {
    loom::model(|| {
        let bell = Bell::new();
        let owner = Owner::new(Box::new(bell.clone()), Default::default(), None);
        let number = Arc::new(AtomicUsize::new(0));
        let shown = std::sync::Arc::new(std::sync::Mutex::new(None));
        let handle = {
            let shown = shown.clone();
            let future = reaches(number.clone(), 1, move |waker| *shown.lock().unwrap() = Some(waker.clone()));
            owner.enter().here().spawn(future)
        };
        settle(&owner);
        let waker = shown.lock().unwrap().clone().unwrap();
        let thread = {
            let (number, waker) = (number.clone(), waker.clone());
            thread::spawn(move || {
                number.store(1, Ordering::Relaxed);
                waker.wake();
            })
        };
        {
            let _entered = owner.enter();
            waker.wake();
        }
        finish(&owner, &bell, &handle);
        thread.join().unwrap();
    });
}

#[test]
fn wake_races_with_runtime_drop() {
    loom::model(|| {
        let owner = Owner::new(Box::new(Bell::new()), Default::default(), None);
        let number = Arc::new(AtomicUsize::new(0));
        let shown = std::sync::Arc::new(std::sync::Mutex::new(None));
        let handle = {
            let shown = shown.clone();
            owner
                .enter()
                .here()
                .spawn(reaches(number.clone(), 1, move |waker| *shown.lock().unwrap() = Some(waker.clone())))
        };
        settle(&owner);
        let waker = shown.lock().unwrap().take().unwrap();
        let thread = thread::spawn(move || waker.wake());
        drop(owner);
        assert!(handle.is_finished());
        drop(handle);
        thread.join().unwrap();
    });
}

#[test]
fn spawn_races_with_runtime_drop() {
    loom::model(|| {
        let owner = Owner::new(Box::new(Bell::new()), Default::default(), None);
        let home = owner.home().clone();
        let thread = thread::spawn(move || {
            let mut handle = Home::spawn(&home, async { 7 });
            drop(home);
            if handle.is_finished() {
                let result = Pin::new(&mut handle).poll(&mut Context::from_waker(Waker::noop()));
                assert!(matches!(result, Poll::Ready(_)));
            }
        });
        settle(&owner);
        drop(owner);
        thread.join().unwrap();
    });
}

#[test]
fn a_handle_elsewhere_gets_the_result_or_the_wake() {
    loom::model(|| {
        let owner = Owner::new(Box::new(Bell::new()), Default::default(), None);
        let mut handle = owner.enter().here().spawn(async { Box::new(7) });
        let thread = thread::spawn(move || {
            loom::future::block_on(async {
                // Two wakers, so that the second poll changes the slot.
                let first =
                    poll_fn(|_| Poll::Ready(Pin::new(&mut handle).poll(&mut Context::from_waker(Waker::noop()))));
                let result = match first.await {
                    Poll::Ready(result) => result,
                    Poll::Pending => (&mut handle).await,
                };
                assert_eq!(*result.unwrap(), 7);
            });
        });
        settle(&owner);
        thread.join().unwrap();
    });
}

#[test]
fn a_handle_elsewhere_is_dropped_while_the_task_ends() {
    loom::model(|| {
        let owner = Owner::new(Box::new(Bell::new()), Default::default(), None);
        let held = Arc::new(());
        let mut handle = {
            let held = held.clone();
            owner.enter().here().spawn(async move { held })
        };
        let thread = thread::spawn(move || {
            let _ = Pin::new(&mut handle).poll(&mut Context::from_waker(Waker::noop()));
        });
        settle(&owner);
        thread.join().unwrap();
        drop(owner);
        assert_eq!(Arc::strong_count(&held), 1);
    });
}

#[test]
fn an_abort_from_elsewhere_races_with_the_end() {
    loom::model(|| {
        let bell = Bell::new();
        let owner = Owner::new(Box::new(bell.clone()), Default::default(), None);
        let mut wakes = 0;
        let handle = owner.enter().here().spawn(poll_fn(move |cx| {
            wakes += 1;
            cx.waker().wake_by_ref();
            if wakes == 2 { Poll::Ready(()) } else { Poll::Pending }
        }));
        let abort = handle.abort_handle();
        let thread = thread::spawn(move || abort.abort());
        finish(&owner, &bell, &handle);
        thread.join().unwrap();
    });
}

/// A crew of one queue, without workers.
struct Queue(Common);

impl Schedule for Queue {
    fn schedule(&self, task: Queued) {
        self.0.push(task);
    }
}

impl Queue {
    /// Takes the turns of whatever stands in the queue; once more if it was woken meanwhile.
    fn work(&self) {
        while self.0.length() > 0 {
            for task in self.0.take(usize::MAX) {
                if let Some(again) = task.run() {
                    self.schedule(again);
                }
            }
        }
    }
}

#[test]
fn a_shared_task_is_woken_while_two_workers_run() {
    loom::model(|| {
        let queue = std::sync::Arc::new(Queue(Common::new()));
        let shard = Shard::new(queue.clone(), Default::default(), None);
        let number = Arc::new(AtomicUsize::new(0));
        let shown = std::sync::Arc::new(std::sync::Mutex::new(None));
        let handle = {
            let shown = shown.clone();
            shard.clone().spawn(reaches(number.clone(), 1, move |waker| *shown.lock().unwrap() = Some(waker.clone())))
        };
        queue.work();
        let waker = shown.lock().unwrap().clone().unwrap();
        let thread = {
            let (number, waker, queue) = (number.clone(), waker.clone(), queue.clone());
            thread::spawn(move || {
                number.store(1, Ordering::Relaxed);
                waker.wake();
                queue.work();
            })
        };
        // Finds nothing yet, or what the other has written.
        waker.wake();
        queue.work();
        thread.join().unwrap();
        queue.work();
        assert!(handle.is_finished(), "a wake was lost");
        shown.lock().unwrap().take();
        assert_eq!(shard.close(), 0);
    });
}

#[test]
fn a_shared_task_is_aborted_while_it_runs() {
    loom::model(|| {
        let queue = std::sync::Arc::new(Queue(Common::new()));
        let shard = Shard::new(queue.clone(), Default::default(), None);
        let mut polls = 0;
        let handle = shard.clone().spawn(poll_fn(move |cx| {
            polls += 1;
            cx.waker().wake_by_ref();
            if polls == 2 { Poll::Ready(()) } else { Poll::Pending }
        }));
        let abort = handle.abort_handle();
        let thread = thread::spawn(move || abort.abort());
        queue.work();
        thread.join().unwrap();
        queue.work();
        assert!(handle.is_finished());
        queue.0.close();
    });
}

#[test]
fn a_ring_loses_nothing_to_thieves() {
    loom::model(|| {
        let queue = std::sync::Arc::new(Queue(Common::new()));
        let shard = Shard::new(queue.clone(), Default::default(), None);
        let ran = Arc::new(AtomicUsize::new(0));
        let handles: Vec<_> = (0..5)
            .map(|_| {
                let ran = ran.clone();
                shard.clone().spawn(async move {
                    ran.fetch_add(1, Ordering::Relaxed);
                })
            })
            .collect();
        let ring = std::sync::Arc::new(Ring::new());
        let thief = {
            let ring = ring.clone();
            thread::spawn(move || {
                for _ in 0..2 {
                    ring.take_half(|task| drop(task.run()));
                }
            })
        };
        // One more than there is room for, unless the thief makes some.
        for task in queue.0.take(usize::MAX) {
            if let Err(task) = ring.push(task) {
                drop(task.run());
            }
        }
        while let Some(task) = ring.pop() {
            drop(task.run());
        }
        thief.join().unwrap();
        assert_eq!(ran.load(Ordering::Relaxed), 5);
        assert!(handles.iter().all(|handle| handle.is_finished()));
    });
}

#[test]
fn a_batch_reaches_the_queue_or_is_dropped() {
    loom::model(|| {
        let queue = std::sync::Arc::new(Queue(Common::new()));
        let shard = Shard::new(queue.clone(), Default::default(), None);
        let handles: Vec<_> = (0..3).map(|_| shard.clone().spawn(async {})).collect();
        let thread = {
            let queue = queue.clone();
            thread::spawn(move || {
                let batch = queue.0.take(2);
                let first = batch.pop();
                queue.0.push_all(batch);
                drop(first.map(Queued::run));
            })
        };
        for task in queue.0.take(2) {
            drop(task.run());
        }
        queue.0.close();
        thread.join().unwrap();
        let finished = handles.iter().filter(|handle| handle.is_finished()).count();
        assert!((2..=3).contains(&finished), "each took some, and left at most one");
        assert_eq!(queue.0.length(), 0);
        assert_eq!(shard.close(), 3 - finished);
    });
}

#[test]
fn a_job_is_run_or_aborted_and_not_both() {
    loom::model(|| {
        let ran = Arc::new(AtomicUsize::new(0));
        let (job, mut handle) = {
            let ran = ran.clone();
            Job::new(move || ran.fetch_add(1, Ordering::Relaxed), None)
        };
        let thread = thread::spawn(move || job.run());
        handle.abort();
        thread.join().unwrap();
        let Poll::Ready(result) = Pin::new(&mut handle).poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("the job is over")
        };
        assert_eq!(result.is_ok(), ran.load(Ordering::Relaxed) == 1);
    });
}

/// Who is told of its panic stands where others have their home, and goes with whoever is the last to have it.
#[test]
fn a_job_that_panics_is_told_once_or_aborted() {
    loom::model(|| {
        let told = Arc::new(AtomicUsize::new(0));
        let hook = {
            let told = told.clone();
            PanicHook::new(move |_| _ = told.fetch_add(1, Ordering::Relaxed))
        };
        let (job, mut handle) = Job::new(|| std::panic::resume_unwind(Box::new("told")), Some(hook));
        let thread = thread::spawn(move || job.run());
        handle.abort();
        let early: Poll<Result<(), _>> = Pin::new(&mut handle).poll(&mut Context::from_waker(Waker::noop()));
        if let Poll::Ready(Err(error)) = &early {
            assert_eq!(error.is_panic(), told.load(Ordering::Relaxed) == 1, "it is told before the handle resolves");
        }
        drop(early);
        drop(handle);
        thread.join().unwrap();
        assert_eq!(Arc::strong_count(&told), 1, "the hook goes with the task");
    });
}
