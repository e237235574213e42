//! As long as a coroutine is there, it has borrowed all of its arguments; when it is gone, its output has borrowed those that it says.

use resumable::{block_on, yield_now};
use std::fmt::Debug;

#[resumable::coroutine]
async fn append<'a, 'b>(first: &'a str, second: &'b mut String) -> &'a str {
    yield_now().await;
    second.push_str(first);
    first
}

#[resumable::coroutine]
async fn show<T: Debug>(value: T, _: &str) -> usize {
    yield_now().await;
    format!("{value:?}").len()
}

struct Loud<'t>(&'t str);

impl Drop for Loud<'_> {
    fn drop(&mut self) {
        println!("{}", self.0)
    }
}

fn used_while_lent(first: &str, mut second: String) {
    let future = append(first, &mut second);
    second.push('x');
    block_on(future);
}

fn dropped_while_lent(mut second: String) {
    let future;
    {
        let first = String::new();
        future = append(&first, &mut second);
    }
    block_on(future);
}

fn changed_while_output_lent(mut first: String, mut second: String) {
    let output = block_on(append(&first, &mut second));
    first.clear();
    drop(output.len());
}

fn not_changed_while_output_lent(first: String, mut second: String) {
    let output = block_on(append(&first, &mut second));
    second.clear();
    drop(output.len());
}

fn type_with_a_borrow() {
    let future;
    {
        let value = String::new();
        future = show(&value, "");
    }
    block_on(future);
}

fn dropped_before_the_future() {
    let future;
    let text = String::new();
    future = show_loud(Loud(&text), "");
}

#[resumable::coroutine]
async fn show_loud(loud: Loud<'_>, _: &str) {
    yield_now().await;
    drop(loud);
}

fn forever<F: 'static>(_: F) {}

fn type_forever() {
    let text = String::new();
    forever(show(&text, ""));
}

fn main() {}
