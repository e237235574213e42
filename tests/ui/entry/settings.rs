//! What there is to set, and how.

#[resumable::main(flavor = "current_thread", worker_threads, worker_threads = 2, start_paused, seed = 1, seed = 2, on_task_panic)]
async fn main() {
    resumable::yield_now().await
}
