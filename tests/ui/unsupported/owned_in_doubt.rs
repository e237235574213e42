//! Nobody can tell whether a closure owns what it mentions in a pattern with a name, in a literal, or in a macro: something still borrows it.

use resumable::yield_now;

mod room {
    pub struct Pair {
        pub a: String,
        pub b: String,
    }
}

use room::Pair;

macro_rules! never {
    ($($code:tt)*) => {
        ()
    };
}

fn pair() -> Pair {
    Pair { a: String::from("a"), b: String::from("b") }
}

#[resumable::coroutine]
async fn in_a_pattern() -> usize {
    let pair = pair();
    let lent = &pair.a;
    let closure = move || match pair {
        room::Pair { b, .. } if b.is_empty() => drop(b),
        _ => {}
    };
    yield_now().await;
    closure();
    lent.len()
}

#[resumable::coroutine]
async fn in_a_pattern_that_binds_nothing() -> usize {
    let pair = pair();
    let lent = &pair.a;
    let block = async move {
        let Pair { .. } = pair;
    };
    yield_now().await;
    block.await;
    lent.len()
}

#[resumable::coroutine]
async fn in_a_literal() -> usize {
    let pair = pair();
    let lent = &pair.a;
    let closure = move || Pair { a: String::new(), ..pair };
    yield_now().await;
    closure().b.len() + lent.len()
}

#[resumable::coroutine]
async fn in_a_test() -> usize {
    let pair = pair();
    let lent = &pair.a;
    let closure = move || matches!(pair, Pair { b: _, .. });
    yield_now().await;
    lent.len() + usize::from(closure())
}

#[resumable::coroutine]
async fn in_a_macro() -> usize {
    let text = String::from("text");
    let lent = &text;
    let closure = || never!(drop(text));
    yield_now().await;
    closure();
    lent.len()
}

#[resumable::coroutine]
async fn in_a_macro_and_used_again() -> usize {
    let text = String::from("text");
    let closure = move || never!(text.len());
    yield_now().await;
    closure();
    text.len()
}

fn main() {}
