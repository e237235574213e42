//! Two branches borrow the same local uniquely.

async fn fill(list: &mut Vec<u32>) {
    list.push(1);
}

#[resumable::coroutine]
async fn work() -> usize {
    let mut list = Vec::new();
    tokio::select! {
        _ = fill(&mut list) => {}
        _ = fill(&mut list) => {}
    }
    list.len()
}

fn main() {}
