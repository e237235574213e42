//! Calls that are not written by the grammar, in a coroutine and outside of one.

use std::future::ready;

#[resumable::coroutine]
async fn coroutine() -> u32 {
    resumable::select! {
        n = ready(1) => n
        m = ready(2) => m,
    }
}

async fn native() -> u32 {
    let n = resumable::select! {
        n => n,
    };
    n + resumable::join!(ready(1); ready(2)).0
}

async fn nothing() {
    resumable::select! {}
}

fn main() {
    resumable::block_on(async { coroutine().await + native().await });
    resumable::block_on(nothing());
}
