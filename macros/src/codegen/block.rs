//! Blocks: statements between suspension points run once, and what they declare is restored on resume.
//!
//! ```text
//! let a = f();                 let (a, held_b) = if entry == 0 {
//! let b = g(&a);                   let a = f();
//!                                  let held_b = slot_b.begin(g(&a), suspended);
//!                                  (a, held_b)
//!                              } else {
//!                                  (slot_a.read(), slot_b.hold(suspended))
//!                              };
//! h(&b).await;                 …
//! ```
//!
//! A *segment* is a statement that suspends and what follows it up to the next one. The last segment of a block needs no guard: whoever
//! resumes in this block resumes at the latest there.

use super::item::verified;
use super::{Codegen, bindings, tuple};
use crate::analysis::Class;
use crate::frame;
use crate::index::{LocalId, PointId, ThawId, UseId};
use crate::names::{Marker, machine};
use crate::syntax::tree::{Block, Expr, HasPoints, Let, Stmt};
use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens, quote};

/// A piece of a block, and the last point in it.
pub(super) type Segment<'t> = (Option<PointId>, Vec<&'t Stmt>);

/// So many conditions stand in a row.
const IN_A_ROW: usize = 4;

/// What a conditional stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The block, which has the items, and the Rust locals that pinned ones thaw into.
    Block,
    /// Another conditional.
    Conditional,
}

/// How a local is carried from the code that declares it to the code that uses it.
pub(super) struct Carried {
    /// As a pattern, as a value, and as the value on resume.
    pub pattern: TokenStream,
    pub value: TokenStream,
    pub restored: TokenStream,
    /// The declaration of what it thaws into.
    pub thawing: TokenStream,
}

