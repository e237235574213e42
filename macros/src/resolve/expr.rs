//! The walk over plain expressions: every mention of a local gets its mode, and the flow graph its branches.

use super::flow::Event;
use super::tree::init_mode;
use super::{Context, Matched, Mode, Origin, Projection, Reach, Resolver};
use crate::index::{Id, LocalId, UseId};
use crate::names::{self, Marker, machine};
use crate::syntax::operands::{consumes_receiver, is_comparison, is_compound, is_place, may_leave};
use crate::syntax::patterns::{self, Moves};
use syn::{BinOp, Expr, UnOp};

impl Resolver<'_> {
    pub(super) fn expr(&mut self, expr: &mut Expr, mode: Mode) {
        self.place(expr, mode, Projection::Whole)
    }

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e mut Expr>) {
        for expr in exprs {
            self.expr(expr, Mode::Value)
        }
    }

    /// `mode` is what is done with the place; `projection` which part of it is meant.
    fn place(&mut self, expr: &mut Expr, mode: Mode, projection: Projection) {
        match expr {
            Expr::Path(e) => {
                if e.qself.is_none()
                    && let Some(name) = e.path.get_ident().cloned()
                    && let Some(marker) = self.mention(&name, mode, projection)
                    && !matches!(mode, Mode::Opaque)
                {
                    e.path = marker.into();
                }
            }
            Expr::Field(e) => self.place(&mut e.base, of_part(mode), Projection::Field),
            Expr::Index(e) => {
                self.place(&mut e.expr, of_part(mode), Projection::Other);
                self.expr(&mut e.index, Mode::Value)
            }
            Expr::Unary(e) if matches!(e.op, UnOp::Deref(_)) => {
                self.place(&mut e.expr, of_part(mode), Projection::Other)
            }
            Expr::Paren(e) => self.place(&mut e.expr, mode, projection),
            Expr::Group(e) => self.place(&mut e.expr, mode, projection),
            expr => self.value(expr),
        }
    }

    fn value(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Array(e) => self.exprs(&mut e.elems),
            Expr::Assign(e) => {
                self.expr(&mut e.right, Mode::Value);
                self.assign(expr)
            }
            Expr::Async(_) | Expr::Closure(_) => self.closure(expr),
            Expr::Await(e) => self.expr(&mut e.base, Mode::Value),
            Expr::Binary(e) => self.binary(e),
            Expr::Block(e) => self.labelled(e.label.as_ref(), &mut e.block),
            Expr::Break(e) => {
                self.exprs(e.expr.as_deref_mut());
                self.flow.break_to(e.label.as_ref())
            }
            Expr::Call(e) => {
                let once = matches!(&*e.func, Expr::Path(path) if path.path.get_ident().and_then(|name| self.lookup(name))
                    .is_some_and(|local| self.locals[local].once));
                self.expr(&mut e.func, if once { Mode::Value } else { Mode::Receiver });
                self.exprs(&mut e.args)
            }
            Expr::Cast(e) => self.expr(&mut e.expr, Mode::Read),
            Expr::Continue(e) => self.flow.continue_to(e.label.as_ref()),
            Expr::ForLoop(e) => self.for_loop(e),
            Expr::If(e) => self.if_(e),
            Expr::Let(e) => {
                let start = self.next_use();
                // Where the pattern does not match, the value stays where it is.
                let mode = if is_place(&e.expr) { Mode::Matched(Moves::Not) } else { Mode::Value };
                self.expr(&mut e.expr, mode);
                self.bind(&mut e.pat, start)
            }
            Expr::Loop(e) => {
                self.flow.enter_loop(e.label.as_ref());
                self.plain_block(&mut e.body);
                self.flow.leave_loop()
            }
            Expr::Macro(e) => self.macro_(&mut e.mac),
            Expr::Match(e) => self.plain_match(e),
            Expr::MethodCall(e) => {
                if self.may_be_consumed(e) {
                    if let Some(receiver) = self.consumed(e) {
                        let marker = Marker::Consume(receiver).ident(e.method.span());
                        *expr = syn::parse_quote!(#marker(#e));
                    }
                    return;
                }
                let mode = if returns_nothing_borrowed(&e.method) { Mode::Inspected } else { Mode::Receiver };
                self.expr(&mut e.receiver, mode);
                self.exprs(&mut e.args)
            }
            Expr::Range(e) => {
                self.exprs(e.start.as_deref_mut());
                self.exprs(e.end.as_deref_mut())
            }
            Expr::RawAddr(e) => self.expr(&mut e.expr, Mode::BorrowMut),
            Expr::Reference(e) => {
                let mode = if e.mutability.is_some() { Mode::BorrowMut } else { Mode::Borrow };
                self.expr(&mut e.expr, mode)
            }
            Expr::Repeat(e) => self.expr(&mut e.expr, Mode::Value),
            Expr::Return(e) => {
                self.exprs(e.expr.as_deref_mut());
                self.flow.diverge();
                if self.closures.is_empty() {
                    let marker = Marker::Ready.ident(e.return_token.span);
                    let value = e.expr.take().unwrap_or_else(|| Box::new(syn::parse_quote!(())));
                    e.expr = Some(Box::new(syn::parse_quote!(#marker(#value))));
                }
            }
            Expr::Struct(e) => {
                for field in &mut e.fields {
                    field.colon_token.get_or_insert(syn::Token![:](machine()));
                    self.expr(&mut field.expr, Mode::Value)
                }
                if let Some(rest) = &mut e.rest {
                    self.expr(rest, Mode::Read)
                }
            }
            Expr::Try(e) => {
                self.expr(&mut e.expr, Mode::Value);
                self.flow.fork();
                if self.closures.is_empty() {
                    let marker = Marker::Try.ident(e.question_token.span);
                    let value = &e.expr;
                    *expr = syn::parse_quote!(#marker(#value));
                }
            }
            Expr::Tuple(e) => self.exprs(&mut e.elems),
            Expr::Unary(e) => self.expr(&mut e.expr, Mode::Value),
            Expr::Unsafe(e) => self.plain_block(&mut e.block),
            Expr::While(e) => self.while_(e),
            // Constants and types cannot mention locals; what syn does not know cannot be looked into.
            _ => {}
        }
    }

    /// Whether a call is taken to consume a local. `codegen::places` verifies it with a copy of the call in a closure, so nothing in the
    /// call may leave it.
    fn may_be_consumed(&self, e: &syn::ExprMethodCall) -> bool {
        let Expr::Path(path) = &*e.receiver else { return false };
        let Some(name) = path.path.get_ident() else { return false };
        let Some(local) = self.lookup(name) else { return false };
        // `x.as_mut().method()`: who reborrows a pin means to give it away.
        let through_pin = self.locals[local].pin && names::is_temp(name) && !e.method.to_string().starts_with("as_");
        (through_pin || consumes_receiver(&e.method, names::is_temp(name)))
            && self.closures.is_empty()
            && !self.in_unknown_macro
            && !e.args.iter().any(may_leave)
    }

    /// Resolves such a call. The closure that verifies it must own nothing but the receiver: where an argument is a closure that might own
    /// something itself, or a macro that cannot be seen into, the call is one like any other.
    fn consumed(&mut self, e: &mut syn::ExprMethodCall) -> Option<UseId> {
        let receiver = self.next_use();
        self.expr(&mut e.receiver, Mode::Consumed);
        let start = self.next_use();
        let inner = LocalId::new(self.locals.len());
        self.exprs(&mut e.args);
        let later = (start.index()..self.uses.len()).map(|index| &self.uses[UseId::new(index)]);
        // What the arguments declare themselves is no business of the closure around them.
        let owned = later.filter(|use_| use_.local < inner).any(|use_| match use_.context {
            Context::Closure => matches!(use_.mode, Mode::Value | Mode::Matched(_) | Mode::Consumed | Mode::Receiver),
            Context::MoveClosure => true,
            Context::Body | Context::OwnGuard => use_.mode == Mode::Opaque,
        });
        if owned {
            self.uses[receiver].mode = Mode::Receiver;
            return None;
        }
        Some(receiver)
    }

    /// Resolves a scrutinee, which the patterns may consume.
    pub(super) fn scrutinee<'p>(&mut self, scrutinee: &mut Expr, pats: impl Iterator<Item = &'p syn::Pat> + Clone) {
        if !is_place(scrutinee) {
            return self.expr(scrutinee, Mode::Value);
        }
        let moves = patterns::moves(pats.clone());
        let is_local = matches!(&*scrutinee, Expr::Path(path) if path.path.get_ident().is_some_and(|name| self.lookup(name).is_some()));
        if pats.clone().any(patterns::binds_uniquely) {
            return self.expr(scrutinee, Mode::BorrowMut);
        }
        if moves == Moves::Perhaps && is_local && self.closures.is_empty() {
            return self.consumed_by_patterns(scrutinee, pats);
        }
        self.expr(scrutinee, Mode::Matched(moves));
    }

    /// Resolves a local that the patterns are taken to consume, to be verified.
    pub(super) fn consumed_by_patterns<'p>(&mut self, scrutinee: &mut Expr, pats: impl Iterator<Item = &'p syn::Pat>) {
        let use_ = self.next_use();
        self.expr(scrutinee, Mode::Matched(Moves::Perhaps));
        let pats = pats.map(unguarded).cloned().collect();
        let marker = Marker::Matched(self.matches.push(Matched { use_, pats })).ident(machine());
        *scrutinee = syn::parse_quote!(#marker(#scrutinee));
    }

    fn binary(&mut self, e: &mut syn::ExprBinary) {
        match &e.op {
            BinOp::And(_) | BinOp::Or(_) => {
                self.expr(&mut e.left, Mode::Read);
                let here = self.flow.fork();
                let after = self.flow.current();
                self.flow.branch(here);
                self.expr(&mut e.right, Mode::Read);
                self.flow.goto(after)
            }
            op if is_comparison(op) => {
                self.expr(&mut e.left, Mode::Read);
                self.expr(&mut e.right, Mode::Read)
            }
            op if is_compound(op) => {
                self.expr(&mut e.right, Mode::Value);
                // `+=` and its like are taken to keep nothing of their operand.
                let sinks = self.sinks.len();
                self.expr(&mut e.left, Mode::Update);
                self.sinks.truncate(sinks)
            }
            _ => {
                self.expr(&mut e.left, Mode::Value);
                self.expr(&mut e.right, Mode::Value)
            }
        }
    }

    /// `x = value` becomes `marker(value)`: for a pinned local it is more than an assignment.
    fn assign(&mut self, expr: &mut Expr) {
        let Expr::Assign(e) = expr else { return };
        if let Expr::Path(left) = &*e.left
            && let Some(name) = left.path.get_ident().cloned()
            && let Some(local) = self.lookup(&name)
        {
            let context = self.context(local, &name, Projection::Whole);
            let use_ = self.record(local, &name, Mode::Assign, Projection::Whole, context);
            self.flow.event(Event::Assign(local));
            let marker = Marker::Assign(use_).ident(name.span());
            let right = &e.right;
            *expr = syn::parse_quote!(#marker(#right));
            return;
        }
        self.assignee(&mut e.left)
    }

    /// The left side of an assignment, which may take a value apart.
    fn assignee(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Tuple(e) => e.elems.iter_mut().for_each(|e| self.assignee(e)),
            Expr::Array(e) => e.elems.iter_mut().for_each(|e| self.assignee(e)),
            Expr::Call(e) => e.args.iter_mut().for_each(|e| self.assignee(e)),
            Expr::Struct(e) => {
                for field in &mut e.fields {
                    field.colon_token.get_or_insert(syn::Token![:](machine()));
                    self.assignee(&mut field.expr)
                }
            }
            Expr::Paren(e) => self.assignee(&mut e.expr),
            expr => {
                let whole = match expr {
                    Expr::Path(e) => e.path.get_ident().and_then(|name| self.lookup(name)),
                    _ => None,
                };
                self.expr(expr, if whole.is_some() { Mode::AssignInPattern } else { Mode::Update });
                if let Some(local) = whole {
                    self.flow.event(Event::Assign(local))
                }
            }
        }
    }

    pub(super) fn labelled(&mut self, label: Option<&syn::Label>, block: &mut syn::Block) {
        if label.is_some() {
            self.flow.enter_labelled(label)
        }
        self.plain_block(block);
        if label.is_some() {
            self.flow.leave_labelled()
        }
    }

    pub(super) fn plain_block(&mut self, block: &mut syn::Block) {
        self.scopes.push(Vec::new());
        for stmt in &mut block.stmts {
            match stmt {
                syn::Stmt::Local(local) => self.plain_local(local),
                syn::Stmt::Item(_) => {}
                syn::Stmt::Expr(expr, _) => self.statement(|this| this.expr(expr, Mode::Value)),
                syn::Stmt::Macro(mac) => self.statement(|this| this.macro_(&mut mac.mac)),
            }
        }
        self.scopes.pop();
    }

    fn plain_local(&mut self, local: &mut syn::Local) {
        let start = self.next_use();
        let initialised = local.init.is_some();
        let pat = local.pat.clone();
        if let Some(init) = &mut local.init {
            self.statement(|this| {
                match init_mode(&pat, init.diverge.is_some()) {
                    Mode::Matched(Moves::Perhaps) => this.scrutinee(&mut init.expr, [&pat].into_iter()),
                    mode => this.expr(&mut init.expr, mode),
                }
                if let Some((_, els)) = &mut init.diverge {
                    let here = this.flow.fork();
                    let after = this.flow.current();
                    this.flow.branch(here);
                    this.expr(els, Mode::Value);
                    this.flow.resume_in(after);
                }
            });
        }
        let refutable = local.init.as_ref().is_some_and(|init| init.diverge.is_some());
        let bound = match refutable {
            true => self.pattern(&mut local.pat, Origin::Plain, initialised),
            false => self.irrefutable(&mut local.pat, Origin::Plain, initialised),
        };
        let from = self.uses_since(start);
        self.reaches.push(Reach { from, to: bound });
    }

    /// Declares the bindings of a pattern that is matched against what was evaluated since `start`.
    fn bind(&mut self, pat: &mut syn::Pat, start: UseId) {
        let from = self.uses_since(start);
        let to = self.pattern(pat, Origin::Plain, true);
        self.reaches.push(Reach { from, to });
    }

    fn if_(&mut self, e: &mut syn::ExprIf) {
        self.scopes.push(Vec::new());
        self.expr(&mut e.cond, Mode::Read);
        let here = self.flow.fork();
        let skipped = self.flow.current();
        self.flow.branch(here);
        self.plain_block(&mut e.then_branch);
        self.scopes.pop();
        let end = self.flow.node();
        self.flow.goto(end);
        self.flow.resume_in(skipped);
        if let Some((_, els)) = &mut e.else_branch {
            self.expr(els, Mode::Value)
        }
        self.flow.goto(end)
    }

    fn plain_match(&mut self, e: &mut syn::ExprMatch) {
        let start = self.next_use();
        self.scrutinee(&mut e.expr, e.arms.iter().map(|arm| &arm.pat));
        let end_of_scrutinee = self.next_use();
        let here = self.flow.fork();
        let end = self.flow.node();
        for arm in &mut e.arms {
            self.flow.branch(here);
            self.scopes.push(Vec::new());
            let to = self.pattern(&mut arm.pat, Origin::Plain, true);
            self.reaches.push(Reach { from: start..end_of_scrutinee, to });
            if let syn::Pat::Guard(guarded) = &mut arm.pat {
                self.expr(&mut guarded.guard, Mode::Read);
                self.flow.fork();
            }
            self.expr(&mut arm.body, Mode::Value);
            self.scopes.pop();
            self.flow.goto(end);
        }
        self.flow.resume_in(end)
    }

    fn while_(&mut self, e: &mut syn::ExprWhile) {
        self.flow.enter_loop(e.label.as_ref());
        self.scopes.push(Vec::new());
        self.expr(&mut e.cond, Mode::Read);
        let here = self.flow.fork();
        let body = self.flow.current();
        self.flow.branch(here);
        self.flow.break_to(None);
        self.flow.resume_in(body);
        self.plain_block(&mut e.body);
        self.scopes.pop();
        self.flow.leave_loop()
    }

    fn for_loop(&mut self, e: &mut syn::ExprForLoop) {
        let start = self.next_use();
        self.expr(&mut e.expr, Mode::Value);
        self.flow.enter_loop(e.label.as_ref());
        let here = self.flow.fork();
        let body = self.flow.current();
        self.flow.branch(here);
        self.flow.break_to(None);
        self.flow.resume_in(body);
        self.scopes.push(Vec::new());
        let from = self.uses_since(start);
        let to = self.irrefutable(&mut e.pat, Origin::Plain, true);
        self.reaches.push(Reach { from, to });
        self.plain_block(&mut e.body);
        self.scopes.pop();
        self.flow.leave_loop()
    }
}

/// What is done with `x` when `mode` is done with a part of it.
fn of_part(mode: Mode) -> Mode {
    match mode {
        Mode::Value => Mode::Read,
        Mode::Matched(_) => Mode::Borrow,
        Mode::MacroArgument => Mode::Receiver,
        other => other,
    }
}

fn unguarded(pat: &syn::Pat) -> &syn::Pat {
    match pat {
        syn::Pat::Guard(guarded) => &guarded.pat,
        pat => pat,
    }
}

/// Methods whose result borrows nothing from the receiver, by the conventions of the standard library. A wrong entry costs a compile error.
fn returns_nothing_borrowed(method: &syn::Ident) -> bool {
    let name = method.to_string();
    let known = ["len", "clone", "to_string", "to_owned", "to_vec", "capacity", "count", "elapsed"];
    known.contains(&name.as_str()) || (name.starts_with("is_") && name != "is_some_and")
}

impl Context {
    /// Whether the mention is rewritten at all.
    pub fn is_natural(self) -> bool {
        matches!(self, Context::MoveClosure | Context::OwnGuard)
    }
}
