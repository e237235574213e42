//! A value that is returned early does not have the declared output.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(early: bool) -> u32 {
    if early {
        return "text";
    }
    yield_now().await;
    1
}

fn main() {}
