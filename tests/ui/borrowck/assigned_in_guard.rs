//! A match guard cannot change what is matched.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(mut given: Option<u32>) -> u32 {
    match given {
        Some(_)
            if {
                given = None;
                true
            } =>
        {
            yield_now().await;
            1
        }
        _ => 2,
    }
}

fn main() {}
