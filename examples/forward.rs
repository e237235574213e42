//! A loop with a wait at each end: whatever comes out of one channel goes into another.
//!
//! The loop is generic, and so is the coroutine: it holds messages of any type while it waits for room. Three of them
//! make a bucket brigade. The channels have room for one message each, so that a slow receiver slows down everybody
//! behind it; when the sender is gone, each bucket passes on its last message and ends, and so the end travels down the
//! line.
//!
//! ```console
//! $ cargo run --example forward
//! received "the first bucket"
//! received "the second bucket"
//! received "the third bucket"
//! received "the fourth bucket"
//! the forwarders passed on [4, 4, 4] messages
//! ```

use resumable::sync::mpsc::{self, Receiver, Sender};
use resumable::{block_on, spawn};

#[resumable::coroutine]
async fn forward<T>(mut from: Receiver<T>, to: Sender<T>) -> usize {
    let mut forwarded = 0;
    while let Some(message) = from.recv().await {
        if to.send(message).await.is_err() {
            break; // Nobody listens any more.
        }
        forwarded += 1;
    }
    forwarded
}

#[resumable::coroutine]
async fn run() {
    let (source, mut end) = mpsc::channel(1);
    let mut forwarders = Vec::new();
    for _ in 0..3 {
        let (sender, receiver) = mpsc::channel(1);
        forwarders.push(spawn(forward(end, sender)));
        end = receiver;
    }

    spawn(produce(source));
    while let Some(message) = end.recv().await {
        println!("received {message:?}");
    }

    let mut counts = Vec::new();
    for forwarder in forwarders {
        counts.push(forwarder.await.expect("a forwarder does not panic"));
    }
    println!("the forwarders passed on {counts:?} messages");
}

#[resumable::coroutine]
async fn produce(source: Sender<String>) {
    for nth in ["first", "second", "third", "fourth"] {
        if source.send(format!("the {nth} bucket")).await.is_err() {
            return;
        }
    }
}

fn main() {
    block_on(run());
}
