//! Runtimes inside each other, and at the ends of threads.

use crate::support::{Counter, LONG, OnDrop, panic_message};
use resumable::time::{Duration, sleep, timeout};
use resumable::{Builder, Runtime, block_on, spawn, spawn_local};
use std::cell::RefCell;
use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

thread_local! {
    static RUNTIME: RefCell<Option<Runtime>> = const { RefCell::new(None) };
    static AT_THE_END: RefCell<Option<AtTheEnd>> = const { RefCell::new(None) };
}

type AtTheEnd = OnDrop<Box<dyn FnMut()>>;

/// Whichever of the thread's locals go first, those of the runtime included.
#[test]
fn a_runtime_in_a_thread_local_is_dropped_with_its_tasks() {
    for (workers, is_used_before) in [(1, false), (1, true), (2, false), (2, true)] {
        let dropped = Counter::default();
        let counter = dropped.clone();
        let used = thread::spawn(move || {
            if is_used_before {
                block_on(async { spawn(async {}).await.unwrap() });
            }
            RUNTIME.with(|slot| {
                let mut slot = slot.borrow_mut();
                let runtime = slot.insert(Builder::new().worker_threads(workers).build().unwrap());
                let on_drop = OnDrop(move || _ = counter.add());
                runtime.spawn_local(async move {
                    let _on_drop = on_drop;
                    sleep(LONG).await;
                });
                runtime.block_on(async { spawn(sleep(Duration::from_micros(1))).await.unwrap() });
            });
        });
        used.join().unwrap();
        assert_eq!(dropped.get(), 1);
    }
}

#[test]
fn destructors_of_thread_locals_may_use_a_runtime() {
    let ended = Counter::default();
    let counter = ended.clone();
    let used = thread::spawn(move || {
        AT_THE_END.set(Some(OnDrop(Box::new(move || {
            let counter = counter.clone();
            block_on(async move {
                spawn(sleep(Duration::from_micros(1))).await.unwrap();
                spawn_local(async {}).await.unwrap();
                resumable::spawn_blocking(|| ()).await.unwrap();
                let _ = timeout(Duration::from_micros(1), pending::<()>()).await;
                resumable::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                counter.add();
            });
        }))));
        // Its locals are older than this one, or younger.
        block_on(async {});
    });
    used.join().unwrap();
    assert_eq!(ended.get(), 1);
}

/// Handles of a runtime that is driven elsewhere, of one that rests, and of one that is gone.
#[test]
fn destructors_of_thread_locals_may_use_handles() {
    let crew = Builder::new().worker_threads(2).build().unwrap();
    let ended = Counter::default();
    for is_used_before in [false, true] {
        let (counter, handle) = (ended.clone(), crew.handle());
        let used = thread::spawn(move || {
            AT_THE_END.set(Some(OnDrop(Box::new(move || {
                assert_eq!(resumable::task::try_id(), None);
                let task = handle.enter(|| spawn(async { resumable::task::id() }));
                let id = task.id();
                assert_eq!(handle.block_on(async { timeout(LONG, task).await.unwrap().unwrap() }), id);
                handle.block_on(sleep(Duration::from_micros(1)));
                assert_eq!(handle.block_on(handle.spawn_blocking(|| 7)).unwrap(), 7);
                let runtime = Runtime::new().unwrap();
                let resting = runtime.handle();
                let task = resting.spawn(async { 8 });
                assert_eq!(handle.enter(|| runtime.block_on(task)).unwrap(), 8);
                drop(runtime);
                assert!(resting.block_on(resting.spawn(async {})).unwrap_err().is_cancelled());
                counter.add();
            }))));
            if is_used_before {
                block_on(async { spawn(async {}).await.unwrap() });
            }
        });
        used.join().unwrap();
    }
    assert_eq!(ended.get(), 2);
}

/// Whatever thread a task happens to be on.
#[test]
fn tasks_of_a_crew_cannot_block_on() {
    let runtime = Builder::new().worker_threads(3).build().unwrap();
    let messages = runtime.block_on(async {
        let tasks: Vec<_> = (0..50)
            .map(|_| {
                spawn(async {
                    thread::sleep(Duration::from_micros(100));
                    let nested = || block_on(async {});
                    (thread::current().id(), panic_message(nested))
                })
            })
            .collect();
        let mut messages = Vec::new();
        for task in tasks {
            messages.push(task.await.unwrap());
        }
        messages
    });
    assert!(messages.iter().any(|(id, _)| *id != messages[0].0), "several threads have taken part");
    assert!(
        messages.iter().all(|(_, message)| message.contains("block_on was called by code that block_on is running"))
    );
}

