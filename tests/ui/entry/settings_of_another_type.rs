//! A setting has the type of the builder's argument.

#[resumable::main(worker_threads = "two")]
async fn main() {
    resumable::yield_now().await
}
