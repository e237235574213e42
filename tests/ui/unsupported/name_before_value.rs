//! Macros that are given a name before a value, and bind it, assign it, or match it: what they do with it nobody knows.

use resumable::yield_now;

macro_rules! bind {
    ($name:ident = $value:expr, $body:expr) => {{
        let $name = $value;
        $body
    }};
}

macro_rules! assign {
    ($name:ident: $value:expr) => {
        $name = $value
    };
}

macro_rules! matched {
    ($pattern:pat => $body:expr) => {
        match 7 {
            $pattern => $body,
        }
    };
}

#[resumable::coroutine]
async fn bound() -> u32 {
    let number = 1;
    let lent = &number;
    yield_now().await;
    bind!(number = 5, number + 1) + lent
}

#[resumable::coroutine]
async fn assigned() -> u32 {
    let mut number = 1;
    let lent = &number;
    yield_now().await;
    drop(*lent);
    assign!(number: 5);
    number
}

#[resumable::coroutine]
async fn in_a_pattern() -> u32 {
    let number = 1;
    let lent = &number;
    yield_now().await;
    matched!(number => number) + lent
}

fn main() {
    resumable::block_on(async { (bound().await, assigned().await, in_a_pattern().await) });
}
