//! Temporaries that live across a suspension get names.
//!
//! They live as long as rustc's: a value that is borrowed (by `&`, as a receiver, as the base of a place, as what a match looks at) in
//! something that is evaluated before a suspension lives to the end of its full expression.
//!
//! ```text
//! send(&encode(frame), &mut self.out).await         // encode(..) is borrowed across the suspension
//!     { let mut temp_0 = encode(frame); send(&temp_0, &mut self.out).await }
//! ```

use super::body::{Lower, path};
use super::conventions::consumes_receiver;
use super::editions::{Edition, Tail};
use super::flatten::take;
use super::handed::{self, handed_over};
use super::leftovers::leaves_parts;
use super::literals::leaves_fields;
use super::operands::{Operand, Role, eager_operands, is_place, is_promoted, operands, pinned_value};
use super::suspend::suspends;
use super::tree::{Expr, Stmt};
use super::{extend, macros, patterns};
use crate::names;
use proc_macro2::Span;
use syn::Pat;
use syn::parse_quote_spanned;
use syn::spanned::Spanned;

/// Where an expression stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Within {
    pub(super) edition: Edition,
    /// In an argument of a macro.
    is_macro: bool,
}

impl Within {
    pub(super) fn body(edition: Edition) -> Self {
        Within { edition, is_macro: false }
    }

    pub(super) fn a_macro(self) -> Self {
        Within { is_macro: true, ..self }
    }
}

