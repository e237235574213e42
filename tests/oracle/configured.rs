//! `cfg` and other attributes inside a function. `any()` is never true, `all()` always is.

use crate::harness::*;

case! {
    /// Statements that wait, locals that live across a wait, and moves, of which some are not there.
    statements();
    async fn statements() -> u32 {
        #[cfg(any())]
        let n = later("never", 1).await;
        #[cfg(not(any()))]
        let n = later("always", 2).await;
        let held = noisy("held");
        #[cfg(any())]
        drop(held);
        #[cfg(all())]
        { later("block", ()).await; }
        #[cfg(any())]
        { yield_now().await; return 7; }
        #[cfg(all())]
        yield_now().await;
        held.by_ref();
        n
    }
}

case! {
    /// What is not there does not move: the value drops at the end of its scope.
    not_moved();
    async fn not_moved() {
        let a = noisy("a");
        let b = noisy("b");
        #[cfg(any())]
        drop(a);
        yield_now().await;
        #[cfg(all())]
        drop(a);
        log("end");
    }
}

case! {
    /// Arms of a match.
    arms();
    async fn arms() -> Vec<u32> {
        let mut all = vec![];
        for n in 0..3 {
            all.push(match later("n", n).await {
                #[cfg(any())]
                0 => later("never", 1).await,
                #[cfg(all())]
                0 => later("zero", 10).await,
                #[cfg(debug_assertions)]
                1 => later("debug", 11).await,
                #[cfg(not(debug_assertions))]
                1 => later("release", 12).await,
                _ => 0,
            });
        }
        all
    }
}

case! {
    /// Parameters, also of methods.
    mod parameters => Taker(noisy("self")).take(noisy("a"), 2);
    struct Taker(Noisy);
    impl Taker {
        co! {
            async fn take(self, #[cfg(all())] a: Noisy, #[cfg(any())] b: Noisy, #[allow(unused_mut)] mut n: u32) -> u32 {
                yield_now().await;
                n += self.0.by_ref();
                a.by_ref() + n
            }
        }
    }
}

