//! A method that borrows what is declared without `mut`, and is called like one that ends it.

use resumable::yield_now;

struct Digest(Vec<u8>);

impl Digest {
    fn finish(&self) -> usize {
        self.0.len()
    }
}

#[resumable::coroutine]
async fn work() -> usize {
    let digest = Digest(vec![1, 2]);
    yield_now().await;
    let size = digest.finish();
    yield_now().await;
    size
}

fn main() {
    assert_eq!(resumable::block_on(work()), 2);
}
