//! Which pinned locals need not be in the frame while the coroutine runs, if their types have no destructor. On the stack, the optimiser has them
//! in registers.
//!
//! Of some, nobody looks at them behind any suspension point before they get a new value:
//!
//! ```text
//! let mut byte = next().await;
//! while let Some(current) = byte { byte = next().await; … }       // an `Option<u8>`, or an `Option<String>`: the macro cannot know
//! ```
//!
//! Others are carried across points in a loop, which comes back to them more often than it waits, if what it awaits is ready:
//!
//! ```text
//! for i in 0..n { sum = sum * 31 + ready(i).await }
//! ```
//!
//! They go to the frame where the coroutine suspends, and come back where it resumes: so no turn waits for what the turn before has stored.
//!
//! As for sharing storage, what safe code can hold of a local is known. A pointer is of use to `unsafe` code alone: where there may be some, a
//! local is here only if nothing that is done with it can give one away.

use super::pointers::may_give_pointer;
use super::thaw::Thawed;
use super::{Class, Conflicts};
use crate::index::{IdSet, IndexVec, LocalId, PointId};
use crate::names;
use crate::resolve::{Mode, Origin, Resolved, Use};

/// The points at which each of them goes to the frame: none, if nobody looks at it.
pub type Near = IndexVec<LocalId, Option<Vec<PointId>>>;

pub fn near(
    resolved: &Resolved,
    points: &IndexVec<LocalId, Vec<PointId>>,
    classes: &IndexVec<LocalId, Class>,
    thawed: &Thawed,
    conflicts: &Conflicts,
) -> Near {
    let mut near = IdSet::new();
    for (id, local) in resolved.locals.iter() {
        let has_place = matches!(classes[id], Class::Pinned { .. })
            && matches!(local.origin, Origin::Let | Origin::Arm)
            && !points[id].is_empty()
            // It is moved where it thaws, whether or not it is looked at before it gets another value.
            && thawed[id].is_none()
            && !names::is_pinned(&local.name);
        let is_repeated = || points[id].iter().any(|&point| resolved.points[point].repeated);
        let may_move = || names::is_temp(&local.name) && is_repeated() && !conflicts.lent.contains(id);
        if has_place && (!conflicts.carried.contains(id) || may_move()) {
            near.insert(id);
        }
    }
    for (_, use_) in resolved.uses.iter() {
        if is_matched_again(use_) || resolved.may_be_unsafe && may_give_pointer(use_) {
            near.remove(use_.local)
        }
    }
    let kept = |local| points[local].iter().copied().filter(move |&point| conflicts.futures[point].contains(local));
    let goes = |local| if conflicts.carried.contains(local) { kept(local).collect() } else { Vec::new() };
    resolved.locals.ids().map(|local| near.contains(local).then(|| goes(local))).collect()
}

/// Whether control, where it resumes behind the use, may have to look at the value once more to find its way: into a guard.
fn is_matched_again(use_: &Use) -> bool {
    matches!(use_.mode, Mode::Matched(_)) && !use_.unpacked
}
