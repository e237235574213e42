//! A macro that is there under a condition puts its argument into a closure, from which that returns: it is taken to return from the function.

use resumable::yield_now;

#[cfg(not(windows))]
macro_rules! made {
    ($value:expr) => {
        (|| $value)()
    };
}

#[resumable::coroutine]
async fn work(early: bool) -> u32 {
    yield_now().await;
    let made = made!({
        if early {
            return 2;
        }
        3
    });
    yield_now().await;
    made
}

fn main() {}
