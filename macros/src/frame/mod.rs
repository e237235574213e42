//! The frame: which slots there are, under which names, and where they lie.
//!
//! How are slots typed without types? The frame is a generic struct with one type parameter a slot. The resume function sees it as
//! `Slots<_, _, …>`, makes a handle to each slot, and rustc infers the parameters from what is written to the handles, in source order, as it
//! would have inferred the types of the locals. `Step<Slots<…>, T>`, which the resume function returns, carries them out.
//!
//! Every saved local has a slot, and every awaited future; [`overlap`] says which of them share storage. A drop flag is a byte of its own,
//! unless each state tells what it would say. What is at no suspension point alive is on the stack, slot and flag.

pub mod overlap;

use crate::analysis::{Class, Conflicts, Facts, Part};
use crate::index::{Id, IdSet, IndexVec, LocalId, PointId, SlotId};
use crate::names;
use crate::resolve::{Local, Origin, Resolved, Taking};
use overlap::{Graph, Layout};
use proc_macro2::{Ident, Literal};

pub struct Frame {
    pub slots: IndexVec<LocalId, Option<Slot>>,
    /// The handle of each awaited future, and its field.
    pub futures: IndexVec<PointId, Ident>,
    /// The names of everything that lies in the frame beside the state and the flags: locals, then futures.
    pub storage: IndexVec<SlotId, Ident>,
    /// How that lies; `None` if there is nothing.
    pub layout: Option<Layout>,
}

impl Frame {
    /// The smallest number that tells all states apart: the points, before them, and the two after them.
    pub fn state_bits(&self) -> u32 {
        match self.futures.len() {
            0..=253 => 8,
            254..=65_533 => 16,
            _ => 32,
        }
    }
}

/// Storage of a saved local.
pub struct Slot {
    /// The handle, and the field.
    pub name: Ident,
    /// The drop flag, if there is one, and the handle to both.
    pub flag: Option<Ident>,
    /// Where the flag is.
    pub flag_place: FlagPlace,
    /// The flags that say which parts were moved out of it.
    pub parts: Vec<Ident>,
    /// `None` on the stack.
    pub id: Option<SlotId>,
    /// The place on the stack that is used instead, if its type has no destructor.
    pub near: Option<Near>,
}

pub struct Near {
    pub name: Ident,
    /// The handle to the place in the frame, and the points at which the value goes there; `None` if it never does.
    pub home: Option<(Ident, Vec<PointId>)>,
}

pub enum FlagPlace {
    Frame,
    /// On the stack: it is set in these states.
    Stack(Vec<Literal>),
}

impl Slot {
    /// The handle that knows whether the slot holds something.
    pub fn handle(&self) -> &Ident {
        self.flag.as_ref().unwrap_or(&self.name)
    }

    /// Whether nothing is ever kept in it across a suspension.
    pub fn is_on_stack(&self) -> bool {
        self.id.is_none()
    }
}

pub fn lay_out(resolved: &Resolved, facts: &Facts) -> Frame {
    let mut storage = IndexVec::default();
    let slots: IndexVec<LocalId, Option<Slot>> = resolved
        .locals
        .iter()
        .map(|(id, local)| {
            let is_param = local.origin == Origin::Param;
            let flagged = match facts.classes[id] {
                Class::Local if is_param => false,
                Class::Local => return None,
                Class::Spilled => false,
                Class::Pinned { flagged } => flagged && !facts.unguarded.contains(id),
            };
            let name = names::of_local("slot", &local.name, local.nth);
            let is_kept = is_param || facts.held.contains(id);
            Some(Slot {
                id: is_kept.then(|| storage.push(name.clone())),
                near: facts.near[id].as_ref().filter(|_| is_kept).map(|points| near(local, points)),
                name,
                flag: flagged.then(|| names::of_local("live", &local.name, local.nth)),
                flag_place: flag_place(local, facts.filled[id].as_deref()),
                parts: flags_of_parts(local, &facts.parts[id]),
            })
        })
        .collect();
    let locals = storage.len();
    let futures: IndexVec<PointId, Ident> =
        resolved.points.ids().map(|point| names::fresh(&format!("future_{}", state(point)))).collect();
    for (_, name) in futures.iter() {
        storage.push(name.clone());
    }
    let graph = graph(resolved, &facts.conflicts, &slots, locals);
    let layout = (storage.len() > 0).then(|| graph.lay_out());
    Frame { slots, futures, storage, layout }
}

fn graph(resolved: &Resolved, conflicts: &Conflicts, slots: &IndexVec<LocalId, Option<Slot>>, locals: usize) -> Graph {
    let slot_of = |local: LocalId| slots[local].as_ref().and_then(|slot| slot.id);
    let future = |point: PointId| SlotId::new(locals + point.index());
    let mut graph = Graph { conflicts: IndexVec::default(), weights: IndexVec::default() };
    for (id, local) in resolved.locals.iter().filter(|(id, _)| slot_of(*id).is_some()) {
        let mut those = IdSet::new();
        conflicts.locals[id].iter().filter_map(slot_of).for_each(|other| {
            those.insert(other);
        });
        graph.conflicts.push(those);
        graph.weights.push(local.likely_size);
    }
    for point in resolved.points.ids() {
        let mut those = IdSet::new();
        for slot in conflicts.futures[point].iter().filter_map(slot_of) {
            those.insert(slot);
            graph.conflicts[slot].insert(future(point));
        }
        graph.conflicts.push(those);
        graph.weights.push(LIKELY_SIZE_OF_FUTURE);
    }
    graph
}

fn near(local: &Local, points: &[PointId]) -> Near {
    let named = |kind| names::of_local(kind, &local.name, local.nth);
    Near { name: named("near"), home: (!points.is_empty()).then(|| (named("home"), points.to_vec())) }
}

/// In bytes.
const LIKELY_SIZE_OF_FUTURE: u64 = 128;

fn flag_place(local: &Local, filled: Option<&[PointId]>) -> FlagPlace {
    let Some(filled) = filled else { return FlagPlace::Frame };
    let before = (local.origin == Origin::Param).then(|| Literal::u8_unsuffixed(0));
    FlagPlace::Stack(before.into_iter().chain(filled.iter().map(|point| state(*point))).collect())
}

fn flags_of_parts(local: &Local, parts: &[Part]) -> Vec<Ident> {
    let name = |(index, part): (usize, &Part)| {
        let taken = match part.taking {
            Taking::Place => None,
            Taking::Content(_) => Some("content".to_owned()),
            Taking::Asked => Some(format!("asked_{index}")),
            Taking::Captured(_) => Some(format!("closure_{index}")),
            Taking::Pattern(_) | Taking::Rest(_) => Some(format!("arm_{index}")),
        };
        names::of_part(&local.name, local.nth, &part.path, taken)
    };
    parts.iter().enumerate().map(name).collect()
}

/// The state of a coroutine that is suspended at the point.
pub fn state(point: PointId) -> Literal {
    Literal::usize_unsuffixed(point.index() + 1)
}

/// The states at the points behind `before`, up to `last`.
pub fn states(before: Option<PointId>, last: Option<PointId>) -> Vec<Literal> {
    let first = before.map_or(0, |before| before.index() + 1);
    let end = last.map_or(0, |last| last.index() + 1);
    (first..end).map(|point| Literal::usize_unsuffixed(point + 1)).collect()
}
