//! A method that takes a pinned local by value, said in plain Rust: `{x}.method()` moves, `(&mut x).method()` borrows.

use resumable::{block_on, yield_now};

struct Text(String);

impl Text {
    fn finish(self) -> usize {
        self.0.len()
    }

    fn into_view(&mut self) -> &mut String {
        &mut self.0
    }
}

#[resumable::coroutine]
async fn work() -> usize {
    let mut text = Text(String::from("text"));
    let kept = &text;
    yield_now().await;
    let size = kept.0.len();
    (&mut text).into_view().push('!');
    size + { text }.finish()
}

fn main() {
    assert_eq!(block_on(work()), 9);
}
