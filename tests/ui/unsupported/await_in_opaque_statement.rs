//! The same where the macro call is a statement.

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
                drop($d value)
            };
        }
    };
}

define!($);

#[resumable::coroutine]
async fn work() {
    choose! { first => number().await }
}

fn main() {}
