//! What is taken to consume a local: methods by their name, calls of what is callable once, patterns that bind every part. A macro sees no
//! types, so each of these is a guess, and `codegen::places` has rustc verify it.

use super::{Context, Matched, Mode, Projection, Resolver, Use, parts};
use crate::index::{Id, LocalId, MatchId, UseId};
use crate::names::{self, Marker, machine};
use crate::syntax::operands::{consumes_receiver, is_place, keeps_receiver, may_leave};
use crate::syntax::patterns::{self, Moves};
use syn::Expr;

impl Resolver<'_> {
    /// Whether a call is taken to consume a local. `codegen::places` verifies it with a copy of the call in a closure, so nothing in the
    /// call may leave it.
    pub(super) fn may_be_consumed(&self, e: &syn::ExprMethodCall) -> bool {
        let Some(name) = parts::root(&e.receiver) else { return false };
        let Some(local) = self.lookup(name) else { return false };
        // `x.as_mut().method()`: who reborrows a pin means to give it away.
        let through_pin = self.locals[local].pin && names::is_temp(name) && !e.method.to_string().starts_with("as_");
        let of_whole = matches!(&*e.receiver, Expr::Path(_));
        (of_whole || !self.in_unsafe)
            && (through_pin || self.is_of_owner(e) || self.is_of_chain(e) || consumes_receiver(e, names::is_temp(name)))
            && self.closures.is_empty()
            && !self.in_macro
            && !e.args.iter().any(may_leave)
    }

    /// Whether it is the method of a `self` that the function owns, and is taken to consume that for no other reason.
    pub(super) fn is_of_owner(&self, e: &syn::ExprMethodCall) -> bool {
        let Expr::Path(path) = &*e.receiver else { return false };
        let local = path.path.get_ident().and_then(|name| self.lookup(name));
        local.is_some_and(|local| self.locals[local].owner)
            && !keeps_receiver(&e.method)
            && !consumes_receiver(e, false)
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
        self.exprs(args);
        self.kept = outer;
        let along: Vec<UseId> = self
            .captures
            .iter()
            .filter(|(_, capture)| !capture.moves)
            .flat_map(|(_, capture)| capture.uses.clone())
            .collect();
        let later = (start.index()..self.uses.len()).map(UseId::new).filter(|id| !along.contains(id));
        // What the arguments declare themselves is no business of the closure around them.
        let owns = later
            .map(|id| &self.uses[id])
            .filter(|use_| use_.local < inner && !self.locals[use_.local].has_no_destructor())
            // What a `move` closure owns within one that borrows, that one does not own.
            .filter(|use_| use_.context != Context::MoveClosure || !use_.lent)
            .any(|use_| use_.context == Context::MoveClosure || owns(use_));
        if owns {
            self.uses[use_].mode = Mode::Receiver;
            return None;
        }
        if self.uses[use_].projection == Projection::Field {
            self.taken(use_);
        }
        Some(use_)
    }

    /// Resolves a scrutinee, which the patterns may consume.
    pub(super) fn scrutinee(&mut self, scrutinee: &mut Expr, mut pats: Vec<&mut syn::Pat>) {
        if !is_place(scrutinee) {
            return self.expr(scrutinee, Mode::Value);
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
        if moves == Moves::Perhaps && is_local && self.closures.is_empty() {
            self.consumed_by_patterns(scrutinee, all.into_iter());
        } else {
            self.expr(scrutinee, Mode::Matched(moves));
        }
        if moves != Moves::Not && is_local && pats.len() > 1 {
            pats.iter_mut().for_each(|pat| patterns::insist_on_bindings(pat));
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

/// Whether a closure around the mention may own the local, and no stand-in is written for it.
fn owns(use_: &Use) -> bool {
    match use_.mode {
        Mode::Borrow | Mode::BorrowMut | Mode::Read | Mode::Inspected | Mode::Update | Mode::Written => false,
        Mode::Receiver | Mode::Calculated => use_.context != Context::Closure,
        Mode::Part => true,
        // Of what a closure takes along, it gets a stand-in.
        Mode::Value if use_.taken_along.is_some() => false,
        // Behind the reference that a closure is given, nothing can be owned.
        Mode::Value if use_.lent && use_.projection == Projection::Whole => false,
        Mode::Value => use_.context != Context::Body || use_.projection != Projection::Whole,
        Mode::Consumed | Mode::Matched(_) | Mode::Assign | Mode::AssignInPattern => true,
        Mode::MacroArgument | Mode::Opaque => true,
    }
}
