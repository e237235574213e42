//! Runtimes of several threads.

use crate::support::{Counter, Gate, LONG, OnDrop, settle};
use resumable::sync::oneshot;
use resumable::time::{Duration, Instant, sleep, timeout};
use resumable::{Builder, Handle, Runtime, spawn, spawn_blocking, spawn_local, yield_now};
use std::collections::HashSet;
use std::future::Future;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;

pub fn crew(workers: usize) -> Runtime {
    Builder::new().worker_threads(workers).build().unwrap()
}

#[track_caller]
fn run<F: Future>(workers: usize, future: F) -> F::Output {
    crew(workers).block_on(timeout(LONG, future)).expect("the test hangs")
}

#[test]
fn tasks_run_and_are_joined() {
    for workers in [1, 2, 4] {
        let sum = run(workers, async {
            let tasks: Vec<_> = (0..1000u64)
                .map(|number| {
                    spawn(async move {
                        yield_now().await;
                        number
                    })
                })
                .collect();
            let mut sum = 0;
            for task in tasks {
                sum += task.await.unwrap();
            }
            sum
        });
        assert_eq!(sum, 499_500);
    }
}

#[test]
fn tasks_run_at_the_same_time() {
    run(3, async {
        let barrier = Arc::new(Barrier::new(3));
        let tasks: Vec<_> = (0..3)
            .map(|_| {
                let barrier = barrier.clone();
                spawn(async move {
                    barrier.wait();
                    thread::current().id()
                })
            })
            .collect();
        let mut threads = HashSet::new();
        for task in tasks {
            threads.insert(task.await.unwrap());
        }
        assert_eq!(threads.len(), 3);
    });
}

#[test]
fn a_task_behind_a_worker_that_blocks_runs_elsewhere() {
    for _ in 0..20 {
        run(2, async {
            spawn(async {
                let (sender, receiver) = mpsc::channel();
                spawn(async move { sender.send(()).unwrap() });
                // Blocks the worker on whose ring the new task stands.
                receiver.recv_timeout(LONG).expect("nobody took the task over");
            })
            .await
            .unwrap();
        });
    }
}

#[test]
fn timers_behind_a_worker_that_blocks_fire_elsewhere() {
    for _ in 0..20 {
        run(2, async {
            let (sender, receiver) = mpsc::channel();
            spawn(async move {
                sleep(Duration::from_millis(2)).await;
                sender.send(()).unwrap();
            });
            spawn(async move {
                sleep(Duration::from_millis(1)).await;
                receiver.recv_timeout(LONG).expect("nobody looked at the timers");
            })
            .await
            .unwrap();
        });
    }
}

/// Long enough for every worker to have looked around in vain, so that nobody does any more.
const SOUNDLY: Duration = Duration::from_millis(60);

#[test]
fn a_task_behind_a_worker_that_was_woken_from_elsewhere_and_blocks_runs_elsewhere() {
    for _ in 0..10 {
        run(2, async {
            spawn_blocking(|| thread::sleep(SOUNDLY)).await.unwrap();
            let (sender, receiver) = mpsc::channel();
            spawn(async move { sender.send(()).unwrap() });
            receiver.recv_timeout(LONG).expect("nobody took the task over");
        });
    }
}

#[test]
fn a_timer_behind_a_worker_that_was_woken_from_elsewhere_and_blocks_fires_elsewhere() {
    for _ in 0..10 {
        run(2, async {
            let (begin, begun) = oneshot::channel();
            let (sender, receiver) = mpsc::channel();
            spawn(async move {
                begun.await.unwrap();
                sleep(Duration::from_millis(1)).await;
                sender.send(()).unwrap();
            });
            spawn_blocking(|| thread::sleep(SOUNDLY)).await.unwrap();
            begin.send(()).unwrap();
            receiver.recv_timeout(LONG).expect("nobody looked at the timers");
        });
    }
}

