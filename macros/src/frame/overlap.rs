//! Which slots share storage.
//!
//! The problem: slots that are never occupied together may lie in the same bytes. Sizes are not known, so that storage cannot be allotted
//! byte by byte; but a struct lays its fields side by side, and a union lays them one over the other. So the answer is a tree of structs and
//! unions, in which two slots that conflict meet in a struct, never in a union.
//!
//! ```text
//! let a = f().await;                   time    a   b   c   futures
//! if a.ok {                            f           ·   ·   1
//!     let b = g(&a).await;             g       █   ·   ·     2
//!     h(&b).await;                     h       █   █   ·       3
//! } else {                             k       █   ·   ·         4
//!     let c = k(&a).await;             l       █   ·   █           5
//!     l(&c).await;
//! }
//!
//! union { future_1, struct { a, union { future_2, struct { b, future_3 }, future_4, struct { c, future_5 } } } }
//! ```
//!
//! Scopes nest, and then such a tree loses nothing: the graph of conflicts is a *cograph*, and its *cotree* is the tree that is wanted. It is found by
//! taking the graph apart: slots that are not connected by conflicts go into a union, and slots that are not connected by the lack of
//! conflicts go into a struct (Corneil, Lerchs and Stewart Burlingham, "Complement reducible graphs", 1981). Where a value is moved on, as `a`
//! into `b` into `c`, the graph may be in one piece both ways. Then either one slot is set aside, or the slots are coloured, so that each
//! colour is a union; whichever is likely to be smaller.

use crate::index::{Id, IdSet, IndexVec, SlotId};

#[derive(Debug, PartialEq, Eq)]
pub enum Layout {
    Slot(SlotId),
    /// Side by side: a struct.
    Together(Vec<Layout>),
    /// One over the other: a union.
    Apart(Vec<Layout>),
}

/// The conflicts, and how large a slot is likely to be.
pub struct Graph {
    pub conflicts: IndexVec<SlotId, IdSet<SlotId>>,
    pub weights: IndexVec<SlotId, u64>,
}

/// In bytes.
const WORD: u64 = 8;

/// In a graph of at most so many slots, each is tried as the one to be set aside, in a larger one the most likely alone, and none in one that is
/// larger than [`COLOURED`]: each try tries all others in turn.
const TRIED: usize = 6;
const COLOURED: usize = 32;

impl Graph {
    pub fn lay_out(&self) -> Layout {
        let all: Vec<SlotId> = self.weights.ids().collect();
        self.arrange(&all)
    }

    fn arrange(&self, slots: &[SlotId]) -> Layout {
        if let [slot] = slots {
            return Layout::Slot(*slot);
        }
        let apart = components(slots, |a, b| self.conflict(a, b));
        if apart.len() > 1 {
            return self.apart(apart.iter().map(|part| self.arrange(part)).collect());
        }
        let together = components(slots, |a, b| !self.conflict(a, b));
        if together.len() != 1 {
            return side_by_side(together.iter().map(|part| self.arrange(part)));
        }
        let set_aside = self.candidates(slots).into_iter().map(|slot| self.set_aside(slots, slot));
        let ways = set_aside.chain([self.coloured(slots)]);
        ways.min_by_key(|layout| self.weight(layout)).expect("there is a way by colours")
    }

    /// A union, unless that saves no more than it may cost: what lies beside a union cannot fill the gaps in it.
    fn apart(&self, parts: Vec<Layout>) -> Layout {
        let weights = || parts.iter().map(|part| self.weight(part));
        let saved = weights().fold(0, u64::saturating_add) - weights().max().unwrap_or(0);
        if saved < WORD { side_by_side(parts) } else { Layout::Apart(parts) }
    }

    fn conflict(&self, a: SlotId, b: SlotId) -> bool {
        self.conflicts[a].contains(b)
    }

    /// The slots that are most in the way.
    fn candidates(&self, slots: &[SlotId]) -> Vec<SlotId> {
        let mut ranked = slots.to_vec();
        ranked.sort_by_key(|&slot| std::cmp::Reverse(self.degree(slots, slot)));
        let tried = if slots.len() <= TRIED { TRIED } else { usize::from(slots.len() <= COLOURED) };
        ranked.truncate(tried);
        ranked
    }

    fn degree(&self, slots: &[SlotId], slot: SlotId) -> usize {
        slots.iter().filter(|&&other| self.conflict(slot, other)).count()
    }

    /// The slot beside all others.
    fn set_aside(&self, slots: &[SlotId], slot: SlotId) -> Layout {
        let rest: Vec<SlotId> = slots.iter().copied().filter(|&other| other != slot).collect();
        side_by_side([self.arrange(&rest), Layout::Slot(slot)])
    }

    /// Each slot to the first colour that none of its conflicts has, the large ones first.
    fn coloured(&self, slots: &[SlotId]) -> Layout {
        let mut ranked = slots.to_vec();
        ranked.sort_by_key(|&slot| std::cmp::Reverse(self.weights[slot]));
        let mut colours: Vec<Vec<SlotId>> = Vec::new();
        for slot in ranked {
            let free = |colour: &&mut Vec<SlotId>| !colour.iter().any(|&other| self.conflict(slot, other));
            match colours.iter_mut().find(free) {
                Some(colour) => colour.push(slot),
                None => colours.push(vec![slot]),
            }
        }
        side_by_side(colours.iter().map(|colour| self.arrange(colour)))
    }

    fn weight(&self, layout: &Layout) -> u64 {
        match layout {
            Layout::Slot(slot) => self.weights[*slot],
            Layout::Together(parts) => parts.iter().map(|part| self.weight(part)).fold(0, u64::saturating_add),
            Layout::Apart(parts) => parts.iter().map(|part| self.weight(part)).max().unwrap_or(0),
        }
    }
}

/// A struct in a struct is one struct.
fn side_by_side(parts: impl IntoIterator<Item = Layout>) -> Layout {
    let parts = parts.into_iter().flat_map(|part| match part {
        Layout::Together(parts) => parts,
        part => vec![part],
    });
    Layout::Together(parts.collect())
}

/// The slots, those that `connected` links in one part, in their order.
fn components(slots: &[SlotId], connected: impl Fn(SlotId, SlotId) -> bool) -> Vec<Vec<SlotId>> {
    let mut parts: Vec<Vec<SlotId>> = Vec::new();
    let mut left = slots.to_vec();
    while let Some(&first) = left.first() {
        let mut part = vec![first];
        left.remove(0);
        let mut next = 0;
        while let Some(&from) = part.get(next) {
            let (found, rest) = left.into_iter().partition(|&to| connected(from, to));
            part.extend::<Vec<SlotId>>(found);
            left = rest;
            next += 1;
        }
        part.sort_by_key(|slot| slot.index());
        parts.push(part);
    }
    parts
}
