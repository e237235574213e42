//! Which arm of a `match` was chosen, together with what its pattern bound.
//!
//! A `match` with a suspension point in an arm is entered in two ways: by evaluating the scrutinee, or by resuming inside the arm. Both
//! end in the same value, and a second `match` takes that value apart. With three arms it is `Arm<A, Arm<B, C>>`.

/// This arm, or one of those below it.
pub enum Arm<Here, Below> {
    Here(Here),
    Below(Below),
}

/// Whether a guard is the one to ask: `refused` guards before it said no. `asked` counts them.
#[inline(always)]
pub fn next_guard(asked: &mut usize, refused: usize) -> bool {
    let skipped = *asked < refused;
    *asked += 1;
    !skipped
}
