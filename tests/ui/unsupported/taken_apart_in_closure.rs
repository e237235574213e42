//! A `move` closure owns what it binds of a local that lives across a wait, and the rest stays where it is.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(pair: (String, String)) -> usize {
    let kept = &pair.1;
    yield_now().await;
    let measure = move || match pair {
        (name, _) => name.len(),
    };
    kept.len() + measure()
}

fn main() {}
