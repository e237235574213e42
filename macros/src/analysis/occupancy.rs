//! Which slots may not share storage: a value may be in one of them while the other is written.
//!
//! A spilled local is in its slot at suspension points alone, a pinned one from its declaration to the end of its scope, or until it was moved
//! away. Being moved away is not enough: the type may be `Copy`, and then what borrows the local still points into the slot. So a local is
//! gone when it was moved (or is a number), is not mentioned again, and nothing in scope may hold a borrow of it; its destructor has nothing to
//! do then.
//!
//! ```text
//! let big = make();  wait().await;  consume(big).await;      // the second future may lie where `big` was
//! ```
//!
//! Slots are written when a local is declared and at suspension points. One that is assigned later counts as occupied in all of its scope.

use super::borrows::Holds;
use super::moves::{self, Moves};
use super::{Class, can_borrow, can_lend};
use crate::index::{Id, IdSet, IndexVec, LocalId, PointId};
use crate::resolve::flow::Event;
use crate::resolve::{Resolved, Use};

pub struct Conflicts {
    /// The slots of locals that are occupied while this local's is written.
    pub locals: IndexVec<LocalId, IdSet<LocalId>>,
    /// The slots of locals that are occupied while something is awaited at the point.
    pub futures: IndexVec<PointId, IdSet<LocalId>>,
    /// The pinned locals whose value somebody looks at behind a point, or may, through a borrow: it must be there then, even if dropping it does
    /// nothing.
    pub carried: IdSet<LocalId>,
}

pub fn conflicts(
    resolved: &Resolved,
    moves: &Moves,
    (may_hold, may_hold_place): (&Holds, &Holds),
    classes: &IndexVec<LocalId, Class>,
) -> Conflicts {
    let mut conflicts = Conflicts {
        locals: resolved.locals.ids().map(|_| IdSet::new()).collect(),
        futures: resolved.points.ids().map(|_| IdSet::new()).collect(),
        carried: IdSet::new(),
    };
    // Before the first poll every parameter is in its slot.
    conflicts.together(&resolved.params);
    let scene = Scene { resolved, may_hold, may_hold_place, classes, assigned: assigned(resolved) };
    moves::each_event(resolved, moves, |event, filled, live| match event {
        Event::Declare { local, .. } if scene.is_pinned(*local) => {
            let in_scope = scene.in_scope(*local);
            let occupied = in_scope.iter().filter(|other| **other != *local && scene.is_pinned(**other));
            for &other in occupied.filter(|other| !scene.is_gone(**other, &in_scope, filled, live, &[])) {
                conflicts.between(*local, other)
            }
        }
        Event::Point(point) => {
            let in_scope = &resolved.points[*point].in_scope;
            let awaited: Vec<&Use> = scene.awaited(*point).collect();
            let occupied = in_scope.iter().copied().filter(|&local| match classes[local] {
                Class::Local => false,
                Class::Spilled => true,
                Class::Pinned { .. } => !scene.is_gone(local, in_scope, filled, live, &awaited),
            });
            let occupied: Vec<LocalId> = occupied.collect();
            conflicts.together(&occupied);
            let carried = in_scope.iter().filter(|&&local| scene.is_carried(local, in_scope, filled, live, &awaited));
            carried.for_each(|&local| _ = conflicts.carried.insert(local));
            occupied.into_iter().for_each(|local| {
                conflicts.futures[*point].insert(local);
            });
        }
        _ => {}
    });
    conflicts
}

impl Conflicts {
    fn between(&mut self, a: LocalId, b: LocalId) {
        self.locals[a].insert(b);
        self.locals[b].insert(a);
    }

    fn together(&mut self, locals: &[LocalId]) {
        for (index, &a) in locals.iter().enumerate() {
            locals[..index].iter().for_each(|&b| self.between(a, b))
        }
    }
}

struct Scene<'a> {
    resolved: &'a Resolved,
    may_hold: &'a Holds,
    /// The same of borrows of the local itself, and not of what is in it.
    may_hold_place: &'a Holds,
    classes: &'a IndexVec<LocalId, Class>,
    assigned: IdSet<LocalId>,
}

impl Scene<'_> {
    fn is_pinned(&self, local: LocalId) -> bool {
        matches!(self.classes[local], Class::Pinned { .. })
    }

    /// The locals in scope where this one was just declared: itself, and those before it whose scope has not ended.
    fn in_scope(&self, declared: LocalId) -> Vec<LocalId> {
        let before = (0..=declared.index()).map(LocalId::new);
        before.filter(|&local| self.resolved.locals[local].scope_end > declared).collect()
    }

    fn awaited(&self, point: PointId) -> impl Iterator<Item = &Use> {
        let awaited = &self.resolved.points[point].awaited;
        (awaited.start.index()..awaited.end.index()).map(|index| &self.resolved.uses[Id::new(index)])
    }

    /// Whether nobody looks at the slot any more. `filled` may have a value, `live` are mentioned later.
    fn is_gone(
        &self,
        local: LocalId,
        in_scope: &[LocalId],
        filled: &IdSet<LocalId>,
        live: &IdSet<LocalId>,
        awaited: &[&Use],
    ) -> bool {
        !self.is_there(local, filled, live)
            && !self.assigned.contains(local)
            && !self.is_lent(local, (self.may_hold, can_borrow), in_scope, filled, live, awaited)
    }

    /// Whether somebody looks at the value of the slot again. Dropping it is no look.
    fn is_carried(
        &self,
        local: LocalId,
        in_scope: &[LocalId],
        filled: &IdSet<LocalId>,
        live: &IdSet<LocalId>,
        awaited: &[&Use],
    ) -> bool {
        live.contains(local) || self.is_lent(local, (self.may_hold_place, can_lend), in_scope, filled, live, awaited)
    }

    fn is_there(&self, local: LocalId, filled: &IdSet<LocalId>, live: &IdSet<LocalId>) -> bool {
        // A copy is never moved away, and nothing happens to one that is not mentioned again. References keep their places: a frame that
        // shares more nests deeper, and they are what is handed down through many levels.
        live.contains(local) || (filled.contains(local) && !self.resolved.locals[local].copy)
    }

    /// Whether something that is there may hold a borrow of the local.
    fn is_lent(
        &self,
        local: LocalId,
        (may_hold, borrows): (&Holds, fn(&Use) -> bool),
        in_scope: &[LocalId],
        filled: &IdSet<LocalId>,
        live: &IdSet<LocalId>,
        awaited: &[&Use],
    ) -> bool {
        let lent_to = |holder: LocalId| may_hold[holder].contains(local);
        in_scope.iter().any(|&holder| self.is_there(holder, filled, live) && lent_to(holder))
            || awaited.iter().any(|use_| lent_to(use_.local) || (use_.local == local && borrows(use_)))
    }
}

/// The locals that are assigned somewhere.
fn assigned(resolved: &Resolved) -> IdSet<LocalId> {
    let mut assigned = IdSet::new();
    for event in resolved.flow.iter().flat_map(|(_, node)| &node.events) {
        if let Event::Assign { local, .. } = event {
            assigned.insert(*local);
        }
    }
    assigned
}
