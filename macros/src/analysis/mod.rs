//! Which of the three storage classes each local has. Facts only: nothing here changes the tree.
//!
//! | class | when | what it is |
//! |---|---|---|
//! | local | no suspension point while it is in scope, or dead at all of them | an untouched Rust local |
//! | spilled | lives across a point, nothing can borrow it across one | a Rust local while running, moved into its slot on suspend |
//! | pinned | may be borrowed across a point, or moved away before one, or nothing needs it elsewhere | stays in its slot; a guard owns the drop |
//!
//! A wrong decision costs a compile error and never more: a spilled local is an ordinary local, so rustc rejects to move it while something
//! borrows it or after it was moved; a pinned one may do what the witness may.

mod borrows;
mod certain;
mod moves;
mod near;
mod occupancy;
mod parts;
mod pointers;
mod report;
mod thaw;

use borrows::{borrows_explicitly, can_borrow, can_lend};
pub use certain::is_certain;
pub use occupancy::Conflicts;
pub use parts::Part;

use crate::diagnostics::Diagnostics;
use crate::index::{Id, IdSet, IndexVec, LocalId, PointId, ThawId, UseId};
use crate::names;
use crate::resolve::{Context, Local, Mode, Origin, Projection, Resolved, Use};
use crate::syntax::patterns::Moves;
use crate::syntax::signature::Mutability;

pub struct Facts {
    pub classes: IndexVec<LocalId, Class>,
    /// The uses that take the value out of a pinned local.
    pub takes: IdSet<UseId>,
    /// The calls that are taken to consume their receiver, and must be.
    pub consumed: IdSet<UseId>,
    /// The calls of which rustc is asked whether they take the value out of a pinned local.
    pub asked: IdSet<UseId>,
    /// The receivers that may hold a borrow of what drops before them, and are moved after an argument has suspended: rustc moves them before.
    pub late: IdSet<UseId>,
    /// The uses after which the local is not looked at again.
    pub last: IdSet<UseId>,
    /// The uses at which the local may have no value.
    pub unfilled: IdSet<UseId>,
    /// Locals that something may borrow at some suspension point.
    pub lent: IdSet<LocalId>,
    /// Locals that are alive at some suspension point.
    pub held: IdSet<LocalId>,
    /// Where each local that is moved away has its value, if each point tells that for certain.
    pub filled: IndexVec<LocalId, Option<Vec<PointId>>>,
    /// Those of them that must have no destructor, because they are used again after they were moved.
    pub copied: IdSet<LocalId>,
    /// Pinned locals without a guard: copies and references, which have nothing to drop.
    pub unguarded: IdSet<LocalId>,
    /// Where a pinned local becomes an ordinary one, because nothing suspends or borrows it any more.
    pub thawed: IndexVec<LocalId, Option<ThawId>>,
    /// The parts of each pinned local that are moved out of it.
    pub parts: IndexVec<LocalId, Vec<Part>>,
    /// Pinned locals that the stack would do for, if their types have no destructor.
    pub near: near::Near,
    /// The slots that may not share storage.
    pub conflicts: Conflicts,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    Local,
    Spilled,
    Pinned {
        /// Whether it is initialised late or moved away, so that its drop depends on where control went.
        flagged: bool,
    },
}

/// What is known of a local at a suspension point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// It holds a value, on every path: or it is `Copy`, and used again.
    Saved,
    /// It was moved away, or is a copy that nobody looks at again.
    Dead,
    /// That depends on the path.
    Unclear,
}

