//! What is joined are futures.

#[resumable::coroutine]
async fn work() -> (u32, ()) {
    tokio::join!(1, resumable::yield_now())
}

#[resumable::coroutine]
async fn no_results() -> Result<((), ()), ()> {
    tokio::try_join!(resumable::yield_now(), resumable::yield_now())
}

fn main() {}
