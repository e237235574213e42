//! What an async `main` returns is what a `main` may return; errors in it are those of a coroutine.

#[resumable::main]
async fn main() -> usize {
    let text = String::new();
    drop(text);
    text.len()
}