pub fn classify(resolved: &Resolved, diagnostics: &Diagnostics) -> Facts {
    let moves = moves::analyse(resolved);
    let mut parting = parts::analyse(resolved, &moves);
    let points = points_in_scope(resolved);
    let pointed = pointers::pointed(resolved);
    let mut classes = classes(resolved, &moves, &parting, &pointed, &points);
    let may_hold = borrows::may_hold(resolved, |_, use_| can_borrow(use_));
    let thawed = thaw::thawed(resolved, &moves, &parting, (&may_hold, &pointed), &classes);
    parting.ask(resolved, &moves, &thawed, &mut classes);
    let parts = parting.flagged(resolved, &classes, &thawed);
    let takes = uses_where(resolved, |id, use_| {
        matches!(classes[use_.local], Class::Pinned { .. })
            && thawed[use_.local].is_none_or(|thaw| id < resolved.thaws[thaw].from)
            && takes(&resolved.locals[use_.local], use_, &moves, id)
    });
    let consumed = uses_where(resolved, |id, use_| {
        // A local at no suspension point needs no verification: rustc itself decides what happens to it.
        matches!(use_.mode, Mode::Consumed | Mode::Matched(Moves::Perhaps))
            && moves.moving.contains(id)
            && !points[use_.local].is_empty()
            || use_.mode == Mode::Consumed && is_taken(resolved, &parts[use_.local], id)
    });
    let asked = uses_where(resolved, |id, use_| {
        classes[use_.local] == Class::Pinned { flagged: true }
            && moves.asked.contains(id)
            && parts[use_.local].is_empty()
            && thawed[use_.local].is_none_or(|thaw| id < resolved.thaws[thaw].from)
    });
    let may_hold_place = borrows::may_hold(resolved, |_, use_| can_lend(use_));
    let conflicts = occupancy::conflicts(resolved, &moves, (&may_hold, &may_hold_place), &classes);
    let near = near::near(resolved, &points, &classes, &thawed, &conflicts);
    let lent = borrows::borrowed(resolved, &moves, &may_hold, can_borrow);
    let held = held(resolved, &moves, &lent);
    let late = borrows::moved_late(resolved);
    let filled: IndexVec<LocalId, _> = points.iter().map(|(id, points)| filled(&moves, id, points)).collect();
    let copied = copied(resolved, &moves, &points, &filled, &classes);
    let unguarded = unguarded(resolved, &classes, &copied, &thawed, &parts);
    let (last, unfilled) = (moves.last, moves.unfilled);
    let facts = Facts {
        classes,
        takes,
        consumed,
        asked,
        late,
        last,
        unfilled,
        lent,
        held,
        filled,
        copied,
        unguarded,
        thawed,
        parts,
        near,
        conflicts,
    };
    report::report(resolved, &facts, diagnostics);
    facts
}

/// The suspension points at which each local is in scope.
fn points_in_scope(resolved: &Resolved) -> IndexVec<LocalId, Vec<PointId>> {
    let mut points: IndexVec<LocalId, Vec<PointId>> = resolved.locals.ids().map(|_| Vec::new()).collect();
    for (id, point) in resolved.points.iter() {
        point.in_scope.iter().for_each(|&local| points[local].push(id));
    }
    points
}

/// The points among these at which the local has its value. Where a copy is used again it may or may not have: it has no destructor.
fn filled(moves: &moves::Moves, local: LocalId, points: &[PointId]) -> Option<Vec<PointId>> {
    let is_clear = |point| moves.state(point, local) != State::Unclear && is_told(moves, point, local);
    let has_value = |point: &PointId| moves.state(*point, local) == State::Saved;
    points.iter().all(|&point| is_clear(point)).then(|| points.iter().copied().filter(has_value).collect())
}

/// The locals with a flag of which a point tells that they have their value although they may have been moved: a copy has no destructor, so it
/// makes no difference.
fn copied(
    resolved: &Resolved,
    moves: &moves::Moves,
    points: &IndexVec<LocalId, Vec<PointId>>,
    filled: &IndexVec<LocalId, Option<Vec<PointId>>>,
    classes: &IndexVec<LocalId, Class>,
) -> IdSet<LocalId> {
    let mut copied = IdSet::new();
    for (id, local) in resolved.locals.iter() {
        let is_told = classes[id] == (Class::Pinned { flagged: true }) && filled[id].is_some() && !is_copy(local);
        if is_told && points[id].iter().any(|&point| moves.is_taken_for_copy(point, id)) {
            copied.insert(id);
        }
    }
    copied
}

/// What has no destructor among the pinned locals. One that becomes a Rust local again, in the body or in a closure, is declared where its guard is.
fn unguarded(
    resolved: &Resolved,
    classes: &IndexVec<LocalId, Class>,
    copied: &IdSet<LocalId>,
    thawed: &IndexVec<LocalId, Option<ThawId>>,
    parts: &IndexVec<LocalId, Vec<Part>>,
) -> IdSet<LocalId> {
    let mut locals = IdSet::new();
    for (id, local) in resolved.locals.iter() {
        let nothing_to_drop = local.has_no_destructor() || copied.contains(id);
        if matches!(classes[id], Class::Pinned { .. })
            && nothing_to_drop
            && thawed[id].is_none()
            && parts[id].is_empty()
        {
            locals.insert(id);
        }
    }
    for (_, capture) in resolved.captures.iter().filter(|(_, capture)| !capture.moves) {
        capture.uses.iter().for_each(|use_| locals.remove(resolved.uses[*use_].local));
    }
    locals
}

/// Whether macros cannot have left what they are taken to move.
fn is_told(moves: &moves::Moves, point: PointId, local: LocalId) -> bool {
    moves.state(point, local) == State::Saved || !moves.may_be_left(point, local)
}

