//! A receiver that reads in its destructor what drops before it cannot wait for an argument.

use resumable::yield_now;

struct Reads<'a>(Option<&'a String>);

impl Reads<'_> {
    fn finish(self, more: usize) -> usize {
        self.0.map_or(0, String::len) + more
    }

    fn into_len(self, more: usize) -> usize {
        self.0.map_or(0, String::len) + more
    }
}

impl Drop for Reads<'_> {
    fn drop(&mut self) {
        println!("{:?}", self.0);
    }
}

#[resumable::coroutine]
async fn five() -> usize {
    yield_now().await;
    5
}

#[resumable::coroutine]
async fn drops_late() -> usize {
    let mut reads = Reads(None);
    yield_now().await;
    let text = String::from("four");
    let lent = &text;
    reads.0 = Some(&text);
    let n = reads.finish(five().await);
    yield_now().await;
    n + lent.len()
}

#[resumable::coroutine]
async fn drops_late_by_name() -> usize {
    let mut reads = Reads(None);
    yield_now().await;
    let text = String::from("four");
    let lent = &text;
    reads.0 = Some(&text);
    let n = reads.into_len(five().await);
    yield_now().await;
    n + lent.len()
}

fn main() {
    resumable::block_on(drops_late());
    resumable::block_on(drops_late_by_name());
}
