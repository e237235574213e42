//! A boxed coroutine does not outlive what its receiver borrows, though the attribute does not see the `impl` that names the lifetime.

use resumable::{Future, yield_now};

struct Line<'a>(&'a str);

impl<'a> Line<'a> {
    #[resumable::coroutine(boxed)]
    async fn length(self) -> usize {
        yield_now().await;
        self.0.len()
    }
}

struct Holder<T>(T);

impl<T: Send + AsRef<str>> Holder<T> {
    #[resumable::coroutine(boxed)]
    async fn length(self) -> usize {
        yield_now().await;
        self.0.as_ref().len()
    }
}

fn run(_: impl Future<Output = usize>) {}

fn main() {
    let by_lifetime = {
        let text = String::from("text");
        Line(&text).length()
    };
    run(by_lifetime);
    let by_type = {
        let text = String::from("text");
        Holder(text.as_str()).length()
    };
    run(by_type);
}
