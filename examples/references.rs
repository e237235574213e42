//! References live across waits, those to the coroutine's own variables included.
//!
//! `writer` below points to `page`, and both are kept in the same coroutine while it waits: the coroutine refers to
//! itself. That is what callbacks and hand-written futures cannot express without reference counting or copying, and it
//! is why a coroutine must stay where it is once it runs (see `why_pin`). The borrow checker watches over all of it as
//! usual: use `page` while `writer` is in use, and the program does not compile.
//!
//! ```console
//! $ cargo run --example references
//! line 1: to be
//! line 2: or not
//! line 3: to be
//! the longest line is "line 2: or not"
//! the middle is [20, 30]
//! ```

use resumable::{block_on, yield_now};
use std::fmt::{self, Write};

/// Writes through a reference to a variable of its own.
#[resumable::coroutine]
async fn compose(words: &[&str]) -> Result<String, fmt::Error> {
    let mut page = String::new();
    let writer = &mut page;
    for (index, words) in words.iter().enumerate() {
        yield_now().await;
        writeln!(writer, "line {}: {words}", index + 1)?;
    }
    Ok(page)
}

/// Returns what it was lent.
#[resumable::coroutine]
async fn longest(page: &str) -> &str {
    let mut longest = "";
    for line in page.lines() {
        if line.len() > longest.len() {
            longest = line;
        }
        yield_now().await;
    }
    longest
}

/// Sorts half of an array through a slice, while the other half is borrowed too.
#[resumable::coroutine]
async fn middle() -> Vec<u32> {
    let mut numbers = [30, 10, 20, 40];
    let (left, right) = numbers.split_at_mut(2);
    yield_now().await;
    left.reverse();
    yield_now().await;
    std::mem::swap(&mut left[1], &mut right[0]);
    yield_now().await;
    numbers[1..3].to_vec()
}

#[resumable::coroutine]
async fn run() -> Result<(), fmt::Error> {
    let page = compose(&["to be", "or not", "to be"]).await?;
    print!("{page}");
    println!("the longest line is {:?}", longest(&page).await);
    println!("the middle is {:?}", middle().await);
    Ok(())
}

fn main() {
    block_on(run()).expect("a string can be written to");
}
