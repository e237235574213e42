//! Parts that are moved out of a pinned local.
//!
//! A move sets a flag. When the local goes out of scope, the moves are made again, of a Rust local that has its bits: so rustc drops what is
//! left of it, in its own order. A part that is `Copy` is copied once more, and the whole drops.
//!
//! ```text
//! send(request.body).await                 send(live_request.part(0, &raw const (*slot_request.get()).body))
//! }                                        and once: |request, [gone]| if gone { forget(request.body) }
//! ```
//!
//! Patterns are matched against a reference to the place, so that they bind references; these are exchanged for what the same patterns bind
//! of the value itself, which a function tells that never runs.
//!
//! ```text
//! match message { Text(mut text) => …      match &mut (*slot_message.get_mut()) {
//!                                              Text(text) => {
//!                                                  let (mut text, ()) = live_message.parts(0, (text, ()), |value| match value {
//!                                                      Text(text) => (text, ()), _ => unreachable!(),
//!                                                  });
//! ```

use super::places::spanned;
use super::{Codegen, Verifying, bindings};
use crate::analysis::Part;
use crate::frame::Slot;
use crate::index::{LocalId, PartId, UseId};
use crate::names::{self, Marker};
use crate::resolve::{CapturedParts, Taking};
use crate::syntax::patterns;
use crate::syntax::tree::{Arm, Expr, Guard};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

