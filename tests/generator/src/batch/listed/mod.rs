//! The differences in the order of drops that the README lists, recognised in the source of a program.
//!
//! That ours drops two values the other way round is a bug, unless the program has in it what a row of the README describes,
//! the run ended as the row says, and the two values are what the row is about. Each [`Difference`] has the name of the test in
//! `tests/oracle/differences.rs` that shows it, and of the README's row. Nothing is listed for runs that come to an end.
//!
//! Which value a name in the log stands for is read from the source ([`values`]), and generously: what is mentioned where a
//! local gets its value may be that value. That cannot excuse much, since the values must be those of one expression.

mod instances;
mod values;

use super::Verdict;
use crate::program::Program;
use std::collections::BTreeSet;

/// How both versions of a run came to their end, which was not an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The coroutine was dropped before.
    Cancelled,
    /// The body panicked.
    Panicked,
    /// A destructor did.
    DestructorPanicked,
}

impl End {
    /// As the judge says it.
    pub fn parse(text: &str) -> Option<End> {
        match text {
            "cancelled" => Some(End::Cancelled),
            "panicked" => Some(End::Panicked),
            "destructor" => Some(End::DestructorPanicked),
            _ => None,
        }
    }
}

/// Two values, by their names in the log.
#[derive(Clone, Debug)]
pub struct Swap {
    /// What native drops before the other.
    pub native: String,
    /// What ours drops before the other.
    pub ours: String,
}

/// A run in which both drop the same values, in another order.
#[derive(Clone, Debug)]
pub struct Reordering {
    pub end: End,
    pub swaps: Vec<Swap>,
    /// The logs.
    pub text: String,
}

/// A row of the README.
#[derive(Debug)]
pub struct Difference {
    /// Of the test that shows it.
    pub name: &'static str,
    ends: &'static [End],
}

static OPERANDS: Difference =
    Difference { name: "operands_beside_a_panic", ends: &[End::Panicked, End::DestructorPanicked] };
static DECLARED: Difference = Difference { name: "declared_beside_a_panic", ends: &[End::DestructorPanicked] };
static ARRAYS: Difference = Difference { name: "arrays_that_are_taken_apart", ends: &[End::Cancelled] };
static RECEIVERS: Difference = Difference {
    name: "receivers_beside_an_argument_that_awaits",
    ends: &[End::Cancelled, End::Panicked, End::DestructorPanicked],
};

/// All that are recognised.
pub static DIFFERENCES: [&Difference; 4] = [&OPERANDS, &DECLARED, &ARRAYS, &RECEIVERS];

/// A place in a program of which a difference tells.
struct Instance {
    of: &'static Difference,
    /// The values that native drops before the others, by their names in the source.
    native: BTreeSet<String>,
    /// The others. All there are, if nothing.
    ours: Option<BTreeSet<String>>,
}

impl Instance {
    fn explains(&self, end: End, swap: &Swap) -> bool {
        let is_other = self.ours.as_ref().is_none_or(|names| values::is_among(&swap.ours, names));
        self.of.ends.contains(&end) && is_other && values::is_among(&swap.native, &self.native)
    }
}

/// What is to be said of a program of which these runs differ.
pub fn verdict(program: &Program, reorderings: &[Reordering]) -> Verdict {
    let instances = instances::of(program);
    let mut names = BTreeSet::new();
    for Reordering { end, swaps, text } in reorderings {
        for swap in swaps {
            match instances.iter().find(|instance| instance.explains(*end, swap)) {
                Some(instance) => _ = names.insert(instance.of.name),
                None => return Verdict::Differs(text.clone()),
            }
        }
        if swaps.is_empty() {
            return Verdict::Differs(text.clone());
        }
    }
    let text = reorderings.first().map(|reordering| reordering.text.clone()).unwrap_or_default();
    Verdict::Listed { names, text }
}
