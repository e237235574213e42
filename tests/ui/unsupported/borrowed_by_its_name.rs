//! Borrows of parameters, `self` and bindings of arms that their syntax denies: rejected, because the compiler believes the syntax.

use resumable::yield_now;

#[derive(Clone, Copy)]
struct Number(u64);

impl Number {
    // The name promises that nothing is borrowed.
    fn len(&self) -> &u64 {
        &self.0
    }

    #[resumable::coroutine]
    async fn receiver(self) -> u64 {
        let kept = self.len();
        yield_now().await;
        *kept
    }
}

trait Myself {
    fn myself(&self) -> &Self;
}

impl Myself for &u64 {
    fn myself(&self) -> &Self {
        self
    }
}

#[resumable::coroutine]
async fn by_name(number: Number) -> u64 {
    let kept = number.len();
    yield_now().await;
    *kept
}

#[resumable::coroutine]
async fn of_the_reference(number: &u64) -> u64 {
    let kept = number.myself();
    yield_now().await;
    **kept
}

#[resumable::coroutine]
async fn by_ref_pattern(number: &u64) -> u64 {
    match number {
        ref kept => {
            yield_now().await;
            **kept
        }
    }
}

#[resumable::coroutine]
async fn in_arm(given: Option<Number>) -> u64 {
    match given {
        Some(number) => {
            let kept = number.len();
            yield_now().await;
            *kept
        }
        None => 0,
    }
}

fn main() {}
