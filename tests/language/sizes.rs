//! A frame is never larger than rustc's.

/// Waits once. Its size is its flag's.
struct Yield(bool);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return std::task::Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        std::task::Poll::Pending
    }
}

fn yields() -> Yield {
    Yield(false)
}

async fn lent<T>(value: &T) -> &T {
    yields().await;
    value
}

/// One test that compares the sizes of both versions of `expr`'s future.
macro_rules! size {
    ($(#[$doc:meta])* $name:ident => $call:expr; $($item:tt)+) => {
        $(#[$doc])*
        mod $name {
            mod native {
                use super::super::*;
                use $crate::harness::co_native as co;
                $($item)+
                pub fn size() -> usize { size_of_val(&$call) }
            }
            mod ours {
                use super::super::*;
                use $crate::harness::co_ours as co;
                $($item)+
                pub fn size() -> usize { size_of_val(&$call) }
            }
            #[test]
            fn not_larger_than_native() {
                let (native, ours) = (native::size(), ours::size());
                assert!(ours <= native, "native {native}, ours {ours}");
            }
        }
    };
}

size! {
    /// Nothing but a wait.
    one_wait => run();
    co! { async fn run() { yields().await } }
}

size! {
    /// No wait at all.
    no_wait => run(1);
    co! { async fn run(n: u32) -> u32 { n + 1 } }
}

size! {
    /// A parameter that is moved on to a callee.
    moved_on => outer([0; 1024]);
    co! { async fn inner(big: [u8; 1024]) -> usize { yields().await; big.len() } }
    co! { async fn outer(big: [u8; 1024]) -> usize { inner(big).await } }
}

size! {
    /// Callers of callers that pass a buffer on.
    nested_callers => a([0; 256]);
    co! { async fn a(big: [u8; 256]) -> usize { b(big).await } }
    co! { async fn b(big: [u8; 256]) -> usize { c(big).await } }
    co! { async fn c(big: [u8; 256]) -> usize { d(big).await } }
    co! { async fn d(big: [u8; 256]) -> usize { yields().await; big.len() } }
}

size! {
    /// Awaited futures one after another share their storage.
    many_waits => run();
    co! { async fn big(n: u32) -> u32 { let big = [n; 75]; yields().await; big[0] } }
    co! {
        async fn run() -> u32 {
            let mut sum = big(1).await;
            sum += big(2).await;
            sum += big(3).await;
            sum += big(4).await;
            sum
        }
    }
}

size! {
    /// Small locals of different alignment are packed.
    small_locals => run(1, 2, 3);
    co! {
        async fn run(a: u8, b: u64, c: u16) -> u64 {
            let d = a + 1;
            let e = b + 1;
            let f = c + 1;
            yields().await;
            u64::from(a) + b + u64::from(c) + u64::from(d) + e + u64::from(f)
        }
    }
}

size! {
    /// A loop over a range with a running sum.
    a_loop => run(10);
    co! { async fn step(n: u64) -> u64 { if n % 3 == 0 { yields().await; } n ^ 0x55 } }
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

size! {
    /// A value that is dropped before the wait.
    dropped_before => run();
    co! {
        async fn run() -> usize {
            let big = vec![[0u8; 64]; 4];
            let n = big.len();
            drop(big);
            yields().await;
            n
        }
    }
}

size! {
    /// Borrowed parameters, a string and a conditional move.
    mixed => run(3, "name", String::new());
    co! {
        async fn run(n: usize, name: &str, arg: String) -> Result<usize, String> {
            let mut counter = 0;
            let mut buffer = String::from(name);
            for i in 0..n {
                let item = format!("{i}");
                lent(&item).await;
                buffer.push_str(&item);
                counter += 1;
                if i == 2 { drop(arg); break }
            }
            yields().await;
            Ok(counter + buffer.len())
        }
    }
}

size! {
    /// Values without a size take none.
    zero_sized => run((), [], std::marker::PhantomData);
    co! {
        async fn run(unit: (), empty: [u64; 0], marker: std::marker::PhantomData<u128>) {
            let function = lent::<u8>;
            yields().await;
            let _ = function;
        }
    }
}

/// The sizes of blocks, as the body sees them.
macro_rules! sizes_of_blocks {
    ($($attribute:tt)*) => {
        $($attribute)*
        async fn sizes() -> [usize; 4] {
            let (a, b, c, d) = (String::new(), vec![1u8], 4u8, 5u64);
            let captured = async move { let len = a.len(); yields().await; len + b.len() };
            let numbers = async move { yields().await; u64::from(c) + d };
            let locals = async move { yields().await; let t = String::new(); yields().await; t.len() + usize::from(c) };
            let nothing = async { yields().await };
            [size_of_val(&captured), size_of_val(&numbers), size_of_val(&locals), size_of_val(&nothing)]
        }
    };
}

#[test]
fn blocks_are_not_larger_than_native() {
    mod native {
        use super::*;
        sizes_of_blocks! { pub }
    }
    mod ours {
        use super::*;
        sizes_of_blocks! { #[resumable::coroutine] pub }
    }
    let native = resumable::block_on(native::sizes());
    let ours = resumable::block_on(ours::sizes());
    assert!(native.iter().zip(&ours).all(|(native, ours)| ours <= native), "native {native:?}, ours {ours:?}");
}
