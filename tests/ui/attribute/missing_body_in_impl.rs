//! A method of an impl has a body.

struct Work;

impl Work {
    #[resumable::coroutine]
    async fn work(&self) -> u32;
}

fn main() {}
