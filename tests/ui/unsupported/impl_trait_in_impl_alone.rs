//! The attribute on the implementation of a trait's method that takes an `impl Trait`, and not on its declaration.

use resumable::yield_now;
use std::fmt::Debug;
use std::future::Future;

trait Show {
    fn show(&self, value: impl Debug) -> impl Future<Output = String>;
}

impl Show for &str {
    #[resumable::coroutine]
    async fn show(&self, value: impl Debug) -> String {
        yield_now().await;
        format!("{self}{value:?}")
    }
}

fn main() {}
