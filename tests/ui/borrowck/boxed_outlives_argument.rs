//! A boxed coroutine lives no longer than what it is given, also where the signature does not show that this borrows.

use resumable::yield_now;

#[resumable::coroutine(boxed_local)]
trait Show<A: ToString> {
    async fn show(value: A) -> String {
        yield_now().await;
        value.to_string()
    }

    async fn show_beside(&self, value: A) -> String {
        yield_now().await;
        value.to_string()
    }
}

macro_rules! text {
    () => {
        &str
    };
}

#[resumable::coroutine(boxed_local)]
async fn hidden(text: text!()) -> usize {
    yield_now().await;
    text.len()
}

#[resumable::coroutine(boxed)]
async fn hidden_beside(text: text!(), number: &u8) -> usize {
    yield_now().await;
    text.len() + usize::from(*number)
}

fn main() {}
