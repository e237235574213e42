//! The crew under [`chaos`]: its workers, and whoever wakes their tasks, are delayed at random between any two steps that matter.
//!
//! What hides a wake that is lost, otherwise, is that sleepers look around now and then. Under an even seed none does, so that a lost wake is for ever;
//! under an odd one they do so all the time, so that they also come to sleep soundly. Whatever hangs is reported with its seed.
//!
//! Any range of seeds: `RESUMABLE_CHAOS=1000..50000 cargo test -p resumable --release --lib chaos`

use super::*;
use crate::chaos;
use crate::sync::{mpsc, oneshot};
use crate::task::JoinHandle;
use crate::time::sleep;
use crate::{Builder, Handle, Runtime, spawn, spawn_local, yield_now};
use std::future::{Future, poll_fn};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::task::Poll;
use std::thread;

/// Much longer than a run takes.
const LONG: Duration = Duration::from_secs(20);

/// Those that were asked for, or so many.
fn seeds(count: u64) -> Range<u64> {
    let Ok(range) = std::env::var("RESUMABLE_CHAOS") else { return 0..count };
    let ends = range.split_once("..").map(|(start, end)| (start.parse(), end.parse()));
    let Some((Ok(start), Ok(end))) = ends else { panic!("RESUMABLE_CHAOS is a range of seeds, as 0..1000") };
    start..end
}

/// Runs the scenario under each seed, with a crew of two to four.
fn for_every_seed<F: Future<Output = ()> + 'static>(count: u64, scenario: fn(u64) -> F) {
    for seed in seeds(count) {
        // Not on this thread, which is to tell if it hangs.
        let (done, ended) = channel();
        let thread = thread::spawn(move || {
            let runtime = Builder::new().worker_threads(2 + seed as usize / 2 % 3).seed(seed).build().unwrap();
            runtime.block_on(scenario(seed));
            drop(runtime);
            done.send(()).unwrap();
        });
        match ended.recv_timeout(LONG) {
            Ok(()) => thread.join().unwrap(),
            Err(RecvTimeoutError::Timeout) => panic!("under the seed {seed} a wake was lost, and it hangs"),
            Err(RecvTimeoutError::Disconnected) => panic!("under the seed {seed} it panics, see above"),
        }
    }
}

/// A thread beside the crew, delayed as they are.
fn beside<T: Send + 'static>(seed: u64, run: impl FnOnce() -> T + Send + 'static) -> thread::JoinHandle<T> {
    thread::spawn(move || {
        chaos::begin(Some(seed), 1000);
        run()
    })
}

/// Who sends a number there and back so often. All sleep now and then, as nobody else has anything to do.
fn ping_pong(rounds: usize) -> [JoinHandle<usize>; 2] {
    let (to_second, mut at_second) = mpsc::channel::<usize>(1);
    let (to_first, mut at_first) = mpsc::channel::<usize>(1);
    let second = spawn(async move {
        let mut count = 0;
        while let Some(number) = at_second.recv().await {
            count += 1;
            to_first.send(number + 1).await.unwrap();
        }
        count
    });
    let first = spawn(async move {
        let mut number = 0;
        while number < rounds {
            to_second.send(number).await.unwrap();
            number = at_first.recv().await.unwrap();
        }
        number
    });
    [first, second]
}

#[test]
fn no_wake_is_lost_between_workers() {
    for_every_seed(150, |seed| async move {
        let pairs: Vec<_> = (0..1 + seed % 4).map(|_| ping_pong(20)).collect();
        for task in pairs.into_iter().flatten() {
            assert_eq!(task.await.unwrap(), 20);
        }
    });
}

#[test]
fn no_wake_from_beside_the_crew_is_lost() {
    for_every_seed(150, |seed| async move {
        let (handle, (jobs, todo)) = (Handle::current(), channel::<oneshot::Sender<usize>>());
        let waker = beside(seed, move || todo.into_iter().map(|job| job.send(7)).filter(Result::is_ok).count());
        let spawner =
            beside(seed + 1, move || (0..10).map(|index| handle.spawn(async move { index })).collect::<Vec<_>>());
        for _ in 0..20 {
            let (job, done) = oneshot::channel();
            let task = spawn(done);
            jobs.send(job).unwrap();
            assert_eq!(task.await.unwrap().unwrap(), 7);
        }
        drop(jobs);
        let mut sum = 0;
        for task in spawner.join().unwrap() {
            sum += task.await.unwrap();
        }
        assert_eq!((sum, waker.join().unwrap()), (45, 20));
    });
}

#[test]
fn everything_that_is_spawned_runs() {
    fn tree(depth: u64, ran: Arc<AtomicUsize>) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move {
            ran.fetch_add(1, Ordering::Relaxed);
            if depth > 0 {
                let local = ran.clone();
                // Stays here, and is woken by whoever runs the others.
                let (tell, told) = oneshot::channel();
                let local = spawn(async move {
                    spawn_local(async move {
                        told.await.unwrap();
                        local.fetch_add(1, Ordering::Relaxed);
                    })
                    .await
                    .unwrap();
                });
                let children: Vec<_> = (0..2).map(|_| spawn(tree(depth - 1, ran.clone()))).collect();
                yield_now().await;
                tell.send(()).unwrap();
                for child in children {
                    child.await.unwrap();
                }
                local.await.unwrap();
            }
        })
    }
    for_every_seed(100, |seed| async move {
        let (ran, depth) = (Arc::new(AtomicUsize::new(0)), 2 + seed % 4);
        tree(depth, ran.clone()).await;
        assert_eq!(ran.load(Ordering::Relaxed), (2usize << depth) - 1 + (1 << depth) - 1);
    });
}

