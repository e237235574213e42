//! A thread borrows a local.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    let list = vec![1, 2];
    yield_now().await;
    std::thread::spawn(|| println!("{}", list.len())).join().unwrap();
}

fn main() {}
