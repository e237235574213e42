//! A constant whose name looks like that of a local.

use resumable::yield_now;

#[expect(non_upper_case_globals)]
const one: u32 = 1;

#[resumable::coroutine]
async fn work(number: u32) -> u32 {
    match number {
        one => {
            yield_now().await;
            2
        }
        _ => 3,
    }
}

fn main() {}
