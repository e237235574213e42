//! A macro that is called `bail!` and does not leave the function.

use resumable::yield_now;

macro_rules! bail {
    ($message:expr) => {
        println!($message)
    };
}

#[resumable::coroutine]
async fn work() -> Result<(), ()> {
    bail!("not really");
    yield_now().await;
    Ok(())
}

fn main() {}
