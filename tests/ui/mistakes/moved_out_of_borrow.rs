//! A field is moved out of what is only lent.

use resumable::yield_now;

struct Job {
    name: String,
}

#[resumable::coroutine]
async fn work(job: &Job) -> String {
    yield_now().await;
    job.name
}

fn main() {}
