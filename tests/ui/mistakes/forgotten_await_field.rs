//! A future has no fields of its output's.

use resumable::yield_now;

struct Response {
    status: u16,
}

#[resumable::coroutine]
async fn get() -> Response {
    yield_now().await;
    Response { status: 200 }
}

#[resumable::coroutine]
async fn work() -> u16 {
    let response = get();
    yield_now().await;
    response.status
}

fn main() {}
