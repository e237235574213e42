//! What a macro may not take along.
//!
//! A handle is a pointer into the frame, and a copy. Where it stands in an argument of a macro, nobody knows what is around it: it may be a
//! `move` closure, which takes the handle along where it takes the local along in the witness, and lives on when the frame is gone. So a
//! mention of a handle mentions something else beside it, that is no copy and is borrowed to the end of the function: who takes that along is
//! rejected (E0505).
//!
//! ```text
//! spawn!(x.len())      spawn!((*((&stay).at(slot_x)).get()).len())      where that is `thread::spawn(move || …)`
//! ```
//!
//! A closure of the user's in which there is such a macro may live longer than the function, so it begins with a `stay` of its own. What is
//! lent to it, it reaches by an index:
//!
//! ```text
//! || spawn!(x.len())   { let lent_x = from_ref(slot_x.get()); || { let stay = …; spawn!(lent_x[(&stay).first()].len()) } }
//! ```

use super::Codegen;
use crate::index::UseId;
use crate::names;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

impl Codegen<'_> {
    /// What the resume function begins with, if a macro is given a handle.
    pub(super) fn stays(&self) -> Option<TokenStream> {
        let (mut uses, mut captures) = (self.resolved.uses.iter(), self.resolved.captures.iter());
        let is_pinned = |id: &UseId| self.pinned(self.resolved.uses[*id].local).is_some();
        let given = uses.any(|(id, use_)| use_.hidden && is_pinned(&id))
            || captures.any(|(_, capture)| capture.hidden && capture.uses.iter().chain(&capture.lent).any(is_pinned));
        given.then(names::stay)
    }

    /// The handle; `hidden` says that a macro may take it along.
    pub(super) fn kept(&self, hidden: bool, handle: Ident) -> TokenStream {
        if !hidden {
            return handle.into_token_stream();
        }
        let mut stay = self.words.stay.clone();
        stay.set_span(handle.span());
        quote_spanned!(handle.span()=> (&#stay).at(#handle))
    }

    /// Where the local is in a list of one.
    pub(super) fn kept_index(&self, hidden: bool) -> TokenStream {
        let stay = &self.words.stay;
        if hidden { quote!((&#stay).first()) } else { quote!(0) }
    }
}
