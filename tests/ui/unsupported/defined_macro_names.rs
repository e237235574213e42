//! Macros of the body's own, and of its file, that await, where a name means one thing in the macro and another where it is called.

use resumable::yield_now;

#[resumable::coroutine]
async fn number() -> u32 {
    yield_now().await;
    1
}

struct Numbered {
    n: u32,
}

#[resumable::coroutine]
async fn stands_for_a_field() -> u32 {
    macro_rules! twice {
        ($e:expr) => {{
            let Numbered { n } = Numbered { n: number().await };
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

macro_rules! of_the_file {
    () => {
        number().await
    };
}

#[resumable::coroutine]
async fn hides_a_function() -> u32 {
    let number = 1;
    of_the_file!() + number
}

fn main() {}
