//! A method that takes a part of a local by value, with a name that does not say so, where nothing can borrow the local across a wait.

use resumable::yield_now;

struct Text(String);

impl Text {
    fn measure(self) {}
}

#[resumable::coroutine]
async fn work() {
    let pair = (Text(String::from("text")), Text(String::from("other")));
    pair.0.measure();
    yield_now().await;
}

fn main() {}
