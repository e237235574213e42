//! What stands before a closure, so that it captures what rustc's would.
//!
//! ```text
//! move || x.len()       { let mut x = slot_x.take(); move || x.len() }
//! || x.len()            { let lent_x = slot_x.get_mut(); || (*lent_x).len() }
//! ```
//!
//! A closure that may be held, and mentions nothing but what it owns, is a `move` closure for that reason:
//!
//! ```text
//! let f = |n| g(x, n)   { let mut x = slot_x.take(); move |n| g(x, n) }
//! ```
//!
//! In the copy of a call that is verified, a closure that takes `x` by value is given something that stands for it, and is borrowed from nothing:
//! whether rustc's closure owns `x` or borrows it depends on whether it is `Copy`.
//!
//! ```text
//! || f(x)               { let x = stand_in(&x); || f(x.value()) }
//! ```

use super::places::spanned;
use super::{Codegen, Verifying};
use crate::index::{LocalId, UseId};
use crate::names;
use crate::resolve::{Capture, Context, Mode, Projection, Use};
use crate::syntax::editions;
use crate::syntax::signature::Mutability;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::visit_mut::{self, VisitMut};

impl Codegen<'_> {
    /// `let mut x = slot_x.take();` for each local that a `move` closure takes along, `x = slot_x.take();` for what another one does.
    pub(super) fn taken_along(&self, capture: &Capture) -> TokenStream {
        let verifying = self.verifying.get() != Verifying::No;
        let uses = capture.uses.iter().map(|use_| (*use_, &self.resolved.uses[*use_]));
        let moved = uses.filter_map(|(id, use_)| {
            let name = self.name(use_.local, &use_.ident);
            let pinned = self.pinned_at(id).is_some();
            if let Some((slot, index)) = self.part_captured(id) {
                let handle = spanned(slot.handle(), &use_.ident);
                let bits = if verifying { self.duplicate(id, &use_.ident) } else { quote!(#handle.bits(#index)) };
                return Some((name, bits, true));
            }
            match capture.moves {
                true => (pinned || verifying && use_.lent).then(|| (name, self.use_(id, &use_.ident), true)),
                false if self.moves_for(capture) && !self.is_taken_along(id) => {
                    let handle = spanned(&self.pinned_at(id)?.name, &use_.ident);
                    Some((name, quote!(*(#handle).get()), true))
                }
                false if self.moves_for(capture) => pinned.then(|| (name, self.use_(id, &use_.ident), true)),
                false if !self.is_taken_along(id) => None,
                false if verifying && self.is_stood_for(id) => {
                    let (private, value) = (&self.words.private, self.duplicate(id, &use_.ident));
                    Some((name, quote!(#private::stand_in(&#value)), true))
                }
                false if pinned && !verifying && self.resolved.owned.contains(id) => {
                    let (private, value) = (&self.words.private, self.use_(id, &use_.ident));
                    Some((self.owned(use_.local, &use_.ident), quote!(#private::Owned(#value)), true))
                }
                false if pinned => Some((name, self.use_(id, &use_.ident), verifying)),
                false => verifying.then(|| (name, self.duplicate(id, &use_.ident), true)),
            }
        });
        moved
            .map(|(name, value, declared)| {
                let declared = declared.then(|| quote!(let mut));
                quote!(#declared #name = #value;)
            })
            .collect()
    }

    /// A closure that takes parts of what stays in its place: it is made of a Rust local with the bits of that, and what it leaves of them is left
    /// behind, see the runtime's private `apart`.
    ///
    /// ```text
    /// move || x.f.len()     { let apart = Apart::new();
    ///                         leave_behind(async { let mut x = live_x.bits(0); apart.give(move || x.f.len()); pending::<()>().await });
    ///                         apart.given() }
    /// ```
    pub(super) fn apart(&self, capture: &Capture, moved: &TokenStream, closure: &TokenStream) -> Option<TokenStream> {
        if self.verifying.get() != Verifying::No || !capture.uses.iter().any(|id| self.part_captured(*id).is_some()) {
            return None;
        }
        let (private, apart) = (&self.words.private, names::fresh("apart"));
        Some(quote!({
            let #apart = #private::Apart::new();
            #private::leave_behind(async {
                #moved
                #apart.give(#closure);
                #private::pending::<()>().await
            });
            #apart.given()
        }))
    }

    /// Whether a closure without `move` is given one.
    pub(super) fn moves_for(&self, capture: &Capture) -> bool {
        let owns = |id: &UseId| self.pinned_at(*id).is_some() && self.facts.takes.contains(*id);
        capture.may_move && self.verifying.get() == Verifying::No && capture.uses.iter().any(owns)
    }

    /// Whether the mention is in such a closure, which has the local.
    pub(super) fn is_moved_into_closure(&self, use_: &Use) -> bool {
        let Some(by) = use_.taken_along else { return false };
        let capture = self.resolved.captures.iter().find(|(_, capture)| capture.uses.contains(&by));
        capture.is_some_and(|(_, capture)| self.moves_for(capture))
    }

    /// Whether the closure has the local: one that stays in its slot is lent to it.
    fn is_taken_along(&self, id: UseId) -> bool {
        self.pinned_at(id).is_none() || self.facts.takes.contains(id)
    }

    /// Whether a closure mentions what it takes along by value alone.
    fn is_stood_for(&self, by: UseId) -> bool {
        let mut mentions = self.resolved.uses.iter().filter(|(_, use_)| use_.taken_along == Some(by));
        mentions.all(|(_, use_)| {
            use_.mode == Mode::Value && use_.projection == Projection::Whole && use_.context == Context::Closure
        })
    }

    /// Whether the mention, in a copy of its closure, is of what stands for the local.
    pub(super) fn stands_in(&self, use_: &Use) -> bool {
        self.verifying.get() != Verifying::No
            && use_.taken_along.is_some_and(|by| self.is_taken_along(by) && self.is_stood_for(by))
    }

    /// The place of what the closure around the use owns, although it may be a copy. A use by value says that the closure has all of it:
    ///
    /// ```text
    /// async { f(x) }        { let mut owned_x = Owned(slot_x.take()); async { f(({ if false { unseen(); own(owned_x); } owned_x.0 })) } }
    /// ```
    ///
    /// Behind `unseen` rustc checks nothing: a closure that copies may be called more than once.
    pub(super) fn owned_place(&self, use_: &Use, at: &Ident) -> Option<TokenStream> {
        let (owned, place) = self.owned_by_closure(use_, at)?;
        let private = &self.words.private;
        Some(match use_.mode {
            Mode::Value if use_.projection == Projection::Whole => {
                quote_spanned!(at.span()=> ({ if false { #private::unseen(); #private::own(#owned); } #place }))
            }
            _ => place,
        })
    }

    /// What is owned, and the local in it.
    pub(super) fn owned_by_closure(&self, use_: &Use, at: &Ident) -> Option<(Ident, TokenStream)> {
        let by = use_.taken_along.filter(|_| !use_.context.is_natural())?;
        if !self.resolved.owned.contains(by) || !self.facts.takes.contains(by) || self.verifying.get() != Verifying::No
        {
            return None;
        }
        let owned = self.owned(use_.local, at);
        let place = quote_spanned!(at.span()=> (#owned.0));
        Some((owned, place))
    }

    fn owned(&self, local: LocalId, at: &Ident) -> Ident {
        let local = &self.resolved.locals[local];
        spanned(&names::of_local("owned", &local.name, local.nth), at)
    }

    /// `let lent_x = slot_x.get_mut();` for each local in its slot that a closure without `move` mentions: what the closure captures is the
    /// place behind that, shared or unique as rustc sees fit.
    pub(super) fn lent_to(&self, capture: &Capture) -> TokenStream {
        let mut lent: Vec<(UseId, Mutability)> = Vec::new();
        for &id in &capture.lent {
            let use_ = &self.resolved.uses[id];
            if self.pinned_at(id).is_none() || self.is_natural(use_) {
                continue;
            }
            let access = self.access(use_);
            match lent.iter_mut().find(|(other, _)| self.resolved.uses[*other].local == use_.local) {
                Some((_, known)) if *known == Mutability::Shared => *known = access,
                Some(_) => {}
                None => lent.push((id, access)),
            }
        }
        let declared = lent.into_iter().filter_map(|(id, access)| {
            let at = &self.resolved.uses[id].ident;
            let (name, private) = (self.lent(id, at), &self.words.private);
            let handle = self.kept(capture.hidden, spanned(&self.pinned_at(id)?.name, at));
            let hides = self.is_lent_to_macro(capture, id);
            Some(match access {
                Mutability::Shared if hides => quote!(let #name = #private::from_ref((#handle).get());),
                Mutability::Unique if hides => quote!(let #name = #private::from_mut((#handle).get_mut());),
                Mutability::Shared => quote!(let #name = (#handle).get();),
                Mutability::Unique => quote!(let #name = (#handle).get_mut();),
            })
        });
        declared.collect()
    }

    /// Whether a macro in the closure is given the local of the use, which is lent to that: then what is lent is a list of one, see
    /// [`super::stay`].
    fn is_lent_to_macro(&self, capture: &Capture, id: UseId) -> bool {
        let uses = &self.resolved.uses;
        capture.lent.iter().any(|other| uses[*other].local == uses[id].local && uses[*other].hidden)
    }

    /// The place of what is lent to the closure around the use.
    pub(super) fn lent_place(&self, id: UseId, at: &Ident) -> TokenStream {
        let lent = self.lent(id, at);
        let capture = self.resolved.captures.iter().find(|(_, capture)| capture.lent.contains(&id));
        match capture {
            Some((_, capture)) if self.is_lent_to_macro(capture, id) => {
                let index = self.kept_index(self.resolved.uses[id].hidden);
                quote_spanned!(at.span()=> #lent[#index])
            }
            _ => quote_spanned!(at.span()=> *#lent),
        }
    }

    /// What a closure that borrows the local calls the reference to its place.
    pub(super) fn lent(&self, id: UseId, at: &Ident) -> Ident {
        let local = &self.resolved.locals[self.resolved.uses[id].local];
        spanned(&names::of_local("lent", &local.name, local.nth), at)
    }
}

/// The closure with `move`.
pub(super) fn moving(closure: TokenStream) -> TokenStream {
    match syn::parse2::<syn::ExprClosure>(closure.clone()) {
        Ok(closure) => syn::ExprClosure { capture: Some(syn::parse_quote!(move)), ..closure }.into_token_stream(),
        Err(_) => closure,
    }
}

/// The closure, or block, and what is in it, as those of this crate's edition: in 2018 they capture variables, and of what is lent to them that is
/// the reference, which they outlive. rustc goes by the first token.
pub(super) fn captures_places(closure: TokenStream) -> TokenStream {
    let first = closure.clone().into_iter().next();
    if !first.is_some_and(|first| editions::captures_variables(first.span())) {
        return closure;
    }
    match syn::parse2::<syn::Expr>(closure.clone()) {
        Ok(mut expr) => {
            CapturePlaces.visit_expr_mut(&mut expr);
            expr.into_token_stream()
        }
        Err(_) => closure,
    }
}

struct CapturePlaces;

impl VisitMut for CapturePlaces {
    fn visit_expr_closure_mut(&mut self, e: &mut syn::ExprClosure) {
        if e.capture.is_none() {
            let [first] = &mut e.inputs_begin.spans;
            *first = first.resolved_at(names::machine())
        }
        visit_mut::visit_expr_closure_mut(self, e)
    }

    fn visit_expr_async_mut(&mut self, e: &mut syn::ExprAsync) {
        if e.capture.is_none() {
            let first = &mut e.async_token.span;
            *first = first.resolved_at(names::machine())
        }
        visit_mut::visit_expr_async_mut(self, e)
    }
}
