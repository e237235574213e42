//! A free function has a body.

#[resumable::coroutine]
async fn work() -> u32;

fn main() {}
