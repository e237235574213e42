//! A macro called `pin!` is taken for the one of the standard library, by the machine and by the borrow checker: what it returns
//! borrows from its block.

macro_rules! pin {
    ($value:expr) => {
        Box::pin($value)
    };
}

#[resumable::coroutine]
async fn escapes() {
    let pinned = {
        let future = pin!(resumable::yield_now());
        resumable::yield_now().await;
        future
    };
    pinned.await
}

fn main() {
    resumable::block_on(escapes());
}
