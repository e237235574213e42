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

macro_rules! pass {
    ($value:expr) => {
        $value
    };
}

#[resumable::coroutine]
async fn moved_by_a_statement(text: String) {
    pass!(text);
    yield_now().await;
}

#[cfg(not(windows))]
macro_rules! first {
    ($list:expr) => {
        &$list[0..1]
    };
}

async fn length(text: &str) -> usize {
    yield_now().await;
    text.len()
}

#[resumable::coroutine]
async fn awaited_in_macro() -> usize {
    length(first!(work().await)).await
}

macro_rules! set {
    ($place:expr, $value:expr) => {
        $place = $value
    };
}

#[resumable::coroutine]
async fn given_to_another(mut text: String) {
    loop {
        length(&text).await;
        println!("{:?}", text.into_bytes());
        yield_now().await;
        set!(text, String::new());
    }
}

fn main() {}
