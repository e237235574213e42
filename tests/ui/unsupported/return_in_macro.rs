//! A macro that cannot be seen into returns.

use resumable::yield_now;

macro_rules! as_they_are {
    ($($item:item)*) => {
        $($item)*
    };
}

as_they_are! {
    mod elsewhere {
        macro_rules! leave {
            (with $value:expr) => {
                return $value
            };
        }
        pub(crate) use leave;
    }
}
use elsewhere::leave;

#[resumable::coroutine]
async fn work(leave: bool) -> u32 {
    yield_now().await;
    if leave {
        leave!(with 1);
    }
    2
}

fn main() {}
