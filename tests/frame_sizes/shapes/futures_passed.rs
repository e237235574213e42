//! Futures that are passed on before they are awaited: rust-lang/rust#62958, #59087, #108906.

use super::*;

/// A native future of 8 KiB, so that both versions pass on the same.
async fn native_8_kib() {
    let bytes = [1u8; 8192];
    lend(&bytes).await;
}

shapes! {
    future_through_1 => use_future(native_8_kib()); {
        co! { async fn use_future<F: Future<Output = ()>>(fut: F) { fut.await } }
    }

    future_through_2 => use_future(use_future(native_8_kib())); {
        co! { async fn use_future<F: Future<Output = ()>>(fut: F) { fut.await } }
    }

    future_through_5 => use_future(use_future(use_future(use_future(use_future(native_8_kib()))))); {
        co! { async fn use_future<F: Future<Output = ()>>(fut: F) { fut.await } }
    }

    /// The worst of rust-lang/rust#62958, which passes on a function's argument too.
    future_through_10 => {
        let inner = use_future(use_future(use_future(use_future(use_future(owner([0; 8192]))))));
        use_future(use_future(use_future(use_future(use_future(inner)))))
    }; {
        co! { async fn owner(arg: [u8; 8192]) { wait().await; drop(arg) } }
        co! { async fn use_future<F: Future<Output = ()>>(fut: F) { fut.await } }
    }

    /// The result is used, rust-lang/rust#72454.
    future_and_result => run(owner([0; 1024])); {
        co! { async fn owner(arg: [u8; 1024]) -> Result<u32, String> { wait().await; Ok(arg.len() as u32) } }
        co! {
            async fn run<F: Future<Output = Result<u32, String>>>(fut: F) -> u32 {
                match fut.await {
                    Ok(n) => n,
                    Err(text) => text.len() as u32,
                }
            }
        }
    }

    /// Bound before it is awaited, rust-lang/rust#108906.
    future_bound => run(native_8_kib()); {
        co! {
            async fn run<F: Future<Output = ()>>(fut: F) -> u32 {
                let result = fut.await;
                let output = size_of_val(&result) as u32;
                output
            }
        }
    }

    /// rust-lang/rust#59087, awaited as it is bound.
    callee_bound => run(); {
        co! { async fn kilobyte() -> bool { let x = [1u8; 1024]; wait().await; x.iter().sum::<u8>() > 1 } }
        co! { async fn run() -> bool { let inner = kilobyte(); inner.await } }
    }

    /// rust-lang/rust#59087, borrowed before it is awaited.
    callee_measured => run(); {
        co! { async fn kilobyte() -> bool { let x = [1u8; 1024]; wait().await; x.iter().sum::<u8>() > 1 } }
        co! { async fn run() -> bool { let inner = kilobyte(); size_of_val(&inner); inner.await } }
    }

    /// Three layers of it.
    callee_measured_3 => run(); {
        co! { async fn kilobyte() -> bool { let x = [1u8; 1024]; wait().await; x.iter().sum::<u8>() > 1 } }
        co! { async fn one() -> bool { let inner = kilobyte(); size_of_val(&inner); inner.await } }
        co! { async fn two() -> bool { let inner = one(); size_of_val(&inner); inner.await } }
        co! { async fn run() -> bool { let inner = two(); size_of_val(&inner); inner.await } }
    }

    /// Made before a wait, awaited after it.
    future_kept => run(); {
        co! { async fn kilobyte() -> bool { let x = [1u8; 1024]; wait().await; x.iter().sum::<u8>() > 1 } }
        co! { async fn run() -> bool { let inner = kilobyte(); wait().await; inner.await } }
    }

    future_pinned => run(); {
        co! { async fn kilobyte() -> bool { let x = [1u8; 1024]; wait().await; x.iter().sum::<u8>() > 1 } }
        co! { async fn run() -> bool { let mut inner = std::pin::pin!(kilobyte()); inner.as_mut().await } }
    }
}
