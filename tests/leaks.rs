//! What a scenario of the runtime has allocated is gone when it is over. In a process of its own, for the sake of the allocator.

use resumable::net::UdpSocket;
use resumable::sync::{mpsc, oneshot};
use resumable::task::{JoinSet, TaskTracker};
use resumable::time::{Duration, sleep, timeout};
use resumable::{Builder, JoinHandle, Runtime, spawn, spawn_blocking, spawn_local, yield_now};
use std::alloc::{GlobalAlloc, Layout, System};
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::task::Poll;
use std::thread;

struct Counting;

/// Allocations that have not been given back.
static LIVE: AtomicIsize = AtomicIsize::new(0);

// SAFETY: Everything is the system's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(1, Ordering::Relaxed);
        // SAFETY: The caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(1, Ordering::Relaxed);
        // SAFETY: The caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Tasks that end, wait, are aborted, and are detached; timers that fire and that do not; handles and wakers that are left over.
async fn scenario() {
    let mut set = JoinSet::new();
    for index in 0..20u64 {
        set.spawn(async move {
            match index % 4 {
                0 => pending().await,
                1 => sleep(Duration::from_micros(index)).await,
                2 => drop(timeout(Duration::from_micros(10), pending::<()>()).await),
                _ => yield_now().await,
            }
        });
    }
    for _ in 0..10 {
        set.join_next().await.unwrap().unwrap();
    }
    let (sender, mut receiver) = mpsc::channel(2);
    let local = Rc::new(());
    let producer = spawn_local(async move {
        let _local = local;
        for number in 0..10 {
            sender.send(number).await.unwrap();
        }
    });
    while receiver.recv().await.is_some() {}
    producer.await.unwrap();
    let (reply, answer) = oneshot::channel();
    drop(spawn(async move { reply.send(7).unwrap() }));
    assert_eq!(answer.await, Ok(7));
    spawn_blocking(|| ()).await.unwrap();
    let tracker = TaskTracker::new();
    for _ in 0..3 {
        drop(tracker.spawn(yield_now()));
    }
    tracker.close();
    tracker.wait().await;
    // Wait for one socket, more than there is room for at first, when the runtime goes away, but for those aborted before; and each keeps the socket.
    let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
    let receivers: Vec<_> = (0..40)
        .map(|_| {
            let socket = socket.clone();
            spawn(async move { poll_fn(|cx| socket.poll_recv_from(cx, &mut [0])).await })
        })
        .collect();
    yield_now().await;
    receivers.iter().step_by(3).for_each(JoinHandle::abort);
    // Aborted, and not waited for.
    let aborted = spawn(pending::<()>());
    yield_now().await;
    aborted.abort();
    // Waits when the runtime goes away, and so does the timer.
    drop(spawn(sleep(Duration::from_secs(3600))));
    // A waker that outlives its task and its runtime, on another thread.
    let waker = spawn(poll_fn(|cx| Poll::Ready(cx.waker().clone()))).await.unwrap();
    thread::spawn(move || {
        waker.wake_by_ref();
        thread::yield_now();
        waker.wake();
    });
}

fn live_after(rounds: usize, round: impl Fn()) -> isize {
    for _ in 0..rounds {
        round();
    }
    // Threads that were detached are given time to end.
    for _ in 0..50 {
        thread::sleep(Duration::from_millis(1));
    }
    LIVE.load(Ordering::Relaxed)
}

#[test]
fn nothing_is_left_behind() {
    for workers in [1, 2] {
        let round = || Builder::new().worker_threads(workers).build().unwrap().block_on(scenario());
        // What is made once and kept: threads of the pool, thread-locals.
        let before = live_after(20, round);
        let after = live_after(200, round);
        assert!(after - before < 20, "{} allocations in 200 rounds, with {workers} threads", after - before);
    }
    // And while the runtime goes on.
    let runtime = Runtime::new().unwrap();
    let round = || {
        runtime.block_on(async {
            for _ in 0..100 {
                drop(spawn(yield_now()));
            }
            spawn(yield_now()).await.unwrap();
        })
    };
    let before = live_after(10, round);
    assert!(live_after(100, round) - before < 10);
}
