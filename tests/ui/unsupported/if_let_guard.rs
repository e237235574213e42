//! `if let` guards that borrow from a temporary, or bind a name twice, in a match that awaits.

use resumable::yield_now;

struct Lines(Vec<String>);

impl Lines {
    fn last(&self) -> Option<&str> {
        self.0.last().map(String::as_str)
    }
}

#[resumable::coroutine]
async fn lines() -> Lines {
    yield_now().await;
    Lines(vec![])
}

#[resumable::coroutine]
async fn borrows(n: usize) -> usize {
    match n {
        0 if let Some(line) = lines().await.last() => line.len(),
        _ => 0,
    }
}

#[resumable::coroutine]
async fn twice(n: Option<u8>) -> u8 {
    match n {
        Some(n) if let Some(m) = n.checked_add(1) && let Some(m) = m.checked_add(1) => {
            yield_now().await;
            m
        }
        _ => 0,
    }
}

fn main() {}