case! {
    /// Fields of structs and of patterns, elements, and arguments.
    mod fields => run();
    #[derive(Debug)]
    struct Pair { a: u32, #[cfg(any())] b: u32, #[cfg(all())] c: Noisy }
    fn sum(#[cfg(any())] never: u32, a: u32, b: u32) -> u32 { a + b }
    co! {
        async fn run() -> (u32, usize, u32) {
            let pair = Pair {
                a: later("a", 1).await,
                #[cfg(any())]
                b: later("b", 2).await,
                #[cfg(all())]
                c: later("c", noisy("c")).await,
            };
            let Pair { a, #[cfg(any())] b, #[cfg(all())] c } = pair;
            let array = [later("first", 1).await, #[cfg(any())] later("second", 2).await, 3];
            (a, array.len(), sum(#[cfg(any())] 0, later("x", 4).await, 5))
        }
    }
}

case! {
    /// `cfg_attr`, that gives a `cfg`, a lint, or nothing.
    conditional_attributes();
    async fn conditional_attributes() -> u32 {
        #[cfg_attr(all(), cfg(any()))]
        yield_now().await;
        #[cfg_attr(any(), cfg(any()))]
        later("kept", ()).await;
        #[cfg_attr(all(), allow(unused_variables), cfg(all()))]
        let unused = later("unused", 1).await;
        #[cfg_attr(any(), deprecated)]
        let n = later("n", 2).await;
        n
    }
}

case! {
    /// Predicates that are written as `not(not(p))`, `feature = "…"` and `target_os`.
    predicates();
    async fn predicates() -> Vec<u32> {
        let mut all = vec![];
        #[cfg(not(not(all())))]
        all.push(later("a", 1).await);
        #[cfg(target_pointer_width = "16")]
        all.push(later("never", 2).await);
        #[cfg(any(unix, windows))]
        all.push(later("b", 3).await);
        #[cfg(not(any(unix, windows)))]
        all.push(later("c", 4).await);
        all
    }
}

case! {
    /// In a loop, a closure and an `if`, and around items.
    in_nested_pieces();
    async fn in_nested_pieces() -> u32 {
        #[cfg(any())]
        fn helper() -> u32 { 1 }
        #[cfg(all())]
        fn helper() -> u32 { 2 }
        let mut n = 0;
        for i in 0..2 {
            #[cfg(any())]
            if i == 0 { continue; }
            let add = |k: u32| { #[cfg(any())] { return 100; } k + helper() };
            n += later("turn", add(i)).await;
            #[cfg(all())]
            if n > 50 { break; } else { yield_now().await; }
        }
        n
    }
}

case! {
    /// A tail that is there once.
    tails();
    async fn tails() -> u32 {
        #[cfg(any())]
        { later("never", 1).await }
        #[cfg(all())]
        { later("always", 2).await }
    }
}

case! {
    /// Attributes that are not about configuration.
    other_attributes();
    async fn other_attributes() -> u32 {
        #[allow(unused_variables)]
        let a = later("a", 1).await;
        #[rustfmt::skip]
        let list = [1,2,   3];
        #[allow(clippy::needless_return)]
        {
            yield_now().await;
        }
        #[allow(unused_must_use)]
        later("b", 2).await;
        let n = match later("c", 3).await {
            #[allow(unreachable_patterns)]
            3 => { #[allow(unused_mut)] let mut n = 4; yield_now().await; n }
            #[rustfmt::skip]
            _ => 0,
        };
        #[allow(unused)]
        for i in 0..2 { yield_now().await; }
        #[allow(clippy::let_and_return)]
        let closure = |x: u32| x + n;
        #[allow(unused)]
        if later("d", true).await { log("then") }
        #[cold]
        fn item() {}
        closure(list.len() as u32)
    }
}

/// The statements of the first branch whose predicate holds, as the crate of that name does it.
macro_rules! cfg_if {
    (if #[cfg($($if:tt)+)] { $($then:tt)* } else if #[cfg($($elif:tt)+)] { $($or:tt)* } else { $($else:tt)* }) => {
        #[cfg($($if)+)]
        cfg_if! { @ $($then)* }
        #[cfg(all(not($($if)+), $($elif)+))]
        cfg_if! { @ $($or)* }
        #[cfg(not(any($($if)+, $($elif)+)))]
        cfg_if! { @ $($else)* }
    };
    (@ $($all:tt)*) => { $($all)* };
}

case! {
    /// `cfg_if!`, with locals that live on behind it, with waits, and as the value of the function.
    chosen_statements();
    async fn chosen_statements() -> u32 {
        let held = noisy("held");
        look("held", &held).await;
        cfg_if! {
            if #[cfg(any())] {
                let moved = never_declared(held).await;
            } else if #[cfg(all())] {
                let lent = noisy("lent");
                let moved = look("lent", &lent).await.by_ref();
                drop(lent);
            } else {
                let moved = 3;
            }
        }
        yield_now().await;
        held.by_ref();
        cfg_if! {
            if #[cfg(any())] {
                held.into_number()
            } else if #[cfg(any())] {
                later("never", 1).await
            } else {
                later("else", 2).await + moved
            }
        }
    }
}

case! {
    /// More of them than are decided at once.
    many(3);
    async fn many(#[cfg(all())] n: u32, #[cfg(target_os = "none")] m: u32) -> u32 {
        let held = noisy("held");
        let mut sum = 0;
        #[cfg(any(unix, not(unix)))]
        look("first", &held).await;
        #[cfg(any(windows, target_os = "none"))]
        look("never", &held).await;
        for turn in 0..n {
            sum += match later("turn", turn).await {
                #[cfg(any(target_os = "none"))]
                0 => later("never", 1).await,
                #[cfg(not(target_os = "none"))]
                0 => later("zero", 10).await,
                #[cfg(any(not(windows), windows))]
                1 => later("one", 20).await,
                #[cfg(all(windows, not(windows)))]
                2 => m,
                _ => held.by_ref(),
            };
        }
        #[cfg(any())]
        return later("never", 7).await;
        #[cfg(not(any()))]
        later("end", sum).await
    }
}

case! {
    /// The same of a method, in a box.
    mod many_in_a_method => Taker(noisy("self")).many(2);
    struct Taker(Noisy);
    impl Taker {
        co! {
            /// Each half has it.
            #[allow(unused_mut)]
            async fn many(mut self, n: u32) -> u32 {
                #[cfg(all())]
                later("all", ()).await;
                #[cfg(any())]
                later("any", ()).await;
                #[cfg(not(unix))]
                let n = n + 2;
                #[cfg(debug_assertions)]
                let n = n + 1;
                #[cfg(target_os = "none")]
                let n = 7;
                #[cfg(all(windows, target_os = "none"))]
                self.0.by_mut();
                later("n", n).await + self.0.by_ref()
            }
        }
    }
}
