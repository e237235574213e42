//! The walk over plain expressions: every mention of a local gets its mode, and the flow graph its branches.

use super::flow::Event;
use super::lets::is_reborrow;
use super::modes::{assigned_mode, behind, of_part};
use super::nested::Test;
use super::{Context, Mode, Projection, Resolver, builders, parts};
use crate::index::{Id, LocalId, UseId};
use crate::names::{self, Marker, machine};
use crate::syntax::braces;
use crate::syntax::kinds;
use crate::syntax::operands::{self, is_comparison, is_compound, is_place};
use crate::syntax::patterns::Moves;
use syn::spanned::Spanned;
use syn::{BinOp, Expr, UnOp};

impl Resolver<'_> {
    pub(super) fn expr(&mut self, expr: &mut Expr, mode: Mode) {
        self.place(expr, mode, Projection::Whole)
    }

    pub(super) fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e mut Expr>) {
        for expr in exprs {
            self.expr(expr, Mode::Value)
        }
    }

    /// `mode` is what is done with the place; `projection` which part of it is meant.
    pub(super) fn place(&mut self, expr: &mut Expr, mode: Mode, projection: Projection) {
        match expr {
            Expr::Path(e) => {
                if e.qself.is_none()
                    && let Some(name) = e.path.get_ident().cloned()
                    && let Some(marker) = self.mention(&name, mode, projection)
                    && !matches!(mode, Mode::Opaque)
                {
                    e.path = marker.into();
                }
                self.fields.clear()
            }
            Expr::Field(_) if mode == Mode::Value => self.part(expr),
            Expr::Field(e) => {
                self.fields.push(e.member.clone());
                self.place(&mut e.base, of_part(mode), Projection::Field)
            }
            Expr::Index(e) => {
                self.fields.clear();
                self.place(&mut e.expr, behind(mode), Projection::Other);
                self.expr(&mut e.index, Mode::Value)
            }
            Expr::Unary(e) if matches!(e.op, UnOp::Deref(_)) && mode == Mode::Value => self.content(expr),
            Expr::Unary(e) if matches!(e.op, UnOp::Deref(_)) => {
                self.fields.clear();
                self.place(&mut e.expr, behind(mode), Projection::Other)
            }
            Expr::Paren(e) => self.place(&mut e.expr, mode, projection),
            Expr::Group(e) => self.place(&mut e.expr, mode, projection),
            expr => {
                self.fields.clear();
                self.value(expr)
            }
        }
    }

    fn value(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Array(e) => self.exprs(&mut e.elems),
            Expr::Assign(e) => {
                self.note_assigned(e);
                if is_place(&e.right) && operands::passes_over(&e.left) {
                    *e.left = syn::parse_quote!(_);
                }
                let start = self.mentioned();
                match assigned_mode(&e.left, &e.right) {
                    // `_ = x` captures nothing, as `let _ = x`.
                    Mode::Read if self.captures_by_need() => self.unmention(&mut e.right),
                    mode => {
                        let replaced = self.replaces(e);
                        let outer = std::mem::replace(&mut self.replaced, replaced);
                        self.expr(&mut e.right, mode);
                        self.replaced = outer
                    }
                }
                let middle = self.mentioned();
                self.assign(expr);
                self.exchange_mentioned(start, middle)
            }
            Expr::Async(_) | Expr::Closure(_) => self.closure(expr),
            Expr::Await(e) => self.expr(&mut e.base, Mode::Value),
            Expr::Binary(e) => self.binary(e),
            Expr::Block(e) => self.labelled(e.label.as_ref(), &mut e.block),
            Expr::Break(e) => {
                self.exprs(e.expr.as_deref_mut());
                self.flow.break_to(e.label.as_ref())
            }
            Expr::Call(e) if names::lent(e).is_some() => self.lend(expr),
            Expr::Call(e) => {
                if self.may_be_called_once(e) {
                    let called = self.next_use();
                    if let Some(callee) = self.consumed(&mut e.func, e.args.iter_mut()) {
                        let marker = Marker::Consume(callee).ident(machine());
                        *expr = syn::parse_quote!(#marker(#e));
                    }
                    self.moved_late(called);
                    return;
                }
                self.may_be_unsafe |= is_nested(&e.func);
                let once = self.calls_once_within(&e.func);
                let (of_part, called) = (self.may_be_asked_of_called(e), self.next_use());
                // A closure that is called where it stands is held by nothing, and called once.
                let in_place = kinds::is_closure(&e.func);
                let kept = self.kept && !in_place;
                let outer = std::mem::replace(&mut self.kept, kept);
                self.told = in_place;
                self.expr(&mut e.func, if once { Mode::Value } else { Mode::Receiver });
                (self.kept, self.told) = (outer, false);
                if of_part {
                    self.perhaps_taken(called)
                }
                self.rid_of = kinds::takes_away(&e.func);
                if kinds::tells_closures(&e.func) {
                    self.arguments(&mut e.args)
                } else {
                    self.exprs(&mut e.args)
                }
                self.rid_of = false;
                if of_part && self.ask(called, expr) {
                    return;
                }
                let Expr::Call(e) = expr else { return };
                if never_returns(&e.func) {
                    let span = e.func.span();
                    self.never(expr, span)
                }
            }
            Expr::Cast(e) => self.cast(e),
            Expr::Continue(e) => self.flow.continue_to(e.label.as_ref()),
            Expr::ForLoop(e) => self.for_loop(e),
            Expr::If(e) => match self.if_as_match(e) {
                Some(matched) => {
                    *expr = matched;
                    self.value(expr)
                }
                None => self.if_(e),
            },
            Expr::Let(e) => {
                let start = self.next_use();
                // Where the pattern does not match, the value stays where it is.
                let mode = if is_place(&e.expr) { Mode::Matched(Moves::Not) } else { Mode::Value };
                self.matched([&*e.pat], Test::IfLet, |this| this.expr(&mut e.expr, mode));
                self.bind(&mut e.pat, start)
            }
            Expr::Loop(e) => {
                self.flow.enter_loop(e.label.as_ref());
                self.plain_block(&mut e.body);
                self.flow.leave_loop()
            }
            Expr::Macro(_) => self.macro_expr(expr),
            Expr::Match(_) => self.match_within(expr),
            Expr::MethodCall(_) => self.method_call(expr),
            Expr::Range(e) => {
                self.exprs(e.start.as_deref_mut());
                self.exprs(e.end.as_deref_mut())
            }
            Expr::RawAddr(e) => {
                let first = self.next_use();
                self.expr(&mut e.expr, Mode::BorrowMut);
                if self.in_macro {
                    self.pointed_to_since(first)
                }
            }
            Expr::Reference(e) => {
                let mode = if e.mutability.is_some() { Mode::BorrowMut } else { Mode::Borrow };
                self.expr(&mut e.expr, mode)
            }
            Expr::Repeat(e) => self.expr(&mut e.expr, Mode::Value),
            Expr::Return(e) => {
                if self.closures.is_empty()
                    && let Some(value) = &mut e.expr
                {
                    braces::plain_in_an_arm(value)
                }
                self.exprs(e.expr.as_deref_mut());
                self.flow.diverge();
                if self.closures.is_empty() {
                    let marker = Marker::Ready.ident(e.return_token.span);
                    let value = e.expr.take().unwrap_or_else(|| Box::new(syn::parse_quote!(())));
                    e.expr = Some(Box::new(syn::parse_quote!(#marker(#value))));
                }
            }
            Expr::Struct(_) => self.literal(expr),
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
            Expr::Unsafe(e) => {
                let outer = std::mem::replace(&mut self.in_unsafe, true);
                self.is_unsafe = true;
                self.plain_block(&mut e.block);
                self.in_unsafe = outer
            }
            Expr::While(e) => self.while_(e),
            // Constants and types cannot mention locals; what syn does not know cannot be looked into.
            _ => {}
        }
    }

    /// A local that nothing is done with, which may be in its slot. What is behind it may have to be looked for: in a `Vec`, or a `Rc`.
    pub(super) fn unmention(&mut self, place: &mut Expr) {
        match place {
            Expr::Paren(e) => self.unmention(&mut e.expr),
            Expr::Group(e) => self.unmention(&mut e.expr),
            Expr::Path(path) if path.path.get_ident().is_some_and(|name| self.lookup(name).is_some()) => {
                *place = syn::parse_quote!(())
            }
            _ => self.expr(place, Mode::Matched(Moves::Not)),
        }
    }

    /// Whether a closure around captures nothing of what is passed over. Variables are captured in any case.
    pub(super) fn captures_by_need(&self) -> bool {
        let owner = self.closures.iter().find(|closure| closure.moves);
        owner.is_some_and(|closure| !closure.of_variables)
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
                let start = self.mentioned();
                self.expr(&mut e.right, Mode::Value);
                let middle = self.mentioned();
                // `+=` and its like are taken to keep nothing of their operand.
                let sinks = self.sinks.len();
                self.expr(&mut e.left, Mode::Update);
                self.sinks.truncate(sinks);
                self.exchange_mentioned(start, middle)
            }
            _ => {
                let (left, right) = (parts::operand_mode(&e.left, &e.right), parts::operand_mode(&e.right, &e.left));
                self.expr(&mut e.left, left);
                self.expr(&mut e.right, right)
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
            self.mention_in_nested(local, &name, Mode::Assign, Projection::Whole);
            let context = self.context(local, &name, false);
            let use_ = self.record(local, &name, Mode::Assign, Projection::Whole, context);
            self.assigned(local);
            // A temporary that is declared before what is awaited, and given that.
            self.locals[local].awaited |= names::is_temp(&name) && self.is_awaited(&e.right);
            let marker = Marker::Assign(use_).ident(name.span());
            let right = &e.right;
            *expr = syn::parse_quote!(#marker(#right));
            return;
        }
        if self.fill(&mut e.left) {
            let marker = Marker::Fill(UseId::new(self.uses.len() - 1)).ident(machine());
            *expr = syn::parse_quote!(#marker(#expr));
        }
    }

    /// What a local is given that is declared before it has a value.
    fn note_assigned(&mut self, e: &syn::ExprAssign) {
        if let Expr::Path(left) = &*e.left
            && let Some(name) = left.path.get_ident()
            && let Some(local) = self.lookup(name)
        {
            self.locals[local].boxed |= kinds::makes_box(&e.right);
            if !names::is_temp(name) {
                return;
            }
            self.locals[local].pin = is_reborrow(&e.right);
            self.locals[local].fresh = builders::makes(&e.right);
            self.locals[local].link = self.sent.contains(&name.to_string()) || self.begins_chain(&e.right)
        }
    }

    /// Whether it is the mention of what an awaited future gave.
    fn is_awaited(&self, value: &Expr) -> bool {
        let Expr::Path(path) = value else { return false };
        matches!(path.path.get_ident().and_then(Marker::parse), Some(Marker::Use(use_))
            if self.locals[self.uses[use_].local].awaited)
    }

    fn assigned(&mut self, local: LocalId) {
        self.flow.event(Event::Assign { local, certain: !self.in_macro })
    }

    /// `lend(x, value)` is `x = value` and then `&x`.
    fn lend(&mut self, expr: &mut Expr) {
        let Expr::Call(e) = expr else { return };
        let Some((name, value)) = names::lent(e) else { return };
        let (name, mut value) = (name.clone(), value.clone());
        self.expr(&mut value, Mode::Value);
        let Some(local) = self.lookup(&name) else { return };
        let context = self.context(local, &name, false);
        let use_ = self.record(local, &name, Mode::Assign, Projection::Whole, context);
        self.assigned(local);
        self.record(local, &name, Mode::Borrow, Projection::Whole, context);
        let marker = Marker::Lend(use_).ident(name.span());
        *expr = syn::parse_quote!(#marker(#value));
    }

    /// The left side of an assignment, which may take a value apart.
    pub(super) fn assignee(&mut self, expr: &mut Expr) {
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
                    self.assigned(local)
                }
            }
        }
    }
}

/// Whether the function is one of std's that never return, by its path, or by a name that is nothing else.
fn never_returns(callee: &Expr) -> bool {
    const NAMES: &[&str] = &["panic_any", "resume_unwind"];
    const PATHS: &[[&str; 2]] =
        &[["process", "exit"], ["process", "abort"], ["panic", "panic_any"], ["panic", "resume_unwind"]];
    let Expr::Path(path) = callee else { return false };
    let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let (last, module) = (names.next(), names.next());
    module.is_none() && NAMES.iter().any(|name| last.as_deref() == Some(name))
        || PATHS.iter().any(|[known, function]| module.as_deref() == Some(known) && last.as_deref() == Some(function))
}

impl Context {
    /// Whether the mention is rewritten at all.
    pub fn is_natural(self) -> bool {
        matches!(self, Context::MoveClosure | Context::OwnGuard)
    }
}

/// Whether what is called stands for a block with a body of its own, which is not seen here.
fn is_nested(func: &Expr) -> bool {
    let Expr::Path(path) = func else { return false };
    matches!(path.path.get_ident().and_then(Marker::parse), Some(Marker::Nested(_)))
}
