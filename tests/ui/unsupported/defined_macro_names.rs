//! Macros of the body's own that await, where a name means one thing in the macro and another where it is called.

use resumable::yield_now;

#[resumable::coroutine]
async fn number() -> u32 {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn declared_by_the_macro() -> u32 {
    macro_rules! twice {
        ($e:expr) => {{
            let n = number().await;
            n + $e
        }};
    }
    let n = 1;
    twice!(n)
}

#[resumable::coroutine]
async fn declared_again() -> u32 {
    let n = 1;
    macro_rules! plus {
        ($e:expr) => {
            number().await + n + $e
        };
    }
    let n = n + 1;
    plus!(n)
}

fn main() {}
