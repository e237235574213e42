//! A guard that awaits and lends on what its pattern bound by `&mut`: that binding is made anew on resume.

use resumable::yield_now;

#[resumable::coroutine]
async fn is_long(text: &str) -> bool {
    yield_now().await;
    text.len() > 5
}

#[resumable::coroutine]
async fn work(mut given: Option<String>) -> usize {
    match &mut given {
        Some(text) if is_long(text).await => {
            text.push('!');
            text.len()
        }
        _ => 0,
    }
}

fn main() {}
