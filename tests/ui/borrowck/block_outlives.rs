//! A block that is kept longer than what it borrows.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let block;
    {
        let text = String::from("text");
        let reference = &text;
        block = async move {
            yield_now().await;
            reference.len()
        };
        yield_now().await;
    }
    block.await
}

fn main() {}
