//! An unknown macro is handed a local that stays in its place and may have no value yet.

use resumable::yield_now;

macro_rules! fill {
    ($place:expr, $value:expr) => {
        $place = $value
    };
}

#[resumable::coroutine]
async fn work() -> usize {
    let text;
    fill!(text, String::from("text"));
    let kept: &String = &text;
    yield_now().await;
    kept.len()
}

fn main() {}
