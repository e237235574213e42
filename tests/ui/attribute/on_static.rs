//! A static has no body.

#[resumable::coroutine]
static WORK: u32 = 1;

fn main() {}
