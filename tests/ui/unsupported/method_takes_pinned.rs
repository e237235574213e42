//! A method that takes `self` by value, with a name that does not say so.

use resumable::yield_now;

struct Text(String);

impl Text {
    fn measure(self) -> usize {
        self.0.len()
    }
}

#[resumable::coroutine]
async fn work() -> usize {
    let text = Text(String::from("text"));
    let kept = &text.0;
    yield_now().await;
    let size = kept.len();
    size + text.measure()
}

fn main() {}
