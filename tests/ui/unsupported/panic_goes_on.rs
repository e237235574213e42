//! Macros that are called as those of std that never return, and go on.

use resumable::yield_now;

macro_rules! todo {
    ($message:expr) => {
        println!($message)
    };
}

#[resumable::coroutine]
async fn work() {
    todo!("later");
    yield_now().await;
}

fn main() {}
