//! A closure does not outlive what it captures by reference.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let measure;
    {
        let text = String::from("inner");
        measure = || text.len();
        yield_now().await;
    }
    measure()
}

fn main() {}
