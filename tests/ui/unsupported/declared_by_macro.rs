//! A macro that cannot be seen into, for it comes out of another one, declares a local.

use resumable::yield_now;

macro_rules! as_they_are {
    ($($item:item)*) => {
        $($item)*
    };
}

as_they_are! {
    mod elsewhere {
        macro_rules! declare {
            ($name:ident) => {
                let $name = 2;
            };
        }
        pub(crate) use declare;
    }
}
use elsewhere::declare;

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    yield_now().await;
    declare!(number);
    yield_now().await;
    number
}

fn main() {}
