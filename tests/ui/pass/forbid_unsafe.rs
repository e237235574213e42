//! What is generated does not count as the user's unsafe code.

#![forbid(unsafe_code)]

use resumable::{block_on, yield_now};

#[resumable::coroutine]
async fn work(list: &mut Vec<u32>) -> usize {
    let mut name = String::from("pinned");
    let kept = &mut name;
    yield_now().await;
    kept.push('!');
    list.push(1);
    for number in list.iter() {
        yield_now().await;
        name.push_str(&number.to_string());
    }
    match list.first() {
        Some(first) => {
            yield_now().await;
            name.len() + *first as usize
        }
        None => 0,
    }
}

fn main() {
    assert_eq!(block_on(work(&mut Vec::new())), 9);
}
