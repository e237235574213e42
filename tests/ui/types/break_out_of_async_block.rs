//! An async block inside a coroutine is a future of its own.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    'turns: loop {
        let future = async { break 'turns };
        future.await;
        yield_now().await;
    }
}

fn main() {}
