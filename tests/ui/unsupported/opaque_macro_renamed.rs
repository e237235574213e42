//! A macro that cannot be seen into mentions a local that hides another one.

use resumable::yield_now;

macro_rules! choose {
    (first $value:expr) => {
        $value
    };
}

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    yield_now().await;
    let number = number + 1;
    yield_now().await;
    choose!(first number)
}

fn main() {}
