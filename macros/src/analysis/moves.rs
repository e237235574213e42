//! Where a local has a value, seen through its uses by value. A macro cannot tell a move from a copy by the type, but from what comes later:
//! what is used again after a use by value was `Copy`, or rustc rejects the witness. That holds if rustc, too, sees the way to that use, and
//! it does not if something on it never returns: so codegen has rustc verify that such a local has no destructor ([`Moves::is_taken_for_copy`]).

use super::State;
use crate::index::{Id, IdSet, IndexVec, LocalId, NodeId, PointId, ThawId, UseId};
use crate::resolve::flow::{self, Event, Node, Ways};
use crate::resolve::{Context, Mode, Projection, Resolved};
use crate::syntax::patterns;

pub struct Moves {
    /// The uses that move or copy the whole local.
    pub moving: IdSet<UseId>,
    /// Those after which the local is used again: of a copy, or of a reference that was reborrowed.
    pub used_again: IdSet<UseId>,
    /// The calls that move the local or borrow it, after which it is not used again.
    pub asked: IdSet<UseId>,
    /// Those of the moving ones that are no arguments of macros: a macro of a known name may be anybody's, and move nothing.
    certain: IdSet<UseId>,
    /// Those that are operands in arguments of macros, after which the local is not used again: who evaluates such an argument moves the
    /// local, once.
    pub in_macros: IdSet<UseId>,
    /// The uses after which the local is not used again.
    pub last: IdSet<UseId>,
    /// The uses at which the local may have no value.
    pub unfilled: IdSet<UseId>,
    states: IndexVec<PointId, PointFacts>,
    thaws: IndexVec<ThawId, ThawFacts>,
}

/// What is known where a block's last suspension is behind it.
struct ThawFacts {
    maybe_moved: IdSet<LocalId>,
    maybe_left: IdSet<LocalId>,
    used_perhaps: IdSet<LocalId>,
}

struct PointFacts {
    maybe_moved: IdSet<LocalId>,
    /// The same, as rustc sees it.
    seen_moved: IdSet<LocalId>,
    maybe_initialised: IdSet<LocalId>,
    /// The same, if macros of known names move nothing: they may be anybody's.
    maybe_left: IdSet<LocalId>,
    /// Used again, as rustc sees it.
    used_later: IdSet<LocalId>,
    /// The same, if macros go where they like.
    used_perhaps: IdSet<LocalId>,
}

impl Moves {
    /// Whether the local has a value for certain.
    pub fn is_initialised(&self, thaw: ThawId, local: LocalId) -> bool {
        !self.thaws[thaw].maybe_moved.contains(local)
    }

    /// Whether the local has no value for certain, and was no copy that is looked at again.
    pub fn is_gone(&self, thaw: ThawId, local: LocalId) -> bool {
        let facts = &self.thaws[thaw];
        !facts.maybe_left.contains(local) && !facts.used_perhaps.contains(local)
    }

    /// Whether the local's value is looked at behind the point.
    pub(super) fn is_used_behind(&self, point: PointId, local: LocalId) -> bool {
        self.states[point].used_perhaps.contains(local)
    }

    /// Whether the local may have a value, or is a copy that is looked at again.
    pub(super) fn may_live(&self, point: PointId, local: LocalId) -> bool {
        self.state(point, local) != State::Dead || self.may_be_left(point, local)
    }

    /// Whether the local may have a value, whatever macros do.
    pub(super) fn may_be_left(&self, point: PointId, local: LocalId) -> bool {
        self.states[point].maybe_left.contains(local)
    }

    /// Whether the local may have been moved away and is used again: then it was a copy that was moved, or the way there is none, because
    /// something on it never returns.
    pub(super) fn is_taken_for_copy(&self, point: PointId, local: LocalId) -> bool {
        let facts = &self.states[point];
        facts.seen_moved.contains(local) && facts.used_later.contains(local)
    }

    pub(super) fn state(&self, point: PointId, local: LocalId) -> State {
        let facts = &self.states[point];
        if !facts.maybe_moved.contains(local) || self.is_taken_for_copy(point, local) {
            State::Saved
        } else if facts.maybe_initialised.contains(local) || facts.used_perhaps.contains(local) {
            State::Unclear
        } else {
            State::Dead
        }
    }
}

