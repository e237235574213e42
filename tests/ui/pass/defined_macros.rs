//! Macros of the body's own: written out, they are used, and declare nothing that is not.

#![deny(warnings)]

use resumable::yield_now;

async fn number() -> Result<u32, String> {
    yield_now().await;
    Ok(1)
}

#[resumable::coroutine]
async fn work(list: Vec<u32>) -> Result<u32, String> {
    let mut sum = 0;
    for n in list {
        macro_rules! add {
            () => {
                sum += n
            };
            ($more:expr) => {{
                let n = number().await?;
                add!();
                sum += n + $more;
                continue;
            }};
        }
        match n {
            0 => add!(7),
            1 => add!(),
            2.. => return Ok(sum),
        }
    }
    Ok(sum)
}

fn main() {
    assert_eq!(resumable::block_on(work(vec![1, 0, 1, 2])), Ok(10));
}
