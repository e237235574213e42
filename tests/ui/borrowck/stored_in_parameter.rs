//! A reference is stored where it would have to live longer.

use resumable::yield_now;

#[resumable::coroutine]
async fn work<'a, 'b>(text: &'a str, list: &mut Vec<&'b str>) {
    yield_now().await;
    list.push(text);
}

fn main() {}
