//! The attribute under another name, on what it has already compiled.

use resumable::coroutine as co;
use resumable::yield_now;

#[co]
#[co]
async fn work() {
    yield_now().await;
}

struct Work;

#[co]
impl Work {
    #[co]
    async fn work(&self) {
        yield_now().await;
    }
}

#[co]
trait Do {
    #[co]
    async fn work(&self);
}

fn main() {}
