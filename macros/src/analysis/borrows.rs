//! Which locals something may borrow across a suspension, decided from syntax and so widely: a local is borrowed by an awaited future, or by
//! a local that is itself alive at the point, if a mention of it could have reached that future or that local.

use super::moves::Moves;
use super::{State, is_copy, may_borrow};
use crate::index::{Id, IdSet, IndexVec, LocalId, UseId};
use crate::resolve::Resolved;
use std::ops::Range;

pub type Holds = IndexVec<LocalId, IdSet<LocalId>>;

pub fn pinned(resolved: &Resolved, moves: &Moves, holds: &Holds) -> IdSet<LocalId> {
    let mut pinned = IdSet::new();
    for (id, point) in resolved.points.iter() {
        let mut borrowed = sources(resolved, moves, holds, &point.awaited);
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

/// What each local may hold a borrow of, directly or through others.
pub fn holds(resolved: &Resolved, moves: &Moves) -> Holds {
    let mut holds: Holds = resolved.locals.ids().map(|_| IdSet::new()).collect();
    let mut changed = true;
    while changed {
        changed = false;
        for reach in &resolved.reaches {
            let from = sources(resolved, moves, &holds, &reach.from);
            for &to in &reach.to {
                let mut from = from.clone();
                from.remove(to);
                changed |= holds[to].union_with(&from);
            }
        }
    }
    holds
}

/// What the value of an expression may borrow.
fn sources(resolved: &Resolved, moves: &Moves, holds: &Holds, uses: &Range<UseId>) -> IdSet<LocalId> {
    let mut borrowed = IdSet::new();
    for id in (uses.start.index()..uses.end.index()).map(UseId::new) {
        let use_ = &resolved.uses[id];
        let local = &resolved.locals[use_.local];
        let reborrowed = moves.used_again.contains(id) && !is_copy(local);
        if reborrowed || (may_borrow(local, use_) && !moves.moving.contains(id)) {
            borrowed.insert(use_.local);
        }
        borrowed.union_with(&holds[use_.local]);
    }
    borrowed
}
