//! The names of generated code are not there for the body.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept + *slot_number.get() + entry
}

fn main() {}
