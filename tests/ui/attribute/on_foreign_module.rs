//! A block of foreign functions has no body.

#[resumable::coroutine]
unsafe extern "C" {
    fn work();
}

fn main() {}
