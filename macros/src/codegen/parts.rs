//! Parts that are moved out of a pinned local.
//!
//! A move sets a flag. When the local goes out of scope, the moves are made again, of a Rust local that has its bits: so rustc drops what is
//! left of it, in its own order. A part that is `Copy` is copied once more, and the whole drops.
//!
//! ```text
//! send(request.body).await            send(live_request.part(0, &raw const (*slot_request.get()).body))
//! }                                   HeldParts: |request, [gone]| if gone { forget(request.body) }
//! ```

use super::Codegen;
use super::places::spanned;
use crate::index::{LocalId, UseId};
use crate::names;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

impl Codegen<'_> {
    /// `place` is a part of the local by value.
    pub(super) fn part(&self, id: UseId, place: &TokenStream, at: &Ident) -> TokenStream {
        let use_ = &self.resolved.uses[id];
        let index = self.facts.parts[use_.local].iter().position(|part| part.path == use_.path);
        let (Some(index), Some(slot), true) = (index, self.pinned_at(id), self.facts.parting.contains(id)) else {
            return place.clone();
        };
        let (handle, index) = (spanned(slot.handle(), at), Literal::usize_unsuffixed(index));
        let span = handle.span();
        quote_spanned!(span=> #handle.part(#index, &raw const #place))
    }

    /// A value of the local's type that never is.
    pub(super) fn duplicate(&self, id: UseId, at: &Ident) -> TokenStream {
        let private = &self.words.private;
        match self.pinned_at(id) {
            Some(slot) => {
                let handle = spanned(&slot.name, at);
                quote!(#private::same_as(#handle.get()))
            }
            None => {
                let name = self.name(self.resolved.uses[id].local, at);
                quote!(#private::same_as(&#name))
            }
        }
    }

    /// `, |value, [gone_0, gone_1]| { … }`: drops what is left of a value whose parts were moved away.
    pub(super) fn rest(&self, local: LocalId) -> TokenStream {
        let parts = &self.facts.parts[local];
        if parts.is_empty() {
            return TokenStream::new();
        }
        let (private, value) = (&self.words.private, names::fresh("value"));
        let gone: Vec<Ident> = (0..parts.len()).map(|index| names::fresh(&format!("gone_{index}"))).collect();
        let moved = parts.iter().zip(&gone).map(|(part, gone)| {
            let path = &part.path;
            quote!(if #gone { #private::forget(#value #(.#path)*) })
        });
        quote!(, |#value, [#(#gone),*]| { #(#moved)* })
    }
}
