//! Closures, and rustc's own async blocks, which capture in the same way; and `stream! { … }`, which stands for such a block.
//!
//! A closure that captures by reference mentions the places of pinned locals, which it reaches through references made just before: so rustc
//! sees what it captures, shared or unique, and decides by it whether the closure is `Send`. A `move` closure owns what it mentions: the local is moved into
//! a Rust local of the same name just before, which the closure then captures, and inside the closure nothing is rewritten.
//!
//! What another closure mentions by value, and nobody mentions later, it takes along in the same way. But that Rust local is declared where
//! the pinned one is: a value that is `Copy` is captured by reference even so. Where that would have to live across a suspension, the closure owns
//! what it mentions by value in something that is not `Copy`, see `private::owned`. What it borrowed would be no different: nothing changes it. If
//! nobody says how often such a closure may be called, it is a `move` closure, where it mentions nothing that this would change.

use super::flow::Event;
use super::receivers::is_told_by_itself;
use super::{Capture, Context, Mode, Origin, Projection, Resolver, doubts};
use crate::index::{Id, IdSet, LocalId, UseId};
use crate::names::{self, Marker, machine};
use crate::syntax::conventions::surely_consumes_receiver;
use crate::syntax::kinds::Kind;
use crate::syntax::signature::Mutability;
use crate::syntax::{editions, macros, nested};
use proc_macro2::Ident;
use std::ops::Range;
use syn::visit_mut::{self, VisitMut};

pub(super) struct ClosureScope {
    pub(super) moves: bool,
    /// Whether it captures whatever it mentions, as in 2018.
    pub(super) of_variables: bool,
    /// Scopes from this depth on belong to the closure.
    pub(super) depth: usize,
    /// What a `move` closure mentions, and whether it mentions nothing but parts of it. Of nested ones, it is the outermost that has it.
    pub(super) captured: Vec<(LocalId, Ident, bool)>,
    /// Whether it is known whether the closure may be called more than once: by what it is given to, or because it is a block.
    pub(super) told: bool,
    /// What another closure mentions by value.
    pub(super) taken: Vec<Taken>,
    /// What closures within mention.
    pub(super) deep: IdSet<LocalId>,
    /// Of what closures within own a part alone.
    pub(super) parted: Vec<LocalId>,
}

pub(super) struct Taken {
    pub(super) local: LocalId,
    pub(super) name: Ident,
    /// Whether the closure may mention it by its name: it is moved for certain, or if it is a copy, that need not live across a wait.
    pub(super) by_name: bool,
    /// Whether the closure may own a copy of it.
    pub(super) may_copy: bool,
}

