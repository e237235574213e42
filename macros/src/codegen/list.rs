//! A list of locals that are taken out of their slots, see `resolve::list`.

use super::{Codegen, Verifying};
use crate::index::UseId;
use crate::names::{self, Marker};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

impl Codegen<'_> {
    /// ```text
    /// vec![x, y]
    ///     tie({
    ///         let tied = Tied::new();
    ///         if false { let mut x = live_x.take(); Check::of(&x).consumed_by(|| vec![x, same_as(..)], &tied) }
    ///         tied
    ///     }, From::from([live_x.take(), y]))
    /// ```
    pub(super) fn list(&self, call: TokenStream) -> TokenStream {
        let elements = elements(&call);
        let taken: Vec<(UseId, Ident)> =
            uses(elements.clone()).into_iter().filter(|(id, _)| self.facts.takes.contains(*id)).collect();
        if taken.is_empty() || self.verifying.get() != Verifying::No {
            return self.replace(call);
        }
        let (private, elements) = (names::private(), self.replace(elements));
        // What is wrong with the list is said at the macro's name.
        let at = call.clone().into_iter().next().map_or_else(names::machine, |name| name.span());
        let list = quote_spanned!(at.resolved_at(names::machine())=> #private::From::from([#elements]));
        taken.into_iter().fold(list, |list, (id, at)| {
            let value = self.use_(id, &at);
            let use_ = &self.resolved.uses[id];
            let name = self.name(use_.local, &use_.ident);
            self.verifying.set(Verifying::AllBut(id));
            let copy = self.replace(call.clone());
            self.verifying.set(Verifying::No);
            let check = self.check(&name, &TokenStream::new(), &value, &copy, None, true);
            quote!(#private::tie(#check, #list))
        })
    }
}

/// What stands between the brackets of `vec![…]`.
fn elements(call: &TokenStream) -> TokenStream {
    let groups = call.clone().into_iter().filter_map(|token| match token {
        TokenTree::Group(group) => Some(group.stream()),
        _ => None,
    });
    groups.last().unwrap_or_default()
}

fn uses(elements: TokenStream) -> Vec<(UseId, Ident)> {
    let idents = elements.into_iter().filter_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident),
        _ => None,
    });
    let uses = idents.filter_map(|ident| match Marker::parse(&ident) {
        Some(Marker::Use(id)) => Some((id, ident)),
        _ => None,
    });
    uses.collect()
}