#[test]
fn no_timer_is_lost_between_workers() {
    for_every_seed(100, |seed| async move {
        let tasks: Vec<_> = (0..10u64)
            .map(|index| {
                spawn(async move {
                    for round in 0..3 {
                        sleep(Duration::from_micros((seed * 7 + index * 31 + round * 13) % 300)).await;
                        yield_now().await;
                    }
                })
            })
            .collect();
        let ping_pong = ping_pong(5);
        for task in tasks {
            task.await.unwrap();
        }
        for task in ping_pong {
            task.await.unwrap();
        }
    });
}

/// One worker blocks in its turn, for as long as it takes another to look around: so the seeds are odd.
#[test]
fn what_stands_behind_a_turn_that_blocks_runs_elsewhere() {
    for_every_seed(200, |seed| async move {
        if seed % 2 == 0 {
            return;
        }
        for round in 0..4 {
            // Some of them fall asleep meanwhile, or all.
            sleep(Duration::from_micros((seed * 37 + round * 101) % 500)).await;
            let task = spawn(async move {
                let (tell, told) = channel();
                let (late, timer) = (tell.clone(), seed * 11 % 200);
                drop(spawn(async move { tell.send(()).unwrap() }));
                drop(spawn(async move {
                    sleep(Duration::from_micros(timer)).await;
                    late.send(()).unwrap();
                }));
                told.recv().unwrap();
                told.recv().unwrap();
            });
            match round % 2 {
                0 => task.await.unwrap(),
                // The thread of `block_on` blocks, and not the one that has the task.
                _ => {
                    let (tell, told) = channel();
                    drop(spawn(async move {
                        task.await.unwrap();
                        tell.send(()).unwrap();
                    }));
                    while told.try_recv().is_err() {
                        yield_now().await;
                    }
                }
            }
        }
    });
}

/// The same for a runtime of one thread, which others wake and give tasks.
#[test]
fn no_wake_is_lost_by_a_thread_alone() {
    for_every_seed(100, |seed| async move {
        let alone = beside(seed, move || {
            let runtime = Runtime::new().unwrap();
            let handle = runtime.handle();
            let (jobs, todo) = channel::<oneshot::Sender<usize>>();
            let waker = beside(seed + 1, move || todo.into_iter().filter_map(|job| job.send(7).ok()).count());
            let spawner = beside(seed + 2, move || {
                let tasks = (0..10).map(|index| handle.spawn(async move { index }));
                tasks.map(|task| crate::block_on(task).unwrap()).sum::<u64>()
            });
            let woken = runtime.block_on(async {
                // Where there is a timer it does not nap.
                let timer = (seed % 2 == 0).then(|| spawn(sleep(Duration::from_secs(3600))));
                for _ in 0..20 {
                    let (job, done) = oneshot::channel();
                    jobs.send(job).unwrap();
                    assert_eq!(done.await.unwrap(), 7);
                }
                // Until the other has all that it waits for.
                while !spawner.is_finished() {
                    yield_now().await;
                }
                drop((jobs, timer));
                waker.join().unwrap()
            });
            (woken, spawner.join().unwrap())
        });
        assert_eq!(alone.join().unwrap(), (20, 45));
    });
}

/// Between its calls nobody is in the place of the thread of `block_on`, which waits elsewhere for what it has left to the others.
#[test]
fn what_is_left_by_the_main_future_runs() {
    for_every_seed(100, |seed| async move {
        let waited = beside(seed, move || {
            let runtime = Builder::new().worker_threads(2 + seed as usize % 2).seed(seed).build().unwrap();
            let (tell, told) = channel();
            for round in 0..5 {
                let (open, opened) = oneshot::channel::<()>();
                let mut held = Some(open);
                let first = tell.clone();
                drop(runtime.spawn(async move {
                    let _ = opened.await;
                    first.send(()).unwrap();
                }));
                let second = tell.clone();
                runtime.block_on(poll_fn(move |_| {
                    let second = second.clone();
                    drop(spawn(async move { second.send(()).unwrap() }));
                    // Or with the future, when its turns are over.
                    if (seed + round) % 2 == 0 {
                        drop(held.take());
                    }
                    Poll::Ready(())
                }));
                told.recv().unwrap();
                told.recv().unwrap();
            }
        });
        waited.join().unwrap();
    });
}

/// The runtime goes away at any moment, and every handle learns of that.
#[test]
fn every_task_ends_with_the_runtime() {
    for_every_seed(100, |seed| async move {
        let crew = move || -> Runtime { Builder::new().worker_threads(3).seed(seed).build().unwrap() };
        // In another thread, as this is inside of a runtime.
        let ended = beside(seed, move || {
            let runtime = crew();
            let dropped = Arc::new(AtomicUsize::new(0));
            let handles: Vec<_> = (0..20)
                .map(|index| {
                    let guard = Guard(dropped.clone());
                    runtime.spawn(async move {
                        let _guard = guard;
                        for _ in 0..index {
                            yield_now().await;
                        }
                        if index % 2 == 0 {
                            std::future::pending::<()>().await;
                        }
                    })
                })
                .collect();
            let (woken, handle) = (oneshot::channel::<()>(), runtime.handle());
            let late = runtime.spawn(woken.1);
            let waker = beside(seed + 1, move || {
                drop(woken.0);
                drop(handle.spawn(async {}));
            });
            for _ in 0..seed % 3 {
                runtime.block_on(yield_now());
            }
            drop(runtime);
            waker.join().unwrap();
            let ended = handles.iter().all(|handle| handle.is_finished()) && late.is_finished();
            (ended, dropped.load(Ordering::Relaxed))
        });
        assert_eq!(ended.join().unwrap(), (true, 20));
    });

    struct Guard(Arc<AtomicUsize>);
    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}
