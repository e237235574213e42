//! An unknown macro is handed a local that stays in its place and may have been moved away.

use resumable::yield_now;

macro_rules! measure {
    ($value:expr) => {
        $value.len()
    };
}

#[resumable::coroutine]
async fn work(early: bool) -> usize {
    let text = String::from("text");
    let size = {
        let kept = &text;
        yield_now().await;
        kept.len()
    };
    if early {
        drop(text);
        yield_now().await;
        return size;
    }
    size + measure!(text)
}

fn main() {}
