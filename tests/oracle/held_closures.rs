//! Closures and `async` blocks without `move` that are held across a wait, and own what they are rid of.

use crate::harness::*;
use std::cell::Cell;
use std::future::Future;
use std::ops::ControlFlow;

case! {
    /// Rid of in a block that is held: `drop`, another name, a type that owns something.
    held_blocks();
    async fn held_blocks() -> usize {
        let (x, y) = (noisy("x"), noisy_n("y", 3));
        let z = noisy("z");
        let text = String::from("text");
        look("x", &x).await;
        look("z", &z).await;
        look("text", &text).await;
        let first = async { drop(x); yield_now().await; y.by_ref() };
        let second = async { let z = z; yield_now().await; z.into_number() };
        let third = async { yield_now().await; given(text).len() };
        let (a, b, c) = futures::join!(first, second, third);
        yield_now().await;
        a as usize + b as usize + c + y.by_ref() as usize
    }
}
fn given(text: String) -> String {
    text + "!"
}
case! {
    /// A closure.
    held_closure();
    async fn held_closure() -> usize {
        let text = format!("text{}", 1);
        let list = vec![noisy("a"), noisy("b")];
        look("text", &text).await;
        look("list", &list).await;
        let n = 3;
        let give = || (given(text), n);
        let count = || { let list = list; list.len() + n };
        yield_now().await;
        let (text, n) = give();
        yield_now().await;
        text.len() + n + count()
    }
}

case! {
    /// A parameter that can be called once, called by its name in a closure that is held, and in one that is given away.
    called_once_within(|n: u32| n + 1, |n: u32| n + 2);
    async fn called_once_within(first: impl FnOnce(u32) -> u32, second: impl FnOnce(u32) -> u32) -> u32 {
        let held = noisy("held");
        yield_now().await;
        let run = || first(held.by_ref());
        yield_now().await;
        let n = run();
        yield_now().await;
        let m = hand_on(|| second(n)).await;
        held.by_ref() + m
    }
}

async fn hand_on(f: impl FnOnce() -> u32) -> u32 {
    yield_now().await;
    f()
}

async fn until<T, R: Future<Output = ControlFlow<T>>>(name: &str, attempt: impl Fn() -> R) -> T {
    loop {
        if let ControlFlow::Break(value) = attempt().await {
            return value;
        }
        log(name);
    }
}

/// An event of a log, as many libraries write it.
macro_rules! error {
    (@ $name:ident) => { &$name };
    (@ $name:ident $value:expr) => { &$value };
    ($key:ident = %$value:expr $(, $name:ident $(= $given:expr)?)*, $text:literal) => {{
        log(format_args!("{} {}", $text, $value));
        $(log(format_args!("{:?}", error!(@ $name $($given)?)));)*
    }};
}

case! {
    /// What a closure gives mentions locals in an event of a log: an `async` block, and an iterator.
    logging_in_what_is_given(String::from("name"));
    async fn logging_in_what_is_given(name: String) -> u32 {
        let (held, count) = (noisy_n("held", 3), Cell::new(0));
        look("held", &held).await;
        let first = until(&name, || async {
            count.set(count.get() + 1);
            error!(e = %count.get(), held, name, "again");
            yield_now().await;
            if count.get() < held.by_ref() { ControlFlow::Continue(()) } else { ControlFlow::Break(count.get()) }
        })
        .await;
        let second = until(&name, || {
            let count = &count;
            let lent = (&held, &name);
            async move {
                error!(e = %count.get(), lent, "once more");
                ControlFlow::Break(count.get())
            }
        })
        .await;
        let many = hand_on(|| (0..2).map(|n| { error!(e = %n, held, "each"); n }).sum::<u32>()).await;
        first + second + many
    }
}

case! {
    /// A closure that is held copies what it declares to be a number.
    copies_a_number();
    async fn copies_a_number() -> u32 {
        let noisy = noisy("noisy");
        let n = noisy.by_ref();
        let sum = |a: u32| {
            let b: u32 = n;
            a + b
        };
        later("held", 1).await + sum(2)
    }
}
