//! A macro definition has no body.

#[resumable::coroutine]
macro_rules! work {
    () => {};
}

fn main() {}
