//! A plain `fn` whose body awaits, in every position.

use resumable::{block_on, yield_now};

trait Source {
    #[resumable::coroutine]
    fn next(&mut self) -> u32;
}

struct Count(u32);

impl Source for Count {
    #[resumable::coroutine]
    fn next(&mut self) -> u32 {
        yield_now().await;
        self.0 += 1;
        self.0
    }
}

#[resumable::coroutine]
fn work(mut source: impl Source) -> u32 {
    source.next().await + source.next().await
}

fn main() {
    assert_eq!(block_on(work(Count(0))), 3);
}
