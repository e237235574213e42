//! A body that is being written: the only errors are those of the unfinished places, and callers are in order.

use resumable::yield_now;
use std::collections::HashMap;

#[resumable::coroutine]
async fn field(name: &str) -> usize {
    let mut map = HashMap::new();
    map.insert(name, 1);
    yield_now().await;
    map.
}

#[resumable::coroutine]
async fn semicolon(name: &str) -> usize {
    let length = name.len()
    yield_now().await;
    length
}

struct Work;

#[resumable::coroutine]
impl Work {
    async fn garbage(&self, number: u32) -> u32 {
        yield_now().await;
        let x = (number +) 3;
        x
    }

    async fn good(&self) -> usize {
        self.garbage(1).await;
        field("a").await + semicolon("b").await
    }
}

fn main() {}
