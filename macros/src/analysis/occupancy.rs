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
    /// Those of which something that is there at a point may hold a borrow.
    pub lent: IdSet<LocalId>,
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
        lent: IdSet::new(),
    };
    // Before the first poll every parameter is in its slot.
    conflicts.together(&resolved.params);
    let scene = Scene { resolved, may_hold, may_hold_place, classes, assigned: assigned(resolved) };
    moves::each_event(resolved, moves, |event, filled, live| match event {
        Event::Declare { local, .. } if scene.is_pinned(*local) => {
            let in_scope = scene.in_scope(*local);
            let now = Moment { scene: &scene, in_scope: &in_scope, filled, live, awaited: Vec::new() };
            let others = in_scope.iter().filter(|other| **other != *local && scene.is_pinned(**other));
            others.filter(|other| !now.is_gone(**other)).for_each(|&other| conflicts.between(*local, other))
        }
        Event::Point(point) => {
            let in_scope = &resolved.points[*point].in_scope;
            let now = Moment { scene: &scene, in_scope, filled, live, awaited: scene.awaited(*point).collect() };
            let occupied = in_scope.iter().copied().filter(|&local| match classes[local] {
                Class::Local => false,
                Class::Spilled => true,
                Class::Pinned { .. } => !now.is_gone(local),
            });
            let occupied: Vec<LocalId> = occupied.collect();
            conflicts.together(&occupied);
            let carried = in_scope.iter().filter(|local| now.is_carried(**local));
            carried.for_each(|&local| _ = conflicts.carried.insert(local));
            let lent = in_scope.iter().filter(|local| now.is_lent(**local, scene.may_hold_place, can_lend));
            lent.for_each(|&local| _ = conflicts.lent.insert(local));
            occupied.into_iter().for_each(|local| _ = conflicts.futures[*point].insert(local));
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
}

/// Where something is about to be written.
struct Moment<'a> {
    scene: &'a Scene<'a>,
    in_scope: &'a [LocalId],
    /// What may have a value.
    filled: &'a IdSet<LocalId>,
    /// What is mentioned later.
    live: &'a IdSet<LocalId>,
    awaited: Vec<&'a Use>,
}

impl Moment<'_> {
    /// Whether nobody looks at the slot any more.
    fn is_gone(&self, local: LocalId) -> bool {
        !self.is_there(local)
            && !self.scene.assigned.contains(local)
            && !self.is_lent(local, self.scene.may_hold, can_borrow)
    }

    /// Whether somebody looks at the value of the slot again. Dropping it is no look.
    fn is_carried(&self, local: LocalId) -> bool {
        self.live.contains(local) || self.is_lent(local, self.scene.may_hold_place, can_lend)
    }

    fn is_there(&self, local: LocalId) -> bool {
        // A copy is never moved away, and nothing happens to one that is not mentioned again. References keep their places: a frame that
        // shares more nests deeper, and they are what is handed down through many levels.
        self.live.contains(local) || (self.filled.contains(local) && !self.scene.resolved.locals[local].copy)
    }

    /// Whether something that is there may hold a borrow of the local.
    fn is_lent(&self, local: LocalId, may_hold: &Holds, borrows: fn(&Use) -> bool) -> bool {
        let lent_to = |holder: LocalId| may_hold[holder].contains(local);
        self.in_scope.iter().any(|&holder| self.is_there(holder) && lent_to(holder))
            || self.awaited.iter().any(|use_| lent_to(use_.local) || (use_.local == local && borrows(use_)))
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
