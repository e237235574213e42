//! C cannot call a coroutine.

#[resumable::coroutine]
extern "C" fn work() -> u32 {
    1
}

fn main() {}
