//! A cast moves an enum that is no copy.

use resumable::yield_now;

enum Kind {
    First = 1,
}

#[resumable::coroutine]
async fn work(kind: Kind) -> u8 {
    let held = &kind;
    yield_now().await;
    let _ = held;
    let number = kind as u8;
    yield_now().await;
    number + kind as u8
}

fn main() {
    drop(work(Kind::First));
}
