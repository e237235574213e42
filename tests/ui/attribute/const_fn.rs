//! A constant function does not wait.

#[resumable::coroutine]
const fn work() -> u32 {
    1
}

fn main() {}