#[test]
fn a_runtime_inside_another_leaves_that_one_current() {
    block_on(async {
        let inner = Runtime::new().unwrap();
        let never = inner.spawn(pending::<()>());
        let ends_later = spawn(sleep(Duration::from_millis(1)));
        assert!(panic_message(|| inner.block_on(async {})).contains("block_on was called by code"));
        drop(inner);
        assert!(never.await.unwrap_err().is_cancelled(), "its tasks ended with it");
        ends_later.await.unwrap();
        // Its timers and sockets are those of the outer one again.
        sleep(Duration::from_micros(1)).await;
        spawn(async {}).await.unwrap();
    });
}

/// Destructors of tasks run in the runtime, but no `block_on` does: they may have one of their own.
#[test]
fn a_destructor_at_the_end_of_a_runtime_may_block_on() {
    for workers in [1, 2] {
        let ended = Counter::default();
        let runtime = Builder::new().worker_threads(workers).build().unwrap();
        let counter = ended.clone();
        let on_drop = OnDrop(move || {
            block_on(sleep(Duration::from_micros(1)));
            counter.add();
        });
        runtime.spawn_local(async move {
            let _on_drop = on_drop;
            pending::<()>().await;
        });
        runtime.block_on(resumable::yield_now());
        drop(runtime);
        assert_eq!(ended.get(), 1);
    }
}

/// Nor does it matter that it is what was to be spawned when the runtime was at its end already.
#[test]
fn the_destructor_of_what_is_spawned_too_late_may_block_on() {
    for workers in [1, 2] {
        let ended = Counter::default();
        let runtime = Builder::new().worker_threads(workers).build().unwrap();
        let counter = ended.clone();
        let spawns = OnDrop(move || {
            let counter = counter.clone();
            let blocks = OnDrop(move || {
                block_on(sleep(Duration::from_micros(1)));
                counter.add();
            });
            let late = spawn(async move {
                let _blocks = blocks;
                pending::<()>().await;
            });
            assert!(late.is_finished());
        });
        runtime.spawn(async move {
            let _spawns = spawns;
            pending::<()>().await;
        });
        runtime.block_on(sleep(Duration::from_millis(1)));
        drop(runtime);
        assert_eq!(ended.get(), 1);
    }
}

/// The waker of a timer that is moved to another runtime may be the last to know its task.
#[test]
fn a_timer_may_move_with_a_waker_that_blocks_when_it_is_dropped() {
    struct Blocks(Counter);

    impl Wake for Blocks {
        fn wake(self: Arc<Self>) {}
    }

    impl Drop for Blocks {
        fn drop(&mut self) {
            // On a thread of its own, as this one is in `block_on`; what is tested is that nothing is locked, or borrowed.
            let counter = self.0.clone();
            let _ = panic_message(|| block_on(async {}));
            drop(Runtime::new().unwrap());
            thread::spawn(move || block_on(async move { counter.add() })).join().unwrap();
        }
    }

    let ended = Counter::default();
    let mut timer = pin!(sleep(LONG));
    let first = Runtime::new().unwrap();
    first.block_on(poll_fn(|_| {
        let waker = Waker::from(Arc::new(Blocks(ended.clone())));
        assert!(timer.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        Poll::Ready(())
    }));
    block_on(poll_fn(|cx| {
        assert!(timer.as_mut().poll(cx).is_pending());
        Poll::Ready(())
    }));
    assert_eq!(ended.get(), 1);
}

#[test]
fn what_is_made_inside_a_runtime_belongs_to_it() {
    for workers in [1, 3] {
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let runtime = Builder::new().worker_threads(workers).build().unwrap();
        let (sender, receiver) = std::sync::mpsc::channel();
        let (listener, local) = runtime.enter(|| {
            for number in 0..3 {
                let sender = sender.clone();
                spawn(async move { sender.send(number).unwrap() });
            }
            (resumable::net::TcpListener::from_std(socket).unwrap(), spawn_local(async { 7 }))
        });
        if workers > 1 {
            // The other threads take what was spawned, though this one runs nothing.
            let mut received: Vec<_> = (0..3).map(|_| receiver.recv_timeout(LONG).unwrap()).collect();
            received.sort_unstable();
            assert_eq!(received, [0, 1, 2]);
        }
        runtime.block_on(async {
            let _client = std::net::TcpStream::connect(address).unwrap();
            listener.accept().await.unwrap();
            assert_eq!(local.await.unwrap(), 7);
        });
        assert!(panic_message(|| spawn(async {})).contains("outside a runtime"), "and it is left again");
        assert_eq!(runtime.enter(|| runtime.block_on(async { spawn(async { 1 }).await.unwrap() })), 1);
        assert_eq!(panic_message(|| runtime.enter(|| panic!("on purpose"))), "on purpose");
        assert!(panic_message(|| spawn(async {})).contains("outside a runtime"), "also by a panic");
    }
}
