//! A closure without types under `&`, as an argument of a call that awaits, where the parameter is a `&F`.

use resumable::yield_now;

struct Text(String);

fn apply<F: Fn(&Text) -> usize>(measure: &F, text: Text) -> usize {
    measure(&text)
}

#[resumable::coroutine]
async fn text() -> Text {
    yield_now().await;
    Text(String::from("text"))
}

#[resumable::coroutine]
async fn work() -> usize {
    apply(&|text| text.0.len(), text().await)
}

fn main() {}
