//! The loop may be left before the local has a value.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> String {
    let text;
    loop {
        yield_now().await;
        if true {
            break;
        }
        text = String::new();
        break;
    }
    text
}

fn main() {}
