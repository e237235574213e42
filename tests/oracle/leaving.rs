//! `return` and `break` that carry values, diverging expressions, and outputs of every kind.

use crate::harness::*;
use std::convert::Infallible;

case! {
    /// `return` with an awaited value, from inside two loops and a match.
    return_awaited();
    async fn return_awaited() -> Noisy {
        let _guard = noisy("guard");
        for n in 0.. {
            let _turn = noisy_n("turn", n);
            loop {
                match later("n", n).await {
                    2 => return later("value", noisy("value")).await,
                    _ => break,
                }
            }
        }
        unreachable!()
    }
}

case! {
    /// `break` with an awaited value, which is awaited before the loop's locals drop.
    break_awaited();
    async fn break_awaited() -> (Noisy, u32) {
        let value = 'outer: loop {
            let _outer = noisy("outer");
            loop {
                let _inner = noisy("inner");
                break 'outer later("value", noisy("value")).await;
            }
        };
        let n = 'block: { break 'block later("n", 1).await };
        (value, n)
    }
}

case! {
    /// Diverging operands: what stands before them drops, what stands after is not evaluated.
    diverging_operands();
    async fn diverging_operands() -> u32 {
        let _local = noisy("local");
        let pair = (noisy("before"), later("awaited", noisy("awaited")).await, return 5, later("never", 1).await);
        #[allow(unreachable_code)]
        6
    }
}

case! {
    /// `continue` and `break` as operands.
    diverging_in_a_loop();
    async fn diverging_in_a_loop() -> Vec<u32> {
        let mut all = vec![];
        for n in 0..5 {
            all.push(match later("n", n).await {
                1 => continue,
                3 => break,
                n => n + if n == 2 { later("two", 10).await } else { 0 },
            });
        }
        all
    }
}

case! {
    /// `return` in a condition, a scrutinee, an index and a `let … else`.
    return_in_odd_places(3);
    async fn return_in_odd_places(n: u32) -> u32 {
        let _guard = noisy("guard");
        let list = vec![1, 2];
        if (if n == 0 { return 0 } else { later("condition", true).await }) {
            match (if n == 1 { return later("one", 1).await } else { n }) {
                2 => return 2,
                m => {
                    let Some(k) = list.get(m as usize) else { return later("else", 9).await };
                    return *k;
                }
            }
        }
        4
    }
}

case! {
    /// An output without a value, with early returns of both kinds.
    unit_output(true);
    async fn unit_output(early: bool) {
        if early {
            yield_now().await;
            return;
        }
        return yield_now().await;
    }
}

case! {
    /// The last statement is an expression of type `()` with a semicolon, a loop, or an `if`.
    statement_tail();
    async fn statement_tail() {
        let mut n = 0;
        while n < 2 {
            n = later("n", n + 1).await;
        }
        if n == 2 {
            yield_now().await
        }
    }
}

case! {
    /// Values of an uninhabited type: a match without arms, an output that cannot be.
    uninhabited();
    async fn uninhabited() -> Result<u32, Infallible> {
        let result: Result<u32, Infallible> = later("result", Ok(1)).await;
        let n = match result {
            Ok(n) => n,
            Err(never) => match never {},
        };
        let Ok(m) = later("other", Ok::<u32, Infallible>(2)).await;
        Ok(n + m)
    }
}

case! {
    /// A coroutine that never returns, and waits for ever in a caller that gives up.
    mod never_returns => run();
    co! {
        async fn for_ever(held: Noisy) -> ! {
            loop {
                yield_now().await;
                held.by_ref();
            }
        }
    }
    co! {
        async fn run() -> u32 {
            let mut turns = 0;
            {
                let mut ticking = std::pin::pin!(for_ever(noisy("held")));
                std::future::poll_fn(|cx| {
                    turns += 1;
                    let std::task::Poll::Pending = ticking.as_mut().poll(cx);
                    if turns == 3 { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
                })
                .await;
            }
            turns
        }
    }
}

case! {
    /// A panic as the only output: `-> !` without a wait after it.
    never_by_panic();
    async fn never_by_panic() -> ! {
        let _guard = noisy("guard");
        yield_now().await;
        panic!("the end")
    }
}

case! {
    /// `impl Trait` in the output.
    mod impl_trait_output => run();
    co! {
        async fn numbers(n: u32) -> impl Iterator<Item = u32> {
            let _guard = noisy("guard");
            yield_now().await;
            (0..n).map(|i| i * 2)
        }
    }
    co! {
        async fn shown(text: &str) -> Result<impl std::fmt::Debug + use<'_>, String> {
            yield_now().await;
            if text.is_empty() {
                return Err(String::from("empty"));
            }
            Ok((text, 1))
        }
    }
    co! {
        async fn run() -> (Vec<u32>, String) {
            let all = numbers(3).await.collect();
            let text = String::from("t");
            let shown = shown(&text).await;
            (all, format!("{shown:?}"))
        }
    }
}

case! {
    /// Outputs that coerce: a boxed closure, a trait object, a slice, at `return` and at the tail.
    mod coerced_output => run();
    co! {
        async fn function(early: bool) -> Box<dyn Fn(u32) -> u32> {
            let held = later("held", 3).await;
            if early {
                return Box::new(move |n| n + held);
            }
            Box::new(|n| n)
        }
    }
    co! {
        async fn slice(early: bool) -> &'static [u32] {
            if early { return &[1, 2]; }
            yield_now().await;
            &[3]
        }
    }
    co! {
        async fn run() -> (u32, u32, usize) {
            (function(true).await(1), function(false).await(1), slice(true).await.len() + slice(false).await.len())
        }
    }
}
