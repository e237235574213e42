//! Locals of scopes that follow or exclude each other: they can share a place.

use super::*;

shapes! {
    scopes_of_five => run(1); {
        co! {
            async fn run(n: u8) -> u8 {
                { let big = [n; 1024]; lend(&big).await; }
                { let big = [n; 1024]; lend(&big).await; }
                { let big = [n; 1024]; lend(&big).await; }
                { let big = [n; 1024]; lend(&big).await; }
                { let big = [n; 1024]; lend(&big).await; }
                n
            }
        }
    }

    scopes_of_different_types => run(1); {
        co! {
            async fn run(n: u8) -> usize {
                { let bytes = [n; 1000]; lend(&bytes).await; }
                { let words = [u64::from(n); 100]; lend(&words).await; }
                { let texts = [const { String::new() }; 32]; lend(&texts).await; }
                0
            }
        }
    }

    /// One wait in the scope, its local not borrowed.
    scopes_of_values => run(1); {
        co! {
            async fn run(n: u8) -> u8 {
                let mut sum = 0;
                { let big = [n; 256]; wait().await; sum += big[1]; }
                { let big = [sum; 256]; wait().await; sum += big[2]; }
                { let big = [sum; 256]; wait().await; sum += big[3]; }
                sum
            }
        }
    }

    match_arms => run(Some(1)); {
        co! {
            async fn run(n: Option<u8>) -> u64 {
                match n {
                    Some(0) => { let big = [1u8; 1024]; lend(&big).await; 0 }
                    Some(n) => { let big = [u64::from(n); 120]; lend(&big).await; big[1] }
                    None => { let big = [1u16; 500]; lend(&big).await; u64::from(big[0]) }
                }
            }
        }
    }

    match_bindings => run(Either::Left([0; 256])); {
        enum Either { Left([u8; 256]), Right([u64; 32]), Neither }
        co! {
            async fn run(value: Either) -> u64 {
                match value {
                    Either::Left(bytes) => { lend(&bytes).await; u64::from(bytes[0]) }
                    Either::Right(words) => { lend(&words).await; words[0] }
                    Either::Neither => { wait().await; 0 }
                }
            }
        }
    }

    if_else => run(1); {
        co! {
            async fn run(n: u8) -> u64 {
                if n > 1 {
                    let big = [n; 1024];
                    lend(&big).await;
                    u64::from(big[0])
                } else {
                    let big = [u64::from(n); 128];
                    lend(&big).await;
                    big[0]
                }
            }
        }
    }

    /// Scopes within scopes: what is alive together cannot share.
    scopes_nested => run(1); {
        co! {
            async fn run(n: u8) -> u8 {
                let outer = [n; 256];
                {
                    let first = [n; 512];
                    lend(&first).await;
                    { let inner = [n; 128]; lend(&inner).await; }
                }
                { let second = [n; 512]; lend(&second).await; }
                lend(&outer).await;
                outer[0]
            }
        }
    }

    loop_with_buffer => run(3); {
        co! {
            async fn run(n: u8) -> u64 {
                let mut sum = 0;
                for i in 0..n {
                    let mut buffer = [i; 2048];
                    lend(&mut buffer).await;
                    sum += u64::from(buffer[0]);
                }
                sum
            }
        }
    }

    loops_in_sequence => run(3); {
        co! {
            async fn run(n: u8) -> u64 {
                let mut sum = 0;
                for i in 0..n { let buffer = [i; 600]; lend(&buffer).await; sum += u64::from(buffer[0]); }
                while sum < 5 { let buffer = [sum; 70]; lend(&buffer).await; sum += buffer[0]; }
                sum
            }
        }
    }

    loop_over_range => run(10); {
        co! { async fn step(n: u64) -> u64 { if n % 3 == 0 { wait().await; } n ^ 0x55 } }
        co! {
            async fn run(n: u64) -> u64 {
                let mut sum = 0u64;
                for i in 0..n {
                    sum = sum.wrapping_add(step(i).await);
                }
                sum
            }
        }
    }

    let_else => run(Some([0; 256])); {
        co! {
            async fn run(value: Option<[u8; 256]>) -> u8 {
                let Some(bytes) = value else { let other = [1u8; 128]; lend(&other).await; return other[0] };
                lend(&bytes).await;
                bytes[0]
            }
        }
    }
}
