//! Which locals something may borrow across a suspension, decided from syntax and so widely: a local is borrowed by an awaited future, or by
//! a local that is itself alive at the point, if a mention of it could have reached that future or that local.
//!
//! ```text
//! let v = &mut vec;  push(v, &x);  wait().await;      // `v`, and so `vec`, may hold a borrow of `x`
//! ```
//!
//! Two relations say what a local may hold a borrow of. [`holds`] is what is likely, and decides about classes: where it misses something,
//! rustc complains that a Rust local does not live long enough. [`may_hold`] is what is possible in safe code, and decides what nobody
//! checks after us: whether a pinned local may be moved to thaw. Of explicit borrows (`&x`) it is believed for classes too.

use super::moves::Moves;
use super::{Class, State, is_copy};
use crate::index::{Id, IdSet, IndexVec, LocalId, UseId};
use crate::names;
use crate::resolve::{Context, Local, Mode, Origin, Projection, Reach, Resolved, Use};
use crate::syntax::signature::Mutability;
use std::ops::Range;

pub type Holds = IndexVec<LocalId, IdSet<LocalId>>;

pub fn pinned(resolved: &Resolved, moves: &Moves, holds: &Holds) -> IdSet<LocalId> {
    let mut pinned = IdSet::new();
    for (id, point) in resolved.points.iter() {
        let mut borrowed = sources(resolved, moves, holds, &point.awaited);
        borrowed.union_with(&reborrowed(resolved, &point.awaited));
        for &local in &point.in_scope {
            if moves.state(id, local) != State::Dead {
                borrowed.union_with(&holds[local]);
            }
        }
        for &local in &point.in_scope {
            if borrowed.contains(local) {
                pinned.insert(local);
            }
        }
    }
    pinned
}

/// What a local borrows whose value is gone while its guard is not: rustc takes a guard for something that looks at what its value borrowed. It is
/// not certain that it borrowed anything, so what may have to be moved in a way that a place does not allow stays what it is.
pub fn borrowed_by_guards(
    resolved: &Resolved,
    moves: &Moves,
    holds: &Holds,
    classes: &IndexVec<LocalId, Class>,
) -> IdSet<LocalId> {
    let mut borrowed = IdSet::new();
    for (id, point) in resolved.points.iter() {
        let guarded = point.in_scope.iter().filter(|local| matches!(classes[**local], Class::Pinned { .. }));
        for &local in guarded.filter(|local| moves.state(id, **local) == State::Dead) {
            // Of what is out of scope here, nothing is moved here. What a macro is given is more likely moved by that than held by what is
            // older.
            let held = holds[local]
                .iter()
                .filter(|held| point.in_scope.contains(held) && (*held < local || !is_given_to_macro(resolved, *held)));
            held.for_each(|held| _ = borrowed.insert(held));
        }
    }
    let mut pinned = IdSet::new();
    for local in borrowed.iter().filter(|local| classes[*local] == Class::Spilled) {
        let mut uses = resolved.uses.iter().filter(|(_, use_)| use_.local == local);
        if names::is_temp(&resolved.locals[local].name) || uses.all(|(id, use_)| is_fine_in_place(resolved, id, use_)) {
            pinned.insert(local);
        }
    }
    pinned
}

fn is_given_to_macro(resolved: &Resolved, local: LocalId) -> bool {
    resolved.uses.iter().any(|(_, use_)| use_.local == local && use_.mode == Mode::MacroArgument)
}

/// Whether the use is known to be possible where the local stays in its place.
fn is_fine_in_place(resolved: &Resolved, id: UseId, use_: &Use) -> bool {
    use_.context == Context::Body
        && match use_.mode {
            Mode::Receiver => resolved.sure.contains(id),
            Mode::Borrow | Mode::BorrowMut | Mode::Inspected | Mode::Calculated | Mode::Update | Mode::Assign => true,
            Mode::Value | Mode::Read => use_.projection == Projection::Whole,
            _ => false,
        }
}

