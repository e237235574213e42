//! A struct that is packed, and taken apart in a match that awaits.

use resumable::yield_now;

#[repr(packed)]
struct Packed {
    a: u8,
    b: u32,
}

#[resumable::coroutine]
async fn work(packed: Packed) -> u32 {
    match packed {
        Packed { a: 1, b } => {
            yield_now().await;
            b
        }
        Packed { .. } => 0,
    }
}

fn main() {}
