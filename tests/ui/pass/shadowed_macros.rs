//! Macros with the names of known ones that do something else with their arguments: what they are handed stays where it is.

use resumable::{block_on, yield_now};

macro_rules! dbg {
    ($value:expr) => {
        ($value).len()
    };
}

macro_rules! write {
    ($to:expr, $text:expr) => {{
        $to.push_str($text);
        $to.push_str($text)
    }};
}

macro_rules! check {
    ($value:expr) => {
        ($value, 1)
    };
}

#[resumable::coroutine]
async fn shown(text: String) -> String {
    let kept = &text;
    yield_now().await;
    let len = dbg!(text);
    yield_now().await;
    format!("{kept} {len}")
}

#[resumable::coroutine]
async fn written() -> String {
    let mut text = String::from("a long enough string ");
    yield_now().await;
    write!(text, "twice ");
    let view = &mut text;
    yield_now().await;
    view.push('!');
    text
}

#[resumable::coroutine]
async fn assigned(given: String) -> String {
    let mut text = given;
    let view = &text;
    yield_now().await;
    let len = view.len();
    drop(text);
    let (first, second) = check!({
        text = String::from("a new and also long string");
        text.len()
    });
    yield_now().await;
    format!("{text} {len} {first} {second}")
}

fn main() {
    assert_eq!(block_on(shown("kept as it was".into())), "kept as it was 14");
    assert_eq!(block_on(written()), "a long enough string twice twice !");
    assert_eq!(block_on(assigned("given".into())), "a new and also long string 5 26 1");
}
