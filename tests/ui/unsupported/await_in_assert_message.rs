//! The message of an assertion about two values is evaluated only when it fails, and so are the arguments of a log.

use resumable::yield_now;

macro_rules! as_they_are {
    ($($item:item)*) => {
        $($item)*
    };
}

as_they_are! {
    mod log {
        macro_rules! info {
            ($($message:tt)*) => {
                if std::env::args().count() > 1 {
                    println!($($message)*);
                }
            };
        }
        pub(crate) use info;
    }
}
use log::info;

#[resumable::coroutine]
async fn number() -> u32 {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn work(given: u32) {
    assert_eq!(given, 1, "{}", number().await);
    info!("{}", number().await);
}

fn main() {}
