//! A coroutine is still a function: it can be named, stored, passed on and called through bounds with any lifetime.

use crate::harness::*;
use std::collections::BTreeMap;
use std::pin::Pin;

case! {
    /// As a function that makes futures, without borrows.
    mod makes_futures => run();
    async fn twice<F, Fut>(call: F) -> u32
    where
        F: Fn(u32) -> Fut,
        Fut: Future<Output = u32>,
    {
        call(1).await + call(2).await
    }
    co! { async fn handler(n: u32) -> u32 { later("handler", n * 10).await } }
    co! { async fn run() -> u32 { twice(handler).await + twice(|n| handler(n + 1)).await } }
}

case! {
    /// As an `AsyncFn` of a borrow with any lifetime.
    mod async_fn_of_a_borrow => run();
    async fn apply(call: impl AsyncFn(&str) -> usize) -> usize {
        let text = String::from("text");
        call(&text).await + call("x").await
    }
    co! { async fn length(text: &str) -> usize { look("text", &text).await.len() } }
    co! { async fn run() -> usize { apply(length).await } }
}

case! {
    /// As an `AsyncFn` of two borrows with any lifetimes.
    mod async_fn_of_two_borrows => run();
    async fn apply(call: impl AsyncFn(&str, &mut Vec<usize>)) -> Vec<usize> {
        let mut list = vec![];
        for text in ["a", "bb"] {
            call(&String::from(text), &mut list).await;
        }
        list
    }
    co! {
        async fn note(text: &str, list: &mut Vec<usize>) {
            yield_now().await;
            list.push(text.len());
        }
    }
    co! { async fn run() -> Vec<usize> { apply(note).await } }
}

case! {
    /// A method by its path, as an `AsyncFn` of its receiver.
    mod method_by_path => run();
    struct Counter(u32);
    impl Counter {
        co! {
            async fn add(&mut self, n: u32) -> u32 {
                yield_now().await;
                self.0 += n;
                self.0
            }
        }
    }
    async fn apply(counter: &mut Counter, call: impl AsyncFn(&mut Counter, u32) -> u32) -> u32 {
        call(counter, 1).await + call(counter, 2).await
    }
    co! {
        async fn run() -> u32 {
            let mut counter = Counter(1);
            apply(&mut counter, Counter::add).await + Counter::add(&mut counter, 5).await
        }
    }
}

case! {
    /// Boxed in a table of handlers.
    mod table_of_handlers => run();
    type Handler = Box<dyn Fn(u32) -> Pin<Box<dyn Future<Output = String>>>>;
    co! { async fn one(n: u32) -> String { format!("one {}", later("one", n).await) } }
    co! { async fn two(n: u32) -> String { let held = noisy_n("two", n); yield_now().await; held.to_string() } }
    co! {
        async fn run() -> Vec<String> {
            let table: BTreeMap<&str, Handler> = BTreeMap::from([
                ("one", Box::new(|n| Box::pin(one(n)) as Pin<Box<dyn Future<Output = String>>>) as Handler),
                ("two", Box::new(|n| Box::pin(two(n)))),
            ]);
            let mut all = vec![];
            for (name, n) in [("two", 1), ("one", 2), ("three", 3)] {
                if let Some(handler) = table.get(name) {
                    all.push(handler(n).await);
                }
            }
            all
        }
    }
}

case! {
    /// The future is a value: kept in a variable, a struct field, an option, and moved before it is polled.
    mod future_as_a_value => run();
    struct Job<F> { future: F, held: Noisy }
    co! { async fn work(held: Noisy) -> u32 { yield_now().await; held.by_ref() } }
    co! {
        async fn run() -> u32 {
            let job = Job { future: work(noisy_n("inside", 1)), held: noisy_n("beside", 2) };
            let mut slot = Some(work(noisy_n("slot", 3)));
            let unused = work(noisy("unused"));
            yield_now().await;
            let Job { future, held } = job;
            let moved = slot.take();
            let n = future.await + held.by_ref();
            match moved {
                Some(future) => n + future.await,
                None => n,
            }
        }
    }
}

case! {
    /// Futures of one function have one type: in a vector, a choice, and an array.
    mod one_type => run();
    co! { async fn work(n: u32, text: &str) -> u32 { later("work", n + text.len() as u32).await } }
    co! {
        async fn run() -> u32 {
            let text = String::from("text");
            let mut all: Vec<_> = (0..2).map(|n| work(n, &text)).collect();
            let chosen = if all.len() == 2 { work(7, &text) } else { work(8, "other") };
            all.push(chosen);
            let mut sum = 0;
            for one in all {
                sum += one.await;
            }
            sum
        }
    }
}
