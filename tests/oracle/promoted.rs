//! Constants that are borrowed: rustc promotes them, so that references to them live forever; or it does not, and they are temporaries like others.

use crate::harness::*;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

#[derive(Debug, PartialEq, Clone)]
struct Pair {
    a: u32,
    b: u32,
}

/// Whether what a coroutine returns a reference to lies in its frame.
fn in_frame<T: ?Sized + 'static, F: Future<Output = &'static T>>(future: F) -> bool {
    let mut future = pin!(future);
    let begin = (&raw const *future).addr();
    let frame = begin..begin + size_of::<F>();
    loop {
        if let Poll::Ready(found) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return frame.contains(&std::ptr::from_ref(found).addr());
        }
    }
}

/// What it is, and that it is elsewhere.
macro_rules! forever {
    ($($(#[$doc:meta])* $name:ident: $output:ty { $($body:tt)* })*) => {
        $(
            case! {
                $(#[$doc])*
                mod $name => run();
                co! { pub async fn run() -> &'static $output { $($body)* } }
            }
        )*

        #[test]
        fn nothing_is_in_the_frame() {
            mod ours {
                use super::*;
                $(pub mod $name {
                    use super::*;
                    #[resumable::coroutine]
                    pub async fn run() -> &'static $output { $($body)* }
                })*
            }
            $(assert!(!in_frame(ours::$name::run()), stringify!($name));)*
        }
    };
}

const NONE: Option<Pair> = None;

forever! {
    variant: Option<u32> { let r = &Some(5); yield_now().await; r }
    nested: Result<Option<u32>, &'static str> { let r = &Ok(Some(5)); yield_now().await; r }
    range: std::ops::Range<u32> { let r = &(0..5); yield_now().await; r }
    inclusive: std::ops::RangeInclusive<u8> { let r = &(0..=5); yield_now().await; r }
    sum: u32 { let r = &(2 + 3); yield_now().await; r }
    shift: u32 { let r: &u32 = &(1 << 3 | 4 % 3); yield_now().await; r }
    cast: u8 { let r = &-(-5i32); yield_now().await; if *r == 0 { return &1 } let s = &(5 as u8); yield_now().await; s }
    comparison: bool { let r = &(1 < 2); yield_now().await; r }
    block: u32 { let r = &const { 3 + 4 }; yield_now().await; r }
    operand: Option<u32> { op("both", (&Some(5), later("n", 1).await)).0 }
    operand_of_call: (u32, Option<u8>) {
        fn first<'a, A>(a: &'a A, _: u32) -> &'a A { a }
        first(&(1 + 1, Some(2)), later("n", 1).await)
    }
    reference_twice: &'static Option<u32> { let r = &&Some(1); yield_now().await; r }
    slice: [Option<u32>] { let r: &[_] = &[Some(1), None, Some(1 + 2)]; yield_now().await; r }
    part: Option<u32> { let r = &(1, Some(2)).1; yield_now().await; r }
    branches: Option<u32> {
        let r = if later("yes", true).await { yield_now().await; &Some(1) } else { &Some(2) };
        yield_now().await;
        match later("n", 1).await { 0 => r, _ => &Some(3) }
    }
    nested_block: Option<u32> { let block = async move { let r = &Some(5); yield_now().await; r }; block.await }
    scrutinee: Option<u32> { match (&Some(4), 5) { (r, n) => { later("n", n).await; r } } }
    looked_for: Option<u32> { for r in [&Some(1), &Some(2)] { yield_now().await; if *r == Some(2) { return r } } &None }
    /// The type says that it is promoted.
    declared: Pair { let r: &'static Pair = &Pair { a: 1, b: 2 }; yield_now().await; r }
    assigned: Pair {
        let mut r: &Pair = const { &Pair { a: 0, b: 0 } };
        yield_now().await;
        if r.a == 0 { r = &Pair { a: 1, b: 2 }; }
        yield_now().await;
        r
    }
    given_to_method: Pair { let r = NONE.as_ref().unwrap_or(&Pair { a: 1, b: 2 }); yield_now().await; r }
    after_the_wait: Pair { op("two", (yield_now().await, &Pair { a: 1, b: 2 })).1 }
    returned: Pair { if later("yes", true).await { return &Pair { a: 1, b: 2 } } match later("n", 0).await { 0 => &Pair { a: 3, b: 4 }, _ => &Pair { a: 5, b: 6 } } }
    closure: Pair { let make = |_: u32| -> &'static Pair { &Pair { a: 1, b: 2 } }; yield_now().await; make(1) }
}

case! {
    /// A value of a user's type that is used as long as the body runs, whether it has a destructor or not.
    mod kept => run(true);
    #[derive(Debug)]
    struct Pair { a: u32, b: u32 }
    #[derive(Debug)]
    enum Event { Ping(u32), Named { name: String } }
    #[derive(Debug)]
    struct Guard(&'static str);
    impl Drop for Guard { fn drop(&mut self) { log_drop(self.0) } }
    const DEFAULT: Pair = Pair { a: 7, b: 8 };
    co! {
        async fn run(yes: bool) -> String {
            let pair = &Pair { a: 1, b: 2 };
            let (event, guard) = (&Event::Ping(5), &Guard("guard"));
            let rest = &Pair { a: 3, ..DEFAULT };
            let chosen = if yes { &Event::Ping(6) } else { &Event::Named { name: String::new() } };
            let part = &Pair { a: 1, b: 2 }.b;
            let ref bound = Event::Ping(9);
            let Pair { ref a, .. } = Pair { a: 5, b: 6 };
            yield_now().await;
            let all: &[&dyn std::fmt::Debug] = &[&Pair { a: 0, b: 0 } as &dyn std::fmt::Debug, &Event::Ping(1), &Some(5)];
            yield_now().await;
            let seen = look("guard", &Guard("argument")).await.0.len();
            look::<[&dyn std::fmt::Debug]>("all", &[&Pair { a: 1, b: 1 }, &Event::Ping(2), &5]).await;
            let function: &dyn Fn(u32) -> u32 = &|n| n + 1;
            let called = op("called", ((&|n: u32| n + 2) as &dyn Fn(u32) -> u32, later("n", 1).await)).0(function(1));
            log(guard.0);
            format!("{pair:?} {event:?} {rest:?} {chosen:?} {part} {bound:?} {a} {all:?} {seen} {called}")
        }
    }
}

case! {
    /// Constants beside temporaries that live as long as the local, in one value.
    mod beside_temporaries => run();
    #[derive(Debug)]
    struct Held<'h> { n: u32, noisy: &'h Noisy, pair: &'h (u32, u32) }
    struct Guard<'g>(u32, &'g Option<Guard<'g>>);
    impl Drop for Guard<'_> { fn drop(&mut self) { log_drop(format!("guard {}", self.0)) } }
    #[derive(Debug)]
    struct Number(u32);
    co! {
        async fn run() -> String {
            let held = &Held { n: 1, noisy: &noisy("a"), pair: &(1, 2) };
            let nested = &(&Number(1), 2, &Some(Number(3)));
            let guards = &Guard(1, &Some(Guard(2, &None)));
            let block = &{ let _local = noisy("local"); (&Number(4), 5) };
            yield_now().await;
            let text = op("text", (format!("{held:?} {nested:?} {block:?}"), &Guard(3, &None), later("n", 1).await)).0;
            log(guards.0.to_string());
            text
        }
    }
}

case! {
    /// Receivers and scrutinees that are made of constants, before a wait.
    mod looked_at => run();
    #[derive(Debug)]
    struct Pair { a: u32, b: u32 }
    impl Pair {
        fn least(&self, n: u32) -> &u32 { if self.a < n { &self.a } else { &self.b } }
    }
    co! {
        async fn run() -> String {
            let least = *Pair { a: 1, b: 2 }.least(later("n", 1).await);
            let sum = op("sum", (Some(5).as_ref(), later("n", 2).await)).0.copied();
            let matched = match (Pair { a: 3, b: 4 }) { Pair { ref a, ref b } if a < b => later("a", *a).await + b, Pair { b, .. } => b };
            let mut found = 0;
            if let Some(ref n) = Some(6) && *n > 5 { yield_now().await; found += n }
            while let Pair { a: ref a @ 1.., .. } = (Pair { a: 7, b: 0 }) { yield_now().await; found += a; break }
            format!("{least} {sum:?} {matched} {found}")
        }
    }
}
