//! An `.await` in a macro that cannot be seen into.

use resumable::yield_now;

#[resumable::coroutine]
async fn number() -> u32 {
    yield_now().await;
    1
}

macro_rules! define {
    ($d:tt) => {
        macro_rules! choose {
            (first => $d value:expr) => {
                $d value
            };
        }
    };
}

define!($);

#[resumable::coroutine]
async fn work() -> u32 {
    choose!(first => number().await)
}

fn main() {}
