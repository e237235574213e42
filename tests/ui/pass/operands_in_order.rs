//! What an operand reads is read before the operands after it.

use resumable::{block_on, yield_now};

struct Pair {
    number: u32,
}

fn join(first: &u32, second: u32) -> u32 {
    first * 10 + second
}

fn call(first: impl Fn() -> u32, second: u32) -> u32 {
    first() * 10 + second
}

#[resumable::coroutine]
async fn reference() -> u32 {
    let (first, second) = (Pair { number: 1 }, Pair { number: 2 });
    let mut current = &first;
    join(&current.number, {
        current = &second;
        yield_now().await;
        current.number
    })
}

#[resumable::coroutine]
async fn closure() -> u32 {
    let mut number = 1;
    call(move || number, {
        number = 2;
        yield_now().await;
        number
    })
}

fn main() {
    assert_eq!(block_on(reference()), 12);
    assert_eq!(block_on(closure()), 12);
}
