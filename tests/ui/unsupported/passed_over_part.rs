//! `let _ = x.part` captures nothing of a struct, and all of an `Rc` around one: which of the two it is, nobody can tell.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(pair: (String, String)) -> usize {
    let kept = &pair.1;
    yield_now().await;
    let closure = move || {
        let _ = pair.0;
    };
    yield_now().await;
    closure();
    kept.len()
}

fn main() {}
