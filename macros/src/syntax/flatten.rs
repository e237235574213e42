//! Operands and temporaries get names.
//!
//! *All side effects are realised in order*: when one operand suspends, the operands before it are evaluated into temporaries first, unless
//! it makes no difference when they are evaluated. What comes after the last suspension stays where it is.
//!
//! *Temporaries live as long as rustc's*: a value that is borrowed (by `&`, as a receiver, as the base of a place) in something that is
//! evaluated before a suspension lives to the end of its full expression, so it becomes a temporary too. The `let`s of a full expression
//! stand in a block of their own, whose end is the end of the full expression.
//!
//! ```text
//! send(&encode(frame), &mut self.out).await         // encode(..) is borrowed across the suspension
//!     { let mut temp_0 = encode(frame); send(&temp_0, &mut self.out).await }
//! ```

use super::body::{Lower, path};
use super::operands::{
    Operand, Role, eager_operands, is_compound, is_place, is_plain_place, is_promoted, is_promoted_in, is_pure,
    macro_operands, operands, pinned_value,
};
use super::suspend::{first_await, suspends};
use super::tree::{Block, Expr, Stmt};
use super::{macros, patterns};
use crate::names;
use proc_macro2::Span;
use quote::ToTokens;
use syn::parse_quote_spanned;
use syn::spanned::Spanned;

