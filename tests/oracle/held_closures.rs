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

fn weigh<T: Weight>(value: T, n: u32) -> u32 {
    value.weight() + n
}

/// Of something that is moved, or copied: the name of the function does not tell.
trait Weight {
    fn weight(self) -> u32;
}
impl Weight for Noisy {
    fn weight(self) -> u32 {
        self.by_ref()
    }
}
impl Weight for u32 {
    fn weight(self) -> u32 {
        self
    }
}
impl Weight for &mut Noisy {
    fn weight(self) -> u32 {
        self.by_mut()
    }
}

case! {
    /// Given to a function that may be anything, by a closure that is called behind the wait, or never.
    owned_by_what_is_bound();
    async fn owned_by_what_is_bound() -> u32 {
        let (x, y, z) = (noisy("x"), noisy("y"), noisy("z"));
        look("x", &x).await;
        look("y", &y).await;
        look("z", &z).await;
        let first = |n: u32| weigh(x, n);
        let second = |n| weigh(y, n);
        let third = Some(|| weigh(z, 0));
        yield_now().await;
        let n = first(2);
        yield_now().await;
        if n > 1000 { second(n) } else { n + u32::from(third.is_some()) }
    }
}

case! {
    /// Beside copies, of which something is known or not, that are mentioned again or not; called more than once, where all are copies.
    owned_beside_copies(noisy("lent"), 7);
    async fn owned_beside_copies(lent: Noisy, number: u32) -> u32 {
        let (x, n, m) = (noisy("x"), lent.by_ref(), lent.by_ref());
        let shared = &lent;
        look("x", &x).await;
        look("n", &n).await;
        look("m", &m).await;
        let first = |k: u32| weigh(x, n) + weigh(m, k) + shared.by_ref() + number;
        yield_now().await;
        let sum = first(n);
        let second = |k: u32| weigh(m, k) + number;
        let third = |k: u32| weigh(n, k);
        let fourth = hold(|k: u32| weigh(n, k) + number);
        yield_now().await;
        sum + second(1) + second(2) + third(1) + third(2) + fourth(1) + fourth(2) + n
    }
}

case! {
    /// In a loop, where it owns something else each time; and what is `&mut`, used up or used again.
    owned_in_a_loop(leak(noisy("first")), leak(noisy("second")));
    async fn owned_in_a_loop(first: impl Weight, second: &mut Noisy) -> u32 {
        let mut sum = 0;
        for turn in 0..3 {
            let x = noisy("x");
            look("x", &x).await;
            let weight = |n: u32| weigh(x, n);
            yield_now().await;
            if turn == 1 { continue }
            sum += weight(turn);
        }
        look("second", second).await;
        let third = leak(noisy("third"));
        let used_up = |n: u32| weigh(first, n);
        let mut again = |n: u32| next(third, n);
        yield_now().await;
        sum += used_up(1) + again(2);
        yield_now().await;
        sum + again(3) + next(third, 1) + second.by_mut()
    }
}
fn hold<F>(f: F) -> F {
    f
}
fn next(noisy: &mut Noisy, n: u32) -> u32 {
    noisy.by_mut() + n
}