/// The one that takes over what stands behind the first blocks as well.
#[test]
fn a_task_behind_two_workers_that_block_runs_on_the_third() {
    for _ in 0..10 {
        run(3, async {
            spawn_blocking(|| thread::sleep(SOUNDLY)).await.unwrap();
            let (sender, receiver) = mpsc::channel();
            spawn(async move {
                let (inner_sender, inner_receiver) = mpsc::channel();
                spawn(async move { inner_sender.send(()).unwrap() });
                sender.send(inner_receiver.recv_timeout(LONG)).unwrap();
            });
            let inner = receiver.recv_timeout(LONG).expect("nobody took the first over");
            inner.expect("nobody took the second over");
        });
    }
}

/// The token of its thread, which is anybody's to leave, makes a worker think that nothing has happened for long.
#[test]
fn a_worker_looks_around_for_a_while_though_its_sleep_is_cut_short() {
    for _ in 0..5 {
        run(2, async {
            for pause in [SOUNDLY, Duration::from_millis(3)] {
                // The other worker takes this, as this thread blocks, which then goes to sleep before the other, and looks after the timer.
                let (sender, receiver) = mpsc::channel();
                drop(spawn(async move {
                    thread::current().unpark();
                    sender.send(()).unwrap();
                    thread::sleep(Duration::from_millis(1));
                }));
                receiver.recv_timeout(LONG).expect("nobody took it over");
                sleep(pause).await;
            }
            let (sender, receiver) = mpsc::channel();
            drop(spawn(async move { sender.send(()).unwrap() }));
            receiver.recv_timeout(LONG).expect("the other has fallen asleep at once");
        });
    }
}

/// Whoever could take it over always has something of its own to do.
#[test]
fn a_task_behind_a_worker_that_blocks_runs_though_the_others_are_busy() {
    for is_main_busy in [true, false] {
        let runtime = crew(2);
        let handle = runtime.handle();
        let in_time = runtime.block_on(async {
            let busy: Vec<_> = (0..3)
                .map(|_| {
                    spawn(async move {
                        if is_main_busy {
                            return;
                        }
                        loop {
                            yield_now().await;
                        }
                    })
                })
                .collect();
            let (begin, begun) = mpsc::channel();
            // From beside, and this thread blocks: so the other worker takes it.
            let mut task = thread::spawn(move || {
                handle.spawn(async move {
                    begin.send(()).unwrap();
                    let (sender, receiver) = mpsc::channel();
                    drop(spawn(async move { sender.send(()).unwrap() }));
                    receiver.recv_timeout(LONG / 2).is_ok()
                })
            })
            .join()
            .unwrap();
            begun.recv_timeout(LONG).unwrap();
            while is_main_busy && !task.is_finished() {
                yield_now().await;
            }
            let in_time = (&mut task).await.unwrap();
            busy.iter().for_each(|task| task.abort());
            in_time
        });
        assert!(in_time, "nobody took it over, the main future is busy: {is_main_busy}");
    }
}

/// Nobody takes turns on this thread, which waits for what it has spawned.
#[test]
fn what_is_spawned_inside_of_the_runtime_runs_though_the_closure_blocks() {
    let runtime = crew(2);
    thread::sleep(SOUNDLY);
    runtime.enter(|| {
        for _ in 0..3 {
            let (sender, receiver) = mpsc::channel();
            spawn(async move { sender.send(()).unwrap() });
            receiver.recv_timeout(LONG).expect("nobody took it over");
            // Woken by this thread, too.
            let (open, opened) = oneshot::channel();
            let (sender, receiver) = mpsc::channel();
            spawn(async move {
                opened.await.unwrap();
                sender.send(()).unwrap();
            });
            thread::sleep(SOUNDLY / 4);
            open.send(()).unwrap();
            receiver.recv_timeout(LONG).expect("nobody took it over");
        }
    });
}