/// The locals that are alive at some suspension point. What may be borrowed at one is held there, even if its own value was copied away
/// before.
fn held(resolved: &Resolved, moves: &moves::Moves, lent: &IdSet<LocalId>) -> IdSet<LocalId> {
    let mut held = lent.clone();
    for (id, point) in resolved.points.iter() {
        for &local in &point.in_scope {
            if moves.state(id, local) != State::Dead || moves.may_be_left(id, local) {
                held.insert(local);
            }
        }
    }
    held
}

fn classes(
    resolved: &Resolved,
    moves: &moves::Moves,
    parting: &parts::Parting,
    pointed: &IdSet<LocalId>,
    points: &IndexVec<LocalId, Vec<PointId>>,
) -> IndexVec<LocalId, Class> {
    let holds = borrows::holds(resolved, moves);
    let mut pinned = borrows::pinned(resolved, moves, &holds);
    let may_hold = borrows::may_hold(resolved, |_, use_| borrows_explicitly(use_));
    pinned.union_with(&borrows::borrowed(resolved, moves, &may_hold, borrows_explicitly));
    pinned.union_with(&parting.across);
    pinned.union_with(pointed);
    let put_back = put_back(resolved, moves);
    let decided = changed_by_guards(resolved, moves);
    let by_local = uses_by_local(resolved);
    let class = |pinned: &IdSet<LocalId>, (id, local): (LocalId, &Local)| {
        let uses = || by_local[id].iter().map(|&use_| (use_, &resolved.uses[use_]));
        let may_take = |(id, use_)| takes(local, use_, moves, id) || moves.asked.contains(id);
        let flagged = local.deferred || parting.locals.contains(id) || uses().any(may_take);
        let states: Vec<State> = points[id].iter().map(|&point| moves.state(point, id)).collect();
        // A copy that nobody looks at again is not there, and has no destructor to run.
        let dead = is_copy(local) && !points[id].iter().any(|&point| moves.is_used_behind(point, id));
        let always = |state| states.iter().all(|known| *known == state);
        if local.origin == Origin::Plain || states.is_empty() {
            Class::Local
        } else if decided.contains(id) {
            Class::Pinned { flagged: true }
        } else if pinned.contains(id) || names::is_pinned(&local.name) {
            Class::Pinned { flagged }
        } else if (dead || always(State::Dead))
            && local.origin == Origin::Let
            && !put_back.contains(id)
            && uses().all(|(_, use_)| use_.segment == local.segment)
        {
            Class::Local
        } else if always(State::Saved)
            && !put_back.contains(id)
            && !gets_its_value_elsewhere(local, uses().map(|(_, use_)| use_))
            && !is_replaced_elsewhere(local, moves, &by_local[id], resolved)
        {
            // A parameter that is never mentioned need not be moved in and out.
            let idle = local.origin == Origin::Param && by_local[id].is_empty();
            if idle || !is_counted(local, uses().map(|(_, use_)| use_)) && can_stay(local, uses().map(|(_, use_)| use_))
            {
                Class::Pinned { flagged }
            } else {
                Class::Spilled
            }
        } else {
            Class::Pinned { flagged: true }
        }
    };
    let all = |pinned: &IdSet<LocalId>| resolved.locals.iter().map(|local| class(pinned, local)).collect();
    let classes = all(&pinned);
    if pinned.union_with(&borrows::borrowed_by_guards(resolved, moves, &holds, &classes)) {
        all(&pinned)
    } else {
        classes
    }
}

/// Whether nothing that is done with the local needs it to be a Rust local. What stays in its slot need not be moved in and out.
fn can_stay<'u>(local: &Local, mut uses: impl Iterator<Item = &'u Use>) -> bool {
    let is_fine = |use_: &Use| match use_.context {
        Context::Body => match use_.mode {
            // `*x` by value may move out of a box.
            Mode::Value | Mode::Read => {
                use_.projection != Projection::Other || local.reference.is_some() || is_copy(local)
            }
            Mode::Calculated | Mode::Borrow | Mode::BorrowMut | Mode::Update | Mode::Assign => true,
            _ => false,
        },
        // What is wrong with an argument of a macro is said once of a Rust local, and twice of a slot.
        Context::Macro | Context::Closure | Context::MoveClosure | Context::OwnGuard => false,
    };
    (local.plain || matches!(local.origin, Origin::Param | Origin::Arm)) && !local.deferred && uses.all(is_fine)
}

