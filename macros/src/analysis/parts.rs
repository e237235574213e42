//! Parts that are moved out of a local that stays: `x.f` by value, or what an arm of `match x` binds, where `x` lives across a suspension.
//!
//! Whether that is a move or a copy, only the type tells, and what comes later: a part that is mentioned again was copied. For the others a
//! flag in the frame says that the part is gone, and the guard of the local drops what is left (see `codegen::parts`). For a copy that makes
//! no difference.

use super::moves::Moves;
use super::thaw::Thawed;
use super::{Class, borrows, is_copy};
use crate::index::{IdSet, IndexVec, LocalId, PartId, PointId, UseId};
use crate::resolve::flow::{self, Event, Node, Ways};
use crate::resolve::{Context, Mode, Origin, Projection, Resolved, TakenPart, Taking, Use};

/// A part that may be gone, with a flag of its own.
pub struct Part {
    pub path: Vec<syn::Member>,
    /// What takes something out of what the path names, or all of it.
    pub taking: Taking,
    /// Whether what the path names is a box, and the part is one of its content.
    pub opened: bool,
    pub imports: Vec<Vec<syn::ItemUse>>,
    pub taken_at: Vec<PartId>,
}

/// Where parts of locals may be moved.
pub struct Parting {
    parts: IdSet<PartId>,
    /// The locals that parts may be moved out of.
    pub locals: IdSet<LocalId>,
    /// Those of which a part may be gone at some suspension point, or in another arm than the one that suspends.
    pub across: IdSet<LocalId>,
}

pub fn analyse(resolved: &Resolved, moves: &Moves) -> Parting {
    // Where a macro alone would go back to a mention, none does: of a copy a flag is never set.
    let mentioned = followed_by(resolved, Ways::Seen, |_| true);
    let assigned = followed_by(resolved, Ways::All, |use_| use_.mode == Mode::Update);
    let lent = lent_uniquely(resolved);
    let candidates = || {
        // What a closure takes is found by looking at the whole.
        let may_look = |part: PartId| !lent.contains(part);
        resolved.parts.iter().filter(move |(id, part)| may_look(*id) && may_part(resolved, moves, part))
    };
    // The arms of a match are of one kind: if one may move, all are looked at as if they did.
    let (mut moving, mut unclear) = (IdSet::new(), IdSet::new());
    for (id, part) in candidates() {
        if !mentioned.contains(id) {
            moving.insert(part.use_);
        }
        // What is assigned in part, or through something, is whole again, which no flag knows.
        if assigned.contains(id) {
            unclear.insert(part.use_);
        }
    }
    // `x.a` on one path and `x.a.b` on another: two flags cannot say what is left.
    for a in moving.iter() {
        if moving.iter().any(|b| differ(resolved, a, b)) {
            unclear.insert(a);
        }
    }
    let mut parting = Parting { parts: IdSet::new(), locals: IdSet::new(), across: IdSet::new() };
    for (id, part) in candidates().filter(|(_, part)| moving.contains(part.use_) && !unclear.contains(part.use_)) {
        parting.parts.insert(id);
        parting.locals.insert(resolved.uses[part.use_].local);
    }
    parting.across = across(resolved, &parting.parts);
    for part in parting.parts.iter().map(|part| &resolved.parts[part]).filter(|part| part.reentered) {
        parting.across.insert(resolved.uses[part.use_].local);
    }
    parting
}

impl Parting {
    /// Takes in the parts of which rustc is asked whether a method moves them. That costs a flag, so it is done only for what stays in its place
    /// to the end anyway, and only where nothing else that is known of the local changes by it.
    pub fn ask(&mut self, resolved: &Resolved, moves: &Moves, thawed: &Thawed, classes: &mut IndexVec<LocalId, Class>) {
        let mentioned = followed_by(resolved, Ways::All, |_| true);
        let moved_as_whole =
            |local| moves.moving.iter().chain(moves.asked.iter()).any(|id| resolved.uses[id].local == local);
        let assigned = |local| {
            let mut uses = resolved.uses.iter().filter(|(_, use_)| use_.local == local);
            uses.any(|(_, use_)| use_.mode == Mode::AssignInPattern)
        };
        let candidates: Vec<PartId> = resolved
            .parts
            .iter()
            .filter(|(id, part)| {
                let use_ = &resolved.uses[part.use_];
                matches!(part.taking, Taking::Asked)
                    && resolved.asked.contains(part.use_)
                    && may_be_parted(resolved, part)
                    && matches!(classes[use_.local], Class::Pinned { .. })
                    && thawed[use_.local].is_none()
                    && !mentioned.contains(*id)
                    && !moved_as_whole(use_.local)
                    && !assigned(use_.local)
            })
            .map(|(id, _)| id)
            .collect();
        let use_of = |part: PartId| &resolved.uses[resolved.parts[part].use_];
        let differ = |a: PartId, b: PartId| differ(resolved, resolved.parts[a].use_, resolved.parts[b].use_);
        for &id in &candidates {
            if !self.parts.iter().chain(candidates.iter().copied()).any(|other| differ(id, other)) {
                self.parts.insert(id);
                classes[use_of(id).local] = Class::Pinned { flagged: true }
            }
        }
    }