impl Resolver<'_> {
    pub(super) fn closure(&mut self, expr: &mut syn::Expr) {
        let moves = match expr {
            syn::Expr::Closure(closure) => closure.capture.is_some(),
            syn::Expr::Async(block) => block.capture.is_some(),
            syn::Expr::Macro(_) => true,
            _ => false,
        };
        let told = std::mem::take(&mut self.told) || matches!(expr, syn::Expr::Async(_));
        let start = self.next_use();
        let (outer, given_to) = (self.hidden, self.given_to.take());
        self.hidden &= !self.closures.is_empty();
        self.closures.push(ClosureScope {
            moves,
            of_variables: doubts::at(expr).is_some_and(editions::captures_variables),
            depth: self.scopes.len(),
            captured: Vec::new(),
            told,
            taken: Vec::new(),
            deep: IdSet::new(),
            parted: Vec::new(),
        });
        self.enter_scope();
        let here = self.flow.fork();
        let after = self.flow.current();
        self.flow.branch(here);
        let mut nested_ends = false;
        match expr {
            syn::Expr::Closure(closure) => {
                for param in &mut closure.inputs {
                    self.irrefutable(param, Origin::Plain, true);
                }
                self.expr(&mut closure.body, Mode::Value);
            }
            syn::Expr::Async(block) => match nested::marked(block) {
                Some(id) => {
                    self.enter_nested(id, moves);
                    self.plain_block(&mut block.block);
                    nested_ends = true
                }
                None => self.plain_block(&mut block.block),
            },
            // `stream! { … }`: all that it mentions is taken along.
            syn::Expr::Macro(e) => macros::mentioned_idents(e.mac.tokens.clone()).iter().for_each(|name| {
                self.mention(name, Mode::Value, Projection::Whole);
            }),
            _ => {}
        }
        self.flow.goto(after);
        self.leave_scope();
        let closure = self.closures.pop().expect("the scope that was pushed above");
        (self.hidden, self.given_to) = (outer, given_to);
        if nested_ends {
            self.leave_nested();
        }
        if !closure.captured.is_empty() {
            self.captured(expr, closure, start);
        } else if !moves && self.closures.is_empty() && !nested_ends {
            self.borrowed(expr, closure, start);
        }
    }

    /// Notes that a closure without `move` mentions the local by value, or that a `move` closure in it mentions it: that moves it into the closure, or copies it when the closure runs.
    pub(super) fn taken_by_closure(&mut self, local: LocalId, name: &Ident) {
        let known = &self.locals[local];
        if known.origin == Origin::Plain || self.in_macro || known.kind == Kind::Copied {
            return;
        }
        let is_copy = known.copy || known.reference == Some(Mutability::Shared);
        let moved = known.kind == Kind::Moved || self.is_called_once(local);
        let is_nested = self.closures.len() > 1;
        let by_name = moved || ((self.rid_of || !self.kept) && !is_copy);
        // A copy that a closure borrows cannot be held across a suspension: the closure is given one of its own.
        let depth = self.depth(local);
        // Of closures within one another, the outermost gives the others what it has.
        let Some(closure) = self.closures.first_mut().filter(|closure| depth < closure.depth) else { return };
        let may_copy = known.kind == Kind::Unknown && self.kept && closure.told && !is_copy && !is_nested;
        match closure.taken.iter_mut().find(|taken| taken.local == local) {
            Some(taken) => taken.by_name |= by_name,
            None if by_name || may_copy => closure.taken.push(Taken { local, name: name.clone(), by_name, may_copy }),
            None => {}
        }
    }

    /// Whether the local is a parameter that can be called once, by its type: what mentions that by value moves it.
    fn is_called_once(&self, local: LocalId) -> bool {
        let known = &self.locals[local];
        known.once && known.origin == Origin::Param
    }

    /// Whether what is called in a closure that is not `move` is such a parameter.
    pub(super) fn calls_once_within(&self, callee: &syn::Expr) -> bool {
        let syn::Expr::Path(path) = callee else { return false };
        let local = path.path.get_ident().and_then(|name| self.lookup(name));
        !self.closures.is_empty() && !self.in_macro && local.is_some_and(|local| self.is_called_once(local))
    }

    /// Whether a method in a closure is taken to consume a local, by its name: that is verified.
    pub(super) fn may_be_consumed_within(&self, e: &syn::ExprMethodCall) -> bool {
        let syn::Expr::Path(path) = &*e.receiver else { return false };
        let Some(local) = path.path.get_ident().and_then(|name| self.lookup(name)) else { return false };
        let known = &self.locals[local];
        let [closure] = &self.closures[..] else { return false };
        surely_consumes_receiver(&e.method)
            && known.origin != Origin::Plain
            && !known.has_no_destructor()
            && self.depth(local) < closure.depth
            && closure.told
            && !closure.moves
            && !self.in_macro
            && is_told_by_itself(e)
    }

    /// The receiver of such a method.
    pub(super) fn consumed_within(&mut self, receiver: UseId) {
        let (local, name) = (self.uses[receiver].local, self.uses[receiver].ident.clone());
        if let [closure] = &mut self.closures[..]
            && closure.taken.iter().all(|taken| taken.local != local)
        {
            closure.taken.push(Taken { local, name, by_name: false, may_copy: true })
        }
    }

    /// Notes a mention in a closure within another one: where the outer one has a copy, that is no place to borrow from.
    pub(super) fn mentioned_within(&mut self, local: LocalId) {
        if let [outermost, _, ..] = &mut self.closures[..] {
            outermost.deep.insert(local);
        }
    }

    /// Arguments, of which a closure is told how often it is called.
    pub(super) fn arguments<'e>(&mut self, args: impl IntoIterator<Item = &'e mut syn::Expr>) {
        for arg in args {
            self.told = matches!(arg, syn::Expr::Closure(_));
            self.expr(arg, Mode::Value)
        }
    }

    /// The locals that a closure mentions by value and could own, if it mentions nothing else, but for copies: that `move` stands before it makes no
    /// difference then.
    fn owned_by_value(
        &self,
        expr: &syn::Expr,
        closure: &ClosureScope,
        inside: impl Iterator<Item = UseId>,
    ) -> Vec<Taken> {
        let syn::Expr::Closure(syn::ExprClosure { asyncness: None, .. }) = expr else { return Vec::new() };
        let mut found: Vec<Taken> = Vec::new();
        if !self.kept || self.hidden || !closure.deep.is_empty() {
            return found;
        }
        for use_ in inside.map(|id| &self.uses[id]) {
            let (local, known) = (use_.local, &self.locals[use_.local]);
            let is_copy = known.copy || known.reference == Some(Mutability::Shared);
            let by_value = use_.mode == Mode::Value && use_.projection == Projection::Whole;
            match use_.context {
                Context::Body => {}
                Context::Closure if is_copy && (by_value || matches!(use_.mode, Mode::Calculated | Mode::Read)) => {}
                Context::Closure
                    if is_copy
                        && !known.mutable
                        && matches!(use_.mode, Mode::Receiver | Mode::Inspected | Mode::Part) => {}
                Context::Closure if by_value && known.origin != Origin::Plain && known.reference.is_none() => {
                    if found.iter().all(|taken| taken.local != local) {
                        found.push(Taken { local, name: use_.ident.clone(), by_name: true, may_copy: false })
                    }
                }
                _ => return Vec::new(),
            }
        }
        if found.iter().any(|taken| self.locals[taken.local].kind != Kind::Copied) { found } else { Vec::new() }
    }

    /// A closure that borrows what it mentions. If what it mentions by value is not mentioned again, the closure may have it.
    fn borrowed(&mut self, expr: &mut syn::Expr, mut closure: ClosureScope, start: UseId) {
        let all = self.uses_since(start);
        let inside = (all.start.index()..all.end.index()).map(UseId::new);
        let mut capture = Capture::new(false, self.hidden);
        let by_value = self.owned_by_value(expr, &closure, inside.clone());
        if !by_value.is_empty() {
            (closure.taken, capture.may_move) = (by_value, true)
        }
        for Taken { local, name, by_name, may_copy } in closure.taken {
            let is_owned = may_copy && !closure.deep.contains(local);
            if !is_owned && !by_name {
                continue;
            }
            let use_ = self.record(local, &name, Mode::Consumed, Projection::Whole, Context::Body);
            capture.uses.push(use_);
            if is_owned {
                self.owned.insert(use_);
            }
            for id in inside.clone() {
                if self.uses[id].local == local {
                    self.uses[id].taken_along = Some(use_);
                }
            }
        }
        for id in inside {
            let use_ = &mut self.uses[id];
            let known = self.locals[use_.local].origin != Origin::Plain && !closure.parted.contains(&use_.local);
            use_.lent = known && matches!(use_.context, Context::Closure | Context::MoveClosure);
            capture.lent.extend((use_.lent && use_.context == Context::Closure).then_some(id));
        }
        if capture.lent.iter().any(|id| self.uses[*id].hidden) {
            stays(expr);
        }
        if !capture.uses.is_empty() || !capture.lent.is_empty() {
            self.mark(expr, capture, all);
        }
    }

    fn mark(&mut self, expr: &mut syn::Expr, mut capture: Capture, inside: Range<UseId>) {
        capture.at = doubts::at(expr);
        capture.doubtful = self.doubtful(&capture, inside);
        let marker = Marker::Capture(self.captures.push(capture)).ident(machine());
        let inner = std::mem::replace(expr, syn::Expr::Verbatim(proc_macro2::TokenStream::new()));
        *expr = syn::parse_quote!(#marker(#inner));
    }

    fn captured(&mut self, expr: &mut syn::Expr, closure: ClosureScope, start: UseId) {
        let (mut capture, inside) = (Capture::new(true, self.hidden), self.uses_since(start));
        for (local, name, part) in closure.captured {
            let part = part && self.locals[local].reference.is_none();
            let within = self.is_captured_by_reference(local);
            if within && (part || self.locals[local].reference == Some(Mutability::Unique)) {
                self.owned_in_part(local, start);
                continue;
            }
            let context = match self.in_macro {
                _ if within => Context::Closure,
                true => Context::Macro,
                false => Context::Body,
            };
            if part && let Some(parts) = self.captured_parts(expr, local, start) {
                let use_ = self.captured_in_part(local, &name, parts);
                capture.uses.push(use_);
                capture.parts.push(use_);
                continue;
            }
            // The rest of what only fields are captured of stays where it is; a reference is captured as a whole.
            let mode = if part { Mode::Read } else { Mode::Value };
            let use_ = self.record(local, &name, mode, Projection::Whole, context);
            if within {
                self.mentioned_within(local);
                self.taken_by_closure(local, &name);
            }
            capture.uses.push(use_);
            if part {
                capture.parts.push(use_);
            }
        }
        if !capture.uses.is_empty() {
            self.mark(expr, capture, inside)
        }
    }

    fn is_captured_by_reference(&self, local: LocalId) -> bool {
        let depth = self.depth(local);
        self.closures.iter().any(|closure| depth < closure.depth)
    }

    /// A `move` closure within another one owns a part of what that borrows, or a unique reference: no copy of the whole can be made for it.
    /// Where that is in a slot, it is an error: the handle must not be taken along.
    fn owned_in_part(&mut self, local: LocalId, start: UseId) {
        let inside = self.uses_since(start);
        for id in (inside.start.index()..inside.end.index()).map(UseId::new) {
            let use_ = &mut self.uses[id];
            if use_.local == local && use_.context == Context::MoveClosure {
                use_.context = Context::Closure;
                use_.hidden = true;
                self.owned_in_part.push(id);
                self.flow.event(Event::Use(id));
            }
        }
        if let Some(outermost) = self.closures.first_mut() {
            outermost.parted.push(local)
        }
    }
}

/// The closure begins with what its macros may not take along, see `codegen::stay`. So does what is in it and may be given by it.
fn stays(expr: &mut syn::Expr) {
    struct Declare(Vec<syn::Stmt>);
    impl VisitMut for Declare {
        fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
            visit_mut::visit_expr_closure_mut(self, closure);
            let (declared, body) = (&self.0, &closure.body);
            if !matches!(**body, syn::Expr::Async(_)) {
                *closure.body = syn::parse_quote!({ #(#declared)* #body });
            }
        }
        fn visit_expr_async_mut(&mut self, block: &mut syn::ExprAsync) {
            visit_mut::visit_expr_async_mut(self, block);
            block.block.stmts.splice(0..0, self.0.clone());
        }
        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    }
    let declared = names::stay();
    let declared: syn::Block = syn::parse_quote!({ #declared });
    Declare(declared.stmts).visit_expr_mut(expr)
}
