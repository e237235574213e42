//! Macros that return: `bail!` and `ensure!` of anyhow, and others of that name.

use crate::harness::*;
use anyhow::{Context as _, anyhow, bail, ensure};

/// An error is compared by its text.
fn told<T: std::fmt::Debug>(result: anyhow::Result<T>) -> Result<T, String> {
    result.map_err(|error| format!("{error:#}"))
}

case! {
    /// `bail!` in arms, in `let … else` and as the last statement of a block, with locals around that drop.
    mod bailing => start(3);
    co! {
        async fn bailing(n: u32) -> anyhow::Result<u32> {
            let _guard = noisy_n("guard", n);
            let text = noisy_n("text", n);
            let borrowed = look("text", &text).await;
            let Some(m) = n.checked_sub(op("one", 1)) else { bail!("none below {n}") };
            let k = match m {
                0 => bail!("zero after {:?}", borrowed),
                1 => {
                    yield_now().await;
                    bail!("one, {} and {later}", later("awaited", 5).await, later = later("named", 6).await);
                }
                m => later("m", m).await,
            };
            if k == 2 {
                let inner = noisy("inner");
                yield_now().await;
                bail!(anyhow!("two").context(inner.by_ref()));
            }
            Ok(k)
        }
    }
    co! {
        async fn start(up_to: u32) -> Vec<Result<u32, String>> {
            let mut all = Vec::new();
            for n in 0..=up_to + 1 {
                all.push(told(bailing(n).await));
            }
            all
        }
    }
}

case! {
    /// `ensure!` with a message, which is evaluated only where it is wanted, and without one.
    mod ensuring => start();
    co! {
        async fn ensuring(n: u32) -> anyhow::Result<u32> {
            let held = noisy_n("held", n);
            yield_now().await;
            ensure!(op("first", n) > 0, "{} is {held:?}", op("message", 1));
            let copy = n;
            ensure!(copy > 1);
            ensure!(later("condition", n > 2).await, "at {}", later("message", n).await);
            ensure!(op("third", n) > 3, anyhow!("own error {}", held.by_ref()));
            yield_now().await;
            Ok(held.by_ref())
        }
    }
    co! {
        async fn start() -> Vec<Result<u32, String>> {
            let mut all = Vec::new();
            for n in 0..5 {
                all.push(told(ensuring(n).await));
            }
            all
        }
    }
}

case! {
    /// The error is moved into the macro, or not.
    mod error_moves => start();
    co! {
        async fn error_moves(n: u32, error: Result<u32, Noisy>) -> Result<u32, Noisy> {
            macro_rules! bail {
                ($error:expr) => {
                    return Err($error)
                };
            }
            macro_rules! ensure {
                ($condition:expr, $error:expr) => {
                    if !$condition {
                        return Err($error);
                    }
                };
            }
            let spare = noisy("spare");
            match {error} {
                Ok(0) => ensure!(n == 0, noisy("made")),
                Ok(n) => drop(later("n", n).await),
                Err(error) => bail!(error),
            }
            yield_now().await;
            log("behind");
            Ok(n)
        }
    }
    co! {
        async fn start() -> Vec<Result<u32, Noisy>> {
            vec![
                error_moves(0, Ok(0)).await,
                error_moves(1, Ok(0)).await,
                error_moves(2, Ok(1)).await,
                error_moves(3, Err(noisy("given"))).await,
            ]
        }
    }
}

case! {
    /// In a function that returns an `Option`, and inside another macro.
    mod options => start();
    co! {
        async fn option(n: u32) -> Option<String> {
            macro_rules! bail {
                () => {
                    return None
                };
            }
            let text = format!("{n} {}", if n == 0 { bail!() } else { later("n", n).await });
            yield_now().await;
            Some(text)
        }
    }
    co! {
        async fn start() -> (Option<String>, Option<String>) {
            (option(0).await, option(1).await)
        }
    }
}

macro_rules! check_below {
    ($n:expr, $limit:expr) => {
        if $n > $limit {
            return Err(op("error", $n));
        }
    };
}

macro_rules! try_one {
    ($n:ident) => {{ $n.checked_sub(1).ok_or(op("none", 0u32))? }};
}

case! {
    /// Macros of one's own that return, by their names: from the body, from blocks, before and after waits.
    mod checking => start(6);
    co! {
        async fn checking(n: u32) -> Result<u32, u32> {
            let held = noisy_n("held", n);
            check_below!(op("n", n), 5);
            let limit = op("limit", n);
            try_one!(limit);
            look("held", &held).await;
            check_below!(held.by_ref(), 4);
            if n > 1 {
                let _inner = noisy("inner");
                let awaited = later("awaited", n).await;
                check_below!(awaited, 3);
                yield_now().await;
                check_below!(noisy_n("temporary", n).by_ref(), 2);
            }
            Ok(held.by_ref())
        }
    }
    co! {
        async fn start(up_to: u32) -> Vec<Result<u32, u32>> {
            let mut all = Vec::new();
            for n in 0..=up_to {
                all.push(checking(n).await);
            }
            all
        }
    }
}

case! {
    /// `fail!` and `throw!`, of one's own: in arms, in `let … else`, and as statements.
    mod failing => start();
    macro_rules! fail {
        ($error:expr) => { return Err(::std::convert::From::from($error)) };
    }
    macro_rules! throw {
        ($text:literal) => { return Err(String::from($text)) };
    }
    co! {
        async fn failing(n: u32) -> Result<u32, String> {
            let held = noisy_n("held", n);
            look("held", &held).await;
            let Some(m) = n.checked_sub(1) else { fail!("none") };
            match later("m", m).await {
                0 => fail!(format!("{held:?}")),
                1 => {
                    let inner = noisy("inner");
                    yield_now().await;
                    fail!("one");
                }
                2 => {
                    throw!("two");
                }
                _ => {}
            }
            Ok(m + held.by_ref())
        }
    }
    co! {
        async fn start() -> Vec<Result<u32, String>> {
            let mut all = vec![];
            for n in 0..5 {
                all.push(failing(n).await);
            }
            all
        }
    }
}

case! {
    /// The output has a part that cannot be written.
    mod hidden_output => start();
    macro_rules! check_less {
        ($a:expr, $b:expr) => { if $a >= $b { return Err(String::from("more")); } };
    }
    co! {
        async fn hidden_output(n: u32) -> Result<(u32, impl Future<Output = u32> + 'static), String> {
            yield_now().await;
            let less = &n;
            check_less!(*less, 3);
            let held = noisy_n("held", n);
            yield_now().await;
            if n == 1 {
                anyhow_free::bail!("one");
            }
            let rest = async move { later("rest", held.by_ref()).await };
            Ok((n, rest))
        }
    }
    mod anyhow_free {
        macro_rules! bail {
            ($text:literal) => { return Err(String::from($text)) };
        }
        pub(super) use bail;
    }
    co! {
        async fn start() -> Vec<Result<u32, String>> {
            let mut all = vec![];
            for n in [0, 1, 4] {
                all.push(match hidden_output(n).await {
                    Ok((n, rest)) => Ok(n + rest.await),
                    Err(error) => Err(error),
                });
            }
            all
        }
    }
}
