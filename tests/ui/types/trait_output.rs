//! The output of an implementation is that of the trait.

use resumable::yield_now;

trait Source {
    #[resumable::coroutine]
    async fn next(&mut self) -> u32;
}

struct Texts;

impl Source for Texts {
    #[resumable::coroutine]
    async fn next(&mut self) -> String {
        yield_now().await;
        String::new()
    }
}

fn main() {}
