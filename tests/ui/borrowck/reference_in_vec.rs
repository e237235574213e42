//! References in a list do not outlive what they refer to.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let mut kept: Vec<&String> = Vec::new();
    {
        let text = String::from("inner");
        kept.push(&text);
        yield_now().await;
    }
    yield_now().await;
    kept.len()
}

fn main() {}
