//! Parts that are moved out of a local that stays: `x.f` by value, where `x` lives across a suspension.
//!
//! Whether that is a move or a copy, only the type tells, and what comes later: a part that is mentioned again was copied. For the others a
//! flag in the frame says that the part is gone, and the guard of the local drops what is left (see `codegen::parts`). For a copy that makes
//! no difference.

use super::thaw::Thawed;
use super::{Class, is_copy};
use crate::index::{IdSet, IndexVec, LocalId, UseId};
use crate::resolve::flow::{self, Event, Node};
use crate::resolve::{Context, Mode, Origin, Projection, Resolved, Use};

/// A part that may be gone, and its flag.
pub struct Part {
    pub path: Vec<syn::Member>,
}

/// The uses that may move a part of a local.
pub struct Parting {
    uses: IdSet<UseId>,
    /// The locals of which a part may be gone at some suspension point.
    pub across: IdSet<LocalId>,
}

pub fn analyse(resolved: &Resolved) -> Parting {
    let candidates: Vec<UseId> =
        resolved.uses.iter().filter(|(_, use_)| may_part(resolved, use_)).map(|(id, _)| id).collect();
    let mentioned_later = mentioned_later(resolved, &candidates);
    let mut uses = IdSet::new();
    for id in candidates {
        if !mentioned_later.contains(id) {
            uses.insert(id);
        }
    }
    let overlaps = |id: UseId, other: UseId| id != other && overlap(&resolved.uses[id], &resolved.uses[other]);
    // `x.a` on one path and `x.a.b` on another: two flags cannot say what is left.
    let clear: Vec<UseId> =
        uses.iter().filter(|&id| uses.iter().any(|other| overlaps(id, other) && differ(resolved, id, other))).collect();
    clear.into_iter().for_each(|id| uses.remove(id));
    let across = across(resolved, &uses);
    Parting { uses, across }
}

impl Parting {
    pub fn contains(&self, id: UseId) -> bool {
        self.uses.contains(id)
    }

    /// Whether some part may be moved before `from`.
    pub fn begins_before(&self, resolved: &Resolved, local: LocalId, from: UseId) -> bool {
        self.uses.iter().any(|id| resolved.uses[id].local == local && id < from)
    }

    /// The parts of each pinned local that need a flag.
    pub fn flagged(
        &self,
        resolved: &Resolved,
        classes: &IndexVec<LocalId, Class>,
        thawed: &Thawed,
    ) -> IndexVec<LocalId, Vec<Part>> {
        let mut parts: IndexVec<LocalId, Vec<Part>> = resolved.locals.ids().map(|_| Vec::new()).collect();
        for id in self.uses.iter() {
            let use_ = &resolved.uses[id];
            let in_slot = matches!(classes[use_.local], Class::Pinned { .. }) && thawed[use_.local].is_none();
            let known = &mut parts[use_.local];
            if in_slot && known.iter().all(|part| part.path != use_.path) {
                known.push(Part { path: use_.path.clone() })
            }
        }
        parts
    }
}

fn may_part(resolved: &Resolved, use_: &Use) -> bool {
    let local = &resolved.locals[use_.local];
    matches!(use_.mode, Mode::Part | Mode::Consumed)
        && use_.projection == Projection::Field
        && use_.context == Context::Body
        && local.origin != Origin::Plain
        && local.reference.is_none()
        && !local.deferred
        && !is_copy(local)
}

fn differ(resolved: &Resolved, a: UseId, b: UseId) -> bool {
    resolved.uses[a].path != resolved.uses[b].path
}

/// Whether one of two mentions of a local is of a part of the other.
fn overlap(a: &Use, b: &Use) -> bool {
    a.local == b.local && a.path.iter().zip(&b.path).all(|(a, b)| a == b)
}

/// The candidates whose part is mentioned again: a copy was made of it, or rustc rejects the witness.
fn mentioned_later(resolved: &Resolved, candidates: &[UseId]) -> IdSet<UseId> {
    let transfer = |event: &Event, live: &mut IdSet<UseId>| {
        let of = |local: LocalId| candidates.iter().filter(move |id| resolved.uses[**id].local == local);
        match event {
            Event::Use(use_) => {
                let mention = &resolved.uses[*use_];
                of(mention.local).filter(|id| overlap(&resolved.uses[**id], mention)).for_each(|id| {
                    live.insert(*id);
                })
            }
            Event::Assign(local) | Event::Declare { local, .. } => of(*local).for_each(|id| live.remove(*id)),
            Event::PutBack(_) | Event::Point(_) | Event::Thaw(_) => {}
        }
    };
    let after =
        flow::backward(&resolved.flow, |node, live| node.events.iter().rev().for_each(|event| transfer(event, live)));
    let mut found = IdSet::new();
    for (id, node) in resolved.flow.iter() {
        let mut live = after[id].clone();
        for event in node.events.iter().rev() {
            if let Event::Use(use_) = event
                && live.contains(*use_)
            {
                found.insert(*use_);
            }
            transfer(event, &mut live)
        }
    }
    found
}

fn across(resolved: &Resolved, uses: &IdSet<UseId>) -> IdSet<LocalId> {
    let mut across = IdSet::new();
    let run =
        |node: &Node, parted: &mut IdSet<LocalId>, at_point: &mut dyn FnMut(crate::index::PointId, &IdSet<LocalId>)| {
            for event in &node.events {
                match event {
                    Event::Use(use_) if uses.contains(*use_) => {
                        parted.insert(resolved.uses[*use_].local);
                    }
                    Event::Assign(local) | Event::Declare { local, .. } => parted.remove(*local),
                    Event::Point(point) => at_point(*point, parted),
                    Event::Use(_) | Event::PutBack(_) | Event::Thaw(_) => {}
                }
            }
        };
    let before = flow::forward(&resolved.flow, |node, parted| run(node, parted, &mut |_, _| {}));
    for (id, node) in resolved.flow.iter() {
        let mut parted = before[id].clone();
        run(node, &mut parted, &mut |point, parted| {
            for &local in resolved.points[point].in_scope.iter().filter(|local| parted.contains(**local)) {
                across.insert(local);
            }
        });
    }
    across
}
