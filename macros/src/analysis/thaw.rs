//! Thawing: behind the last suspension of its scope, and once nothing that is in scope may have borrowed it, a pinned local is moved into a
//! Rust local that was declared at the original place. From there on it is free of restrictions, and drops where it always did.
//!
//! Moving a large value costs something, so a local thaws only if some later use may need it.

use super::borrows::Holds;
use super::moves::Moves;
use super::parts::Parting;
use super::{Class, is_copy};
use crate::index::{Id, IdSet, IndexVec, LocalId, ThawId, UseId};
use crate::names;
use crate::resolve::{Context, Mode, Projection, Resolved, Use};

/// Where each pinned local thaws, if it does.
pub type Thawed = IndexVec<LocalId, Option<ThawId>>;

pub fn thawed(
    resolved: &Resolved,
    moves: &Moves,
    parting: &Parting,
    (holds, pointed): (&Holds, &IdSet<LocalId>),
    classes: &IndexVec<LocalId, Class>,
) -> Thawed {
    let mut thawed: Thawed = resolved.locals.ids().map(|_| None).collect();
    for (id, thaw) in resolved.thaws.iter() {
        for &local in &thaw.locals {
            let pinned = matches!(classes[local], Class::Pinned { .. });
            let borrowed =
                || thaw.in_scope.iter().any(|&other| holds[other].contains(local) && !moves.is_gone(id, other));
            if pinned
                && !pointed.contains(local)
                && !names::is_pinned(&resolved.locals[local].name)
                && moves.is_initialised(id, local)
                && !parting.begins_before(resolved, local, thaw.from)
                && wanted(resolved, local, thaw.from)
                && !borrowed()
            {
                thawed[local] = Some(id)
            }
        }
    }
    thawed
}

fn wanted(resolved: &Resolved, local: LocalId, from: UseId) -> bool {
    let later = (from.index()..resolved.uses.len()).map(|index| &resolved.uses[UseId::new(index)]);
    !is_copy(&resolved.locals[local]) && later.filter(|use_| use_.local == local).any(may_need_ownership)
}

fn may_need_ownership(use_: &Use) -> bool {
    let unknown = matches!(use_.mode, Mode::Opaque | Mode::MacroArgument);
    if !unknown && use_.projection == Projection::Other {
        return false;
    }
    match use_.mode {
        Mode::Receiver | Mode::Matched(_) => true,
        Mode::Part => true,
        // `x` by value in a closure that captures it then.
        Mode::Value => matches!(use_.context, Context::Closure | Context::Macro),
        Mode::Consumed
        | Mode::Inspected
        | Mode::Calculated
        | Mode::Read
        | Mode::Borrow
        | Mode::BorrowMut
        | Mode::Written
        | Mode::Update
        | Mode::Assign
        | Mode::AssignInPattern => false,
        Mode::MacroArgument | Mode::Opaque => true,
    }
}
