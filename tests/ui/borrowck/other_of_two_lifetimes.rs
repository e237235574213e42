//! What is returned must borrow from what the header says, whatever a variable was in between.

use resumable::yield_now;

#[resumable::coroutine]
async fn later<'a, 'b>(first: &'a str, second: &'b str) -> &'a str {
    let mut any = first;
    yield_now().await;
    any = second;
    any
}

#[resumable::coroutine]
async fn by_condition<'a, 'b>(first: &'a str, second: &'b str, condition: bool) -> &'a str {
    let any = if condition { first } else { second };
    yield_now().await;
    any
}

#[resumable::coroutine]
async fn by_closure<'a, 'b, T>(first: &'a str, second: &'b str, _: T) -> &'a str {
    let any = move |condition: bool| if condition { first } else { second };
    yield_now().await;
    any(true)
}

struct Connection(String);

impl Connection {
    #[resumable::coroutine]
    async fn elided(&self, second: &str) -> &str {
        yield_now().await;
        second
    }
}

fn main() {}
