//! What is carried across waits.

use super::*;

/// A function whose locals are made before a wait and used after it.
macro_rules! carry {
    ($co:ident! $($local:ident)*) => {
        $co! {
            async fn carry(n: u64) -> u64 {
                let mut sum = n;
                $(
                    sum = sum.wrapping_mul(31).rotate_left(7);
                    let $local = sum;
                )*
                for _ in 0..8 { yield_once().await; }
                $(sum = sum.wrapping_mul(31).wrapping_add($local);)*
                sum
            }
        }
    };
}

cases! {
    locals_of_30 => polled(carry(black_box(1))); {
        carry! { co! a b c d e f g h i j k l m o p q r s t u v w x y z aa bb cc dd ee }
    }

    /// Two of them change in every turn, the others are only there.
    locals_in_loop => polled(run(black_box(1))); {
        co! {
            async fn run(n: u64) -> u64 {
                let (a, b, c, d, e, f) = (n, n * 3, n * 5, n * 7, n * 11, n * 13);
                let (mut sum, mut product) = (0u64, 1u64);
                for i in 0..32 {
                    yield_once().await;
                    sum = sum.wrapping_add(black_box(i) ^ a);
                    product = product.wrapping_mul(sum | 1);
                }
                sum ^ product ^ b ^ c ^ d ^ e ^ f
            }
        }
    }

    owners_in_scopes => polled(run(black_box(8))); {
        co! {
            async fn run(n: u64) -> u64 {
                let first = Token(n);
                let mut sum = 0;
                for i in 0..n {
                    let second = Token(i);
                    yield_once().await;
                    if i % 2 == 0 { drop(second); }
                    let third = Token(i + first.0);
                    yield_once().await;
                    sum += third.0;
                }
                sum
            }
        }
    }

    buffer_borrowed => polled(run(black_box(8))); {
        co! {
            async fn fill(buffer: &mut [u8], with: u64) -> usize {
                yield_once().await;
                let part = &mut buffer[with as usize * 64..][..64];
                part.fill(with as u8);
                part.len()
            }
        }
        co! {
            async fn run(n: u64) -> u64 {
                let mut buffer = [0u8; 4096];
                let mut length = 0;
                for i in 0..n { length += fill(&mut buffer, i).await; }
                length as u64 + buffer.iter().step_by(61).map(|byte| u64::from(*byte)).sum::<u64>()
            }
        }
    }

    /// A kilobyte, through five callers.
    argument_passed_on => polled(a5(black_box([7; 128]))); {
        co! { async fn a0(arg: [u64; 128]) -> u64 { after(4).await; black_box(&arg)[5] } }
        co! { async fn a1(arg: [u64; 128]) -> u64 { a0(arg).await } }
        co! { async fn a2(arg: [u64; 128]) -> u64 { a1(arg).await } }
        co! { async fn a3(arg: [u64; 128]) -> u64 { a2(arg).await } }
        co! { async fn a4(arg: [u64; 128]) -> u64 { a3(arg).await } }
        co! { async fn a5(arg: [u64; 128]) -> u64 { a4(arg).await } }
    }
}