impl Codegen<'_> {
    /// `place` is a part of a local by value.
    pub(super) fn part(&self, id: PartId, place: &TokenStream, at: &Ident) -> TokenStream {
        let Some((slot, index)) = self.flag(id) else { return place.clone() };
        let handle = spanned(slot.handle(), at);
        let span = handle.span();
        quote_spanned!(span=> #handle.part(#index, &raw const #place))
    }

    /// The same for the receiver of a call.
    pub(super) fn part_of_use(&self, id: UseId, place: &TokenStream, at: &Ident) -> TokenStream {
        let part = self.resolved.parts.iter().find(|(_, part)| part.use_ == id && matches!(part.taking, Taking::Place));
        part.map_or_else(|| place.clone(), |(part, _)| self.part(part, place, at))
    }

    /// The same of what a `move` closure captures of the local, if that stays in its slot.
    pub(super) fn part_captured(&self, id: UseId) -> Option<(&Slot, Literal)> {
        let mut parts = self.resolved.parts.iter();
        let (part, _) = parts.find(|(_, part)| part.use_ == id && matches!(part.taking, Taking::Captured(_)))?;
        self.flag(part)
    }

    /// The slot of the local, and which of its flags belongs to the part.
    pub(super) fn flag(&self, id: PartId) -> Option<(&Slot, Literal)> {
        let use_ = self.resolved.parts[id].use_;
        let local = self.resolved.uses[use_].local;
        let index = self.facts.parts[local].iter().position(|part| part.taken_at.contains(&id))?;
        Some((self.pinned_at(use_)?, Literal::usize_unsuffixed(index)))
    }

    /// Whether arms take parts out of the scrutinee.
    pub(super) fn take_parts(&self, arms: &[Arm]) -> bool {
        arms.iter().filter_map(|arm| arm.part).any(|part| self.flag(part).is_some())
    }

    /// A match in an expression, see [`Marker::Arms`]. In what never runs its scrutinee is a value, which may be taken apart.
    pub(super) fn arms(&self, tokens: TokenStream) -> TokenStream {
        let mut matched = syn::parse2::<syn::ExprMatch>(tokens).expect("what resolve marks is a match");
        let parts: Vec<Option<PartId>> = matched.arms.iter_mut().map(take_mark).collect();
        let taken = parts.iter().flatten().find(|part| self.flag(**part).is_some());
        let Some(taken) = taken.map(|part| &self.resolved.parts[*part]) else { return self.plain(&matched) };
        let (taken, is_opened) = (taken.use_, taken.opened);
        if self.verifying.get() != Verifying::No {
            let use_ = &self.resolved.uses[taken];
            let value = self.duplicate(taken, &use_.ident);
            let place = place_in(&value, &use_.path, is_opened);
            let arms = matched.arms.iter().map(|arm| self.plain(arm));
            return quote!(match #place { #(#arms)* });
        }
        let ends = (matched.match_token.span, matched.brace_token.span.close());
        let arms = matched.arms.into_iter().zip(parts).map(|(arm, part)| {
            let (pat, guard) = patterns::unguarded(arm.pat);
            Arm { pat, put_back: None, part, guard: guard.map(Guard::Plain), body: Expr::Plain(*arm.body) }
        });
        self.match_(&Expr::Plain(*matched.expr), &arms.collect::<Vec<_>>(), ends)
    }

    /// The pattern of an arm, for a reference.
    pub(super) fn pattern_of_reference(&self, arm: &Arm) -> TokenStream {
        let mut pat = arm.pat.clone();
        patterns::plain_bindings(&mut pat);
        self.plain(&pat)
    }

    /// What such an arm begins with: references to parts become the parts.
    pub(super) fn taken(&self, arm: &Arm, by_parts: bool) -> TokenStream {
        let mut taken = TokenStream::new();
        let references = patterns::references(&arm.pat);
        if by_parts {
            // What is bound by `ref mut` is a reference of that kind already.
            let shared = references.iter().filter(|binding| binding.mutability.is_none()).map(|binding| {
                let name = self.plain(&binding.ident);
                quote!(let #name = &*#name;)
            });
            taken.extend(shared);
        }
        let part = arm.part.and_then(|part| self.flag(part).map(|flag| (part, flag)));
        let Some((part, (slot, index))) = part else { return taken };
        let private = &self.words.private;
        let deep = patterns::deep(&arm.pat);
        let (mut bound, mut values, mut parts) = (quote!(()), quote!(()), quote!(()));
        let by_reference: Vec<LocalId> = references.iter().flat_map(|binding| bindings(&binding.ident)).collect();
        for &local in bindings(&arm.pat).iter().rev().filter(|local| !by_reference.contains(local)) {
            let name = self.name(local, &self.resolved.locals[local].name);
            let mutability = self.resolved.locals[local].mutable.then(|| quote!(mut));
            let is_deep = deep.iter().any(|name| bindings(name).contains(&local));
            let reference = if is_deep { quote!(#private::Deep(#name)) } else { quote!(#name) };
            bound = quote!((#reference, #bound));
            values = quote!((#name, #values));
            parts = quote!((#mutability #name, #parts));
        }
        let part = &self.resolved.parts[part];
        let (handle, value) = (slot.handle(), names::fresh("value"));
        let pattern = self.moving_pattern(&arm.pat);
        let place = place_in(&value, &self.resolved.uses[part.use_].path, part.opened);
        taken.extend(quote! {
            let #parts = #handle.parts(#index, #bound, |#value| match #place {
                #pattern => #values,
                _ => #private::never(),
            });
        });
        taken
    }

    /// The pattern, as far as it takes something.
    fn moving_pattern(&self, pat: &syn::Pat) -> TokenStream {
        let mut pat = pat.clone();
        patterns::keep_bindings(&mut pat);
        patterns::plain_bindings(&mut pat);
        self.plain(&pat)
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

    /// `|value, [gone_0, gone_1]| { … }`: drops what is left of a value whose parts were moved away. Of one place one thing is gone at most.
    pub(super) fn rest(&self, local: LocalId) -> Option<TokenStream> {
        let parts = &self.facts.parts[local];
        if parts.is_empty() {
            return None;
        }
        let value = names::fresh("value");
        let gone: Vec<Ident> = (0..parts.len()).map(|index| names::fresh(&format!("gone_{index}"))).collect();
        let mut places: Vec<(&[syn::Member], Vec<TokenStream>)> = Vec::new();
        for (index, (part, gone)) in parts.iter().zip(&gone).enumerate() {
            let moved = self.moved(index, part, &part.path, &value);
            let moved = quote!(if #gone { #moved });
            match places.iter_mut().find(|(path, _)| *path == part.path) {
                Some((_, alternatives)) => alternatives.push(moved),
                None => places.push((&part.path, vec![moved])),
            }
        }
        // A literal is made once more with a look at the fields that it names, of which parts may be gone.
        places.sort_by_key(|(path, _)| path.len());
        let moved = places.iter().map(|(_, alternatives)| quote!(#(#alternatives)else*));
        let questions = questions(parts);
        Some(quote!(|#value, [#(#gone),*], #questions| { #(#moved)* }))
    }

    /// The machine, and behind it what drops the rest of locals whose types are not known where they are declared.
    ///
    /// ```text
    /// afterwards(frame.ready(…), || {
    ///     live_x.rest(|value, [gone_0]| …);
    /// })
    /// ```
    pub(super) fn with_rests(&self, machine: TokenStream) -> TokenStream {
        let deferred = self.resolved.locals.iter().filter(|(_, local)| local.deferred);
        let rests = deferred.filter_map(|(id, _)| {
            let (handle, rest) = (self.pinned(id)?.handle(), self.rest(id)?);
            Some(quote!(#handle.rest(#rest);))
        });
        let rests: Vec<TokenStream> = rests.collect();
        if rests.is_empty() {
            return machine;
        }
        let private = &self.words.private;
        quote!(#private::afterwards(#machine, || { #(#rests)* }))
    }

    /// What decides about the part, which the use names, if rustc is asked about it.
    pub(super) fn asked_part(&self, id: UseId) -> Option<(Ident, TokenStream, &Slot, Literal)> {
        let mut parts = self.resolved.parts.iter();
        let (part, _) = parts.find(|(_, part)| part.use_ == id && matches!(part.taking, Taking::Asked))?;
        let (slot, index) = self.flag(part)?;
        let parts = &self.facts.parts[self.resolved.uses[id].local];
        let at = parts.iter().position(|known| known.taken_at.contains(&part))?;
        Some((question(at), questions(parts), slot, index))
    }

    /// An assignment to what may be gone, or a part of which may be.
    ///
    /// ```text
    /// x.f = value;        live_x.fill([0], of_field(&raw const place, value), &raw mut place, |value, [gone]| if gone { forget(value) });
    /// ```
    pub(super) fn fill(&self, id: UseId, tokens: TokenStream) -> TokenStream {
        let use_ = &self.resolved.uses[id];
        let parts = self.facts.parts[use_.local].iter().enumerate().filter(|(_, part)| part.path == use_.path);
        let parts: Vec<(usize, &Part)> = parts.collect();
        let slot = self.pinned_at(id).filter(|_| !parts.is_empty() && self.verifying.get() == Verifying::No);
        let Some(slot) = slot else { return self.replace(tokens) };
        let assignment = syn::parse2::<syn::ExprAssign>(tokens).expect("what resolve marks is an assignment");
        let (place, value) = (self.plain(&assignment.left), self.plain(&assignment.right));
        let (handle, private, old) = (spanned(slot.handle(), &use_.ident), &self.words.private, names::fresh("value"));
        let indices = parts.iter().map(|(index, _)| Literal::usize_unsuffixed(*index));
        let gone: Vec<Ident> = (0..parts.len()).map(|index| names::fresh(&format!("gone_{index}"))).collect();
        let moved = parts.iter().zip(&gone).map(|((index, part), gone)| {
            let moved = self.moved(*index, part, &[], &old);
            quote!(if #gone { #moved })
        });
        let questions = questions(&self.facts.parts[use_.local]);
        quote! {
            #handle.fill(
                [#(#indices),*],
                #private::of_field(&raw const #place, #value),
                &raw mut #place,
                |#old, [#(#gone),*], #questions| { #(#moved)else* },
            )
        }
    }

    /// The move once more. If it is none, it must not be compiled: the type may be one that nothing is moved out of.
    fn moved(&self, index: usize, part: &Part, path: &[syn::Member], value: &Ident) -> TokenStream {
        let (private, place) = (&self.words.private, place_in(value, path, part.opened));
        let pat = match &part.taking {
            Taking::Place => return quote!(#private::forget(#place)),
            Taking::Asked => {
                let question = question(index);
                return quote!(#private::moved(#question); #private::forget(#place));
            }
            Taking::Captured(CapturedParts { paths, at }) => {
                let mentioned = paths.iter().map(|path| place_in(&place, path, false));
                let (move_, bars) = (quote_spanned!(*at=> move), quote_spanned!(*at=> ||));
                return quote!(#private::forget(#move_ #bars { #(let _ = &raw const #mentioned;)* }));
            }
            Taking::Content(star) => {
                // Where the user's stands, so that rustc does not say of it anew what it says of that.
                let at = self.resolved.uses[self.resolved.parts[part.taken_at[0]].use_].ident.span();
                let place = quote_spanned!(at=> (#place));
                return quote!(#private::forget(#star #place));
            }
            Taking::Rest(literal) => {
                let moved = self.moved_again(literal, &place);
                return with_imports(part, quote!(#private::forget(#moved)));
            }
            Taking::Pattern(pat) => pat,
        };
        let pattern = self.moving_pattern(pat);
        let mut moving = pat.clone();
        patterns::keep_bindings(&mut moving);
        let names = bindings(&moving).into_iter().map(|local| self.name(local, &self.resolved.locals[local].name));
        let moved = quote!(match #place { #pattern => { #(#private::forget(#names);)* } _ => {} });
        with_imports(part, moved)
    }
}

/// What rustc is asked about the part with that index, among those of a local.
fn question(index: usize) -> Ident {
    names::fresh(&format!("question_{index}"))
}

/// `(question_0, (question_2, ()))`
fn questions(parts: &[Part]) -> TokenStream {
    let asked = parts.iter().enumerate().rev().filter(|(_, part)| matches!(part.taking, Taking::Asked));
    asked.fold(quote!(()), |rest, (index, _)| {
        let question = question(index);
        quote!((#question, #rest))
    })
}

/// `value.a.b`, or what is in the box there.
fn place_in(value: &impl ToTokens, path: &[syn::Member], opened: bool) -> TokenStream {
    let star = opened.then(|| quote!(*));
    quote!(#star #value #(.#path)*)
}

fn take_mark(arm: &mut syn::Arm) -> Option<PartId> {
    match Marker::parse(arm.attrs.pop()?.path().get_ident()?) {
        Some(Marker::Part(part)) => Some(part),
        _ => None,
    }
}

/// The names mean what they mean where the part is taken.
fn with_imports(part: &Part, moved: TokenStream) -> TokenStream {
    part.imports.iter().rev().fold(moved, |moved, imports| quote!({ #(#imports)* #moved }))
}
