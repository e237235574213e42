//! Receivers of which something is known: a reader, the sender of a `oneshot`, an entry, a closure that is called once, a stream, a result.

use crate::harness::*;
use std::collections::BTreeMap;

case! {
    /// Lines of a reader are its own, those of a text are not.
    mod lines => run(vec!["one", "two"], String::from("three\nfour"));
    struct BufReader { left: Vec<&'static str>, held: Noisy }
    impl BufReader {
        fn new(left: Vec<&'static str>) -> Self { BufReader { left, held: noisy("reader") } }
        fn lines(self) -> Lines { Lines(self) }
    }
    struct Lines(BufReader);
    impl Lines {
        async fn next_line(&mut self) -> Option<&'static str> {
            yield_now().await;
            self.0.held.by_ref();
            self.0.left.pop()
        }
    }
    co! {
        async fn run(input: Vec<&'static str>, page: String) -> usize {
            let mut sum = 0;
            let input = BufReader::new(input);
            yield_now().await;
            let mut lines = input.lines();
            while let Some(line) = lines.next_line().await {
                sum += line.len();
            }
            for line in page.lines() {
                sum += later("line", line).await.len();
            }
            let reader = BufReader::new(vec!["five"]);
            let mut lines = reader.lines();
            sum + lines.next_line().await.map_or(0, str::len)
        }
    }
}

case! {
    /// A sender that sends once, beside one that sends often.
    senders();
    async fn senders() -> u32 {
        let (done, waiting) = futures::channel::oneshot::channel::<Noisy>();
        let (many, received) = std::sync::mpsc::channel::<Noisy>();
        yield_now().await;
        _ = done.send(noisy("once"));
        log("sent");
        yield_now().await;
        _ = many.send(noisy("first"));
        yield_now().await;
        let once = waiting.await.unwrap();
        once.by_ref() + received.recv().unwrap().by_ref()
    }
}

case! {
    /// An entry of a map that lives across a wait, and is declared before it has a value.
    entries();
    async fn entries() -> u32 {
        let mut map: BTreeMap<u32, Noisy> = BTreeMap::new();
        let mut sum = 0;
        for i in [1, 2, 1] {
            let entry;
            if i == 1 {
                entry = map.entry(1);
                yield_now().await;
            } else {
                entry = map.entry(3);
            }
            let n = later("n", i).await;
            sum += entry.or_insert_with(|| noisy_n("value", n)).by_ref();
            yield_now().await;
        }
        sum
    }
}

case! {
    /// A closure that takes what need not be `Copy`, for a method that consumes its receiver.
    made_by_a_closure(None, None);
    async fn made_by_a_closure(first: Option<Noisy>, second: Option<Noisy>) -> u32 {
        let (first, second) = (first, second);
        look("first", &first).await;
        look("second", &second).await;
        let n = later("n", 1).await;
        let other = later("other", noisy("other")).await;
        let mut sum = 0;
        sum += first.unwrap_or_else(|| noisy_n("made", n)).by_ref();
        yield_now().await;
        sum += second.unwrap_or_else(|| other).by_ref();
        yield_now().await;
        sum
    }
}

case! {
    /// What is called once is, also where it is asynchronous, or in a box.
    mod called_once => run();
    co! {
        async fn with<R>(held: Noisy, f: impl AsyncFnOnce(&Noisy) -> R) -> R {
            look("held", &held).await;
            let r = f(&held).await;
            yield_now().await;
            r
        }
    }
    co! {
        async fn boxed(f: Box<dyn FnOnce(u32) -> u32 + Send>) -> u32 {
            let n = later("n", 1).await;
            let n = f(n);
            yield_now().await;
            n
        }
    }
    co! {
        async fn run() -> u32 {
            let taken = noisy("taken");
            let n = with(noisy_n("held", 1), async move |held| { yield_now().await; held.by_ref() + taken.into_number() }).await;
            let taken = noisy("taken too");
            n + boxed(Box::new(move |n| n + taken.into_number())).await
        }
    }
}

case! {
    /// Streams that are consumed by what is awaited, with names that iterators have too.
    consumed_streams(vec![1, 2, 3]);
    async fn consumed_streams(all: Vec<u32>) -> Result<u32, String> {
        use futures::stream::{StreamExt, TryStreamExt, iter};
        let limit = noisy_n("limit", 2);
        let stream = iter(all.clone()).map(|n| Ok::<_, String>(noisy_n("item", n)));
        yield_now().await;
        let sum = stream.try_fold(0, |sum, n| async move { Ok(sum + n.by_ref()) }).await?;
        let stream = iter(all).map(|n| noisy_n("other", n));
        yield_now().await;
        let any = stream.any(|n| std::future::ready(n.by_ref() == 2)).await;
        yield_now().await;
        Ok(sum + any as u32 + limit.by_ref())
    }
}

case! {
    /// A closure whose value is not known yet, as the error of what the function returns.
    error_of_the_output(None);
    async fn error_of_the_output(found: Option<Noisy>) -> Result<Noisy, Box<dyn std::error::Error + Send + Sync>> {
        let found = found.or(Some(noisy("found")));
        look("found", &found).await;
        let checked = found.ok_or_else(|| "nothing".into());
        yield_now().await;
        checked
    }
}

case! {
    /// Errors that get a context.
    with_a_context();
    async fn with_a_context() -> Result<u32, String> {
        use anyhow::Context;
        let mut sum = 0;
        for n in 0..3 {
            let result = later("result", if n < 2 { Ok(noisy_n("value", n)) } else { Err(std::fmt::Error) }).await;
            let other = later("other", if n < 1 { Some(noisy_n("other", n)) } else { None }).await;
            yield_now().await;
            let value = result.context("no value").map_err(|error| error.to_string())?;
            yield_now().await;
            let other = other.with_context(|| format!("no other beside {value}")).map_err(|error| error.to_string())?;
            yield_now().await;
            sum += value.by_ref() + other.by_ref();
        }
        Ok(sum)
    }
}
