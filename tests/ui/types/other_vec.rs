//! A macro that is called `vec!` and makes something else.

use resumable::yield_now;

macro_rules! vec {
    ($value:expr) => {
        Some($value)
    };
}

#[resumable::coroutine]
async fn work(text: String) -> usize {
    let kept = &text;
    yield_now().await;
    assert_eq!(kept.len(), 0);
    let list = vec![text];
    yield_now().await;
    list.iter().count()
}

fn main() {
    resumable::block_on(work(String::new()));
}
