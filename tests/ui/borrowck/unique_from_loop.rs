//! Each turn would borrow the same local anew.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    let mut text = String::new();
    let mut kept = Vec::new();
    for _ in 0..2 {
        kept.push(&mut text);
        yield_now().await;
    }
}

fn main() {}
