//! A macro that cannot be seen into declares a local.

use resumable::yield_now;

macro_rules! declare {
    ($name:ident) => {
        let $name = 2;
    };
}

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    yield_now().await;
    declare!(number);
    yield_now().await;
    number
}

fn main() {}
