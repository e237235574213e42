//! Generated code does not name primitive types, which a user may shadow.
#![allow(dead_code, non_camel_case_types)]

type u32 = ();
type bool = ();
type u8 = ();

#[resumable::coroutine]
async fn work() -> usize {
    let text = std::string::String::from("text");
    let kept = &text;
    resumable::yield_now().await;
    kept.len()
}

fn main() {
    assert_eq!(resumable::block_on(work()), 4);
}
