//! A method that changes its receiver cannot have it changed by an argument that waits.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(mut list: Vec<u32>) {
    list.push({
        list.push(1);
        yield_now().await;
        2
    });
}

fn main() {}
