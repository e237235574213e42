//! A method that takes a part of a local by value, with a name that does not say so.

use resumable::yield_now;

struct Text(String);

impl Text {
    fn measure(self) -> usize {
        self.0.len()
    }
}

#[resumable::coroutine]
async fn work() -> usize {
    let pair = (Text(String::from("text")), Text(String::from("other")));
    let kept = &pair;
    yield_now().await;
    drop(kept.1.0.len());
    let size = pair.0.measure();
    yield_now().await;
    size
}

fn main() {}