    /// Whether some part may be moved before `from`.
    pub fn begins_before(&self, resolved: &Resolved, local: LocalId, from: UseId) -> bool {
        self.uses(resolved).any(|use_| resolved.uses[use_].local == local && use_ < from)
    }

    /// The uses that name what parts are moved out of.
    fn uses(&self, resolved: &Resolved) -> impl Iterator<Item = UseId> {
        self.parts.iter().map(|part| resolved.parts[part].use_)
    }

    /// The parts of each pinned local that need a flag.
    pub fn flagged(
        &self,
        resolved: &Resolved,
        classes: &IndexVec<LocalId, Class>,
        thawed: &Thawed,
    ) -> IndexVec<LocalId, Vec<Part>> {
        let mut parts: IndexVec<LocalId, Vec<Part>> = resolved.locals.ids().map(|_| Vec::new()).collect();
        for id in self.parts.iter() {
            let taken = &resolved.parts[id];
            let use_ = &resolved.uses[taken.use_];
            if !matches!(classes[use_.local], Class::Pinned { .. }) || thawed[use_.local].is_some() {
                continue;
            }
            let known = &mut parts[use_.local];
            let same = |part: &&mut Part| {
                let same = match part.taking {
                    Taking::Place => matches!(taken.taking, Taking::Place),
                    Taking::Content(_) => matches!(taken.taking, Taking::Content(_)),
                    Taking::Pattern(_) | Taking::Rest(_) | Taking::Asked | Taking::Captured(_) => false,
                };
                same && part.path == use_.path
            };
            match known.iter_mut().find(same) {
                Some(part) => part.taken_at.push(id),
                None => known.push(Part {
                    path: use_.path.clone(),
                    taking: taken.taking.clone(),
                    opened: taken.opened,
                    imports: taken.imports.clone(),
                    taken_at: vec![id],
                }),
            }
        }
        parts
    }
}

fn may_part(resolved: &Resolved, moves: &Moves, part: &TakenPart) -> bool {
    let id = part.use_;
    let use_ = &resolved.uses[id];
    let of_part = match use_.mode {
        Mode::Part if matches!(part.taking, Taking::Rest(_)) => true,
        Mode::Read => matches!(part.taking, Taking::Content(_) | Taking::Captured(_)),
        Mode::Part | Mode::Consumed => use_.projection == Projection::Field,
        Mode::Matched(_) => !moves.moving.contains(id),
        // Some arm binds by `ref mut`.
        Mode::BorrowMut => matches!(part.taking, Taking::Pattern(_)),
        _ => false,
    };
    of_part && may_be_parted(resolved, part)
}

/// What closures take parts of while something may hold a unique borrow of another one.
fn lent_uniquely(resolved: &Resolved) -> IdSet<PartId> {
    let mut lent = IdSet::new();
    let captured = |part: PartId| matches!(resolved.parts[part].taking, Taking::Captured(_));
    if !resolved.parts.ids().any(captured) {
        return lent;
    }
    let run = |node: &Node, done: &mut IdSet<UseId>, at_part: &mut dyn FnMut(PartId, &IdSet<UseId>)| {
        for event in &node.events {
            match event {
                Event::Use(use_) => _ = done.insert(*use_),
                Event::Part(part) => at_part(*part, done),
                _ => {}
            }
        }
    };
    let before = flow::forward(&resolved.flow, Ways::All, |node, done| run(node, done, &mut |_, _| {}));
    for (id, node) in resolved.flow.iter() {
        run(node, &mut before[id].clone(), &mut |part, done| {
            let of = resolved.uses[resolved.parts[part].use_].local;
            let borrows = |id: UseId, use_: &Use| use_.local == of && done.contains(id) && may_borrow_uniquely(use_);
            if captured(part) && borrows::may_hold(resolved, borrows).iter().any(|(_, held)| held.contains(of)) {
                lent.insert(part);
            }
        });
    }
    lent
}

fn may_borrow_uniquely(use_: &Use) -> bool {
    match use_.context {
        Context::Closure => true,
        // A place that is reached through a shared reference.
        Context::Macro => !matches!(use_.mode, Mode::Borrow | Mode::Read | Mode::Inspected),
        Context::MoveClosure | Context::OwnGuard => false,
        Context::Body => match use_.mode {
            Mode::Value | Mode::Part | Mode::Read | Mode::Inspected | Mode::Calculated | Mode::Borrow => false,
            Mode::Update | Mode::Assign | Mode::AssignInPattern => false,
            // What a pattern binds by `ref mut` is another mode; by itself it borrows uniquely only what is behind a reference.
            Mode::Matched(_) => false,
            Mode::BorrowMut | Mode::Receiver | Mode::Consumed => true,
            Mode::Written | Mode::MacroArgument | Mode::Opaque => true,
        },
    }
}