/// Whether the local is, most likely, a number that changes: as a Rust local it is in a register while the coroutine runs.
fn is_counted<'u>(local: &Local, mut uses: impl Iterator<Item = &'u Use>) -> bool {
    let by_operator = |use_: &Use| use_.mode == Mode::Update && use_.projection == Projection::Whole;
    local.mutable && (local.copy || uses.any(by_operator))
}

/// The locals that one arm consumes and another leaves as they are. Only a flag knows in which arm a coroutine resumes.
fn put_back(resolved: &Resolved, moves: &moves::Moves) -> IdSet<LocalId> {
    let mut locals = IdSet::new();
    for (_, matched) in resolved.matches.iter().filter(|(_, matched)| matched.put_back) {
        if moves.moving.contains(matched.use_) {
            locals.insert(resolved.uses[matched.use_].local);
        }
    }
    locals
}

/// The locals of which a guard that is asked before its match decides whether they have a value in an arm: rustc cannot follow that from the one
/// to the other.
fn changed_by_guards(resolved: &Resolved, moves: &moves::Moves) -> IdSet<LocalId> {
    let mut locals = IdSet::new();
    for (uses, first) in &resolved.guards {
        for id in (uses.start.index()..uses.end.index()).map(UseId::new) {
            let use_ = &resolved.uses[id];
            let changes = moves.moving.contains(id) || matches!(use_.mode, Mode::Assign | Mode::AssignInPattern);
            if changes
                && use_.local < *first
                && resolved.uses.iter().any(|(other, later)| other >= uses.end && later.local == use_.local)
            {
                locals.insert(use_.local);
            }
        }
    }
    locals
}

/// Whether the local is declared in one segment and gets its value in another: then it is not there to be carried from the first.
fn gets_its_value_elsewhere<'u>(local: &Local, mut uses: impl Iterator<Item = &'u Use>) -> bool {
    local.deferred && uses.find(|use_| use_.mode == Mode::Assign).is_some_and(|use_| use_.segment != local.segment)
}

/// Whether the local is moved in one segment, and gets its next value in another: rustc does not see that the second runs where the first has.
fn is_replaced_elsewhere(local: &Local, moves: &moves::Moves, uses: &[UseId], resolved: &Resolved) -> bool {
    let is_moved = |id: UseId| {
        let may_move = moves.moving.contains(id) || resolved.uses[id].mode == Mode::Part;
        moves.asked.contains(id) || moves.last.contains(id) && may_move
    };
    let moved: Vec<UseId> = uses.iter().copied().filter(|&id| is_moved(id)).collect();
    let mut replaced = uses.iter().filter(|&&id| resolved.uses[id].mode == Mode::Assign);
    !is_copy(local)
        && replaced.any(|&id| {
            moved.iter().any(|&moved| moved < id && resolved.uses[moved].segment != resolved.uses[id].segment)
        })
}

fn uses_where(resolved: &Resolved, wanted: impl Fn(UseId, &Use) -> bool) -> IdSet<UseId> {
    let mut found = IdSet::new();
    for (id, _) in resolved.uses.iter().filter(|(id, use_)| wanted(*id, use_)) {
        found.insert(id);
    }
    found
}

/// Whether the use of a pinned local takes the value out of its slot. For a `Copy` type that makes no difference.
fn takes(local: &Local, use_: &Use, moves: &moves::Moves, id: UseId) -> bool {
    let moving = use_.context == Context::Body && moves.moving.contains(id);
    (moving || moves.in_macros.contains(id)) && !is_copy(local)
}

/// Whether the use names a part that has a flag.
fn is_taken(resolved: &Resolved, parts: &[Part], id: UseId) -> bool {
    parts.iter().flat_map(|part| &part.taken_at).any(|part| resolved.parts[*part].use_ == id)
}

/// Whether the local is known to be `Copy`.
pub fn is_copy(local: &Local) -> bool {
    local.copy || local.reference == Some(Mutability::Shared)
}

fn uses_by_local(resolved: &Resolved) -> IndexVec<LocalId, Vec<UseId>> {
    let mut by_local: IndexVec<LocalId, Vec<UseId>> = resolved.locals.ids().map(|_| Vec::new()).collect();
    for (id, use_) in resolved.uses.iter() {
        by_local[use_.local].push(id)
    }
    by_local
}

/// Whether the local of the use is in its slot then.
fn is_in_slot(resolved: &Resolved, facts: &Facts, id: UseId) -> bool {
    let local = resolved.uses[id].local;
    let thawed = facts.thawed[local].is_some_and(|thaw| id >= resolved.thaws[thaw].from);
    matches!(facts.classes[local], Class::Pinned { .. }) && !thawed
}
