//! The frame: which slots there are, under which names.
//!
//! How are slots typed without types? The frame is a generic struct with one type parameter a slot. The resume function sees it as
//! `Slots<_, _, …>`, makes a handle to each slot, and rustc infers the parameters from what is written to the handles, in source order, as it
//! would have inferred the types of the locals. `Step<Slots<…>, T>`, which the resume function returns, carries them out.
//!
//! Every saved local has a slot; the awaited futures share one, because only one is awaited at a time; a drop flag is a byte of its own. A slot whose local is at no suspension point
//! alive is scratch space: what lies in it does not decide whether the coroutine is `Send`.

use crate::analysis::{Class, Facts, Part};
use crate::index::{Id, IndexVec, LocalId, PointId};
use crate::names;
use crate::resolve::{Local, Origin, Resolved};
use proc_macro2::{Ident, Literal};

pub struct Frame {
    pub slots: IndexVec<LocalId, Option<Slot>>,
    pub futures: IndexVec<PointId, Ident>,
}

impl Frame {
    /// One future is awaited at a time, so that several share their storage. One alone needs no union: nested coroutines lie the shallower.
    pub fn futures_share(&self) -> bool {
        self.futures.len() > 1
    }

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
    /// The field of the drop flag, if there is one, and the handle to both.
    pub flag: Option<Ident>,
    /// The fields of the flags that say which parts were moved out of it.
    pub parts: Vec<Ident>,
    /// Whether nothing is ever kept in it across a suspension.
    pub scratch: bool,
}

impl Slot {
    /// The handle that knows whether the slot holds something.
    pub fn handle(&self) -> &Ident {
        self.flag.as_ref().unwrap_or(&self.name)
    }
}

pub fn lay_out(resolved: &Resolved, facts: &Facts) -> Frame {
    let slots = resolved
        .locals
        .iter()
        .map(|(id, local)| {
            let is_param = local.origin == Origin::Param;
            let flagged = match facts.classes[id] {
                Class::Local if is_param => false,
                Class::Local => return None,
                Class::Spilled => false,
                Class::Pinned { flagged } => flagged,
            };
            Some(Slot {
                name: names::of_local("slot", &local.name, local.nth),
                flag: flagged.then(|| names::of_local("live", &local.name, local.nth)),
                parts: flags_of_parts(local, &facts.parts[id]),
                scratch: !is_param && !facts.held.contains(id),
            })
        })
        .collect();
    let futures = resolved.points.ids().map(|point| names::fresh(&format!("future_{}", state(point)))).collect();
    Frame { slots, futures }
}

fn flags_of_parts(local: &Local, parts: &[Part]) -> Vec<Ident> {
    let name = |(index, part): (usize, &Part)| {
        names::of_part(&local.name, local.nth, &part.path, part.pat.is_some().then_some(index))
    };
    parts.iter().enumerate().map(name).collect()
}

/// The state of a coroutine that is suspended at the point.
pub fn state(point: PointId) -> Literal {
    Literal::usize_unsuffixed(point.index() + 1)
}
