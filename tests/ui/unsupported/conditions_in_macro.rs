//! A macro with a `#[cfg]` in its text is not written out.

macro_rules! sum {
    ($value:expr) => {{
        struct Pair {
            left: u32,
            #[cfg(windows)]
            right: u32,
        }
        let Pair { left, .. } = Pair {
            left: 1,
            #[cfg(windows)]
            right: 2,
        };
        left + $value.await
    }};
}

#[resumable::coroutine]
async fn work() -> u32 {
    sum!(async { 1 })
}

fn main() {}
