//! What is taken to consume a local: methods by their name, calls of what is callable once, patterns that bind every part. A macro sees no
//! types, so each of these is a guess, and `codegen::places` has rustc verify it.

use super::{Context, Matched, Mode, Projection, Resolver, Use, parts};
use crate::index::{Id, LocalId, MatchId, UseId};
use crate::names::{self, Marker, machine};
use crate::syntax::conventions::{borrows_receiver, consumes_local, consumes_receiver, keeps_receiver, may_yet_look};
use crate::syntax::methods::Receiver;
use crate::syntax::nested;
use crate::syntax::operands::{is_place, may_leave};
use crate::syntax::patterns::{self, Moves};
use syn::Expr;

impl Resolver<'_> {
    /// Whether a call is taken to consume a local. `codegen::places` verifies it with a copy of the call in a closure, so nothing in the
    /// call may leave it.
    pub(super) fn may_be_consumed(&self, e: &syn::ExprMethodCall) -> bool {
        let Some(name) = parts::root(&e.receiver) else { return false };
        let Some(local) = self.lookup(name) else { return false };
        // `x.as_mut().method()`: who reborrows a pin means to give it away.
        let method = e.method.to_string();
        // What is given away is polled, or asked for what is behind it.
        let gives = method.starts_with("poll_") || ["get", "get_mut", "peek"].contains(&method.as_str());
        let looks = method.starts_with("as_") || (borrows_receiver(&e.method, e.args.len()) && !gives);
        let through_pin = self.locals[local].pin && names::is_temp(name) && !looks;
        let of_whole = matches!(&*e.receiver, Expr::Path(_));
        // A guess is what is left where rustc cannot be asked.
        let guessed = || {
            self.is_of_owner(e)
                || self.is_of_chain(e)
                || (self.is_delegated(e) && !(self.awaits_method && self.may_be_asked_of_part(e)))
                || self.is_replaced(e)
                || self.is_combined(e)
                || consumes_receiver(e, of_whole && names::is_temp(name))
        };
        let is_finished = || !names::is_temp(name) && consumes_local(e);
        let by_name = || {
            through_pin
                || is_finished()
                || (consumes_receiver(e, false) && !(may_yet_look(&e.method) && self.may_be_asked(e)))
                || (guessed() && !self.may_be_asked(e))
        };
        (of_whole || !self.in_unsafe)
            && self.declared(e).map_or_else(by_name, |receiver| receiver == Receiver::ByValue)
            && self.closures.is_empty()
            // What evaluates its argument moves what that consumes, once.
            && (!self.in_macro || (of_whole && (consumes_receiver(e, false) || is_finished())))
            && !e.args.iter().any(may_leave)
    }

    /// Whether it is the method of a `self` that the function owns, and is taken to consume that for no other reason.
    pub(super) fn is_of_owner(&self, e: &syn::ExprMethodCall) -> bool {
        let Expr::Path(path) = &*e.receiver else { return false };
        let Some(local) = path.path.get_ident().and_then(|name| self.lookup(name)) else { return false };
        let local = &self.locals[local];
        let is_by_name = consumes_receiver(e, false) || consumes_local(e);
        local.owner && self.declared(e).is_none() && !keeps_receiver(&e.method) && !is_by_name
    }

    /// Whether a function that takes its receiver by value calls its own like: `async fn close(self) { self.inner.close().await }`.
    /// What that is called of has a name: a temporary is as often a guard.
    fn is_delegated(&self, e: &syn::ExprMethodCall) -> bool {
        let local = parts::root(&e.receiver).filter(|name| !names::is_temp(name)).and_then(|name| self.lookup(name));
        // A `self` of which a part is passed on need not be declared with `mut`.
        if local.is_none_or(|local| self.locals[local].owner && self.locals[local].mutable) {
            return false;
        }
        self.passed_on.as_ref().is_some_and(|(name, args)| e.method == *name && e.args.len() == *args)
            && !keeps_receiver(&e.method)
            && !borrows_receiver(&e.method, e.args.len())
    }

    /// How the method takes a `self` that the function owns, if its declaration is seen.
    pub(super) fn declared(&self, e: &syn::ExprMethodCall) -> Option<Receiver> {
        let Expr::Path(path) = &*e.receiver else { return None };
        let name = path.path.get_ident().filter(|name| *name == "self")?;
        let local = self.lookup(name)?;
        self.locals[local].owner.then(|| self.methods.receiver(&e.method))?
    }

    /// Whether the method is known to take `self` by value where that cannot be verified, because an argument may leave the function.
    pub(super) fn is_declared_to_consume(&self, e: &syn::ExprMethodCall) -> bool {
        self.declared(e) == Some(Receiver::ByValue)
            && self.methods.are_inherent()
            && self.closures.is_empty()
            && !self.in_macro
            && e.args.iter().any(may_leave)
    }

    /// Whether a call of a local is taken to consume it: a parameter that is declared to be callable once.
    pub(super) fn may_be_called_once(&self, e: &syn::ExprCall) -> bool {
        let Expr::Path(path) = &*e.func else { return false };
        let local = path.path.get_ident().and_then(|name| self.lookup(name));
        local.is_some_and(|local| self.locals[local].once)
            && self.closures.is_empty()
            && !self.in_macro
            && !e.args.iter().any(may_leave)
    }

    /// Resolves such a call. The closure that verifies it must own nothing but the receiver, or it proves nothing: of what an argument takes by
    /// value, a stand-in is written there, and that nothing else is owned is verified too. Where it is plain that something is, the call is
    /// one like any other.
    pub(super) fn consumed<'e>(
        &mut self,
        receiver: &mut Expr,
        args: impl Iterator<Item = &'e mut Expr>,
    ) -> Option<UseId> {
        let use_ = self.next_use();
        self.expr(receiver, Mode::Consumed);
        let start = self.next_use();
        let inner = LocalId::new(self.locals.len());
        // A `Result` that was awaited calls its closure, or drops it.
        let kept = self.kept && !self.locals[self.uses[use_].local].awaited;
        let outer = std::mem::replace(&mut self.kept, kept);
        let links = args.filter_map(|arg| self.linked(arg)).collect::<Vec<_>>();
        self.kept = outer;
        let along: Vec<UseId> = self
            .captures
            .iter()
            .filter(|(_, capture)| !capture.moves)
            .flat_map(|(_, capture)| capture.uses.clone())
            .collect();
        let later = (start.index()..self.uses.len()).map(UseId::new).filter(|id| !along.contains(id));
        // A closure stands for itself in the call alone.
        let later = later.filter(|id| !links.iter().any(|link| link.contains(id)));
        // What the arguments declare themselves is no business of the closure around them.
        let owned = later
            .map(|id| &self.uses[id])
            .filter(|use_| use_.local < inner && !self.locals[use_.local].has_no_destructor())
            // What a `move` closure owns within one that borrows, that one does not own.
            .filter(|use_| use_.context != Context::MoveClosure || !use_.lent)
            .map(|use_| if use_.context == Context::MoveClosure { Owned::Perhaps } else { owned(use_, self.in_unsafe) })
            .max();
        match owned {
            Some(Owned::Perhaps) => {
                self.uses[use_].mode = Mode::Receiver;
                return None;
            }
            Some(Owned::ByName) => _ = self.beside.insert(use_),
            Some(Owned::Not) | None => {}
        }
        if self.uses[use_].projection == Projection::Field {
            self.taken(use_);
        }
        Some(use_)
    }

    /// Resolves an argument of such a call. If it is a closure or a block, the uses in it.
    fn linked(&mut self, arg: &mut Expr) -> Option<std::ops::Range<UseId>> {
        let is_alone = is_of_its_own_type(arg);
        let start = self.next_use();
        self.arguments([&mut *arg]);
        if !is_alone && !is_asked_alone(arg) {
            return None;
        }
        let marker = Marker::Linked(self.links).ident(machine());
        self.links += 1;
        *arg = syn::parse_quote!(#marker(#arg));
        Some(self.uses_since(start))
    }

    /// Resolves a scrutinee, which the patterns may consume.
    pub(super) fn scrutinee(&mut self, scrutinee: &mut Expr, mut pats: Vec<&mut syn::Pat>) {
        if !is_place(scrutinee) {
            return self.expr(scrutinee, Mode::Value);
        }
        while let Expr::Paren(e) = scrutinee {
            *scrutinee = (*e.expr).clone()
        }
        let all: Vec<&syn::Pat> = pats.iter().map(|pat| &**pat).collect();
        if all.iter().any(|pat| matches!(pat, syn::Pat::Guard(_))) {
            self.guarded_matches.insert(self.next_use());
        }
        let moves = patterns::moves(all.iter().copied());
        let is_local = matches!(&*scrutinee, Expr::Path(path) if path.path.get_ident().is_some_and(|name| self.lookup(name).is_some()));
        if all.iter().any(|pat| patterns::binds_uniquely(pat)) {
            return self.expr(scrutinee, Mode::BorrowMut);
        }
        let unpacks = !all.iter().any(|pat| patterns::binds_by_reference(pat));
        let use_ = self.next_use();
        if moves == Moves::Perhaps && is_local && self.closures.is_empty() {
            self.consumed_by_patterns(scrutinee, all.into_iter());
        } else {
            self.expr(scrutinee, Mode::Matched(moves));
        }
        if unpacks {
            self.unpacked(use_)
        }
        if moves != Moves::Not && is_local && pats.len() > 1 {
            pats.iter_mut().for_each(|pat| patterns::insist_on_bindings(pat));
        }
    }

    /// The mention, if it is of a local that is matched, and no more.
    pub(super) fn unpacked(&mut self, use_: UseId) {
        let is_alone = use_.index() + 1 == self.uses.len();
        if is_alone && matches!(self.uses[use_].mode, Mode::Matched(_)) {
            self.uses[use_].unpacked = true
        }
    }

    /// Resolves a local that the patterns are taken to consume, to be verified.
    pub(super) fn consumed_by_patterns<'p>(
        &mut self,
        scrutinee: &mut Expr,
        pats: impl Iterator<Item = &'p syn::Pat>,
    ) -> MatchId {
        let use_ = self.next_use();
        self.expr(scrutinee, Mode::Matched(Moves::Perhaps));
        let pats = patterns::proof(pats);
        let id = self.matches.push(Matched { use_, put_back: false, pats });
        let marker = Marker::Matched(id).ident(machine());
        *scrutinee = syn::parse_quote!(#marker(#scrutinee));
        id
    }
}

