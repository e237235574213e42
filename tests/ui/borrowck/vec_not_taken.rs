//! A macro that is called `vec!` and does not take its argument.

use resumable::yield_now;

macro_rules! vec {
    ($value:expr) => {
        [$value.len()].map(|_| String::new()).to_vec()
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
