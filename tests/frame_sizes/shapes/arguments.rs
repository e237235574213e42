//! What becomes of arguments: rustc keeps each twice if it lives across a wait, rust-lang/rust#62958.

use super::*;

shapes! {
    /// Kept across a wait, then dropped.
    argument_kept => run([0; 8192]); {
        co! { async fn run(arg: [u8; 8192]) { wait().await; drop(arg) } }
    }

    argument_through_1 => a1([0; 8192]); {
        co! { async fn a0(arg: [u8; 8192]) { wait().await; drop(arg) } }
        callers! { co! [u8; 8192]; a0 a1 }
    }

    argument_through_2 => a2([0; 8192]); {
        co! { async fn a0(arg: [u8; 8192]) { wait().await; drop(arg) } }
        callers! { co! [u8; 8192]; a0 a1 a2 }
    }

    argument_through_5 => a5([0; 8192]); {
        co! { async fn a0(arg: [u8; 8192]) { wait().await; drop(arg) } }
        callers! { co! [u8; 8192]; a0 a1 a2 a3 a4 a5 }
    }

    argument_through_10 => a10([0; 8192]); {
        co! { async fn a0(arg: [u8; 8192]) { wait().await; drop(arg) } }
        callers! { co! [u8; 8192]; a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 a10 }
    }

    /// Values with a destructor are moved on as well.
    owner_through_5 => a5([const { String::new() }; 16]); {
        co! { async fn a0(arg: [String; 16]) { wait().await; drop(arg) } }
        callers! { co! [String; 16]; a0 a1 a2 a3 a4 a5 }
    }

    /// Done with when the first wait begins, though they drop at the end.
    argument_unused_after_wait => run([0; 512], String::new()); {
        co! {
            async fn run(bytes: [u8; 512], text: String) -> usize {
                let n = bytes.len() + text.len();
                wait().await;
                n
            }
        }
    }

    argument_never_used => run([0; 512], String::new()); {
        co! { async fn run(_bytes: [u8; 512], _: String) { wait().await } }
    }

    argument_borrowed => run([0; 512]); {
        co! { async fn run(bytes: [u8; 512]) -> usize { lend(&bytes).await; bytes.len() } }
    }

    argument_rebound => run([0; 512]); {
        co! { async fn run(bytes: [u8; 512]) -> usize { let mut bytes = bytes; lend(&bytes).await; bytes.len() } }
    }

    /// Moved into the second callee, while the first runs in the place of its future.
    argument_moved_on_late => run([0; 1024]); {
        co! { async fn callee(bytes: [u8; 1024]) -> usize { wait().await; bytes.len() } }
        co! { async fn run(bytes: [u8; 1024]) -> usize { wait().await; callee(bytes).await } }
    }

    argument_dropped_before => run(vec![0; 64], [0; 256]); {
        co! {
            async fn run(list: Vec<u8>, bytes: [u8; 256]) -> usize {
                let n = list.len() + bytes.len();
                drop(list);
                wait().await;
                n
            }
        }
    }

    /// References only.
    argument_references => run("name", &[1, 2, 3]); {
        co! {
            async fn run<'a>(name: &'a str, list: &'a [u32]) -> usize {
                wait().await;
                name.len() + list.len()
            }
        }
    }

    argument_mixed => run(3, "name", String::new()); {
        co! {
            async fn run(n: usize, name: &str, arg: String) -> Result<usize, String> {
                let mut counter = 0;
                let mut buffer = String::from(name);
                for i in 0..n {
                    let item = format!("{i}");
                    lend(&item).await;
                    buffer.push_str(&item);
                    counter += 1;
                    if i == 2 { drop(arg); break }
                }
                wait().await;
                Ok(counter + buffer.len())
            }
        }
    }

    argument_without_size => run((), [], std::marker::PhantomData); {
        co! {
            async fn run(unit: (), empty: [u64; 0], marker: std::marker::PhantomData<u128>) {
                let function = lend::<u8>;
                wait().await;
                let _ = function;
            }
        }
    }
}
