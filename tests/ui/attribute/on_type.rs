//! A type alias has no body.

#[resumable::coroutine]
type Work = u32;

fn main() {}
