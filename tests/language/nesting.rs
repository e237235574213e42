//! Coroutines nest: a caller's frame holds its callee's. Twenty-four levels compile, callers declared first, as `Send`,
//! within rustc's own recursion limit, which this target does not raise.

use crate::harness::{observe, *};

/// One coroutine for each name, each awaiting the next; the last waits.
macro_rules! chain {
    ($last:ident) => {
        #[resumable::coroutine]
        async fn $last(n: u64) -> u64 {
            yield_now().await;
            n
        }
    };
    ($outer:ident $inner:ident $($more:ident)*) => {
        #[resumable::coroutine]
        async fn $outer(n: u64) -> u64 {
            let below = $inner(n).await;
            n + below
        }
        chain! { $inner $($more)* }
    };
}

chain! { l1 l2 l3 l4 l5 l6 l7 l8 l9 l10 l11 l12 l13 l14 l15 l16 l17 l18 l19 l20 l21 l22 l23 l24 }

/// The same with a borrowed buffer, a guard and `?` at every level.
macro_rules! borrowing_chain {
    ($last:ident) => {
        #[resumable::coroutine]
        async fn $last(buffer: &mut Vec<u32>, name: &str) -> Result<usize, String> {
            edit(stringify!($last), buffer, |buffer| buffer.push(0)).await;
            Ok(name.len())
        }
    };
    ($outer:ident $inner:ident $($more:ident)*) => {
        #[resumable::coroutine]
        async fn $outer(buffer: &mut Vec<u32>, name: &str) -> Result<usize, String> {
            let guard = noisy(stringify!($outer));
            let own = String::from(name);
            let n = $inner(buffer, &own).await?;
            buffer.push(n as u32);
            guard.by_ref();
            Ok(n + 1)
        }
        borrowing_chain! { $inner $($more)* }
    };
}

borrowing_chain! { b1 b2 b3 b4 b5 b6 b7 b8 b9 b10 b11 b12 b13 b14 b15 b16 b17 b18 b19 b20 b21 b22 b23 b24 }

/// The same with a block around each await.
macro_rules! chain_of_blocks {
    ($last:ident) => {
        #[resumable::coroutine]
        async fn $last(n: u64) -> u64 {
            yield_now().await;
            n
        }
    };
    ($outer:ident $inner:ident $($more:ident)*) => {
        #[resumable::coroutine]
        async fn $outer(n: u64) -> u64 {
            let below = async move {
                let more = $inner(n).await;
                more + n
            };
            below.await
        }
        chain_of_blocks! { $inner $($more)* }
    };
}

chain_of_blocks! { c1 c2 c3 c4 c5 c6 c7 c8 c9 c10 }

/// Generic, with two callees in each frame. Were the type of a callee in that of its caller more than once for each, this would not be compiled in
/// a day.
macro_rules! generic_chain {
    ($last:ident) => {
        #[resumable::coroutine]
        async fn $last<T: Clone>(_: T) -> u32 {
            1
        }
    };
    ($outer:ident $inner:ident $($more:ident)*) => {
        #[resumable::coroutine]
        async fn $outer<T: Clone>(value: T) -> u32 {
            $inner(value.clone()).await + $inner(value).await
        }
        generic_chain! { $inner $($more)* }
    };
}

generic_chain! { g1 g2 g3 g4 g5 g6 g7 g8 g9 g10 g11 g12 g13 g14 }

fn spawn<F: Future + Send + 'static>(future: F) -> F {
    future
}

/// What a run to the end puts out.
fn output(start: impl Fn() -> std::pin::Pin<Box<dyn Future<Output = String>>>) -> String {
    let traits = AutoTraits { send: false, sync: false, unpin: false };
    let events = observe(traits, start).runs.swap_remove(0).events;
    events.into_iter().find_map(|event| event.strip_prefix("output ").map(str::to_owned)).expect("ran to the end")
}

#[test]
fn twenty_four_levels() {
    let run = || -> std::pin::Pin<Box<dyn Future<Output = String>>> {
        let future = spawn(l1(1));
        Box::pin(async { format!("{}", future.await) })
    };
    assert_eq!(output(run), "\"24\"");
}

#[test]
fn twenty_four_levels_that_borrow() {
    let run = || -> std::pin::Pin<Box<dyn Future<Output = String>>> {
        let future = spawn(async {
            let mut buffer = vec![];
            let n = b1(&mut buffer, "name").await;
            (n, buffer.len())
        });
        Box::pin(async { format!("{:?}", future.await) })
    };
    assert_eq!(output(run), "\"(Ok(27), 25)\"");
}

#[test]
fn ten_levels_of_blocks() {
    let run = || -> std::pin::Pin<Box<dyn Future<Output = String>>> {
        let future = spawn(c1(1));
        Box::pin(async { format!("{}", future.await) })
    };
    assert_eq!(output(run), "\"10\"");
}

#[test]
fn fourteen_levels_of_generics() {
    assert_eq!(resumable::block_on(g1(String::from("value"))), 1 << 13);
}
