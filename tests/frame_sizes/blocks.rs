//! The `async` blocks in a body.

/// The sizes of blocks, as the body sees them.
macro_rules! sizes_of_blocks {
    ($($attribute:tt)*) => {
        $($attribute)*
        async fn sizes() -> [usize; 3] {
            let (a, b, c, d) = (String::new(), vec![1u8], 4u8, 5u64);
            let captured = async move { let len = a.len(); yield_now().await; len + b.len() };
            let numbers = async move { yield_now().await; u64::from(c) + d };
            let nothing = async { yield_now().await };
            [size_of_val(&captured), size_of_val(&numbers), size_of_val(&nothing)]
        }
    };
}

#[test]
fn blocks_are_not_larger_than_native() {
    mod native {
        use resumable::yield_now;
        sizes_of_blocks! { pub }
    }
    mod ours {
        use resumable::yield_now;
        sizes_of_blocks! { #[resumable::coroutine] pub }
    }
    let native = resumable::block_on(native::sizes());
    let ours = resumable::block_on(ours::sizes());
    assert!(native.iter().zip(&ours).all(|(native, ours)| ours <= native), "native {native:?}, ours {ours:?}");
}
