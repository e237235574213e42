//! A struct has no body.

#[resumable::coroutine]
struct Work;

fn main() {}
