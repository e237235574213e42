//! A constant with a lower-case name, in a pattern that also binds something that lives across a wait in its place.

use resumable::yield_now;

#[allow(non_upper_case_globals)]
const zero: u32 = 0;

#[resumable::coroutine]
async fn work(pair: (u32, u32)) -> u32 {
    match {pair} {
        (other, zero) => {
            let seen = &other;
            yield_now().await;
            *seen + zero.pow(2)
        }
        _ => 0,
    }
}

fn main() {}
