//! The macros that async code is full of, with all warnings denied: their imports are used, and what they stand for warns of nothing.

#![deny(warnings)]

use futures::{FutureExt, pin_mut};
use resumable::yield_now;
use tokio::{join, select, try_join};

#[resumable::coroutine]
async fn number(n: u32) -> Result<u32, ()> {
    yield_now().await;
    Ok(n)
}

#[resumable::coroutine]
async fn work(stop: impl Future<Output = u32>) -> Result<u32, ()> {
    let slow = number(1);
    pin_mut!(slow);
    let mut sum = 0;
    loop {
        select! {
            biased;
            n = &mut slow => {
                sum += n?;
                yield_now().await;
                break;
            }
            () = yield_now(), if sum < 2 => sum += 1,
            else => return Err(()),
        }
    }
    // A future that cannot be moved: it can only be tokio's `select!`.
    sum += select! { n = stop => n };
    let ((), (), n) = join!(yield_now(), yield_now(), number(3));
    let (a, b) = try_join!(number(1), async { n })?;
    let mut fused = number(4).boxed().fuse();
    futures::select! {
        n = fused => sum += n?,
        complete => {}
    }
    Ok(sum + a + b)
}

fn main() {
    assert_eq!(resumable::block_on(work(async { 5 })), Ok(14));
}
