//! What stays in its place is moved in an argument of a macro.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> String {
    let text = String::from("text");
    let kept = &text;
    yield_now().await;
    drop(kept.len());
    let shown = dbg!(text);
    yield_now().await;
    shown
}

macro_rules! pair {
    ($a:expr, $b:expr) => {
        ($a, $b)
    };
}

#[resumable::coroutine]
async fn awaited_in_macro() -> (String, u32) {
    std::future::ready(pair!(work().await, 1)).await
}

fn main() {}
