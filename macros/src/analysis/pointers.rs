//! Which locals a pointer may point to that is no borrow. It is of use to `unsafe` code alone: where the body has some, a local stays where it is once
//! something was done with it that can give a pointer away.
//!
//! ```text
//! submit(buffer.as_mut_ptr());        // safe, and keeps the pointer
//! y().await;
//! unsafe { complete() }               // writes through it
//! ```

use crate::index::{IdSet, LocalId};
use crate::resolve::{Context, Mode, Resolved, Use};

pub fn pointed(resolved: &Resolved) -> IdSet<LocalId> {
    let mut pointed = resolved.pointed.clone();
    if resolved.is_unsafe {
        for (_, use_) in resolved.uses.iter().filter(|(_, use_)| may_give_pointer(use_)) {
            pointed.insert(use_.local);
        }
    }
    pointed
}

/// Whether a pointer to the local may come of the use.
pub fn may_give_pointer(use_: &Use) -> bool {
    let by_value = match use_.mode {
        Mode::Value | Mode::Part | Mode::Read | Mode::Update => true,
        Mode::Inspected | Mode::Calculated | Mode::Assign | Mode::AssignInPattern => true,
        Mode::Borrow | Mode::BorrowMut | Mode::Written | Mode::Receiver | Mode::Consumed => false,
        Mode::Matched(_) | Mode::MacroArgument | Mode::Opaque => false,
    };
    !by_value || use_.context != Context::Body
}
