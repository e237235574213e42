//! A guard that uses a list when it drops keeps it until then.

use resumable::yield_now;

struct Guard<'a>(&'a mut Vec<u32>);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.0.push(1);
    }
}

#[resumable::coroutine]
async fn work(list: &mut Vec<u32>) -> usize {
    let _guard = Guard(list);
    yield_now().await;
    list.len()
}

fn main() {}
