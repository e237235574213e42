//! `ensure!` without a message prints its condition: what stays in its place has another name there. And a part of the condition that is
//! evaluated only sometimes moves something.

use resumable::yield_now;

fn is_long(text: String) -> bool {
    text.len() > 10
}

#[resumable::coroutine]
async fn prints(text: String) -> anyhow::Result<usize> {
    let kept = &text;
    yield_now().await;
    anyhow::ensure!(text.len() == 1);
    yield_now().await;
    Ok(kept.len())
}

#[resumable::coroutine]
async fn moves(wanted: bool, text: String) -> anyhow::Result<()> {
    anyhow::ensure!(wanted && is_long(text));
    yield_now().await;
    Ok(())
}

fn main() {}
