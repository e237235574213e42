//! The same where nothing borrows the local: it would be saved at a later wait.

use resumable::yield_now;

struct Text(String);

impl Text {
    fn measure(self) {
        drop(self.0)
    }
}

#[resumable::coroutine]
async fn work(text: Text) {
    yield_now().await;
    text.measure();
    yield_now().await;
}

fn main() {}
