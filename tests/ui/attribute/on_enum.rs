//! An enum has no body.

#[resumable::coroutine]
enum Work {
    Some,
}

fn main() {}
