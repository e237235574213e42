//! Markers become Rust: a mention of a local becomes its name, its place, or the value taken out of its slot.
//!
//! ```text
//! mention            local, spilled    pinned
//! f(x)               x                 slot_x.take()              (a copy stays: (*slot_x.get()))
//! &x, x.f            x                 (*slot_x.get())
//! &mut x, x.m()      x                 (*slot_x.get_mut())
//! x = e              x = e             slot_x.assign(e)           (where it may hold nothing)
//! lend(x, e)         { x = e; &x }     slot_x.lend(e)
//! ```

use super::captures::{captures_places, moving};
use super::leave::Stays;
use super::{Codegen, Verifying};
use crate::analysis::{self, Class};
use crate::index::{LocalId, UseId};
use crate::names::{self, Marker, machine};
use crate::resolve::{Context, Mode, Projection, Taking, Use};
use crate::syntax::signature::Mutability;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

impl Codegen<'_> {
    /// The user's tokens with all markers replaced.
    pub(super) fn plain(&self, tokens: &impl ToTokens) -> TokenStream {
        self.replace(tokens.to_token_stream())
    }

    pub(super) fn replace(&self, tokens: TokenStream) -> TokenStream {
        let mut out: Vec<TokenTree> = Vec::new();
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => {
                    let mut replaced = Group::new(group.delimiter(), self.replace(group.stream()));
                    replaced.set_span(group.span());
                    out.extend([TokenTree::Group(replaced)])
                }
                TokenTree::Ident(ident) => match Marker::parse(&ident) {
                    None => out.extend([TokenTree::Ident(ident)]),
                    Some(Marker::Use(id)) if self.captures_itself(id, &ident, &out) => out.truncate(out.len() - 3),
                    Some(Marker::Use(id)) => out.extend(self.use_(id, &ident)),
                    Some(Marker::Binding(local)) => out.extend(self.name(local, &ident).into_token_stream()),
                    Some(marker) => {
                        let argument = match tokens.next() {
                            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
                                group.stream()
                            }
                            _ => unreachable!("a marker that stands for an operation is followed by its operand"),
                        };
                        match marker {
                            Marker::Consume(id) => out.extend(self.consume(id, argument)),
                            Marker::Ask(id) => out.extend(self.ask(id, argument)),
                            Marker::List => out.extend(self.list(argument)),
                            Marker::Arms => out.extend(self.arms(argument)),
                            Marker::Fill(id) => out.extend(self.fill(id, argument)),
                            Marker::Part(id) if matches!(self.resolved.parts[id].taking, Taking::Rest(_)) => {
                                out.extend(self.literal(id, argument, &ident))
                            }
                            Marker::Matched(id) => out.extend(self.matched(&self.resolved.matches[id], argument)),
                            _ => {
                                let ends =
                                    matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ';');
                                out.extend(self.operation(&marker, self.replace(argument), &ident, ends))
                            }
                        }
                    }
                },
                token => out.extend([token]),
            }
        }
        out.into_iter().collect()
    }

    /// Whether the mention is that of a format string which may stay as it is, because the local has its own name there: then what is wrong
    /// with it is said inside the string, as of the witness. Before it, `, x =` was written.
    ///
    /// ```text
    /// println!("{x}", x = x)      println!("{x}")
    /// ```
    fn captures_itself(&self, id: UseId, at: &Ident, before: &[TokenTree]) -> bool {
        let [before @ .., TokenTree::Punct(comma), TokenTree::Ident(name), TokenTree::Punct(equals)] = before else {
            return false;
        };
        let is_of_string =
            |token: &TokenTree| matches!(token, TokenTree::Literal(_)) && names::same_place(token.span(), name.span());
        let local = &self.resolved.locals[self.resolved.uses[id].local];
        let value: Vec<TokenTree> = self.use_(id, at).into_iter().collect();
        comma.as_char() == ','
            && equals.as_char() == '='
            && before.iter().any(is_of_string)
            && names::same(name, &local.name)
            && matches!(&value[..], [TokenTree::Ident(value)] if *value == local.name)
    }

    fn operation(&self, marker: &Marker, argument: TokenStream, at: &Ident, ends: bool) -> TokenStream {
        let span = at.span();
        match marker {
            Marker::Assign(id) => {
                let assignment = self.assign(*id, &argument, at);
                if ends { assignment } else { quote!((#assignment)) }
            }
            Marker::Lend(id) => self.lend(*id, &argument, at),
            Marker::Capture(id) => {
                let capture = &self.resolved.captures[*id];
                let (moved, lent) = (self.taken_along(capture), self.lent_to(capture));
                if let Some(apart) = self.apart(capture, &moved, &argument) {
                    return apart;
                }
                let argument = if lent.is_empty() { argument } else { captures_places(argument) };
                let argument = if self.moves_for(capture) { moving(argument) } else { argument };
                if moved.is_empty() && lent.is_empty() { argument } else { quote!({ #moved #lent #argument }) }
            }
            Marker::Ready => self.ready(&argument, names::ends(argument.clone()).unwrap_or((span, span))),
            Marker::Try => self.try_(&argument, at),
            Marker::Leave => self.leave(&argument, &Stays::Unit, at),
            Marker::Check => self.leave(&argument, &Stays::UnitOwningNothing, at),
            Marker::Bail => self.leave(&argument, &Stays::Never, at),
            Marker::Never => {
                let private = &self.words.private;
                quote_spanned!(span.resolved_at(names::machine())=> #private::diverges(#argument))
            }
            Marker::Linked(n) => self.linked(*n, argument),
            Marker::Part(_) if self.verifying.get() == Verifying::All => {
                let private = &self.words.private;
                quote!(#private::Alike(&#argument).value())
            }
            Marker::Part(id) => self.part(*id, &argument, at),
            Marker::Cast(id) if self.pinned_at(*id).is_some() => {
                let private = &self.words.private;
                quote!(#private::cast(&raw const #argument))
            }
            Marker::Cast(_) => argument,
            Marker::Nested(id) => self.nested(*id, &argument, at),
            Marker::Use(_)
            | Marker::Binding(_)
            | Marker::Consume(_)
            | Marker::Ask(_)
            | Marker::Matched(_)
            | Marker::List
            | Marker::Arms
            | Marker::Fill(_) => {
                unreachable!("a name is no operation")
            }
        }
    }

    /// `Frame::ready(&frame, value)`: the call stands where the user's value does, so that rustc says of it what it says of the value in the
    /// witness, and prints it once. A value that is not a block is put in braces for the same reason: it is the end of a block that is
    /// returned.
    pub(super) fn ready(&self, value: &TokenStream, (from, to): (Span, Span)) -> TokenStream {
        let (frame, private) = (&self.words.frame, names::private_at(from));
        let mut tokens = value.clone().into_iter();
        let braces =
            |token: TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        let is_block = tokens.next().is_some_and(braces) && tokens.next().is_none();
        let block = if is_block { value.clone() } else { quote_spanned!(to=> { #value }) };
        let arguments = quote_spanned!(to=> (&#frame, #block));
        quote_spanned!(from=> #private::Frame::ready #arguments)
    }

    /// `value?`
    pub(super) fn try_(&self, value: &TokenStream, at: &Ident) -> TokenStream {
        // All of it has the place of the `?`, so that rustc does not say again what it has said of the witness there.
        let span = at.span();
        let (frame, private) = (&self.words.frame, names::private_at(span));
        let result = Ident::new("result", span);
        // In parentheses: a statement that began with `match` would end with it.
        quote_spanned! {span=>
            (match #private::Try::branch(#value) {
                #private::ControlFlow::Continue(#result) => #result,
                #private::ControlFlow::Break(#result) => return (&#frame).ready(#private::FromResidual::from_residual(#result)),
            })
        }
    }

    fn assign(&self, id: UseId, value: &TokenStream, at: &Ident) -> TokenStream {
        let use_ = &self.resolved.uses[id];
        let Some(slot) = self.pinned_at(id) else {
            let name = self.name(use_.local, &use_.ident);
            return quote!(#name = #value);
        };
        let handle = self.kept(use_.hidden, spanned(&slot.name, at));
        if let Some(place) = self.owned_place(use_, at) {
            return quote!(#place = #value);
        }
        match use_.context {
            _ if self.is_natural(use_) => {
                let name = self.name(use_.local, &use_.ident);
                quote!(#name = #value)
            }
            Context::Body | Context::Macro if slot.flag.is_some() => {
                let handle = self.kept(use_.hidden, spanned(slot.handle(), at));
                quote!(#handle.assign(#value))
            }
            Context::Body | Context::Macro if !self.is_guarded(use_.local) => quote!(#handle.write(#value)),
            Context::Closure if use_.lent => {
                let lent = self.lent_place(id, at);
                quote!(#lent = #value)
            }
            Context::Body | Context::Macro | Context::Closure => quote!(*#handle.get_mut() = #value),
            Context::MoveClosure | Context::OwnGuard => unreachable!("these have the names of their locals"),
        }
    }

    /// A function in between, not a statement: what is expected of the borrow is expected of the value.
    fn lend(&self, id: UseId, value: &TokenStream, at: &Ident) -> TokenStream {
        match self.pinned_at(id) {
            Some(slot) if slot.flag.is_some() || !self.is_guarded(self.resolved.uses[id].local) => {
                let handle = self.kept(self.resolved.uses[id].hidden, spanned(slot.handle(), at));
                quote!(#handle.lend(#value))
            }
            _ => {
                let (assign, place) = (self.assign(id, value, at), self.use_(id, at));
                quote!({ #assign; &#place })
            }
        }
    }

    pub(super) fn use_(&self, id: UseId, at: &Ident) -> TokenStream {
        let use_ = &self.resolved.uses[id];
        if self.verifying.get() == Verifying::AllBut(id) {
            return self.name(use_.local, &use_.ident).into_token_stream();
        }
        if self.stands_in(use_) {
            let name = self.name(use_.local, &use_.ident);
            return quote_spanned!(at.span()=> #name.value());
        }
        let verifying = self.verifying.get() != Verifying::No;
        let stands_in = use_.context == Context::Body
            || (use_.lent && use_.context == Context::Closure && use_.taken_along.is_none());
        let by_value = use_.mode == Mode::Value
            || (use_.mode == Mode::Calculated && use_.context == Context::Body && use_.projection == Projection::Whole)
            || use_.mode == Mode::Consumed;
        if verifying && by_value && stands_in && self.pinned_at(id).is_none() {
            let (private, name) = (&self.words.private, self.name(use_.local, &use_.ident));
            return quote!(#private::Alike(&#name).value());
        }
        let Some(slot) = self.pinned_at(id) else { return self.name(use_.local, &use_.ident).into_token_stream() };
        if let Some(place) = self.owned_place(use_, at) {
            return place;
        }
        if self.is_natural(use_) {
            return self.name(use_.local, &use_.ident).into_token_stream();
        }
        let handle = self.kept(use_.hidden, spanned(&slot.name, at));
        // Only the name is ours: the parentheses around it are the user's, and with them the whole call. Otherwise rustc would say that the
        // user's expression comes from a macro, beside having said of the witness what is wrong with it.
        let span = at.span();
        if self.facts.takes.contains(id) && verifying {
            let private = &self.words.private;
            return quote_spanned!(span=> #private::Alike(#handle.get()).value());
        }
        if self.facts.takes.contains(id) {
            let handle = self.kept(use_.hidden, spanned(slot.handle(), at));
            let take = match (&slot.flag, use_.context) {
                (None, _) => "read",
                (Some(_), Context::Macro) => "take_once",
                (Some(_), _) => "take",
            };
            let take = Ident::new(take, span);
            return quote_spanned!(span=> (#handle).#take());
        }
        if use_.lent {
            let lent = self.lent_place(id, at);
            return match use_.mode {
                Mode::Written => quote_spanned!(span=> (&mut #lent)),
                _ => quote_spanned!(span=> (#lent)),
            };
        }
        if use_.mode == Mode::Written {
            // A reference, not a place: a macro of that name cannot assign to it.
            return quote_spanned!(span=> ((#handle).get_mut()));
        }
        match self.access(use_) {
            Mutability::Shared if use_.asked_about => quote_spanned!(span=> (*(#handle).either())),
            Mutability::Shared => quote_spanned!(span=> (*(#handle).get())),
            Mutability::Unique => quote_spanned!(span=> (*(#handle).get_mut())),
        }
    }

    /// Whether the mention has the name of a Rust local.
    pub(super) fn is_natural(&self, use_: &Use) -> bool {
        use_.context.is_natural()
            || use_.taken_along.is_some_and(|by| self.facts.takes.contains(by))
            || self.is_moved_into_closure(use_)
    }

    /// How the place is reached. A unique place where a shared one would do is only made where the macro cannot know better.
    pub(super) fn access(&self, use_: &Use) -> Mutability {
        let local = &self.resolved.locals[use_.local];
        let through_shared = local.reference == Some(Mutability::Shared) && use_.projection != Projection::Whole;
        match use_.mode {
            // By value in a closure or a macro, a unique reference is reborrowed: what it is cannot be seen.
            Mode::Value if matches!(use_.context, Context::Closure | Context::Macro) && !analysis::is_copy(local) => {
                Mutability::Unique
            }
            // Through a unique reference a part that is one itself is reborrowed.
            Mode::Part if local.is_unique_reference() || local.holds_references() => Mutability::Unique,
            // What is lent to a closure is the one or the other.
            Mode::Inspected if use_.asked_about && use_.context == Context::Closure => Mutability::Unique,
            Mode::Value | Mode::Part | Mode::Read | Mode::Inspected | Mode::Calculated | Mode::Borrow => {
                Mutability::Shared
            }
            _ if through_shared => Mutability::Shared,
            Mode::BorrowMut
            | Mode::Written
            | Mode::Receiver
            | Mode::Consumed
            | Mode::Update
            | Mode::Assign
            | Mode::AssignInPattern => Mutability::Unique,
            Mode::Matched(_) | Mode::MacroArgument | Mode::Opaque => Mutability::Unique,
        }
    }

    /// The slot of a pinned local.
    pub(super) fn pinned(&self, local: LocalId) -> Option<&crate::frame::Slot> {
        match self.facts.classes[local] {
            Class::Pinned { .. } => self.frame.slots[local].as_ref(),
            Class::Local | Class::Spilled => None,
        }
    }

    /// The slot of the local of a use, if it is in its slot then.
    pub(super) fn pinned_at(&self, id: UseId) -> Option<&crate::frame::Slot> {
        let local = self.resolved.uses[id].local;
        let natural = self.facts.thawed[local].is_some_and(|thaw| id >= self.resolved.thaws[thaw].from);
        if natural { None } else { self.pinned(local) }
    }

    /// What the machine calls the local where it is a Rust local.
    pub(super) fn name(&self, local: LocalId, at: &Ident) -> Ident {
        let local = &self.resolved.locals[local];
        if local.name == "self" {
            return names::receiver(at.span());
        }
        if !local.renamed {
            let mut name = local.name.clone();
            name.set_span(local.name.span().located_at(at.span()));
            return name;
        }
        let named = if local.by_ref { names::of_reference } else { |name: &Ident, n| names::of_local("", name, n) };
        let mut name = named(&local.name, local.nth);
        name.set_span(name.span().located_at(at.span()));
        name
    }
}

/// The handle's name where the user's mention stood.
pub(super) fn spanned(handle: &Ident, at: &Ident) -> Ident {
    let mut handle = handle.clone();
    handle.set_span(at.span().resolved_at(machine()));
    handle
}
