//! What locals of one scope take.

use super::*;

shapes! {
    /// Small ones of different alignment.
    small_locals => run(1, 2, 3); {
        co! {
            async fn run(a: u8, b: u64, c: u16) -> u64 {
                let d = a + 1;
                let e = b + 1;
                let f = c + 1;
                wait().await;
                u64::from(a) + b + u64::from(c) + u64::from(d) + e + u64::from(f)
            }
        }
    }

    /// The same, borrowed, so that each needs a place of its own.
    small_locals_borrowed => run(1); {
        co! {
            async fn run(n: u8) -> u64 {
                let a = n;
                let b = u64::from(n);
                let c = n > 2;
                let d = u32::from(n);
                let e = u16::from(n);
                let f = u128::from(n);
                let g = [n; 3];
                lend(&(&a, &b, &c, &d, &e, &f, &g)).await;
                u64::from(a) + b + u64::from(c) + u64::from(d) + u64::from(e) + f as u64 + u64::from(g[0])
            }
        }
    }

    owned_locals => run(); {
        co! {
            async fn run() -> usize {
                let name = String::from("name");
                let list = vec![1u64];
                let boxed: Box<[u8]> = Box::new([1]);
                wait().await;
                name.len() + list.len() + boxed.len()
            }
        }
    }

    buffer_borrowed => run(); {
        co! { async fn run() -> u8 { let mut buffer = [0u8; 4096]; lend(&mut buffer).await; buffer[0] } }
    }

    /// A reference that itself lives across the wait.
    buffer_borrowed_longer => run(); {
        co! {
            async fn run() -> u8 {
                let mut buffer = [0u8; 4096];
                let tail = &mut buffer[2048..];
                wait().await;
                tail[0] = 1;
                buffer[2048]
            }
        }
    }

    buffer_not_kept => run(); {
        co! { async fn run() -> u8 { let buffer = [1u8; 4096]; let first = buffer[0]; wait().await; first } }
    }

    /// The first future is small, and what comes after it is not.
    owner_after_wait => run(4); {
        co! {
            async fn run(n: u8) -> usize {
                wait().await;
                let text = String::new();
                wait().await;
                text.len() + usize::from(n)
            }
        }
    }

    dropped_before => run(); {
        co! {
            async fn run() -> usize {
                let big = vec![[0u8; 64]; 4];
                let n = big.len();
                drop(big);
                wait().await;
                n
            }
        }
    }

    /// Both live across a wait, but never at the same time.
    moved_into_another => run(1); {
        co! {
            async fn run(n: u8) -> u8 {
                let first = [n; 1024];
                lend(&first).await;
                let second = first;
                lend(&second).await;
                second[0]
            }
        }
    }

    moved_into_another_owner => run(1); {
        co! {
            async fn run(n: u8) -> usize {
                let first = [const { String::new() }; 32];
                lend(&first).await;
                let second = first;
                lend(&second).await;
                second.len()
            }
        }
    }

    /// The first is shadowed, and lives on.
    shadowed => run(1); {
        co! {
            async fn run(n: u8) -> u8 {
                let bytes = [n; 512];
                lend(&bytes).await;
                let bytes = [bytes[0]; 256];
                lend(&bytes).await;
                bytes[0]
            }
        }
    }

    moved_to_callee => run(1); {
        co! { async fn callee(bytes: [u8; 1024]) -> usize { wait().await; bytes.len() } }
        co! {
            async fn run(n: u8) -> usize {
                let bytes = [n; 1024];
                lend(&bytes).await;
                callee(bytes).await
            }
        }
    }
}
