//! Bodies that differ in what their frame has to hold. Each is written once and compiled by rustc and by the attribute.
//!
//! The gate beside this module and the benchmark `size` have this one list.

// They are written for their shape: what is unused or needless is the point of many of them.
#![allow(unused, dropping_copy_types, clippy::all)]

mod arguments;
mod futures_passed;
mod locals;
mod scopes;
mod waits;

use std::mem::{size_of, size_of_val};
use std::pin::Pin;
use std::task::{Context, Poll};

/// The bytes of one body's frame.
pub struct Shape {
    pub name: &'static str,
    pub native: usize,
    pub ours: usize,
}

/// Every shape there is.
pub fn all() -> Vec<Shape> {
    [arguments::shapes(), futures_passed::shapes(), locals::shapes(), scopes::shapes(), waits::shapes()]
        .into_iter()
        .flatten()
        .collect()
}

/// Declares a file's shapes: `name => a call { items }`, where the items that are compiled in two ways stand in `co!`.
macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident => $call:expr; { $($item:tt)+ })+) => {
        $(
            $(#[$doc])*
            mod $name {
                pub mod native {
                    use super::super::*;
                    use super::super::co_native as co;
                    $($item)+
                    pub fn size() -> usize { frame_of(|| $call) }
                }
                pub mod ours {
                    use super::super::*;
                    use super::super::co_ours as co;
                    $($item)+
                    pub fn size() -> usize { frame_of(|| $call) }
                }
            }
        )+
        pub fn shapes() -> Vec<Shape> {
            vec![$(
                Shape { name: stringify!($name), native: $name::native::size(), ours: $name::ours::size() },
            )+]
        }
    };
}
use shapes;

/// In the `native` module: the function as it stands.
macro_rules! co_native {
    ($($item:tt)+) => { $($item)+ };
}
use co_native;

/// In the `ours` module: the function as the attribute compiles it.
macro_rules! co_ours {
    ($($item:tt)+) => { #[resumable::coroutine] $($item)+ };
}
use co_ours;

/// Functions that do nothing but pass their argument on, each to the one before.
macro_rules! callers {
    ($co:ident! $argument:ty; $callee:ident) => {};
    ($co:ident! $argument:ty; $callee:ident $caller:ident $($more:ident)*) => {
        $co! { async fn $caller(arg: $argument) { $callee(arg).await } }
        callers! { $co! $argument; $caller $($more)* }
    };
}
use callers;

/// Measures the type, so that no frame of megabytes is ever made.
fn frame_of<F: Future>(_start: impl FnOnce() -> F) -> usize {
    size_of::<F>()
}

/// Waits once. Its size is its flag's.
struct Wait(bool);

impl Future for Wait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

fn wait() -> Wait {
    Wait(false)
}

/// Holds on to what it is lent.
struct Lent<'a, T>(&'a T, Wait);

impl<T> Future for Lent<'_, T> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        Pin::new(&mut self.1).poll(cx)
    }
}

fn lend<T>(value: &T) -> Lent<'_, T> {
    Lent(value, wait())
}
