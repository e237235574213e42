//! Long blocks: one jump to the segment that is resumed.
//!
//! ```text
//! let a = f();                 let (a, b) = 'resume_2: {
//! g(&a).await;                     let a = 'resume_1: {
//! let b = h();                         match entry {
//! i(a).await;                              0 => {}
//! j(b).await;                              1 => break 'resume_1 slot_a.read(),
//!                                          _ => break 'resume_2 (slot_a.read(), slot_b.read()),
//!                                      }
//!                                      let a = f();
//!                                      a
//!                                  };
//!                                  g(&a).await;
//!                                  let b = h();
//!                                  (a, b)
//!                              };
//!                              …
//! ```
//!
//! Every segment begins where the block ends that is named after it. What its predecessors have declared comes out of that block, and is
//! restored where the jump starts: so there are as many restored locals as pairs of a segment and a local before it, and blocks where they
//! are too many are halved first. The optimiser makes a table of the `match`, and knows `entry` behind each of its jumps.
//!
//! A loop around such a block cannot be left by `break` without a label (E0695): [`crate::syntax`] gives the labels. What the macros of a user
//! do is not known.

use super::Codegen;
use super::block::{Carried, Segment, declared_by, patterns, restored, values};
use crate::frame;
use crate::index::LocalId;
use crate::syntax::labels;
use crate::syntax::macros::{self, MacroKind};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Lifetime;
use syn::visit::{self, Visit};

/// So many restored locals one block may have.
const MOST_RESTORED: usize = 256;

/// So deep the blocks may nest.
const MOST_SEGMENTS: usize = 64;

impl Codegen<'_> {
    /// The segments as an expression whose value is what they declare, if they can be jumped into.
    pub(super) fn jumps(&self, segments: &[Segment<'_>]) -> Option<TokenStream> {
        if !self.may_jump || segments.len() > MOST_SEGMENTS {
            return None;
        }
        // How to drop what is left over of a value is written for its type, which rustc learns where it is declared.
        let restored_by_type = |local: LocalId| !self.facts.parts[local].is_empty();
        if segments.iter().any(|segment| declared_by(segment).any(restored_by_type)) {
            return None;
        }
        let mut declared: Vec<Carried> = Vec::new();
        // How many are declared when a segment ends.
        let mut counts = Vec::new();
        for segment in segments {
            declared.extend(self.carried_by(segment));
            counts.push(declared.len());
        }
        if counts.iter().sum::<usize>() > MOST_RESTORED {
            return None;
        }
        let labels: Vec<Lifetime> = segments.iter().map(|_| self.words.resume_label()).collect();
        let tuple = |carried: &[Carried], tuple: fn(&[Carried]) -> TokenStream| match carried {
            [] => TokenStream::new(),
            carried => tuple(carried),
        };
        let entry = &self.words.entry;
        let first = frame::states(None, segments[0].0);
        let jumps = counts.iter().enumerate().map(|(index, &count)| {
            let states = match segments.get(index + 1) {
                Some((last, _)) => frame::states(segments[index].0, *last),
                None => vec![],
            };
            let (states, label) = (alternatives(&states), &labels[index]);
            let restored = tuple(&declared[..count], restored);
            quote!(#states => break #label #restored,)
        });
        let match_ = quote!(match #entry { 0 #(| #first)* => {} #(#jumps)* });
        let code = segments.iter().zip(&counts).enumerate().fold(match_, |before, (index, (segment, &count))| {
            let before = match index.checked_sub(1).map(|index| &declared[..counts[index]]) {
                None | Some([]) => before,
                Some(declared) => {
                    let declared = patterns(declared);
                    quote!(let #declared = #before;)
                }
            };
            let (label, run, values) = (&labels[index], self.code(segment), tuple(&declared[..count], values));
            quote!(#label: { #before #run #values })
        });
        Some(code)
    }
}

/// `1 | 2`, or `_`
fn alternatives(states: &[Literal]) -> TokenStream {
    match states {
        [] => quote!(_),
        states => quote!(#(#states)|*),
    }
}

/// Whether no macro of a user's can leave a loop of the body.
pub(super) fn may_jump(body: &syn::Block) -> bool {
    let mut seen = Seen::default();
    seen.visit_block(body);
    !(seen.loops && seen.unknown)
}

#[derive(Default)]
struct Seen {
    loops: bool,
    /// Macros that may expand to anything.
    unknown: bool,
}

impl<'ast> Visit<'ast> for Seen {
    fn visit_expr(&mut self, expr: &'ast syn::Expr) {
        self.loops |= matches!(expr, syn::Expr::Loop(_) | syn::Expr::While(_) | syn::Expr::ForLoop(_));
        visit::visit_expr(self, expr)
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        let is_known = |call: macros::MacroCall| !matches!(call.kind, MacroKind::Other);
        self.unknown |= labels::may_exit(mac.tokens.clone()) || !macros::parse(mac).is_some_and(is_known)
    }
}
