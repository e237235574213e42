//! A macro that returns, by its name, leaves a loop.

use resumable::yield_now;

macro_rules! check_more {
    ($n:expr) => {
        if $n > 2 {
            break;
        }
    };
}

#[resumable::coroutine]
async fn work() -> Result<u32, String> {
    let mut n = 0;
    loop {
        check_more!(n);
        yield_now().await;
        n += 1;
    }
    Ok(n)
}

fn main() {}
