//! A single lint of a group that the machine is excused from is forbidden: then nobody may be excused from the group.
#![forbid(unused_must_use)]

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    yield_now().await;
}

fn main() {
    resumable::block_on(work());
}
