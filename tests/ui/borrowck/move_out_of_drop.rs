//! A value with a destructor cannot be taken apart.

use resumable::yield_now;

struct Noisy {
    text: String,
}

impl Drop for Noisy {
    fn drop(&mut self) {}
}

#[resumable::coroutine]
async fn work(noisy: Noisy) -> String {
    let Noisy { text } = noisy;
    yield_now().await;
    text
}

fn main() {}
