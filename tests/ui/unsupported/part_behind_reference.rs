//! Taking apart, by a pattern that is one of several, a part of what a local refers to that lives across a wait.

use resumable::yield_now;

struct Set {
    text: Option<&'static str>,
    key: &'static str,
}

#[resumable::coroutine]
async fn hand_on<T>(value: T) -> T {
    yield_now().await;
    value
}

#[resumable::coroutine]
async fn work(sets: &[Set]) -> usize {
    let mut len = 0;
    for (n, set) in sets.iter().enumerate() {
        len += if let Some(text) = set.text { text.len() } else { n };
        len += hand_on(set.key).await.len();
    }
    len
}

#[resumable::coroutine]
async fn instead(sets: &[Set]) -> usize {
    let mut len = 0;
    for (n, set) in sets.iter().enumerate() {
        let text = set.text;
        len += if let Some(text) = text { text.len() } else { n };
        len += hand_on(set.key).await.len();
    }
    len
}

fn main() {}