/// The unique references through which an awaited expression may reborrow: of `f(self.socket).await` only the type of the field tells.
fn reborrowed(resolved: &Resolved, awaited: &Range<UseId>) -> IdSet<LocalId> {
    let mut through = IdSet::new();
    for use_ in range(awaited).map(|id| &resolved.uses[id]) {
        if use_.mode == Mode::Part && resolved.locals[use_.local].is_unique_reference() {
            through.insert(use_.local);
        }
    }
    through
}

/// What each local is likely to hold a borrow of, directly or through others.
pub fn holds(resolved: &Resolved, moves: &Moves) -> Holds {
    let mut holds = nothing(resolved);
    let mut changed = true;
    while changed {
        changed = false;
        for reach in &resolved.reaches {
            let from = sources(resolved, moves, &holds, &reach.from);
            for &to in reach.to.iter().filter(|to| may_borrow_locals(resolved, **to)) {
                changed |= add(&mut holds, to, &from);
            }
        }
    }
    holds
}

/// What each local can hold of the borrows that `borrows` knows. Safe code can store a borrow only in what the same expression mentions, and in what that refers to:
/// so whatever an expression borrows, and whatever it mentions holds, anything that it mentions may hold.
pub fn may_hold(resolved: &Resolved, borrows: impl Fn(UseId, &Use) -> bool) -> Holds {
    may_hold_of(resolved, &resolved.reaches, borrows)
}

fn may_hold_of(resolved: &Resolved, reaches: &[Reach], borrows: impl Fn(UseId, &Use) -> bool) -> Holds {
    let mut holds = nothing(resolved);
    let mut changed = true;
    while changed {
        changed = false;
        for reach in reaches {
            let uses = || range(&reach.from).map(|id| &resolved.uses[id]);
            let mut stored = IdSet::new();
            for (id, use_) in range(&reach.from).zip(uses()) {
                if borrows(id, use_) {
                    stored.insert(use_.local);
                }
                stored.union_with(&holds[use_.local]);
            }
            if stored.is_empty() {
                continue;
            }
            let mut stores = IdSet::new();
            for use_ in uses() {
                stores.insert(use_.local);
                stores.union_with(&holds[use_.local]);
            }
            for &to in &reach.to {
                stores.insert(to);
            }
            for local in stores.iter().filter(|local| may_borrow_locals(resolved, *local)) {
                changed |= add(&mut holds, local, &stored);
            }
        }
    }
    holds
}

/// Whether the local's type may mention a borrow of another local. That of a parameter is declared, and all lifetimes in it outlive the call; that
/// of a number mentions none.
fn may_borrow_locals(resolved: &Resolved, local: LocalId) -> bool {
    resolved.locals[local].origin != Origin::Param && !resolved.locals[local].scalar
}

/// What may be borrowed at some suspension point, by whatever is alive there.
pub fn borrowed(resolved: &Resolved, moves: &Moves, may_hold: &Holds, borrows: fn(&Use) -> bool) -> IdSet<LocalId> {
    let mut all = IdSet::new();
    for (id, point) in resolved.points.iter() {
        let alive = point.in_scope.iter().filter(|&&local| moves.may_live(id, local));
        alive.for_each(|&local| {
            all.union_with(&may_hold[local]);
        });
        for use_ in range(&point.awaited).map(|id| &resolved.uses[id]) {
            if borrows(use_) {
                all.insert(use_.local);
            }
            all.union_with(&may_hold[use_.local]);
        }
    }
    all
}

fn nothing(resolved: &Resolved) -> Holds {
    resolved.locals.ids().map(|_| IdSet::new()).collect()
}

fn add(holds: &mut Holds, to: LocalId, from: &IdSet<LocalId>) -> bool {
    let mut from = from.clone();
    from.remove(to);
    holds[to].union_with(&from)
}

fn range(uses: &Range<UseId>) -> impl Iterator<Item = UseId> + use<> {
    (uses.start.index()..uses.end.index()).map(UseId::new)
}