pub fn analyse(resolved: &Resolved) -> Moves {
    let (after, perhaps_after) = (live_after(resolved, Ways::Seen), live_after(resolved, Ways::All));
    let mut moves = Moves {
        moving: IdSet::new(),
        asked: IdSet::new(),
        used_again: IdSet::new(),
        certain: IdSet::new(),
        in_macros: IdSet::new(),
        last: IdSet::new(),
        unfilled: IdSet::new(),
        states: IndexVec::default(),
        thaws: IndexVec::default(),
    };
    let mut at_points: Vec<(PointId, IdSet<LocalId>, IdSet<LocalId>)> = Vec::new();
    let mut behind_thaws: IndexVec<ThawId, IdSet<LocalId>> = resolved.thaws.ids().map(|_| IdSet::new()).collect();
    // An event may stand on several ways.
    let mut later = Later { seen: IdSet::new(), again: IdSet::new(), perhaps: IdSet::new() };
    for (id, node) in resolved.flow.iter() {
        let (mut live, mut perhaps) = (after[id].clone(), perhaps_after[id].clone());
        for event in node.events.iter().rev() {
            match event {
                Event::Use(use_) => later.note(*use_, resolved.uses[*use_].local, &live, &perhaps),
                Event::Point(point) => at_points.push((*point, live.clone(), perhaps.clone())),
                Event::Thaw(thaw) => _ = behind_thaws[*thaw].union_with(&perhaps),
                Event::Declare { .. } | Event::Assign { .. } | Event::Part(_) | Event::PutBack(_) => {}
            }
            live_before(resolved, event, Ways::Seen, &mut live);
            live_before(resolved, event, Ways::All, &mut perhaps)
        }
    }
    later.seen.iter().for_each(|id| classify_use(resolved, id, &later, &mut moves));
    at_points.sort_by_key(|(point, ..)| *point);
    for id in moves.moving.iter().filter(|id| resolved.uses[*id].context != Context::Macro) {
        moves.certain.insert(id);
    }
    for id in moves.moving.iter().filter(|id| moves.last.contains(*id)) {
        let use_ = &resolved.uses[id];
        let by_value = matches!(use_.mode, Mode::Value | Mode::Consumed);
        if use_.context == Context::Macro && by_value && !use_.given {
            moves.in_macros.insert(id);
        }
    }
    let mut perhaps_moving = moves.moving.clone();
    perhaps_moving.union_with(&moves.asked);
    let (moved_at, moved_behind) = facts_at(resolved, &perhaps_moving, false, Ways::All);
    let (seen_moved_at, _) = facts_at(resolved, &perhaps_moving, false, Ways::Seen);
    moves.unfilled = unfilled(resolved, &perhaps_moving);
    let (initialised_at, _) = facts_at(resolved, &moves.moving, true, Ways::All);
    let (left_at, left_behind) = facts_at(resolved, &moves.certain, true, Ways::All);
    moves.states = at_points
        .into_iter()
        .zip(moved_at.into_iter().zip(seen_moved_at))
        .zip(initialised_at.into_iter().zip(left_at))
        .map(|(((_, used_later, used_perhaps), (maybe_moved, seen_moved)), (maybe_initialised, maybe_left))| {
            PointFacts { maybe_moved, seen_moved, maybe_initialised, maybe_left, used_later, used_perhaps }
        })
        .collect();
    moves.thaws = behind_thaws
        .iter()
        .zip(moved_behind.into_iter().zip(left_behind))
        .map(|((_, used), (maybe_moved, maybe_left))| ThawFacts { maybe_moved, maybe_left, used_perhaps: used.clone() })
        .collect();
    moves
}

/// The locals that are used behind each node before they are assigned.
fn live_after(resolved: &Resolved, ways: Ways) -> IndexVec<NodeId, IdSet<LocalId>> {
    flow::backward(&resolved.flow, ways, |node, live| {
        for event in node.events.iter().rev() {
            live_before(resolved, event, ways, live)
        }
    })
}

fn live_before(resolved: &Resolved, event: &Event, ways: Ways, live: &mut IdSet<LocalId>) {
    match event {
        Event::Use(use_) => {
            live.insert(resolved.uses[*use_].local);
        }
        Event::Assign { certain: false, .. } if ways == Ways::All => {}
        Event::Assign { local, .. } | Event::Declare { local, .. } => live.remove(*local),
        Event::Point(_) | Event::Part(_) | Event::PutBack(_) | Event::Thaw(_) => {}
    }
}

/// The uses, and those behind which, on some way, the local is used again.
struct Later {
    seen: IdSet<UseId>,
    again: IdSet<UseId>,
    perhaps: IdSet<UseId>,
}

impl Later {
    fn note(&mut self, id: UseId, local: LocalId, live: &IdSet<LocalId>, perhaps: &IdSet<LocalId>) {
        self.seen.insert(id);
        if live.contains(local) {
            self.again.insert(id);
        }
        if perhaps.contains(local) {
            self.perhaps.insert(id);
        }
    }
}

fn classify_use(resolved: &Resolved, id: UseId, later: &Later, moves: &mut Moves) {
    let use_ = &resolved.uses[id];
    let again = later.again.contains(id);
    if !again {
        moves.last.insert(id);
    }
    let asked = resolved.asked.contains(id)
        && use_.mode == Mode::Receiver
        && use_.context == Context::Body
        && use_.projection == Projection::Whole;
    if asked && !again && !later.perhaps.contains(id) {
        moves.asked.insert(id);
    }
    let moving = use_.projection == Projection::Whole
        && match use_.mode {
            Mode::Value => true,
            Mode::Consumed => {
                let here = matches!(use_.context, Context::Body | Context::Macro);
                !again && here && !resolved.is_called_repeatedly(id)
            }
            // While guards run, what was taken for the match is not where a borrow of it would look.
            Mode::Matched(_) if resolved.guarded_matches.contains(id) && may_be_borrowed(resolved, id) => false,
            Mode::Matched(moves) => {
                moves != patterns::Moves::Not
                    && !again
                    && (moves == patterns::Moves::Surely || use_.context == Context::Body)
            }
            _ => false,
        };
    if moving {
        moves.moving.insert(id);
        if later.perhaps.contains(id) {
            moves.used_again.insert(id);
        }
    }
}

