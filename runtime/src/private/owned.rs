//! What a closure owns that is not `move`, although it may be a copy.
//!
//! rustc's closure owns what it moves, and borrows what it copies. A copy that is borrowed cannot live in a Rust local across a wait; but nobody
//! can tell it from another one, because nothing changes a value while that is borrowed. So the closure is given one of its own.

/// What is no copy, and so is owned by a closure that moves it.
pub struct Owned<T>(pub T);

/// Moves all of it.
///
/// # Panics
///
/// Always: it is never run.
pub fn own<T>(_: Owned<T>) {
    unreachable!("the closure is given what it owns")
}