/// Whether a closure around a mention owns the local.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Owned {
    Not,
    /// Only if a method does what its name does not say: that it does not is verified.
    ByName,
    Perhaps,
}

fn owned(use_: &Use, in_unsafe: bool) -> Owned {
    if use_.mode == Mode::Receiver && use_.context != Context::Closure {
        return Owned::ByName;
    }
    if owns(use_, in_unsafe) { Owned::Perhaps } else { Owned::Not }
}

/// Whether a closure around the mention may own the local, and no stand-in is written for it.
fn owns(use_: &Use, in_unsafe: bool) -> bool {
    match use_.mode {
        Mode::Borrow | Mode::BorrowMut | Mode::Read | Mode::Inspected | Mode::Update | Mode::Written => false,
        // A number gets a stand-in, for the sake of those that are none.
        Mode::Calculated if use_.context == Context::Body && use_.projection == Projection::Whole => false,
        Mode::Receiver | Mode::Calculated => use_.context != Context::Closure,
        // Parts are marked, but not where a field may be that of a union.
        Mode::Part => use_.context != Context::Body || in_unsafe,
        // Of what a closure takes along, it gets a stand-in.
        Mode::Value if use_.taken_along.is_some() => false,
        // Behind the reference that a closure is given, nothing can be owned.
        Mode::Value if use_.lent && use_.projection == Projection::Whole => false,
        Mode::Value => use_.context != Context::Body || use_.projection != Projection::Whole,
        // What an argument consumes gets one as well.
        Mode::Consumed if use_.context != Context::Closure && use_.projection == Projection::Whole => false,
        Mode::Consumed | Mode::Matched(_) | Mode::Assign | Mode::AssignInPattern => true,
        Mode::MacroArgument | Mode::Opaque => true,
    }
}