impl Codegen<'_> {
    /// `{ … }`
    pub(super) fn block(&self, block: &Block) -> TokenStream {
        let mut braced = Group::new(Delimiter::Brace, self.block_inner(block));
        braced.set_span(block.braces.unwrap_or_else(machine));
        let unsafety = &block.unsafety;
        quote!(#unsafety #braced)
    }

    fn block_inner(&self, block: &Block) -> TokenStream {
        self.block_into(block, &|tail| tail)
    }

    /// The inside of a block; `put` says what is done with its value.
    fn block_into(&self, block: &Block, put: &dyn Fn(TokenStream) -> TokenStream) -> TokenStream {
        let mut segments: Vec<Segment<'_>> = vec![(None, Vec::new())];
        let tail = block.tail.as_deref();
        let tail_suspends = tail.is_some_and(Expr::suspends);
        let last_point = block.stmts.iter().rposition(|stmt| stmt.points().is_some());
        for (index, stmt) in block.stmts.iter().enumerate() {
            if let Some((_, last)) = stmt.points() {
                segments.push((Some(last), Vec::new()))
            } else if let (Stmt::Item(syn::Item::Macro(_)), Some(&(last, _))) = (stmt, segments.last())
                && (tail_suspends || last_point > Some(index))
            {
                // The items of a segment stand before its code, where what has the macro's name may be another one.
                segments.push((last, Vec::new()))
            }
            segments.last_mut().expect("there is a first segment").1.push(stmt)
        }
        if tail_suspends {
            segments.push((None, Vec::new()))
        }
        let (_, last) = segments.pop().expect("there is a first segment");
        let guarded = self.guarded(&segments, Scope::Block);
        // The first statement of the last segment is the last that suspends.
        let (suspending, rest) = last.split_at(usize::from(block.thaw.is_some()));
        let suspending = suspending.iter().map(|stmt| self.stmt(stmt));
        let thaw = block.thaw.map(|thaw| self.thaw(thaw));
        let rest = rest.iter().map(|stmt| self.stmt(stmt));
        let tail = match tail {
            Some(tail) => Some(put(self.expr(tail))),
            None if segments.iter().flat_map(|(_, stmts)| stmts).any(|stmt| diverges(stmt)) => {
                let private = &self.words.private;
                Some(quote!(#private::never()))
            }
            None => None,
        };
        quote!(#guarded #(#suspending)* #thaw #(#rest)* #tail)
    }

    /// The segments under their conditions. Many are jumped into, and more are halved first, so that whoever resumes at the last point of a
    /// long block does not ask for each.
    ///
    /// ```text
    /// let (a, b, …) = if entry <= 20 { the first half; (a, b, …) } else { (slot_a.read(), slot_b.read(), …) };
    /// the second half
    /// ```
    pub(super) fn guarded(&self, segments: &[Segment<'_>], scope: Scope) -> TokenStream {
        // A macro may hide another of its name.
        let has_macros = || items(segments).any(|item| matches!(item, syn::Item::Macro(_)));
        if segments.len() <= IN_A_ROW || has_macros() {
            return segments.iter().map(|segment| self.conditional(std::slice::from_ref(segment), scope)).collect();
        }
        if let Some(jumps) = self.jumps(segments) {
            return self.declaring(segments, scope, |_| jumps);
        }
        let (first, second) = segments.split_at(segments.len() / 2);
        let (first, second) = (self.conditional(first, scope), self.guarded(second, scope));
        quote!(#first #second)
    }

    /// Segments that are run if control comes from the beginning, or resumes in one of them.
    fn conditional(&self, segments: &[Segment<'_>], scope: Scope) -> TokenStream {
        let Some((last, _)) = segments.last().filter(|_| segments.iter().any(has_code)) else {
            let items = items(segments).filter(|_| scope == Scope::Block);
            return quote!(#(#items)*);
        };
        let run = match segments {
            [segment] => self.code(segment),
            several => self.guarded(several, Scope::Conditional),
        };
        let entered = self.entered(*last);
        self.declaring(segments, scope, |carried| match carried {
            [] => quote!(if #entered { #run }),
            carried => {
                let (values, restored) = (values(carried), restored(carried));
                quote!(if #entered { #run #values } else { #restored })
            }
        })
    }

    /// What the segments declare gets the value of `code`, which runs them.
    fn declaring(
        &self,
        segments: &[Segment<'_>],
        scope: Scope,
        code: impl FnOnce(&[Carried]) -> TokenStream,
    ) -> TokenStream {
        let items = items(segments).filter(|_| scope == Scope::Block);
        let carried: Vec<Carried> = segments.iter().flat_map(|segment| self.carried_by(segment)).collect();
        let code = code(&carried);
        if carried.is_empty() {
            return quote!(#(#items)* #code);
        }
        let patterns = patterns(&carried);
        if scope == Scope::Conditional || carried.iter().all(|carried| carried.thawing.is_empty()) {
            return quote!(#(#items)* let #patterns = #code;);
        }
        // One by one, so that what thaws stands, and drops, among the others.
        let declared = carried.iter().map(|Carried { pattern, thawing, .. }| quote!(let #pattern; #thawing));
        let values = values(&carried);
        quote!(#(#items)* #(#declared)* #values = #code;)
    }

    /// What a segment declares and later ones use.
    pub(super) fn carried_by(&self, segment: &Segment<'_>) -> impl Iterator<Item = Carried> {
        declared_by(segment).filter_map(|local| self.carried(local))
    }

    /// The statements of a segment.
    pub(super) fn code(&self, (_, stmts): &Segment<'_>) -> TokenStream {
        stmts.iter().filter(|stmt| !matches!(stmt, Stmt::Item(_))).map(|stmt| self.stmt(stmt)).collect()
    }

    /// The Rust local that a pinned one thaws into, or that a closure takes along.
    pub(super) fn thawing(&self, local: LocalId) -> TokenStream {
        let taken_along = self.resolved.captures.iter().filter(|(_, capture)| !capture.moves).any(|(_, capture)| {
            let declared = |use_: &&UseId| !self.resolved.owned.contains(**use_) && !self.moves_for(capture);
            let named = capture.uses.iter().filter(declared);
            named.into_iter().any(|use_| self.resolved.uses[*use_].local == local && self.facts.takes.contains(*use_))
        });
        if self.facts.thawed[local].is_none() && !taken_along {
            return TokenStream::new();
        }
        let name = self.name(local, &self.resolved.locals[local].name);
        quote!(let mut #name;)
    }

    /// Moves the locals that thaw here.
    fn thaw(&self, thaw: ThawId) -> TokenStream {
        let locals = self.resolved.thaws[thaw].locals.iter().filter(|local| self.facts.thawed[**local] == Some(thaw));
        locals
            .map(|&local| {
                let Some(slot) = self.pinned(local) else { return TokenStream::new() };
                let (name, held, private) =
                    (self.name(local, &self.resolved.locals[local].name), self.held(local), &self.words.private);
                let handle = &slot.name;
                quote!(#private::forget(#held); #name = #handle.read();)
            })
            .collect()
    }

    /// Whether control comes from the beginning, or resumes at a point up to `last`.
    pub(super) fn entered(&self, last: Option<PointId>) -> TokenStream {
        let entry = &self.words.entry;
        match last {
            None => quote!(#entry == 0),
            Some(last) => {
                let last = frame::state(last);
                quote!(#entry <= #last)
            }
        }
    }

    /// `None` for a local that stays where it is declared, or that is in its slot without a guard.
    pub(super) fn carried(&self, local: LocalId) -> Option<Carried> {
        let at = &self.resolved.locals[local].name;
        let name = self.name(local, at);
        let slot = self.frame.slots[local].as_ref();
        match (self.facts.classes[local], slot) {
            (Class::Spilled, Some(slot)) => {
                let mutability = self.resolved.locals[local].mutable.then(|| quote!(mut));
                let handle = &slot.name;
                Some(Carried {
                    pattern: quote!(#mutability #name),
                    value: name.to_token_stream(),
                    restored: quote!(#handle.read()),
                    thawing: TokenStream::new(),
                })
            }
            (Class::Pinned { .. }, Some(slot)) if self.is_guarded(local) => {
                let held = self.held(local);
                Some(Carried {
                    pattern: held.to_token_stream(),
                    value: held.to_token_stream(),
                    restored: self.hold(slot),
                    thawing: self.thawing(local),
                })
            }
            (Class::Local | Class::Spilled | Class::Pinned { .. }, _) => None,
        }
    }

    fn stmt(&self, stmt: &Stmt) -> TokenStream {
        match stmt {
            Stmt::Let(let_) => self.let_(let_),
            Stmt::Expr(expr, semi) => {
                let expr = self.expr(expr);
                quote!(#expr #semi)
            }
            Stmt::Item(item) => item.to_token_stream(),
        }
    }

    fn let_(&self, let_: &Let) -> TokenStream {
        let attrs = &let_.attrs;
        let pattern = self.plain(&let_.pat);
        let ty = let_.ty.as_ref().map(|ty| quote!(: #ty));
        let bound = bindings(&let_.pat);
        let els = let_.els.as_ref().map(|els| self.plain(els)).map(|els| quote!(else #els));
        let Some(init) = &let_.init else { return self.deferred(&bound, &pattern, let_) };
        if let ([local], Some(_)) = (&bound[..], let_.name()) {
            return self.let_name(*local, &pattern, let_, init);
        }
        let init = self.expr(init);
        let begins = self.begin_bound(&bound);
        // What ends with a brace may not stand before `else`.
        let init = if els.is_some() { quote!((#init)) } else { init };
        quote!(#(#attrs)* let #pattern #ty = #init #els; #begins)
    }

    /// `let x = init;`
    ///
    /// Where temporaries are declared for `init`, the value is put where it belongs before they drop, since a destructor may panic:
    ///
    /// ```text
    /// let x = { let mut temp_0 = f(); g(&temp_0) };        let x; { let mut temp_0 = f(); x = g(&temp_0); }
    /// ```
    fn let_name(&self, local: LocalId, pattern: &TokenStream, let_: &Let, init: &Expr) -> TokenStream {
        let attrs = &let_.attrs;
        let ty = let_.ty.as_ref().map(verified).map(|ty| quote!(: #ty));
        let name = self.name(local, &self.resolved.locals[local].name);
        // A `let` like the user's, so that rustc says the same of it as of the witness, and says it once.
        let typed = |value: TokenStream| if ty.is_some() { quote!({ let #name #ty = #value; #name }) } else { value };
        let hint = self.type_hint(local, let_.ty.as_ref());
        match (let_.temporaries(), self.begun(local)) {
            (None, Some((held, begin))) => {
                let value = begin(typed(self.expr(init)));
                quote!(#hint let #held = #value;)
            }
            (Some(block), Some((held, begin))) => {
                let inner = self.block_into(block, &|value| {
                    let value = begin(typed(value));
                    quote!(#held = #value;)
                });
                quote!(#hint let #held; { #inner })
            }
            (None, None) if self.pinned(local).is_some() => {
                let written = self.write(local, &typed(self.expr(init)));
                quote!(#hint #written)
            }
            (Some(block), None) if self.pinned(local).is_some() => {
                let inner = self.block_into(block, &|value| self.write(local, &typed(value)));
                quote!(#hint { #inner })
            }
            (None, None) => {
                let init = self.expr(init);
                quote!(#(#attrs)* let #pattern #ty = #init;)
            }
            (Some(block), None) => {
                let inner = self.block_into(block, &|value| {
                    let value = typed(value);
                    quote!(#name = #value;)
                });
                quote!(#(#attrs)* let #pattern; { #inner })
            }
        }
    }

    /// `let x;`
    fn deferred(&self, bound: &[LocalId], pattern: &TokenStream, let_: &Let) -> TokenStream {
        let mut out = TokenStream::new();
        let natural = |local: &LocalId| self.pinned(*local).is_none();
        for &local in bound {
            let Some(slot) = self.pinned(local) else { continue };
            let hint = self.type_hint(local, let_.ty.as_ref());
            let (handle, held, hold) = (slot.handle(), self.held(local), self.hold(slot));
            let begin = self.is_guarded(local).then(|| quote!(#handle.declare(); let #held = #hold;));
            out.extend(quote!(#hint #begin))
        }
        if let_.ty.is_some() && bound.iter().any(natural) || bound.iter().all(natural) {
            let ty = let_.ty.as_ref().map(|ty| quote!(: #ty));
            out.extend(quote!(let #pattern #ty;))
        } else {
            // Of the others nothing here would say what they are.
            out.extend(bound.iter().filter(|local| natural(local)).map(|&local| {
                let mutability = self.resolved.locals[local].mutable.then(|| quote!(mut));
                let name = self.name(local, &self.resolved.locals[local].name);
                quote!(let #mutability #name;)
            }))
        }
        out
    }

    /// What a pattern bound by name goes to its slots. The names that were bound after the first that is pinned are bound once more, so that
    /// guards and locals drop in the order of the pattern.
    pub(super) fn begin_bound(&self, bound: &[LocalId]) -> TokenStream {
        let first = bound.iter().position(|local| self.pinned(*local).is_some()).unwrap_or(bound.len());
        let begun = bound[first..].iter().map(|&local| {
            let name = self.name(local, &self.resolved.locals[local].name);
            match self.pinned(local) {
                Some(_) => self.begin(local, &name.to_token_stream()),
                None => {
                    let mutability = self.resolved.locals[local].mutable.then(|| quote!(mut));
                    quote!(let #mutability #name = #name;)
                }
            }
        });
        begun.collect()
    }

    fn begin(&self, local: LocalId, value: &TokenStream) -> TokenStream {
        let Some((held, begin)) = self.begun(local) else { return self.write(local, value) };
        let begun = begin(value.clone());
        quote!(let #held = #begun;)
    }

    /// What has no guard goes to its slot.
    fn write(&self, local: LocalId, value: &TokenStream) -> TokenStream {
        let Some(slot) = self.pinned(local) else { return TokenStream::new() };
        let handle = &slot.name;
        quote!(#handle.write(#value);)
    }

    /// Whether a pinned local has a guard: what has no destructor needs none.
    pub(super) fn is_guarded(&self, local: LocalId) -> bool {
        !self.facts.unguarded.contains(local)
    }

    /// Whether there are guards at all.
    pub(super) fn holds(&self) -> bool {
        self.resolved.locals.ids().any(|local| self.pinned(local).is_some() && self.is_guarded(local))
    }

    /// The guard of a local in a slot, and what makes it of the value.
    fn begun(&self, local: LocalId) -> Option<(proc_macro2::Ident, impl Fn(TokenStream) -> TokenStream)> {
        let slot = self.pinned(local).filter(|_| self.is_guarded(local))?;
        let (handle, suspended, rest) = (slot.handle(), &self.words.suspended, self.rest(local));
        let rest = rest.map(|rest| quote!(, #rest));
        Some((self.held(local), move |value| quote!(#handle.begin(#value, #suspended #rest))))
    }

    /// The guard of a local that is in its slot.
    pub(super) fn hold(&self, slot: &frame::Slot) -> TokenStream {
        let (handle, suspended) = (slot.handle(), &self.words.suspended);
        quote!(#handle.hold(#suspended))
    }

    /// The slot has the type that the user declared, so that the initialiser is coerced to it.
    fn type_hint(&self, local: LocalId, ty: Option<&syn::Type>) -> TokenStream {
        let (Some(slot), Some(ty)) = (self.pinned(local), ty) else { return TokenStream::new() };
        let (handle, private, ty) = (&slot.name, &self.words.private, verified(ty));
        quote!(let _: #private::Slot<#ty> = #handle;)
    }

    /// The guard of a pinned local.
    pub(super) fn held(&self, local: LocalId) -> proc_macro2::Ident {
        let local = &self.resolved.locals[local];
        crate::names::of_local("held", &local.name, local.nth)
    }
}

/// `(a, held_b)`, on the left of `let`.
pub(super) fn patterns(carried: &[Carried]) -> TokenStream {
    tuple(&carried.iter().map(|carried| carried.pattern.clone()).collect::<Vec<_>>())
}

pub(super) fn values(carried: &[Carried]) -> TokenStream {
    tuple(&carried.iter().map(|carried| carried.value.clone()).collect::<Vec<_>>())
}

/// `(slot_a.read(), slot_b.hold(suspended))`
pub(super) fn restored(carried: &[Carried]) -> TokenStream {
    tuple(&carried.iter().map(|carried| carried.restored.clone()).collect::<Vec<_>>())
}

pub(super) fn declared_by((_, stmts): &Segment<'_>) -> impl Iterator<Item = LocalId> {
    stmts.iter().flat_map(|stmt| match stmt {
        Stmt::Let(let_) => bindings(&let_.pat),
        Stmt::Expr(..) | Stmt::Item(_) => Vec::new(),
    })
}

fn has_code((_, stmts): &Segment<'_>) -> bool {
    stmts.iter().any(|stmt| !matches!(stmt, Stmt::Item(_)))
}

fn items<'t>(segments: &'t [Segment<'t>]) -> impl Iterator<Item = &'t syn::Item> {
    segments.iter().flat_map(|(_, stmts)| stmts).filter_map(|stmt| match stmt {
        Stmt::Item(item) => Some(item),
        Stmt::Let(_) | Stmt::Expr(..) => None,
    })
}

/// Whether control does not come past the statement, as far as syntax tells. A block that ends so has the type `!`, also where the
/// statement stands under a condition of ours.
fn diverges(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Expr(Expr::Plain(syn::Expr::Return(_) | syn::Expr::Break(_) | syn::Expr::Continue(_)), _) => true,
        Stmt::Expr(Expr::Break { .. } | Expr::Return { .. }, _) => true,
        Stmt::Expr(Expr::Plain(syn::Expr::Call(e)), _) => {
            let callee = if let syn::Expr::Path(path) = &*e.func { path.path.get_ident() } else { None };
            callee.is_some_and(|callee| matches!(Marker::parse(callee), Some(Marker::Bail | Marker::Never)))
        }
        Stmt::Expr(..) | Stmt::Let(_) | Stmt::Item(_) => false,
    }
}
