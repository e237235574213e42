//! From the tree and its facts to Rust: the only user of `quote!`.
//!
//! ```text
//! fn hello(name: &'co str) -> impl Future<Output = usize> {
//!     let _witness = |name: &'co str| -> usize { the body, each `.await` a call };      // witness
//!     struct Slots<…> { state: u32, … }                                                // slots
//!     let resume = |at: At| -> Step<_, usize> {
//!         …handles…                                                                    // slots
//!         Frame::ready(&frame, { the body, re-entered })                                        // block, control, suspend, places
//!     };
//!     …a coroutine whose parameters are in their slots…                                // item
//! }
//! ```
//!
//! What borrows is called of a reference that is written out, `(&frame).suspended()`: of a plain `frame` a method by value would come first,
//! of a trait of the user's that is there for all types.

mod ask;
mod block;
mod captures;
mod consume;
mod control;
mod coroutine;
mod doubts;
mod entry;
mod item;
mod jumps;
mod leave;
mod lints;
mod list;
mod literals;
mod nested;
mod parts;
mod places;
mod slots;
mod stay;
mod suspend;
mod witness;

pub use doubts::Doubts;
pub use entry::{entry, no_entry};
pub use item::{
    Input, Kind, by_edition, container, delivered, generate, header, machine, native, required, unknown_syntax,
};
pub use nested::{Nested, as_written, once_more, with_blocks};

use crate::analysis::Facts;
use crate::frame::Frame;
use crate::index::{Id, LocalId, UseId};
use crate::names::{self, Marker};
use crate::resolve::Resolved;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};

struct Codegen<'a> {
    /// What makes the coroutine of each `async` block that is compiled by us.
    blocks: &'a [Nested],
    resolved: &'a Resolved,
    facts: &'a Facts,
    frame: &'a Frame,
    /// The type of the output.
    output: TokenStream,
    words: Words,
    /// Whether long blocks may be jumped into: see [`jumps`].
    may_jump: bool,
    /// Whether what is being written is never run: the copy of a call that [`places`] verifies with.
    verifying: std::cell::Cell<Verifying>,
    /// Whether what is being written has a copy that is never run.
    has_copy: std::cell::Cell<bool>,
    /// The closures whose types are linked to those in such a copy.
    links: std::cell::RefCell<Vec<Ident>>,
    /// Those that the copy mentions that was written last.
    links_in_copy: std::cell::RefCell<Vec<Ident>>,
}

/// What is written is never run, so what is by value there is a stand-in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verifying {
    No,
    All,
    /// This use has the name of its local.
    AllBut(UseId),
}

/// The names of the machine that stand in more than one place.
struct Words {
    private: names::Private,
    frame: Ident,
    suspended: Ident,
    entry: Ident,
    /// Where the frame is, and what it was entered with.
    at: Ident,
    /// The frame, of which rustc is asked for nothing but the places of the slots.
    slots: Ident,
    stay: Ident,
    /// How many labels were given.
    labels: std::cell::Cell<usize>,
}

impl Words {
    fn new() -> Self {
        Words {
            private: names::private(),
            frame: names::fresh("frame"),
            suspended: names::fresh("suspended"),
            entry: names::fresh("entry"),
            at: names::fresh("at"),
            slots: names::fresh("slots"),
            stay: names::fresh("stay"),
            labels: std::cell::Cell::new(0),
        }
    }

    /// A new one: rustc warns of two with the same name where one is in the scope of the other.
    fn resume_label(&self) -> syn::Lifetime {
        self.labels.set(self.labels.get() + 1);
        names::resume_label(self.labels.get())
    }
}

/// The locals that a pattern binds, in the order in which they are declared.
fn bindings(pattern: &impl ToTokens) -> Vec<LocalId> {
    fn collect(tokens: TokenStream, found: &mut Vec<LocalId>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => collect(group.stream(), found),
                TokenTree::Ident(ident) => {
                    if let Some(Marker::Binding(local)) = Marker::parse(&ident) {
                        found.push(local)
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
    let mut found = Vec::new();
    collect(pattern.to_token_stream(), &mut found);
    found.sort_by_key(|local| local.index());
    found.dedup();
    found
}

/// `(a, b)`, `a`, `()`
fn tuple(parts: &[TokenStream]) -> TokenStream {
    match parts {
        [one] => one.clone(),
        parts => quote!((#(#parts),*)),
    }
}
