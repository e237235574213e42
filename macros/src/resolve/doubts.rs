//! What the machine takes a closure to own, and nobody can tell whether rustc's does.
//!
//! A `move` closure owns what it mentions, but for what a pattern passes over, what a literal has already, and what a macro throws away: in
//! `S { .. } = x` it owns nothing if `S` is a struct, and all of `x` if it is a variant. The machine takes it to own all of that, and the
//! witness is given another way past the closure, on which `x` is moved for certain: see `codegen::doubts`.

use super::{Capture, Context, Mode, Projection, Resolver, Use};
use crate::index::{Id, UseId};
use crate::syntax::editions;
use proc_macro2::{Ident, Span};
use std::ops::Range;

impl Resolver<'_> {
    /// The names of what the closure takes along of which no mention leaves no doubt.
    pub(super) fn doubtful(&self, capture: &Capture, inside: Range<UseId>) -> Vec<(UseId, Ident)> {
        let of_variables = capture.at.is_some_and(editions::captures_variables);
        let inside = || (inside.start.index()..inside.end.index()).map(|index| &self.uses[UseId::new(index)]);
        let taken = capture.uses.iter().filter(|id| !capture.parts.contains(id)).map(|id| (*id, &self.uses[*id]));
        let doubtful = taken.filter(|(_, use_)| {
            let mut mentions = inside().filter(|mention| mention.local == use_.local);
            !mentions.any(|mention| is_certain(mention, of_variables))
        });
        doubtful.map(|(id, use_)| (id, use_.ident.clone())).collect()
    }
}

/// Whether a closure owns all of the local that it mentions so. In a macro, nobody sees what becomes of the mention.
fn is_certain(mention: &Use, of_variables: bool) -> bool {
    let by_value = match mention.context {
        Context::MoveClosure => true,
        Context::Closure => mention.mode == Mode::Value,
        Context::Body | Context::Macro | Context::OwnGuard => false,
    };
    let seen =
        !mention.hidden && mention.given_to.is_none() && !matches!(mention.mode, Mode::Opaque | Mode::MacroArgument);
    let captured = !matches!(mention.mode, Mode::Matched(_)) && mention.projection != Projection::Field;
    by_value && seen && (captured || of_variables && mention.context == Context::MoveClosure)
}

/// Where a closure, an `async` block or a macro begins.
pub fn at(expr: &syn::Expr) -> Option<Span> {
    match expr {
        syn::Expr::Closure(closure) => {
            let [first] = closure.inputs_begin.spans;
            Some(closure.capture.map_or(first, |word| word.span))
        }
        syn::Expr::Async(block) => Some(block.async_token.span),
        syn::Expr::Macro(e) => place(&e.mac),
        _ => None,
    }
}

/// Where the macro begins.
pub fn place(mac: &syn::Macro) -> Option<Span> {
    mac.path.segments.first().map(|first| first.ident.span())
}
