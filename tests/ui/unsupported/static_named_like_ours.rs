//! A static or a constant in scope that has a name of the machine's.

use resumable::yield_now;

#[allow(non_upper_case_globals)]
static frame: u32 = 1;

#[resumable::coroutine]
async fn work() -> u32 {
    yield_now().await;
    frame
}

fn main() {}
