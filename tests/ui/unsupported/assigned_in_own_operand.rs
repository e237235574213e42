//! A local is used and, further on in the same expression, assigned around a wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> bool {
    let mut number = 1;
    number == {
        number = 2;
        yield_now().await;
        1
    }
}

fn main() {}
