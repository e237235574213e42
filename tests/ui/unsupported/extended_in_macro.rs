//! A temporary that a macro borrows, and that lives as long as the `let`.

use resumable::yield_now;

macro_rules! refer {
    ($value:expr) => {
        &$value
    };
}

#[resumable::coroutine]
async fn work(n: u8) -> usize {
    let text = refer!(n.to_string());
    yield_now().await;
    text.len()
}

fn main() {}
