//! Variables keep their values across waits, and are dropped where they would be without them.
//!
//! A variable that is needed after a wait gets a slot in the coroutine; one that is not, such as `doubled` below, stays
//! an ordinary variable on the stack. Nothing has to be said about it: loops, shadowing, arrays and destructors work as
//! in any function. If a coroutine is dropped while it waits, its variables are dropped then, last to first.
//!
//! ```console
//! $ cargo run --example variables
//! 3 + 4 = 7
//! 3 + 4 + 5 = 12
//! 3 + 4 + 5 + 6 = 18
//! sums of 3 gives [7, 12, 18]
//!
//! opens the door
//! lights the lamp
//! (the coroutine is dropped)
//! puts out the lamp
//! closes the door
//! ```

use resumable::{Context, Future, Waker, block_on, pin, yield_now};

#[resumable::coroutine]
async fn sums(first: u32) -> [u32; 3] {
    let mut sums = [0; 3];
    let mut sum = first;
    let mut terms = first.to_string();

    for (index, slot) in sums.iter_mut().enumerate() {
        let doubled = 2 * (first + 1 + index as u32);
        let term = doubled / 2;
        yield_now().await;

        terms = format!("{terms} + {term}");
        sum += term;
        *slot = sum;
        println!("{terms} = {sum}");
    }

    let terms = format!("sums of {first}"); // Another variable, of the same name.
    yield_now().await;
    println!("{terms} gives {sums:?}");
    sums
}

/// Says when it is dropped.
struct Guard(&'static str);

impl Drop for Guard {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

#[resumable::coroutine]
async fn visit() {
    println!("opens the door");
    let _door = Guard("closes the door");
    println!("lights the lamp");
    let _lamp = Guard("puts out the lamp");
    loop {
        yield_now().await;
    }
}

fn main() {
    assert_eq!(block_on(sums(3)), [7, 12, 18]);
    println!();

    {
        let mut visit = pin!(visit());
        let poll = visit.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(poll.is_pending());
        println!("(the coroutine is dropped)");
    }
}
