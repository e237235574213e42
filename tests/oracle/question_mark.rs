//! `?` on `Result` and `Option`, with conversion of errors, in every kind of place.

use crate::harness::*;
use std::ops::ControlFlow;

#[derive(Debug)]
struct Small(u32);

#[derive(Debug)]
struct Big(String);

impl From<Small> for Big {
    fn from(small: Small) -> Big {
        log("converted");
        Big(format!("from {}", small.0))
    }
}

async fn parse(text: &str) -> Result<u32, Small> {
    let _parsing = noisy("parsing");
    yield_now().await;
    text.parse().map_err(|_| Small(text.len() as u32))
}

case! {
    /// The value goes on, the locals live.
    ok_goes_on();
    async fn ok_goes_on() -> Result<u32, Big> {
        let _guard = noisy("guard");
        let a = parse("12").await?;
        let b = parse("30").await?;
        Ok(a + b)
    }
}

case! {
    /// The error is converted and leaves through the locals.
    error_leaves();
    async fn error_leaves() -> Result<u32, Big> {
        let _guard = noisy("guard");
        let a = parse("12").await?;
        let _between = noisy("between");
        let b = parse("no").await?;
        log("not reached");
        Ok(a + b)
    }
}

case! {
    /// `?` on an `Option`, in a loop, with a guard in its body.
    option_in_a_loop();
    async fn option_in_a_loop() -> Option<u32> {
        let mut sum = 0;
        for option in [Some(1), Some(2), None, Some(4)] {
            let _turn = noisy_n("turn", sum);
            sum += later("option", option).await?;
        }
        Some(sum)
    }
}

case! {
    /// A chain: `a().await?.b().await?.c()`.
    mod chain => chain();
    struct Client(Noisy);
    struct Connection(Noisy);
    impl Client {
        co! {
            async fn connect(&self) -> Result<Connection, Small> {
                self.0.by_ref();
                yield_now().await;
                Ok(Connection(noisy("connection")))
            }
        }
    }
    impl Connection {
        co! {
            async fn read(&self) -> Result<Vec<u32>, Small> {
                self.0.by_ref();
                yield_now().await;
                Ok(vec![1, 2, 3])
            }
        }
    }
    co! {
        async fn client() -> Result<Client, Small> {
            later("client", Ok(Client(noisy("client")))).await
        }
    }
    co! {
        async fn chain() -> Result<usize, Big> {
            let n = client().await?.connect().await?.read().await?.len();
            log("after");
            Ok(n)
        }
    }
}

case! {
    /// `?` as an operand, an argument, a condition and a scrutinee, the error in the last one.
    in_operands();
    async fn in_operands() -> Result<u32, Big> {
        let n = parse("1").await? + parse("2").await? * later("three", Ok::<_, Small>(3)).await?;
        let pair = (op("left", n), parse("4").await?, noisy("held"));
        if parse("5").await? == 5 {
            match u32::max(pair.0, parse("bad").await?) {
                n => return Ok(n),
            }
        }
        Ok(0)
    }
}

case! {
    /// `?` on values that were not awaited, between waits.
    without_await();
    async fn without_await() -> Result<u32, std::num::ParseIntError> {
        let _guard = noisy("guard");
        let a: u32 = "7".parse()?;
        yield_now().await;
        let text = later("text", "x").await;
        let b = text.parse::<u32>()?;
        Ok(a + b)
    }
}

case! {
    /// The error is held by nothing: it moves from the future to the output.
    error_is_moved();
    async fn error_is_moved() -> Result<(), Noisy> {
        let _guard = noisy("guard");
        later("result", Err::<(), _>(noisy("error"))).await?;
        Ok(())
    }
}

case! {
    /// Boxed errors: `?` converts into `Box<dyn Error>`.
    boxed_errors();
    async fn boxed_errors() -> Result<u32, Box<dyn std::error::Error + Send + Sync>> {
        let n: u32 = later("text", "5").await.parse()?;
        if n == 5 {
            later("error", Err::<(), _>("five")).await?;
        }
        Ok(n)
    }
}

case! {
    /// `?` on `ControlFlow`.
    control_flow();
    async fn control_flow() -> ControlFlow<Noisy, u32> {
        let a = later("a", ControlFlow::<Noisy, u32>::Continue(1)).await?;
        later("b", ControlFlow::<Noisy, ()>::Break(noisy("b"))).await?;
        ControlFlow::Continue(a)
    }
}

case! {
    /// `?` twice on a nested result, and on an `Option` made a `Result`.
    nested();
    async fn nested() -> Result<u32, Big> {
        let a = later("a", Ok::<Result<u32, Small>, Small>(Ok(1))).await??;
        let b = later("b", Some(2)).await.ok_or(Small(0))?;
        let c = later("c", None::<u32>).await.ok_or_else(|| Small(a + b))?;
        Ok(c)
    }
}

case! {
    /// `?` inside a closure belongs to the closure.
    in_a_closure();
    async fn in_a_closure() -> Result<Option<u32>, Small> {
        let first = |list: &[u32]| -> Option<u32> { Some(list.first()? + 1) };
        yield_now().await;
        let found = first(&[]);
        yield_now().await;
        Ok(first(&[1]).or(found))
    }
}

case! {
    /// `?` in the middle of an expression drops the operands that were evaluated before it.
    drops_operands();
    async fn drops_operands() -> Option<(Noisy, Noisy, u32)> {
        let _local = noisy("local");
        let triple = (noisy("a"), later("b", noisy("b")).await, later("c", None).await?);
        Some(triple)
    }
}

case! {
    /// `?` in a tail expression without `Ok`, and `return Err(…)?`.
    in_tails(true);
    async fn in_tails(early: bool) -> Result<u32, Big> {
        let _guard = noisy("guard");
        if early {
            return Err(later("error", Small(9)).await)?;
        }
        Ok(parse("1").await?)
    }
}
