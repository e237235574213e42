//! Nobody calls `main` with arguments, and nobody says what its generics are.

#[resumable::main]
async fn main<T: Default>(count: usize, other: T) {
    resumable::yield_now().await
}
