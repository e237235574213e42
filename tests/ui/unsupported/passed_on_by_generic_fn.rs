//! A coroutine of a generic parameter, passed on by a function that is not `async`.

use std::future::Future;

#[resumable::coroutine]
async fn output<F: Future>(future: F) -> F::Output {
    future.await
}

fn passes_on<F: Future>(future: F) -> impl Future<Output = F::Output> {
    output(future)
}

async fn awaits<F: Future>(future: F) -> F::Output {
    output(future).await
}

fn main() {
    let _ = passes_on(awaits(std::future::ready(1)));
}