/// What the future of `block_on` holds is dropped when its turns are over, which may take as long as it takes everybody to fall asleep.
#[test]
fn what_the_end_of_the_main_future_wakes_and_spawns_runs() {
    for spawns in [false, true] {
        let runtime = crew(2);
        let (sender, receiver) = mpsc::channel();
        let (held, mut ended) = resumable::sync::mpsc::channel::<()>(1);
        let (also, mut held) = (sender.clone(), Some(held));
        runtime.spawn(async move {
            ended.recv().await;
            sender.send("woken").unwrap();
        });
        thread::sleep(SOUNDLY);
        let at_end = OnDrop(move || {
            thread::sleep(SOUNDLY);
            let also = also.clone();
            match spawns {
                false => drop(held.take()),
                true => drop(spawn(async move { also.send("spawned").unwrap() })),
            }
        });
        runtime.block_on(std::future::poll_fn(move |_| {
            let _held = &at_end;
            std::task::Poll::Ready(())
        }));
        let expected = if spawns { "spawned" } else { "woken" };
        assert_eq!(receiver.recv_timeout(LONG).expect("nobody took it over"), expected);
    }
}

#[test]
fn workers_go_on_between_calls_of_block_on() {
    let runtime = crew(2);
    let (sender, receiver) = mpsc::channel();
    runtime.spawn(async move {
        sleep(Duration::from_millis(1)).await;
        sender.send(thread::current().id()).unwrap();
    });
    assert_ne!(receiver.recv_timeout(LONG).unwrap(), thread::current().id());
}

#[test]
fn local_tasks_stay_where_they_were_spawned() {
    run(3, async {
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                spawn(async {
                    yield_now().await;
                    let home = thread::current().id();
                    let local = Rc::new(7);
                    let (_, receiver) = resumable::sync::oneshot::channel::<()>();
                    spawn_local(async move {
                        for _ in 0..20 {
                            assert_eq!(thread::current().id(), home);
                            yield_now().await;
                        }
                        let _ = receiver.await;
                        *local
                    })
                    .await
                    .unwrap()
                })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), 7);
        }
    });
}

#[test]
fn no_wake_is_lost_between_workers() {
    for workers in [2, 3] {
        run(workers, async {
            let pairs: Vec<_> = (0..8)
                .map(|_| {
                    let (to_second, mut at_second) = resumable::sync::mpsc::channel::<usize>(1);
                    let (to_first, mut at_first) = resumable::sync::mpsc::channel::<usize>(1);
                    spawn(async move {
                        while let Some(number) = at_second.recv().await {
                            to_first.send(number + 1).await.unwrap();
                        }
                    });
                    spawn(async move {
                        let mut number = 0;
                        while number < 500 {
                            to_second.send(number).await.unwrap();
                            number = at_first.recv().await.unwrap();
                        }
                        number
                    })
                })
                .collect();
            for pair in pairs {
                assert_eq!(pair.await.unwrap(), 500);
            }
        });
    }
}

