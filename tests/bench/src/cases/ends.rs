//! How coroutines come to life, and how they end: in a box, in a task, dropped early.

use super::*;

cases! {
    in_box => boxed(run(black_box(16))); {
        co! {
            async fn run(n: u64) -> u64 {
                let mut sum = 0;
                for i in 0..n {
                    yield_once().await;
                    sum += i;
                }
                sum
            }
        }
    }

    in_task => spawned(run(black_box(16))); {
        co! {
            async fn run(n: u64) -> u64 {
                let token = Token(n);
                let mut sum = 0;
                for i in 0..n {
                    resumable::yield_now().await;
                    sum += i + token.0;
                }
                sum
            }
        }
    }

    dropped_unpolled => never_polled(run(Token(black_box(1)), Token(black_box(2)), black_box([0; 4]))); {
        co! {
            async fn run(first: Token, second: Token, rest: [u64; 4]) -> u64 {
                let third = Token(rest[0]);
                yield_once().await;
                first.0 + second.0 + third.0
            }
        }
    }

    dropped_half_way => cancelled(run(Token(black_box(1)), black_box(9))); {
        co! {
            async fn callee(token: &Token, n: u64) -> u64 {
                let own = Token(n);
                yield_once().await;
                yield_once().await;
                own.0 + token.0
            }
        }
        co! {
            async fn run(first: Token, n: u64) -> u64 {
                let second = Token(n);
                let mut sum = 0;
                for i in 0..n {
                    let third = Token(i);
                    sum += callee(&third, i).await;
                    sum += callee(&second, i).await;
                }
                sum + first.0
            }
        }
    }
}