impl Lower<'_> {
    /// `expr` is evaluated here, before a suspension: the temporaries in it that live across become locals.
    pub(super) fn cross(&mut self, mut expr: syn::Expr, out: &mut Vec<Stmt>) -> syn::Expr {
        if let Some(value) = pinned_value(&expr) {
            let value = if suspends(&value) { self.flatten(value, out) } else { value };
            let value = self.cross(value, out);
            return self.pin_in_place(Expr::Plain(value), expr.span(), out);
        }
        if !has_temporaries(&mut expr, self.within) {
            self.edition_matters |= has_temporaries(&mut expr, Within { edition: Edition::Before2024, ..self.within });
            return expr;
        }
        if let Some(tail) = tail_before_2024(&mut expr, self.within.edition) {
            let span = tail.span();
            let block = self.block_in(Tail::Within, expr, out);
            let value = path(&self.name(block, span, out));
            self.mark_operand(&value);
            return value;
        }
        if let syn::Expr::Struct(literal) = &expr
            && !self.within.is_macro
            && leaves_fields(&expr)
        {
            return self.literal(literal, out);
        }
        if let syn::Expr::Match(e) = &mut expr {
            let span = e.expr.span();
            let scrutinee = self.cross(take(&mut e.expr), out);
            let is_temporary = is_value(&scrutinee) && is_kept(e, self.within);
            *e.expr =
                if is_temporary { path(&self.name_temporary(Expr::Plain(scrutinee), span, out)) } else { scrutinee };
            if leaves_parts(e) {
                self.leave_behind_plainly(e, out)
            }
            return expr;
        }
        if let syn::Expr::Macro(_) = &expr {
            let outer = self.within;
            self.within = outer.a_macro();
            with_arguments(&mut expr, |mut operands| {
                self.cross_operands(&mut operands, out);
                operands.iter_mut().for_each(|operand| self.give(operand, out));
            });
            self.within = outer;
            return handed_over(expr);
        }
        if let syn::Expr::Reference(e) = &mut expr
            && e.mutability.is_none()
            && matches!(*e.expr, syn::Expr::Array(_) | syn::Expr::Closure(_))
        {
            return self.lend(take(&mut e.expr), e.and_token.span, out);
        }
        self.cross_operands(&mut operands_within(&mut expr, self.within), out);
        expr
    }

    fn cross_operands(&mut self, operands: &mut [Operand<'_>], out: &mut Vec<Stmt>) {
        let Some(last) = operands.iter_mut().rposition(|operand| makes_temporary(operand, self.within)) else { return };
        for index in 0..=last {
            let operand = &mut operands[index];
            if is_temporary(operand) {
                let span = operand.expr.span();
                let value = take(operand.expr);
                let value = self.cross(value, out);
                let value = Expr::Plain(value);
                *operand.expr = path(&match operand.role {
                    Role::Consumed => self.name_operand(value, span, out),
                    _ => self.name_temporary(value, span, out),
                });
            } else if index < last || self.within.is_macro && is_asked(operand) {
                self.hoist_before(operands, index, out);
                if self.within.is_macro {
                    self.give(&mut operands[index], out)
                }
            } else {
                let value = take(operand.expr);
                *operand.expr = match operand.role {
                    Role::Value => self.cross_value(value, out),
                    _ => self.cross(value, out),
                };
            }
        }
    }

    /// The same for what is used by value.
    pub(super) fn cross_value(&mut self, mut expr: syn::Expr, out: &mut Vec<Stmt>) -> syn::Expr {
        let Some(opened) = opened_box(&mut expr) else { return self.cross(expr, out) };
        *opened = self.cross(take(opened), out);
        expr
    }

    /// What a macro does with a temporary that lives across a suspension, nobody knows: it may evaluate its argument twice, or never. So it
    /// does not get the temporary, but what takes the value from it.
    ///
    /// ```text
    /// f(vec![g().await, h()]).await      { let mut temp_0 = g().await; let mut temp_1 = Some(temp_0); f(vec![give(&mut temp_1), h()]).await }
    /// ```
    fn give(&mut self, operand: &mut Operand<'_>, out: &mut Vec<Stmt>) {
        if !is_given(operand) {
            return;
        }
        let temp = &mut *operand.expr;
        let span = temp.span();
        let machine = span.resolved_at(names::machine());
        let held = Expr::Plain(parse_quote_spanned!(machine=> ::resumable::private::Option::Some(#temp)));
        let held = if self.is_marked(temp) { self.name_operand(held, span, out) } else { self.name(held, span, out) };
        *temp = parse_quote_spanned!(machine=> ::resumable::private::give(&mut #held));
    }

    /// What is wanted of an array or a closure, its place says: `&[&id]` may have to be a `&[&dyn ToSql]`. So it is evaluated where it stands,
    /// and a function in between hands that on.
    ///
    /// ```text
    /// query(sql, &[&id]).await      { let mut temp_0; query(sql, lend(temp_0, [&id])).await }
    /// ```
    fn lend(&mut self, value: syn::Expr, span: Span, out: &mut Vec<Stmt>) -> syn::Expr {
        let value = self.cross(value, out);
        let (temp, lend) = (self.declare(span, out), names::lend(span));
        parse_quote_spanned!(span=> #lend(#temp, #value))
    }
}

/// The tail of a block whose temporaries live as long as those around the block.
fn tail_before_2024(expr: &mut syn::Expr, edition: Edition) -> Option<&mut syn::Expr> {
    let block = match expr {
        syn::Expr::Block(e) if edition == Edition::Before2024 => &mut e.block,
        syn::Expr::Unsafe(e) if edition == Edition::Before2024 => &mut e.block,
        _ => return None,
    };
    match block.stmts.last_mut() {
        Some(syn::Stmt::Expr(tail, None)) => Some(tail),
        _ => None,
    }
}

/// Whether [`Lower::cross`] has something to do in the expression.
pub(super) fn has_temporaries(expr: &mut syn::Expr, within: Within) -> bool {
    if let Some(tail) = tail_before_2024(expr, within.edition) {
        return has_temporaries(tail, within);
    }
    match expr {
        syn::Expr::Match(e) => {
            has_temporaries(&mut e.expr, within) || (is_value(&e.expr) && is_kept(e, within)) || leaves_parts(e)
        }
        syn::Expr::Macro(_) => {
            with_arguments(&mut expr.clone(), |mut operands| {
                operands.iter_mut().any(|operand| makes_temporary(operand, within.a_macro()) || is_given(operand))
            }) || !handed::temps(expr).is_empty()
        }
        expr => operands_within(expr, within).iter_mut().any(|operand| makes_temporary(operand, within)),
    }
}

/// Whether a macro gets a temporary by value.
fn is_given(operand: &Operand<'_>) -> bool {
    operand.role == Role::Value && is_named(operand.expr)
}

/// Whether it is a temporary that has a name.
fn is_named(expr: &syn::Expr) -> bool {
    let is_temp = |name: &syn::Ident| names::is_temp(name);
    matches!(expr, syn::Expr::Path(path) if path.path.get_ident().is_some_and(is_temp))
}

/// Whether nothing is moved out of the scrutinee, so that it is a temporary like what is borrowed.
pub(super) fn stays_whole(e: &syn::ExprMatch) -> bool {
    e.arms.iter().all(|arm| !patterns::binds_by_value(&arm.pat))
}

fn is_value(scrutinee: &syn::Expr) -> bool {
    !is_place(scrutinee) && !is_promoted(scrutinee)
}

/// Whether what is looked at, if it is a value, is there behind the `match`: nothing is moved out of it, or it was borrowed from, as by a guard. A
/// macro may run the `match` twice, so that a guard cannot take from what is kept.
fn is_kept(e: &syn::ExprMatch, within: Within) -> bool {
    let is_borrowed = |arm: &syn::Arm| patterns::binds_by_reference(&arm.pat) || (!within.is_macro && is_guarded(arm));
    stays_whole(e) || e.arms.iter().any(is_borrowed)
}

pub(super) fn is_guarded(arm: &syn::Arm) -> bool {
    matches!(arm.pat, Pat::Guard(_))
}

/// The operands. Inside a macro nothing is taken to consume a temporary, so what a method seems to consume is left where it stands.
fn operands_within(expr: &mut syn::Expr, within: Within) -> Vec<Operand<'_>> {
    operands_of(expr, within.is_macro)
}

fn operands_of(expr: &mut syn::Expr, in_macro: bool) -> Vec<Operand<'_>> {
    let consumes = in_macro && matches!(expr, syn::Expr::MethodCall(e) if consumes_receiver(e, true));
    let mut operands = operands(expr).unwrap_or_default();
    if consumes {
        operands[0].role = Role::Value;
    }
    operands
}

/// The arguments of a macro that are evaluated once and in order.
pub(super) fn with_arguments<R>(expr: &mut syn::Expr, run: impl FnOnce(Vec<Operand<'_>>) -> R) -> R {
    let syn::Expr::Macro(e) = expr else { return run(Vec::new()) };
    let call = if macros::ends_temporaries(&e.mac) { None } else { macros::parse(&e.mac) };
    let Some(mut call) = call.filter(macros::MacroCall::is_known) else { return run(Vec::new()) };
    let result = run(eager_operands(&mut call));
    e.mac = call.to_macro();
    result
}

/// Whether evaluating the operand makes a temporary of the full expression around it.
pub(super) fn makes_temporary(operand: &mut Operand<'_>, within: Within) -> bool {
    if operand.role == Role::Value
        && let Some(opened) = opened_box(operand.expr)
    {
        return has_temporaries(opened, within);
    }
    is_temporary(operand)
        || pinned_value(operand.expr).is_some()
        || has_temporaries(operand.expr, within)
        || within.is_macro && is_asked(operand)
}

/// Whether the operand is a value that the operation borrows.
fn is_temporary(operand: &Operand<'_>) -> bool {
    let borrowed = match operand.role {
        Role::Value | Role::Callee => false,
        // `format_args!(…).to_string()`: what methods give of that borrows nothing, and only what it borrows itself has a name.
        Role::Receiver | Role::Consumed | Role::Place if is_format_args(operand.expr) => false,
        // `{x}.method()` says that the method consumes `x`.
        Role::Receiver => !matches!(operand.expr, syn::Expr::Block(_)),
        Role::Consumed | Role::Place => true,
        Role::Referent | Role::UniqueReferent => return extend::is_temporary(operand.expr, operand.role),
    };
    borrowed && !is_place(operand.expr) && !is_promoted(operand.expr)
}

/// Whether it is what a method makes of a temporary, and only the method's type tells whether it consumes that. Rustc is asked, but not in an
/// argument of a macro: `send(vec![build().with(1)]).await`.
fn is_asked(operand: &mut Operand<'_>) -> bool {
    let mut expr = &mut *operand.expr;
    while let syn::Expr::Paren(e) = expr {
        expr = &mut e.expr
    }
    let is_call = matches!(expr, syn::Expr::MethodCall(_));
    let is_receiver =
        |operand: &Operand<'_>| operand.role == Role::Receiver && (is_temporary(operand) || is_named(operand.expr));
    operand.role == Role::Value && is_call && operands_of(expr, true).first().is_some_and(is_receiver)
}

fn is_format_args(expr: &syn::Expr) -> bool {
    matches!(expr, syn::Expr::Macro(e) if e.mac.path.segments.last().is_some_and(|name| name.ident == "format_args"))
}

/// The box in `*Box::new(value)`, where that is used by value: the content is moved, so nothing borrows from it.
fn opened_box(expr: &mut syn::Expr) -> Option<&mut syn::Expr> {
    let syn::Expr::Unary(syn::ExprUnary { op: syn::UnOp::Deref(_), expr, .. }) = expr else { return None };
    let syn::Expr::Call(call) = &**expr else { return None };
    let syn::Expr::Path(path) = &*call.func else { return None };
    let mut segments = path.path.segments.iter().rev().map(|segment| &segment.ident);
    let is_box = segments.next().is_some_and(|name| name == "new") && segments.next().is_some_and(|name| name == "Box");
    is_box.then_some(expr)
}