/// Whether some other use of the same local can have made a borrow of it.
fn may_be_borrowed(resolved: &Resolved, id: UseId) -> bool {
    let local = resolved.uses[id].local;
    resolved.uses.iter().any(|(other, use_)| other != id && use_.local == local && super::can_borrow(use_))
}

/// Shows every event, with the locals that may have a value behind it, whatever macros do, and those that are used behind it.
pub fn each_event(resolved: &Resolved, moves: &Moves, mut show: impl FnMut(&Event, &IdSet<LocalId>, &IdSet<LocalId>)) {
    let run = |node: &Node, facts: &mut IdSet<LocalId>, at: &mut dyn FnMut(&Event, &IdSet<LocalId>)| {
        run(resolved, &moves.certain, node, facts, (true, Ways::All), at)
    };
    let before = flow::forward(&resolved.flow, Ways::All, |node, facts| run(node, facts, &mut |_, _| {}));
    let after = live_after(resolved, Ways::All);
    for (id, node) in resolved.flow.iter() {
        let mut live = after[id].clone();
        let mut live_behind: Vec<IdSet<LocalId>> = Vec::new();
        for event in node.events.iter().rev() {
            live_behind.push(live.clone());
            live_before(resolved, event, Ways::All, &mut live)
        }
        run(node, &mut before[id].clone(), &mut |event, filled| {
            let live = live_behind.pop().expect("there is one for each event");
            show(event, filled, &live)
        });
    }
}

/// Runs the events of a node: `facts` are the locals that may have been moved, or those that may have a value.
fn run(
    resolved: &Resolved,
    moving: &IdSet<UseId>,
    node: &Node,
    facts: &mut IdSet<LocalId>,
    (initialised, ways): (bool, Ways),
    at_event: &mut dyn FnMut(&Event, &IdSet<LocalId>),
) {
    let set = |facts: &mut IdSet<LocalId>, local, has_value: bool| {
        if has_value == initialised {
            facts.insert(local);
        } else {
            facts.remove(local)
        }
    };
    for event in &node.events {
        match event {
            Event::Declare { local, initialised } => set(facts, *local, *initialised),
            Event::Use(use_)
                if moving.contains(*use_) && !super::is_copy(&resolved.locals[resolved.uses[*use_].local]) =>
            {
                set(facts, resolved.uses[*use_].local, false)
            }
            Event::Use(_) | Event::Part(_) => {}
            Event::Assign { certain: false, .. } if !initialised && ways == Ways::All => {}
            Event::Assign { local, .. } | Event::PutBack(local) => set(facts, *local, true),
            Event::Point(_) | Event::Thaw(_) => {}
        }
        at_event(event, facts)
    }
}

/// The facts at each suspension point, and behind each block's last.
fn facts_at(
    resolved: &Resolved,
    moving: &IdSet<UseId>,
    initialised: bool,
    ways: Ways,
) -> (Vec<IdSet<LocalId>>, Vec<IdSet<LocalId>>) {
    let run = |node: &Node, facts: &mut IdSet<LocalId>, at: &mut dyn FnMut(&Event, &IdSet<LocalId>)| {
        run(resolved, moving, node, facts, (initialised, ways), at)
    };
    let before = flow::forward(&resolved.flow, ways, |node, facts| run(node, facts, &mut |_, _| {}));
    let mut at: Vec<IdSet<LocalId>> = resolved.points.ids().map(|_| IdSet::new()).collect();
    let mut behind: Vec<IdSet<LocalId>> = resolved.thaws.ids().map(|_| IdSet::new()).collect();
    for (id, node) in resolved.flow.iter() {
        run(node, &mut before[id].clone(), &mut |event, facts| match event {
            Event::Point(point) => at[point.index()] = facts.clone(),
            Event::Thaw(thaw) => _ = behind[thaw.index()].union_with(facts),
            _ => {}
        });
    }
    (at, behind)
}

/// The uses at which the local may have been moved, or has got no value yet.
fn unfilled(resolved: &Resolved, moving: &IdSet<UseId>) -> IdSet<UseId> {
    let run = |node: &Node, facts: &mut IdSet<LocalId>, at: &mut dyn FnMut(&Event, &IdSet<LocalId>)| {
        run(resolved, moving, node, facts, (false, Ways::All), at)
    };
    let before = flow::forward(&resolved.flow, Ways::All, |node, facts| run(node, facts, &mut |_, _| {}));
    let mut unfilled = IdSet::new();
    for (id, node) in resolved.flow.iter() {
        run(node, &mut before[id].clone(), &mut |event, facts| {
            if let Event::Use(use_) = event
                && facts.contains(resolved.uses[*use_].local)
            {
                unfilled.insert(*use_);
            }
        });
    }
    unfilled
}
