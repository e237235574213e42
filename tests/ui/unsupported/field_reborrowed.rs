//! A field that is a `&mut`, of a local, lent twice to what is awaited.

use resumable::yield_now;

#[resumable::coroutine]
async fn fill(buffer: &mut [u8]) {
    yield_now().await;
    buffer[0] += 1;
}

struct State<'a> {
    buffer: &'a mut [u8],
}

#[resumable::coroutine]
async fn work(bytes: &mut [u8]) {
    let state = State { buffer: bytes };
    fill(state.buffer).await;
    fill(state.buffer).await;
}

fn main() {}