#[test]
fn more_tasks_than_a_ring_holds() {
    let ended = Counter::default();
    let counter = ended.clone();
    run(2, async move {
        spawn(async move {
            let tasks: Vec<_> = (0..5000)
                .map(|_| {
                    let counter = counter.clone();
                    spawn(async move {
                        yield_now().await;
                        counter.add();
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        })
        .await
        .unwrap();
    });
    assert_eq!(ended.get(), 5000);
}

#[test]
fn tasks_that_spawn_tasks_all_end() {
    fn tree(depth: usize, count: Arc<AtomicUsize>) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move {
            count.fetch_add(1, Ordering::Relaxed);
            if depth > 0 {
                let children: Vec<_> = (0..3).map(|_| spawn(tree(depth - 1, count.clone()))).collect();
                for child in children {
                    child.await.unwrap();
                }
            }
        })
    }
    let count = Arc::new(AtomicUsize::new(0));
    run(4, tree(6, count.clone()));
    assert_eq!(count.load(Ordering::Relaxed), (3usize.pow(7) - 1) / 2);
}

#[test]
fn other_threads_spawn_and_wake() {
    run(2, async {
        let handle = Handle::current();
        let (sender, receiver) = mpsc::channel::<Gate>();
        let thread = thread::spawn(move || {
            for gate in receiver {
                gate.open_and_wake();
            }
        });
        for round in 0..1000 {
            let gate = Gate::default();
            let task = if round % 2 == 0 { handle.spawn(gate.clone()) } else { spawn(gate.clone()) };
            while gate.polls() == 0 {
                yield_now().await;
            }
            sender.send(gate).unwrap();
            task.await.unwrap();
        }
        drop(sender);
        thread.join().unwrap();
    });
}

#[test]
fn panics_and_aborts_end_one_task_each() {
    run(2, async {
        let panicked = spawn(async { panic!("on purpose") });
        let aborted = spawn(std::future::pending::<()>());
        let busy = spawn(async {
            loop {
                yield_now().await;
            }
        });
        settle().await;
        aborted.abort();
        busy.abort();
        assert!(panicked.await.unwrap_err().is_panic());
        assert!(aborted.await.unwrap_err().is_cancelled());
        assert!(busy.await.unwrap_err().is_cancelled());
        assert_eq!(spawn_blocking(|| 7).await.unwrap(), 7);
    });
}

#[test]
fn a_busy_crew_looks_at_timers_and_at_the_inbox() {
    run(2, async {
        for _ in 0..4 {
            spawn(async {
                loop {
                    yield_now().await;
                }
            });
        }
        let start = Instant::now();
        sleep(Duration::from_millis(5)).await;
        assert!(start.elapsed() < LONG);
        let handle = Handle::current();
        let task = thread::spawn(move || handle.spawn(async { 7 })).join().unwrap();
        assert_eq!(task.await.unwrap(), 7);
    });
}

#[test]
fn what_comes_from_elsewhere_has_its_turn_though_the_crew_is_busy() {
    run(2, async {
        let turns = Counter::default();
        for _ in 0..8 {
            let turns = turns.clone();
            spawn(async move {
                loop {
                    turns.add();
                    yield_now().await;
                }
            });
        }
        // Until each worker has its share of them.
        while turns.get() < 20_000 {
            yield_now().await;
        }
        let handle = Handle::current();
        let mut waits = Vec::new();
        for _ in 0..20 {
            let (handle, turns) = (handle.clone(), turns.clone());
            let spawning = spawn_blocking(move || {
                let before = turns.get();
                handle.spawn(async move { turns.get() - before })
            });
            waits.push(spawning.await.unwrap().await.unwrap());
        }
        // Each worker looks for it every 31 turns. The thread that spawns it may be held up by the operating system, but hardly ever is.
        waits.sort();
        assert!(waits[15] < 1_000, "{waits:?} turns");
    });
}

#[test]
fn sockets_work_on_any_worker() {
    use resumable::io::prelude::*;
    use resumable::net::{TcpListener, TcpStream};
    run(3, async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                spawn(async move {
                    let mut buffer = [0; 64];
                    loop {
                        let count = stream.read(&mut buffer).await.unwrap();
                        if count == 0 {
                            return;
                        }
                        stream.write_all(&buffer[..count]).await.unwrap();
                    }
                });
            }
        });
        let clients: Vec<_> = (0..10u8)
            .map(|index| {
                spawn(async move {
                    let mut stream = TcpStream::connect(address).await.unwrap();
                    for _ in 0..100 {
                        stream.write_all(&[index; 10]).await.unwrap();
                        let mut answer = [0; 10];
                        stream.read_exact(&mut answer).await.unwrap();
                        assert_eq!(answer, [index; 10]);
                    }
                })
            })
            .collect();
        for client in clients {
            client.await.unwrap();
        }
    });
}

/// As long as there is no socket and no timer, whoever drives the reactor sleeps elsewhere.
#[test]
fn a_socket_is_looked_after_though_the_driver_naps() {
    for round in 0..20 {
        let runtime = crew(2);
        runtime.block_on(async {
            // The other worker has nothing to do meanwhile, and sleeps, in the place of the driver.
            thread::sleep(Duration::from_micros(500 * round));
            let listener = resumable::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let client = thread::spawn(move || {
                thread::sleep(Duration::from_millis(1));
                std::net::TcpStream::connect(address).unwrap()
            });
            listener.accept().await.unwrap();
            client.join().unwrap();
        });
    }
}
