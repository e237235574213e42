//! The handlers of a `select!` have one type, and a pattern has that of the output.

#[resumable::coroutine]
async fn work() -> u32 {
    tokio::select! {
        _ = async { 1 } => 1,
        _ = async { 2 } => "two",
    }
}

#[resumable::coroutine]
async fn pattern() -> u32 {
    tokio::select! {
        Some(n) = async { 1u32 } => n,
        else => 2,
    }
}

fn main() {}
