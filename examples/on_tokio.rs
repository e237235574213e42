//! The same coroutine on two runtimes.
//!
//! What a coroutine returns is an ordinary `Future` of the standard library, without allocation and without a runtime
//! of its own. So it runs on tokio, is spawned there, awaits tokio's timers, and is awaited by `async` blocks that
//! rustc compiled; and the channels of this crate need no runtime either.
//!
//! ```console
//! $ cargo run --example on_tokio
//! resumable: ["HELLO", "TOKIO"]
//! tokio: ["HELLO", "TOKIO"]
//! tokio, with its timer: 3 ticks
//! ```

use resumable::sync::mpsc::{self, Receiver};
use std::time::Duration;

#[resumable::coroutine]
async fn shout(mut words: Receiver<&str>) -> Vec<String> {
    let mut shouted = Vec::new();
    while let Some(word) = words.recv().await {
        shouted.push(word.to_uppercase());
    }
    shouted
}

/// Awaits what only works on tokio.
#[resumable::coroutine]
async fn tick(times: u32) -> u32 {
    let mut interval = tokio::time::interval(Duration::from_millis(5));
    let mut ticks = 0;
    while ticks < times {
        interval.tick().await;
        ticks += 1;
    }
    ticks
}

/// A channel with two words in it.
fn words() -> Receiver<&'static str> {
    let (sender, receiver) = mpsc::channel(2);
    for word in ["hello", "tokio"] {
        sender.try_send(word).expect("there is room");
    }
    receiver
}

fn main() -> std::io::Result<()> {
    println!("resumable: {:?}", resumable::block_on(shout(words())));

    let tokio = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    tokio.block_on(async {
        let task = tokio::spawn(shout(words()));
        println!("tokio: {:?}", task.await?);
        println!("tokio, with its timer: {} ticks", tick(3).await);
        Ok(())
    })
}
