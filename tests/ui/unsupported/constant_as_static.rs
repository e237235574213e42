//! Constants of a type of one's own that are borrowed, and live across a wait, are in the frame: they do not live forever.

use resumable::yield_now;

struct Pair {
    a: u32,
    b: u32,
}

enum Event {
    Ping(u32),
}

macro_rules! pair {
    () => {
        Pair { a: 1, b: 2 }
    };
}

async fn forever(pair: &'static Pair) -> u32 {
    pair.a
}

fn first<A, B>(a: A, _: B) -> A {
    a
}

#[resumable::coroutine]
async fn literal() -> &'static Pair {
    let pair = &Pair { a: 1, b: 2 };
    yield_now().await;
    pair
}

#[resumable::coroutine]
async fn part() -> &'static u32 {
    let part = &Pair { a: 1, b: 2 }.b;
    yield_now().await;
    part
}

#[resumable::coroutine]
async fn bound_by_reference() -> &'static Pair {
    let ref pair = Pair { a: 1, b: 2 };
    yield_now().await;
    pair
}

#[resumable::coroutine]
async fn variant() -> &'static Event {
    let event = &Event::Ping(7);
    yield_now().await;
    event
}

#[resumable::coroutine]
async fn in_branch(found: Option<&'static Pair>) -> &'static Pair {
    let pair = match found {
        Some(pair) => pair,
        None => &Pair { a: 1, b: 2 },
    };
    yield_now().await;
    pair
}

#[resumable::coroutine]
async fn in_block(slow: bool) -> Option<&'static u32> {
    let n = &if slow { 5 } else { return None };
    let m = &'block: { break 'block 6 };
    yield_now().await;
    Some(if slow { n } else { m })
}

#[resumable::coroutine]
async fn out_of_macro() -> &'static Pair {
    let pair = &pair!();
    yield_now().await;
    pair
}

#[resumable::coroutine]
async fn operand() -> &'static Pair {
    first(&Pair { a: 1, b: 2 }, yield_now().await)
}

#[resumable::coroutine]
async fn receiver() -> Option<&'static u32> {
    first(Some(5).as_ref(), yield_now().await)
}

#[resumable::coroutine]
async fn scrutinee() -> &'static Pair {
    match (&Pair { a: 1, b: 2 }, 5) {
        (pair, _) => {
            yield_now().await;
            pair
        }
    }
}

#[resumable::coroutine]
async fn assigned() -> &'static Pair {
    let (pair, _unit);
    (_unit, pair) = (yield_now().await, &Pair { a: 1, b: 2 });
    pair
}

#[resumable::coroutine]
async fn nested() -> &'static Pair {
    let block = async move {
        let pair = &Pair { a: 1, b: 2 };
        yield_now().await;
        pair
    };
    block.await
}

#[resumable::coroutine]
async fn awaited() -> u32 {
    forever(&Pair { a: 1, b: 2 }).await
}

fn main() {}
