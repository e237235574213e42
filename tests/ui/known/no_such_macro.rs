//! A macro that nobody has imported.

#[resumable::coroutine]
async fn work() -> u32 {
    select! {
        n = async { 1 } => n,
    }
}

fn main() {}
