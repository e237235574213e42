//! Coroutines that know nothing of the executor that polls them. Each returns what it has seen, which must be the same everywhere.

use resumable::future::{Either, join, join_all, race, select, try_join};
use resumable::stream::{self, StreamExt};
use resumable::sync::{
    Barrier, CancellationToken, Mutex, Notify, OnceCell, RwLock, Semaphore, broadcast, mpsc, oneshot, watch,
};
use resumable::yield_now;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A local, and a reference to it that lives across waits.
#[resumable::coroutine]
pub async fn references(name: &str) -> String {
    let mut text = String::from("hello");
    let writer = &mut text;
    for letter in name.chars() {
        yield_now().await;
        writer.push(letter);
    }
    text
}

/// Senders that wait for room, and a receiver that waits for messages.
#[resumable::coroutine]
pub async fn channel() -> Vec<u32> {
    let (sender, mut receiver) = mpsc::channel(2);
    let other = sender.clone();
    let (_, _, received) = join((send(sender, 0), send(other, 100), receive(&mut receiver))).await;
    received
}

#[resumable::coroutine]
async fn send(sender: mpsc::Sender<u32>, first: u32) {
    for number in first..first + 5 {
        sender.send(number).await.expect("the receiver is there");
    }
}

#[resumable::coroutine]
async fn receive(receiver: &mut mpsc::Receiver<u32>) -> Vec<u32> {
    let mut received = Vec::new();
    while let Some(number) = receiver.recv().await {
        received.push(number);
    }
    received.sort();
    received
}

/// Locks that are kept across waits.
#[resumable::coroutine]
pub async fn locks() -> (Vec<usize>, usize) {
    let (list, count, permits) = (Mutex::new(Vec::new()), RwLock::new(0), Semaphore::new(2));
    join_all((0..5).map(|number| enter(&list, &count, &permits, number))).await;
    (list.into_inner(), count.into_inner())
}

#[resumable::coroutine]
async fn enter(list: &Mutex<Vec<usize>>, count: &RwLock<usize>, permits: &Semaphore, number: usize) {
    let _permit = permits.acquire().await.expect("the semaphore is open");
    let mut list = list.lock().await;
    yield_now().await;
    list.push(number);
    drop(list);
    let before = *count.read().await;
    yield_now().await;
    let mut count = count.write().await;
    *count = (*count).max(before) + 1;
}

/// Notifications, a barrier, and a value that is made once.
#[resumable::coroutine]
pub async fn meetings() -> usize {
    let (notify, barrier, cell) = (Notify::new(), Barrier::new(3), OnceCell::new());
    let meet = |number| meet(&notify, &barrier, &cell, number);
    let (a, b, c) = join((meet(1), meet(2), meet(3))).await;
    a + b + c
}

#[resumable::coroutine]
async fn meet(notify: &Notify, barrier: &Barrier, cell: &OnceCell<usize>, number: usize) -> usize {
    if barrier.wait().await.is_leader() {
        notify.notify_one();
    } else {
        notify.notified().await;
        notify.notify_one();
    }
    let made = *cell.get_or_init(|| async { 10 }).await;
    made * number
}

/// One value, or the end of patience.
#[resumable::coroutine]
pub async fn choices() -> (u32, u32, u32) {
    let (sender, receiver) = oneshot::channel();
    let late = race((pending::<u32>(), async { 1 })).await;
    { sender }.send(2).expect("the receiver is there");
    let Either::Left(Ok(value)) = select(receiver, pending::<()>()).await else { return (0, 0, 0) };
    let failed = try_join((async { Ok::<_, u32>(1) }, async { Err::<(), _>(3) }));
    (late, value, failed.await.expect_err("the second fails"))
}

/// What everybody hears, and what is true at last.
#[resumable::coroutine]
pub async fn news() -> (Vec<u32>, u32) {
    let (sender, mut receiver) = broadcast::channel(4);
    let (latest, mut seen) = watch::channel(0);
    let tell = async {
        for number in 1..=3 {
            sender.send(number).expect("the receiver is there");
            latest.send(number).expect("the receiver is there");
            yield_now().await;
        }
    };
    let listen = async {
        let mut heard = Vec::new();
        while heard.len() < 3 {
            heard.extend(receiver.recv().await);
        }
        heard
    };
    let last = async { seen.wait_for(|number| *number == 3).await.map_or(0, |number| *number) };
    let (_, heard, last) = join((tell, listen, last)).await;
    (heard, last)
}

/// A stream from end to end.
#[resumable::coroutine]
pub async fn pipeline() -> Vec<String> {
    let countdown = stream::unfold(6, |left| async move {
        yield_now().await;
        (left > 0).then(|| (left, left - 1))
    });
    let even = countdown.filter(|left| left % 2 == 0).map(|left: u32| left.to_string());
    even.chain(stream::iter([String::from("go")])).collect().await
}

/// A coroutine that awaits itself.
#[resumable::coroutine(boxed)]
pub async fn fibonacci(n: u32) -> u64 {
    yield_now().await;
    if n < 2 { n.into() } else { fibonacci(n - 1).await + fibonacci(n - 2).await }
}

/// What is dropped when a task is told to stop.
#[resumable::coroutine]
pub async fn stopped(dropped: Arc<AtomicUsize>) -> usize {
    let token = CancellationToken::new();
    let work = async {
        let _first = CountDrop(dropped.clone());
        let _second = CountDrop(dropped.clone());
        pending::<()>().await
    };
    let stop = async {
        yield_now().await;
        token.cancel();
    };
    let (output, ()) = join((token.run_until_cancelled(work), stop)).await;
    assert!(output.is_none());
    dropped.load(Ordering::SeqCst)
}

struct CountDrop(Arc<AtomicUsize>);

impl Drop for CountDrop {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// A trait that is used as `dyn`.
#[resumable::coroutine(boxed)]
pub trait Shape: Sync {
    async fn area(&self) -> u32;
}

pub struct Square(pub u32);

#[resumable::coroutine(boxed)]
impl Shape for Square {
    async fn area(&self) -> u32 {
        yield_now().await;
        self.0 * self.0
    }
}

#[resumable::coroutine]
pub async fn areas(shapes: &[Box<dyn Shape>]) -> u32 {
    let mut sum = 0;
    for shape in shapes {
        sum += shape.area().await;
    }
    sum
}
