//! A private field stays private, also of a local that lives across the wait.

use resumable::yield_now;

mod inner {
    pub struct Secret {
        number: u32,
    }

    impl Secret {
        pub fn new() -> Secret {
            Secret { number: 1 }
        }
    }
}

#[resumable::coroutine]
async fn work() -> u32 {
    let secret = inner::Secret::new();
    let kept = &secret;
    yield_now().await;
    kept.number
}

fn main() {}
