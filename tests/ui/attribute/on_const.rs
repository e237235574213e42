//! A constant has no body.

#[resumable::coroutine]
const WORK: u32 = 1;

fn main() {}
