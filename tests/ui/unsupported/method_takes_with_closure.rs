//! A method that takes `self` by value, with a name that does not say so, and a closure that is told by it what it is given.

use resumable::yield_now;

struct Text(String);

impl Text {
    fn measure(self, by: impl FnOnce(&str) -> usize) -> usize {
        by(&self.0)
    }
}

#[resumable::coroutine]
async fn work() -> usize {
    let text = Text(String::from("text"));
    let kept = &text.0;
    yield_now().await;
    let size = kept.len();
    size + text.measure(|text| text.len())
}

fn main() {}
