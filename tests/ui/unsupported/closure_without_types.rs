//! A closure without types as the output, of which the signature alone says what it is given.

use resumable::yield_now;

#[resumable::coroutine]
async fn measure(more: usize) -> impl Fn(&str) -> usize {
    yield_now().await;
    move |text| text.len() + more
}

#[resumable::coroutine]
async fn with_types(more: usize) -> impl Fn(&str) -> usize {
    yield_now().await;
    move |text: &str| text.len() + more
}

fn main() {
    resumable::block_on(measure(1));
    resumable::block_on(with_types(1));
}
