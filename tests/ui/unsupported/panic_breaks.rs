//! A macro that is called as one of those of std that never return, and leaves a loop.

use resumable::yield_now;

macro_rules! todo {
    () => {
        break
    };
}

#[resumable::coroutine]
async fn work() {
    loop {
        yield_now().await;
        todo!();
    }
}

fn main() {}
