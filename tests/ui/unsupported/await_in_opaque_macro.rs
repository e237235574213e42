//! An `.await` in a macro that cannot be seen into.

use resumable::yield_now;

#[resumable::coroutine]
async fn number() -> u32 {
    yield_now().await;
    1
}

macro_rules! choose {
    (first => $value:expr) => {
        $value
    };
}

#[resumable::coroutine]
async fn work() -> u32 {
    choose!(first => number().await)
}

fn main() {}