/// Whether the value is of a type that no other text has, be it the same: a closure, an `async` block, or what is made of a block.
fn is_of_its_own_type(value: &Expr) -> bool {
    matches!(value, Expr::Closure(_)) || is_made_of_block(value)
}

/// Whether rustc is asked about the value, a call that makes no temporaries: of what it moves, nothing is seen in the copy.
fn is_asked_alone(value: &Expr) -> bool {
    let Expr::Call(marked) = value else { return false };
    let Expr::Path(marker) = &*marked.func else { return false };
    let is_plain = |arg: &Expr| matches!(arg, Expr::Group(arg) if matches!(&*arg.expr, Expr::Path(_) | Expr::Lit(_)));
    matches!(marker.path.get_ident().and_then(Marker::parse), Some(Marker::Ask(_)))
        && marked.args.iter().all(|call| match call {
            Expr::MethodCall(call) => call.args.iter().all(is_plain),
            _ => false,
        })
}

fn is_made_of_block(value: &Expr) -> bool {
    match value {
        Expr::Async(_) => true,
        Expr::Paren(e) => is_made_of_block(&e.expr),
        Expr::Call(e) => nested::is_call(e) || is_made_of(e.args.iter()),
        Expr::MethodCall(e) => is_made_of(std::iter::once(&*e.receiver).chain(&e.args)),
        _ => false,
    }
}

/// Whether one of the operands is made of a block, and no other is anything that a name does not say.
fn is_made_of<'e>(operands: impl Iterator<Item = &'e Expr> + Clone) -> bool {
    let is_plain = |operand: &Expr| matches!(operand, Expr::Path(_) | Expr::Lit(_)) || is_made_of_block(operand);
    operands.clone().any(is_made_of_block) && operands.clone().all(is_plain)
}
