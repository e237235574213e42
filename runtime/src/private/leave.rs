//! Macros that return early, `bail!` and `ensure!`: they stand in a closure, whose output is that of the function with another value.

use core::mem::needs_drop;
use core::ops::ControlFlow;

/// An output that a macro can leave the function with: an error, or nothing.
#[diagnostic::on_unimplemented(
    message = "`bail!` and `ensure!` are taken to return from the coroutine, whose output is `{Self}`",
    label = "the output is neither a `Result` nor an `Option`"
)]
pub trait Leave: Sized {
    /// The output with another value.
    type With<V>;
    /// Not left.
    fn stay<V>(value: V) -> Self::With<Stayed<V>>;
    /// The value, or what was left with.
    fn split<V>(with: Self::With<Stayed<V>>) -> ControlFlow<Self, V>;
}

/// A value that no macro can return: were it `()`, `return Ok(())` would be taken for staying.
pub struct Stayed<V>(V);

impl<T, E> Leave for Result<T, E> {
    type With<V> = Result<V, E>;
    #[inline(always)]
    fn stay<V>(value: V) -> Result<Stayed<V>, E> {
        Ok(Stayed(value))
    }
    #[inline(always)]
    fn split<V>(with: Result<Stayed<V>, E>) -> ControlFlow<Self, V> {
        match with {
            Ok(Stayed(value)) => ControlFlow::Continue(value),
            Err(error) => ControlFlow::Break(Err(error)),
        }
    }
}

impl<T> Leave for Option<T> {
    type With<V> = Option<V>;
    #[inline(always)]
    fn stay<V>(value: V) -> Option<Stayed<V>> {
        Some(Stayed(value))
    }
    #[inline(always)]
    fn split<V>(with: Option<Stayed<V>>) -> ControlFlow<Self, V> {
        match with {
            Some(Stayed(value)) => ControlFlow::Continue(value),
            None => ControlFlow::Break(None),
        }
    }
}

/// Calls a closure with a macro in it, of which nothing is known but its name. What the closure takes by value drops with it, whether the
/// macro uses it or not: so it may take nothing that has a destructor.
#[inline(always)]
pub fn owning_nothing<R, C: FnOnce() -> R>(closure: C) -> R {
    const {
        assert!(
            !needs_drop::<C>(),
            "a macro that is taken to return from the coroutine, by its name, takes a local by value: give it a reference, as in `let value = &x;`"
        )
    }
    closure()
}
