//! The attribute on the implementation of a trait's method, and not on its declaration.

use resumable::yield_now;
use std::future::Future;

trait Measure {
    fn by_value(self) -> impl Future<Output = usize>;
    fn of_two<'a, 'b>(first: &'a str, second: &'b str) -> impl Future<Output = usize>;
}

impl Measure for &str {
    #[resumable::coroutine]
    async fn by_value(self) -> usize {
        yield_now().await;
        self.len()
    }

    #[resumable::coroutine]
    async fn of_two<'a, 'b>(first: &'a str, second: &'b str) -> usize {
        yield_now().await;
        first.len() + second.len()
    }
}

fn main() {}
