//! rustc has a builtin attribute of this name: write the path, or import it under another name.

use resumable::{coroutine, yield_now};

#[coroutine]
async fn work() {
    yield_now().await;
}

fn main() {}
