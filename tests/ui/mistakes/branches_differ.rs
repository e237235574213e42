//! The branches of an `if` are of different types.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(early: bool) -> u32 {
    let number = if early {
        yield_now().await;
        1
    } else {
        "two"
    };
    number
}

fn main() {}
