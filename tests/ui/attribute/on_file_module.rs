//! A module in another file is not seen.

#[resumable::coroutine]
mod work;

fn main() {}