/// Whether it may be a part of a local that owns that.
fn may_be_parted(resolved: &Resolved, part: &TakenPart) -> bool {
    let use_ = &resolved.uses[part.use_];
    let local = &resolved.locals[use_.local];
    use_.context == Context::Body
        && matches!(local.origin, Origin::Param | Origin::Let | Origin::Arm)
        && local.reference.is_none()
        && !local.is_unique_reference()
        // Then the move is made again behind the body.
        && !(local.deferred && part.local_names)
        && !is_copy(local)
}

/// Whether one of two mentions of a local is of a part of the other.
fn overlap(resolved: &Resolved, a: UseId, b: UseId) -> bool {
    let (of_a, of_b) = (&resolved.uses[a], &resolved.uses[b]);
    of_a.local == of_b.local
        && of_a.path.iter().zip(&of_b.path).all(|(a, b)| a == b)
        && !leaves(resolved, a, b)
        && !leaves(resolved, b, a)
}

fn differ(resolved: &Resolved, a: UseId, b: UseId) -> bool {
    overlap(resolved, a, b) && resolved.uses[a].path != resolved.uses[b].path
}

/// Whether `literal` is the base of one that names the field which `other` is a part of: `x.f` beside `S { f, ..x }`.
fn leaves(resolved: &Resolved, literal: UseId, other: UseId) -> bool {
    let depth = resolved.uses[literal].path.len();
    let Some(field) = resolved.uses[other].path.get(depth) else { return false };
    resolved.parts.iter().filter(|(_, part)| part.use_ == literal).any(|(_, part)| match &part.taking {
        Taking::Rest(literal) => literal.fields.iter().any(|named| named.member == *field),
        _ => false,
    })
}

/// The parts of which something is mentioned later, in a way that counts.
fn followed_by(resolved: &Resolved, ways: Ways, counts: fn(&Use) -> bool) -> IdSet<PartId> {
    let use_of = |part: PartId| &resolved.uses[resolved.parts[part].use_];
    let transfer = |event: &Event, live: &mut IdSet<PartId>| match event {
        Event::Use(use_) => {
            let mention = &resolved.uses[*use_];
            let parts = || resolved.parts.ids().filter(|part| overlap(resolved, resolved.parts[*part].use_, *use_));
            for part in parts().filter(|_| counts(mention)) {
                live.insert(part);
            }
            // What is assigned is there again.
            for part in parts().filter(|part| mention.fills && use_of(*part).path == mention.path) {
                live.remove(part)
            }
        }
        Event::Assign { local, .. } | Event::Declare { local, .. } => {
            resolved.parts.ids().filter(|part| use_of(*part).local == *local).for_each(|part| live.remove(part))
        }
        Event::Part(_) | Event::PutBack(_) | Event::Point(_) | Event::Thaw(_) => {}
    };
    let after = flow::backward(&resolved.flow, ways, |node, live| {
        node.events.iter().rev().for_each(|event| transfer(event, live))
    });
    let mut found = IdSet::new();
    for (id, node) in resolved.flow.iter() {
        let mut live = after[id].clone();
        for event in node.events.iter().rev() {
            if let Event::Part(part) = event
                && live.contains(*part)
            {
                found.insert(*part);
            }
            transfer(event, &mut live)
        }
    }
    found
}

/// The locals of which a part may be gone at some suspension point.
fn across(resolved: &Resolved, parts: &IdSet<PartId>) -> IdSet<LocalId> {
    let run = |node: &Node, gone: &mut IdSet<LocalId>, at_point: &mut dyn FnMut(PointId, &IdSet<LocalId>)| {
        for event in &node.events {
            match event {
                Event::Part(part) if parts.contains(*part) => {
                    gone.insert(resolved.uses[resolved.parts[*part].use_].local);
                }
                Event::Assign { local, certain: true } | Event::Declare { local, .. } => gone.remove(*local),
                Event::Point(point) => at_point(*point, gone),
                Event::Assign { certain: false, .. } => {}
                Event::Part(_) | Event::Use(_) | Event::PutBack(_) | Event::Thaw(_) => {}
            }
        }
    };
    let before = flow::forward(&resolved.flow, Ways::All, |node, gone| run(node, gone, &mut |_, _| {}));
    let mut across = IdSet::new();
    for (id, node) in resolved.flow.iter() {
        let mut gone = before[id].clone();
        run(node, &mut gone, &mut |point, gone| {
            for &local in resolved.points[point].in_scope.iter().filter(|local| gone.contains(**local)) {
                across.insert(local);
            }
        });
    }
    across
}
