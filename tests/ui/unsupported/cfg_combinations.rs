//! Five different `cfg`s in a function would make thirty-two machines of it. On the function itself, the attribute decides one after the other.

#[resumable::coroutine]
mod within {
    use resumable::yield_now;

    async fn work() {
        #[cfg(unix)]
        yield_now().await;
        #[cfg(windows)]
        yield_now().await;
        #[cfg(target_os = "wasi")]
        yield_now().await;
        #[cfg(debug_assertions)]
        yield_now().await;
        #[cfg(panic = "unwind")]
        yield_now().await;
        #[cfg(not(windows))]
        yield_now().await;
    }
}

fn main() {}