impl Lower<'_> {
    /// Rewrites an operation that suspends into one that does not: its suspensions, and what must precede them, go to `out`.
    pub(super) fn flatten(&mut self, mut expr: syn::Expr, out: &mut Vec<Stmt>) -> syn::Expr {
        let span = expr.span();
        match &mut expr {
            syn::Expr::Binary(e) if matches!(e.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) => {
                return self.lazy(expr, out);
            }
            syn::Expr::Macro(e) if !macros::ends_temporaries(&e.mac) => return self.flatten_macro(expr, out),
            _ => {}
        }
        if operands(&mut expr).is_none() || matches!(expr, syn::Expr::Await(_)) {
            let value = self.root(expr, out);
            return path(&self.name(value, span, out));
        }
        if let syn::Expr::Binary(e) = &mut expr
            && is_compound(&e.op)
        {
            if stands_still(&e.right, &e.left) {
                *e.left = self.flatten(take(&mut e.left), out);
                return expr;
            }
            if suspends(&e.left) || !is_settled_place(&e.left) {
                self.diagnostics.error(
                    first_await(&e.left).unwrap_or_else(|| e.left.span()),
                    "a compound assignment that awaits, to a place that is computed, is not supported yet: bind the awaited value, or the place, to a local first",
                );
            }
        }
        self.flatten_operands(operands(&mut expr).unwrap_or_default(), out);
        expr
    }

    /// A macro whose arguments suspend.
    pub(super) fn flatten_macro(&mut self, mut expr: syn::Expr, out: &mut Vec<Stmt>) -> syn::Expr {
        // What cannot be seen into does not suspend: `resolve` complains about it.
        let syn::Expr::Macro(e) = &mut expr else { return expr };
        let Some(mut call) = macros::parse(&e.mac) else { return expr };
        let lazy = call.args.iter().find_map(|arg| if arg.lazy { first_await(&arg.expr) } else { None });
        if let Some(span) = lazy {
            self.diagnostics.error(
                span,
                "an `.await` in an argument that is evaluated only sometimes is not supported yet: bind the awaited value to a local before the macro",
            );
            return expr;
        }
        self.flatten_operands(macro_operands(&mut call), out);
        e.mac = call.to_macro();
        expr
    }

    fn flatten_operands(&mut self, mut operands: Vec<Operand<'_>>, out: &mut Vec<Stmt>) {
        let Some(last) = operands.iter().rposition(|operand| suspends(operand.expr)) else { return };
        for index in 0..last {
            self.hoist_before(&mut operands, index, out);
        }
        let operand = &mut operands[last];
        let taken = take(operand.expr);
        *operand.expr = self.flatten_operand(taken, operand.role, out);
    }

    /// `{x.await}.method()` says what `{x}.method()` says.
    fn flatten_operand(&mut self, expr: syn::Expr, role: Role, out: &mut Vec<Stmt>) -> syn::Expr {
        let is_braced = role == Role::Receiver && matches!(expr, syn::Expr::Block(_));
        let span = expr.span();
        let value = self.flatten(expr, out);
        if is_braced { parse_quote_spanned!(span=> { #value }) } else { value }
    }

    /// Hoists an operand, also one that would make no difference if what follows it did not assign to what it mentions.
    fn hoist_before(&mut self, operands: &mut [Operand<'_>], index: usize, out: &mut Vec<Stmt>) {
        let (before, after) = operands.split_at_mut(index + 1);
        let operand = &mut before[index];
        let changed =
            mentioned(operand.expr).into_iter().find(|name| after.iter().any(|later| assigns(later.expr, name)));
        match changed {
            None => self.hoist(operand, out),
            Some(_) if operand.role == Role::Value => {
                let span = operand.expr.span();
                let value = self.evaluated(operand, out);
                *operand.expr = path(&self.name(Expr::Plain(value), span, out));
            }
            Some(name) => self.diagnostics.error(
                name.span(),
                format_args!("`{name}` is used here and assigned further on in the same expression, around an await, which is not supported yet: assign it in a statement of its own"),
            ),
        }
    }

    /// The operand is evaluated here, and a suspension follows before it is used.
    pub(super) fn hoist(&mut self, operand: &mut Operand<'_>, out: &mut Vec<Stmt>) {
        if operand.role == Role::Callee && matches!(operand.expr, syn::Expr::Path(_)) {
            return;
        }
        if operand.role != Role::Value && is_place(operand.expr) {
            return self.hoist_place(operand.expr, out);
        }
        if is_pure(operand.expr, &names::is_temp) {
            return;
        }
        let span = operand.expr.span();
        let value = self.evaluated(operand, out);
        *operand.expr =
            if is_pure(&value, &names::is_temp) { value } else { path(&self.name(Expr::Plain(value), span, out)) };
    }

    /// The operand without its suspensions and the temporaries that live across one.
    fn evaluated(&mut self, operand: &mut Operand<'_>, out: &mut Vec<Stmt>) -> syn::Expr {
        let mut value = take(operand.expr);
        if suspends(&value) {
            value = self.flatten_operand(value, operand.role, out);
        }
        if operand.role == Role::Value { self.cross_value(value, out) } else { self.cross(value, out) }
    }

    /// The place stays a place; what is computed on the way to it is computed here.
    fn hoist_place(&mut self, place: &mut syn::Expr, out: &mut Vec<Stmt>) {
        match place {
            syn::Expr::Paren(e) => self.hoist_place(&mut e.expr, out),
            syn::Expr::Group(e) => self.hoist_place(&mut e.expr, out),
            syn::Expr::Path(_) => {}
            place => {
                for mut operand in operands(place).unwrap_or_default() {
                    self.hoist(&mut operand, out);
                }
            }
        }
    }

    /// `expr` is evaluated here, before a suspension: the temporaries in it that live across become locals.
    pub(super) fn cross(&mut self, mut expr: syn::Expr, out: &mut Vec<Stmt>) -> syn::Expr {
        if let Some(value) = pinned_value(&expr) {
            let value = if suspends(&value) { self.flatten(value, out) } else { value };
            let value = self.cross(value, out);
            return self.pin_in_place(Expr::Plain(value), expr.span(), out);
        }
        if !has_temporaries(&mut expr) {
            return expr;
        }
        if let syn::Expr::Match(e) = &mut expr {
            let span = e.expr.span();
            let scrutinee = self.cross(take(&mut e.expr), out);
            let is_temporary = !is_place(&scrutinee) && stays_whole(e);
            *e.expr = if is_temporary { path(&self.name(Expr::Plain(scrutinee), span, out)) } else { scrutinee };
            return expr;
        }
        if let syn::Expr::Macro(_) = &expr {
            with_operands(&mut expr, |mut operands| {
                self.cross_operands(&mut operands, out);
                operands.into_iter().filter(is_given).for_each(|operand| self.give(operand.expr, out));
            });
            return expr;
        }
        if let syn::Expr::Reference(e) = &mut expr
            && e.mutability.is_none()
            && matches!(*e.expr, syn::Expr::Array(_) | syn::Expr::Closure(_))
        {
            return self.lend(take(&mut e.expr), e.and_token.span, out);
        }
        self.cross_operands(&mut operands(&mut expr).unwrap_or_default(), out);
        expr
    }

    fn cross_operands(&mut self, operands: &mut [Operand<'_>], out: &mut Vec<Stmt>) {
        let Some(last) = operands.iter_mut().rposition(concerns) else { return };
        for index in 0..=last {
            let operand = &mut operands[index];
            if is_temporary(operand) {
                let span = operand.expr.span();
                let value = take(operand.expr);
                let value = self.cross(value, out);
                *operand.expr = path(&self.name(Expr::Plain(value), span, out));
            } else if index < last {
                self.hoist_before(operands, index, out);
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
    fn give(&mut self, temp: &mut syn::Expr, out: &mut Vec<Stmt>) {
        let span = temp.span();
        let machine = span.resolved_at(names::machine());
        let held = Expr::Plain(parse_quote_spanned!(machine=> ::resumable::private::Option::Some(#temp)));
        let held = self.name(held, span, out);
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

    /// ```text
    /// a && b        if a { b } else { false }
    /// a || b        if a { true } else { b }
    /// ```
    fn lazy(&mut self, expr: syn::Expr, out: &mut Vec<Stmt>) -> syn::Expr {
        let syn::Expr::Binary(mut e) = expr else { return expr };
        if !suspends(&e.right) {
            e.left = Box::new(self.flatten(*e.left, out));
            return syn::Expr::Binary(e);
        }
        let span = e.op.span();
        let cond = Box::new(self.full(*e.left));
        let right = Box::new(self.full(*e.right));
        let constant = |value| {
            let lit = syn::Lit::Bool(syn::LitBool { value, span });
            Box::new(Expr::Plain(syn::Expr::Lit(syn::ExprLit { attrs: vec![], lit })))
        };
        let block = |tail| Block::new(vec![], Some(tail));
        let value = match e.op {
            syn::BinOp::And(_) => Expr::If { cond, then: block(right), els: Some(constant(false)), span },
            _ => Expr::If { cond, then: block(constant(true)), els: Some(right), span },
        };
        path(&self.name(value, span, out))
    }
}

/// Whether [`Lower::cross`] has something to do in the expression.
pub(super) fn has_temporaries(expr: &mut syn::Expr) -> bool {
    match expr {
        syn::Expr::Match(e) => {
            has_temporaries(&mut e.expr) || (!is_place(&e.expr) && !is_promoted(&e.expr) && stays_whole(e))
        }
        syn::Expr::Macro(_) => with_operands(&mut expr.clone(), |mut operands| {
            operands.iter_mut().any(|operand| concerns(operand) || is_given(operand))
        }),
        expr => operands(expr).unwrap_or_default().iter_mut().any(concerns),
    }
}

/// Whether a macro gets a temporary by value.
fn is_given(operand: &Operand<'_>) -> bool {
    let is_temp = |name: &syn::Ident| names::is_temp(name);
    operand.role == Role::Value
        && matches!(&operand.expr, syn::Expr::Path(path) if path.path.get_ident().is_some_and(is_temp))
}

/// Whether nothing is moved out of the scrutinee, so that it is a temporary like what is borrowed.
fn stays_whole(e: &syn::ExprMatch) -> bool {
    e.arms.iter().all(|arm| !patterns::binds_by_value(&arm.pat))
}

/// The operands in which there may be temporaries of the full expression: those of a macro too, if it is known what it does with them.
fn with_operands<R>(expr: &mut syn::Expr, run: impl FnOnce(Vec<Operand<'_>>) -> R) -> R {
    let syn::Expr::Macro(e) = expr else { return run(operands(expr).unwrap_or_default()) };
    let call = if macros::ends_temporaries(&e.mac) { None } else { macros::parse(&e.mac) };
    let Some(mut call) = call.filter(macros::MacroCall::is_known) else { return run(Vec::new()) };
    let result = run(eager_operands(&mut call));
    e.mac = call.to_macro();
    result
}

fn concerns(operand: &mut Operand<'_>) -> bool {
    if operand.role == Role::Value
        && let Some(opened) = opened_box(operand.expr)
    {
        return has_temporaries(opened);
    }
    is_temporary(operand) || pinned_value(operand.expr).is_some() || has_temporaries(operand.expr)
}

/// Whether the operand is a value that the operation borrows.
fn is_temporary(operand: &Operand<'_>) -> bool {
    let borrowed = match operand.role {
        Role::Value | Role::Callee => false,
        // `{x}.method()` says that the method consumes `x`.
        Role::Receiver => !matches!(operand.expr, syn::Expr::Block(_)),
        Role::Place | Role::Referent | Role::UniqueReferent => true,
    };
    borrowed && !is_place(operand.expr) && !is_promoted_in(operand)
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

/// Whether it makes no difference when the value of a compound assignment is evaluated: a constant, or a local that the place does not
/// mention.
fn stands_still(value: &syn::Expr, place: &syn::Expr) -> bool {
    let used = mentioned(value);
    is_promoted(value) || (is_plain_place(value) && !mentioned(place).iter().any(|name| used.contains(name)))
}

/// Whether it makes no difference when the place of a compound assignment is evaluated: rustc evaluates it after the value for numbers, and
/// before the value for every other type.
fn is_settled_place(place: &syn::Expr) -> bool {
    match place {
        syn::Expr::Path(_) => true,
        syn::Expr::Field(e) => is_settled_place(&e.base),
        syn::Expr::Paren(e) => is_settled_place(&e.expr),
        syn::Expr::Index(e) => {
            is_settled_place(&e.expr) && (is_promoted(&e.index) || matches!(&*e.index, syn::Expr::Path(_)))
        }
        syn::Expr::Unary(e) => is_settled_place(&e.expr),
        _ => false,
    }
}

/// The names that an operand mentions: where it stays in its place, it is evaluated after what follows it.
fn mentioned(operand: &syn::Expr) -> Vec<syn::Ident> {
    macros::mentioned_idents(operand.to_token_stream())
}

/// Whether the expression assigns to the local.
fn assigns(expr: &syn::Expr, local: &syn::Ident) -> bool {
    struct Assigns<'a>(&'a syn::Ident, bool);
    impl<'ast> syn::visit::Visit<'ast> for Assigns<'_> {
        fn visit_expr(&mut self, expr: &'ast syn::Expr) {
            let left = match expr {
                syn::Expr::Assign(e) => Some(&e.left),
                syn::Expr::Binary(e) if is_compound(&e.op) => Some(&e.left),
                _ => None,
            };
            self.1 |= left.is_some_and(|left| matches!(&**left, syn::Expr::Path(path) if path.path.is_ident(self.0)));
            syn::visit::visit_expr(self, expr)
        }
    }
    let mut found = Assigns(local, false);
    syn::visit::Visit::visit_expr(&mut found, expr);
    found.1
}

/// Takes the expression out, leaving something that is about to be overwritten.
pub(super) fn take(expr: &mut syn::Expr) -> syn::Expr {
    std::mem::replace(expr, syn::Expr::Verbatim(proc_macro2::TokenStream::new()))
}
