//! Where the type of a parameter cannot be written, the borrow checker and the lints see the body all the same.

#![deny(unused_variables, unused_mut, unused_parens)]

use resumable::yield_now;
use std::cell::Cell;
use std::fmt::Debug;

#[resumable::coroutine]
async fn moved<T: Default>(held: (impl Debug + Send), mut never_changed: u32) -> T {
    let lent = &held;
    yield_now().await;
    drop(held);
    println!("{lent:?} {never_changed}");
    T::default()
}

#[resumable::coroutine]
async fn returned<T: Debug>(value: T, unused: impl Debug) -> &'static T {
    yield_now().await;
    &value
}

struct Keeps<'a, T>(Cell<Option<&'a T>>);

impl<T> Drop for Keeps<'_, T> {
    fn drop(&mut self) {
        self.0.get();
    }
}

#[resumable::coroutine]
async fn dropped_later<'a, T: Debug>(keeps: Keeps<'a, u32>, value: T, number: u32, _last: &mut (impl Debug + Send)) {
    keeps.0.set(Some(&number));
    yield_now().await;
    println!("{value:?}");
}

fn main() {}
