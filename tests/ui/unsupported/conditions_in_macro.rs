//! A macro that is written out in a function has more conditions than there are machines for.

macro_rules! many {
    ($value:expr) => {{
        #[cfg(unix)]
        resumable::yield_now().await;
        #[cfg(windows)]
        resumable::yield_now().await;
        #[cfg(target_os = "wasi")]
        resumable::yield_now().await;
        #[cfg(debug_assertions)]
        resumable::yield_now().await;
        #[cfg(panic = "unwind")]
        resumable::yield_now().await;
        $value.await
    }};
}

#[resumable::coroutine]
async fn work() -> u32 {
    many!(async { 1 })
}

fn main() {}
