//! A plain `fn` is a coroutine too; a caller that forgets to await it is told so.

#[resumable::coroutine]
fn work() -> u32 {
    1
}

fn call() -> u32 {
    work()
}

fn main() {}
