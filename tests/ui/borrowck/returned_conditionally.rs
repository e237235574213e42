//! A unique borrow that is returned in one branch is held in all of them.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(list: &mut Vec<u32>) -> &mut u32 {
    loop {
        if let Some(first) = list.first_mut() {
            return first;
        }
        yield_now().await;
        list.push(1);
    }
}

fn main() {}
