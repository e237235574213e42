//! A coroutine has a fixed number of parameters.

#[resumable::coroutine]
unsafe extern "C" fn work(first: u32, _: ...) -> u32 {
    first
}

fn main() {}
