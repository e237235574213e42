//! Coroutines that call coroutines.

use super::*;

/// Functions that await the one before and add to its result.
macro_rules! chain {
    ($co:ident! $callee:ident) => {};
    ($co:ident! $callee:ident $caller:ident $($more:ident)*) => {
        $co! { async fn $caller(n: u64) -> u64 { $callee(n ^ 5).await.wrapping_add(n) } }
        chain! { $co! $caller $($more)* }
    };
}

/// A function that awaits one after the other.
macro_rules! sequence {
    ($co:ident! $($callee:ident)*) => {
        $co! {
            async fn sequence(n: u64) -> u64 {
                let mut sum = n;
                $(sum = sum.wrapping_mul(31).wrapping_add($callee(sum).await);)*
                sum
            }
        }
    };
}

cases! {
    chain_of_1_ready => polled(c1(black_box(1))); {
        co! { async fn c0(n: u64) -> u64 { ready(black_box(n)).await + 1 } }
        chain! { co! c0 c1 }
    }

    chain_of_5_ready => polled(c5(black_box(1))); {
        co! { async fn c0(n: u64) -> u64 { ready(black_box(n)).await + 1 } }
        chain! { co! c0 c1 c2 c3 c4 c5 }
    }

    chain_of_20_ready => polled(c20(black_box(1))); {
        co! { async fn c0(n: u64) -> u64 { ready(black_box(n)).await + 1 } }
        chain! { co! c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 c10 c11 c12 c13 c14 c15 c16 c17 c18 c19 c20 }
    }

    chain_of_1_yield => polled(c1(black_box(1))); {
        co! { async fn c0(n: u64) -> u64 { after(black_box(16)).await; n + 1 } }
        chain! { co! c0 c1 }
    }

    chain_of_5_yield => polled(c5(black_box(1))); {
        co! { async fn c0(n: u64) -> u64 { after(black_box(16)).await; n + 1 } }
        chain! { co! c0 c1 c2 c3 c4 c5 }
    }

    chain_of_20_yield => polled(c20(black_box(1))); {
        co! { async fn c0(n: u64) -> u64 { after(black_box(16)).await; n + 1 } }
        chain! { co! c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 c10 c11 c12 c13 c14 c15 c16 c17 c18 c19 c20 }
    }

    /// Forty waits, of which none is one.
    forty_ready => polled(sequence(black_box(1))); {
        co! { async fn step(n: u64) -> u64 { ready(black_box(n)).await } }
        sequence! { co!
            step step step step step step step step step step step step step step step step step step step step
            step step step step step step step step step step step step step step step step step step step step
        }
    }

    /// Forty waits, of which the last is a long one: the way there is taken again and again.
    forty_resume_last => polled(sequence(black_box(1))); {
        co! { async fn step(n: u64) -> u64 { ready(black_box(n)).await } }
        co! { async fn last(n: u64) -> u64 { after(black_box(64)).await; n } }
        sequence! { co!
            step step step step step step step step step step step step step step step step step step step step
            step step step step step step step step step step step step step step step step step step step last
        }
    }

    /// Each of forty waits.
    forty_yield => polled(sequence(black_box(1))); {
        co! { async fn step(n: u64) -> u64 { yield_once().await; n } }
        sequence! { co!
            step step step step step step step step step step step step step step step step step step step step
            step step step step step step step step step step step step step step step step step step step step
        }
    }

    question_marks => polled(run(black_box(3))); {
        struct Low(u64);
        struct High(u64);
        impl From<Low> for High {
            fn from(low: Low) -> High { High(low.0 + 1) }
        }
        co! {
            async fn checked(n: u64, limit: u64) -> Result<u64, Low> {
                if n % 4 == 0 { yield_once().await; }
                if n > limit { Err(Low(n)) } else { Ok(n + 1) }
            }
        }
        co! {
            async fn summed(n: u64, limit: u64) -> Result<u64, High> {
                let a = checked(n, limit).await?;
                let b = checked(a, limit).await?;
                Ok(checked(b, limit).await? + checked(a + 1, limit).await?)
            }
        }
        co! {
            async fn run(n: u64) -> u64 {
                let mut sum = n;
                for i in 0..16 {
                    match summed(black_box(i), 14).await {
                        Ok(n) => sum += n,
                        Err(High(n)) => sum ^= n,
                    }
                }
                sum
            }
        }
    }

    /// Called through a pointer.
    boxed_callee => polled(run(black_box(16))); {
        co! { async fn step(n: u64) -> u64 { if n % 4 == 0 { yield_once().await; } n ^ 0x55 } }
        co! {
            async fn run(n: u64) -> u64 {
                let mut sum = 0u64;
                for i in 0..n {
                    let callee: Pin<Box<dyn Future<Output = u64>>> = Box::pin(step(i));
                    sum = sum.wrapping_mul(31).wrapping_add(callee.await);
                }
                sum
            }
        }
    }
}
