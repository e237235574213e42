//! A macro that returns, by its name, takes a local only sometimes.

use resumable::yield_now;

macro_rules! check_small {
    ($text:expr) => {
        if $text.len() > 9 {
            return Err($text);
        }
    };
}

#[resumable::coroutine]
async fn work(text: &str) -> Result<(), String> {
    let text = text.to_owned();
    check_small!(text);
    yield_now().await;
    Ok(())
}

fn main() {
    drop(resumable::block_on(work("text")));
}
