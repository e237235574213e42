//! A macro that cannot be seen into mentions a local that stays in its place across a wait.

use resumable::yield_now;

macro_rules! choose {
    (first $value:expr) => {
        $value
    };
}

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept + choose!(first number)
}

fn main() {}
