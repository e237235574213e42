//! References to the locals of a turn do not outlive it.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let mut kept: Vec<&String> = Vec::new();
    for turn in 0..3 {
        let text = turn.to_string();
        kept.push(&text);
        yield_now().await;
    }
    kept.len()
}

fn main() {}