/// What the value of an expression may borrow.
fn sources(resolved: &Resolved, moves: &Moves, holds: &Holds, uses: &Range<UseId>) -> IdSet<LocalId> {
    let mut borrowed = IdSet::new();
    for id in range(uses) {
        let use_ = &resolved.uses[id];
        let local = &resolved.locals[use_.local];
        let reborrowed = moves.used_again.contains(id) && !is_copy(local);
        let captured = use_.context == Context::Closure;
        if reborrowed || captured || (may_borrow(local, use_) && !moves.moving.contains(id)) {
            borrowed.insert(use_.local);
        }
        // What is assigned is not looked at.
        if !matches!(use_.mode, Mode::Assign | Mode::AssignInPattern) {
            borrowed.union_with(&holds[use_.local]);
        }
    }
    borrowed
}

/// Whether the use can, in any safe program, make a borrow of the local or of a part of it.
pub(super) fn can_borrow(use_: &Use) -> bool {
    match use_.context {
        Context::Closure | Context::Macro => return true,
        Context::MoveClosure => return false,
        Context::Body | Context::OwnGuard => {}
    }
    match use_.mode {
        Mode::Value | Mode::Part | Mode::Read | Mode::Update | Mode::Assign | Mode::AssignInPattern => false,
        Mode::Inspected | Mode::Calculated | Mode::Borrow | Mode::BorrowMut => true,
        Mode::Written | Mode::Receiver | Mode::Consumed => true,
        Mode::Matched(_) | Mode::MacroArgument | Mode::Opaque => true,
    }
}

/// Whether it can make one of the local itself, and not only of what it refers to.
pub(super) fn can_lend(use_: &Use) -> bool {
    can_borrow(use_) && !(use_.unpacked && use_.context == Context::Body)
}

pub(super) fn borrows_explicitly(use_: &Use) -> bool {
    use_.context == Context::Body
        && use_.projection == Projection::Whole
        && matches!(use_.mode, Mode::Borrow | Mode::BorrowMut)
}

/// Whether the use, if it is not a move, may borrow the local itself for longer than the use.
fn may_borrow(local: &Local, use_: &Use) -> bool {
    match use_.context {
        Context::Closure => return true,
        // The closure owns its copy; a guard's borrow ends with the guard.
        Context::MoveClosure | Context::OwnGuard => return false,
        Context::Body | Context::Macro => {}
    }
    let through_reference = local.reference == Some(Mutability::Shared) && !local.mutable;
    match use_.mode {
        Mode::Value | Mode::Part | Mode::Read => false,
        Mode::Inspected | Mode::Calculated | Mode::Update | Mode::Assign | Mode::AssignInPattern => false,
        Mode::Borrow | Mode::BorrowMut | Mode::Written | Mode::MacroArgument | Mode::Opaque => {
            !(through_reference && use_.projection != Projection::Whole)
        }
        Mode::Receiver | Mode::Consumed | Mode::Matched(_) => !through_reference,
    }
}

/// Receivers whose local may borrow from one that is declared later: where the coroutine ends while an argument suspends, it drops with the other locals,
/// after that one.
pub fn moved_late(resolved: &Resolved) -> IdSet<UseId> {
    let is_repeated = resolved.points.iter().any(|(_, point)| point.repeated);
    let mut late = IdSet::new();
    for call in &resolved.late {
        // What comes behind the call comes before it in the next turn.
        let mut before = resolved.reaches.clone();
        if !is_repeated {
            before.retain(|reach| reach.from.start < call.start);
            before.iter_mut().for_each(|reach| reach.from.end = reach.from.end.min(call.start));
        }
        let may_hold = may_hold_of(resolved, &before, |_, use_| can_borrow(use_));
        let receiver = resolved.uses[call.start].local;
        let is_argument = |local| {
            let mut uses = (call.start.index()..call.end.index()).map(|index| &resolved.uses[UseId::new(index)]);
            names::is_temp(&resolved.locals[local].name) && uses.any(|use_| use_.local == local)
        };
        let drops_before = |local: LocalId| local > receiver && !is_argument(local);
        if !resolved.locals[receiver].has_no_destructor()
            && resolved.locals.ids().any(|local| may_hold[receiver].contains(local) && drops_before(local))
        {
            late.insert(call.start);
        }
    }
    late
}
