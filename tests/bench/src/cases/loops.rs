//! Loops around waits.

use super::*;

cases! {
    /// Nothing ever waits.
    loop_ready => polled(run(black_box(64))); {
        co! {
            async fn run(n: u64) -> u64 {
                let mut sum = 0u64;
                for i in 0..n {
                    sum = sum.wrapping_mul(31).wrapping_add(ready(black_box(i)).await);
                }
                sum
            }
        }
    }

    /// The awaited future is a coroutine itself, which does not wait.
    loop_ready_callee => polled(run(black_box(64))); {
        co! {
            async fn step(n: u64) -> u64 {
                if black_box(n) == u64::MAX { yield_once().await; }
                n ^ 0x55
            }
        }
        co! {
            async fn run(n: u64) -> u64 {
                let mut sum = 0u64;
                for i in 0..n {
                    sum = sum.wrapping_mul(31).wrapping_add(step(i).await);
                }
                sum
            }
        }
    }

    /// Waits in every turn.
    loop_yield => polled(run(black_box(64))); {
        co! {
            async fn run(n: u64) -> u64 {
                let mut sum = 0u64;
                for i in 0..n {
                    yield_once().await;
                    sum = sum.wrapping_mul(31).wrapping_add(black_box(i));
                }
                sum
            }
        }
    }

    /// A coroutine that is called in every turn, and waits in one of four.
    loop_yield_callee => polled(run(black_box(64))); {
        co! {
            async fn step(n: u64) -> u64 {
                if n % 4 == 0 { yield_once().await; }
                n ^ 0x55
            }
        }
        co! {
            async fn run(n: u64) -> u64 {
                let mut sum = 0u64;
                for i in 0..n {
                    sum = sum.wrapping_mul(31).wrapping_add(step(black_box(i)).await);
                }
                sum
            }
        }
    }

    loop_over_adaptor => polled(run(black_box(&NUMBERS), black_box(3))); {
        static NUMBERS: [u64; 64] = [7; 64];
        co! {
            async fn run(numbers: &'static [u64], factor: u64) -> u64 {
                let mut sum = 0u64;
                let chosen = numbers.iter().enumerate().filter(|(i, _)| i % 3 != 0).map(|(i, n)| i as u64 + n * factor);
                for n in chosen {
                    if n % 2 == 0 { yield_once().await; }
                    sum = sum.wrapping_mul(31).wrapping_add(n);
                }
                sum
            }
        }
    }

    /// Left from within, with loops in loops.
    loop_nested => polled(run(black_box(12))); {
        co! {
            async fn run(n: u64) -> u64 {
                let mut sum = 0u64;
                'outer: for i in 0..n {
                    let mut j = i;
                    while j > 0 {
                        if (i * j) % 7 == 6 { continue 'outer; }
                        if sum > 1_000_000 { break 'outer; }
                        ready(()).await;
                        j -= 1;
                    }
                    yield_once().await;
                    sum += black_box(i);
                }
                sum
            }
        }
    }
}
