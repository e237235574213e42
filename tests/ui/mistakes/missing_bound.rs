//! A generic value is printed that need not be printable.

use resumable::yield_now;

#[resumable::coroutine]
async fn work<T>(value: T) {
    yield_now().await;
    println!("{value}");
}

fn main() {}
