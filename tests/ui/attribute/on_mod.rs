//! The attribute goes on each function.

#[resumable::coroutine]
mod work {
    async fn work() {}
}

fn main() {}
