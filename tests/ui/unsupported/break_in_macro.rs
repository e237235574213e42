//! A macro leaves a loop without its label, in an `if let` with an `else`, for which the attribute writes a labelled block.

macro_rules! stop {
    () => {
        break
    };
}

async fn next() -> Result<String, u32> {
    Err(1)
}

#[resumable::coroutine]
async fn work(enough: bool) -> usize {
    let mut length = 0;
    loop {
        if let Ok(text) = next().await {
            if enough {
                stop!();
            }
            length += text.len();
        } else {
            length += 1;
        }
        if length > 9 {
            break;
        }
    }
    length
}

fn main() {
    resumable::block_on(work(true));
}
