//! Operands get names.
//!
//! *All side effects are realised in order*: when one operand suspends, the operands before it are evaluated into temporaries first, unless
//! it makes no difference when they are evaluated. What comes after the last suspension stays where it is.
//!
//! The `let`s of a full expression stand in a block of their own, whose end is the end of the full expression.
//!
//! ```text
//! send(frame.await?, self.next())
//!     { let mut temp_0 = frame.await; send(temp_0?, self.next()) }
//! ```

use super::body::{Lower, Place, path};
use super::macros;
use super::operands::{
    Operand, Role, is_compound, is_place, is_plain_place, is_promoted, is_pure, macro_operands, operands,
};
use super::suspend::{first_await, suspends};
use super::tree::{Block, Expr, Stmt};
use crate::names;
use proc_macro2::Span;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{parse_quote, parse_quote_spanned};

impl Lower<'_> {
    /// Rewrites an operation that suspends into one that does not: its suspensions, and what must precede them, go to `out`.
    pub(super) fn flatten(&mut self, expr: syn::Expr, out: &mut Vec<Stmt>) -> syn::Expr {
        self.flatten_at(Place::Operand, expr, out)
    }

    /// The same for what stands at `place`.
    pub(super) fn flatten_at(&mut self, place: Place, mut expr: syn::Expr, out: &mut Vec<Stmt>) -> syn::Expr {
        let span = expr.span();
        match &mut expr {
            syn::Expr::Binary(e) if matches!(e.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) => {
                return self.lazy(expr, out);
            }
            syn::Expr::Macro(e) if !macros::ends_temporaries(&e.mac) => return self.flatten_macro(place, expr, out),
            _ => {}
        }
        if operands(&mut expr).is_none() || matches!(expr, syn::Expr::Await(_)) {
            self.next = place;
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
        self.flatten_operands(operands(&mut expr).unwrap_or_default(), place, out);
        if let syn::Expr::Struct(literal) = &mut expr
            && let Some(base) = literal.rest.as_mut().filter(|base| is_temp(base))
        {
            // It is moved as a whole, since a part of what stays in its place cannot be.
            **base = parse_quote_spanned!(span=> { #base });
        }
        expr
    }

    /// A macro whose arguments suspend.
    pub(super) fn flatten_macro(&mut self, place: Place, mut expr: syn::Expr, out: &mut Vec<Stmt>) -> syn::Expr {
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
        // What is known puts them into an operand of its own, and what is not is taken for a call.
        let place = if call.is_known() { Place::Operand } else { place };
        self.flatten_operands(macro_operands(&mut call), place, out);
        e.mac = call.to_macro();
        expr
    }

    /// The operands of what is at `place`: in a scope of its own, they drop in turn with the temporaries, and before them elsewhere.
    fn flatten_operands(&mut self, mut operands: Vec<Operand<'_>>, place: Place, out: &mut Vec<Stmt>) {
        let Some(last) = operands.iter().rposition(|operand| suspends(operand.expr)) else { return };
        for index in 0..last {
            self.hoist_before(&mut operands, index, out);
            if place == Place::Scope {
                self.unmark_operand(operands[index].expr)
            }
        }
        let operand = &mut operands[last];
        let taken = take(operand.expr);
        *operand.expr = self.flatten_operand(taken, operand.role, out);
    }

    /// `{x.await}.method()` says what `{x}.method()` says.
    fn flatten_operand(&mut self, expr: syn::Expr, role: Role, out: &mut Vec<Stmt>) -> syn::Expr {
        if let syn::Expr::Paren(mut e) = expr {
            *e.expr = self.flatten_operand(*e.expr, role, out);
            // `(match g().await { … }).method()` is a method of a temporary.
            return if is_temp(&e.expr) { *e.expr } else { syn::Expr::Paren(e) };
        }
        let is_braced = role == Role::Receiver && matches!(expr, syn::Expr::Block(_));
        let span = expr.span();
        let mut value = self.flatten(expr, out);
        // What was awaited is a temporary, like what is not; but a receiver that may be consumed has to stand behind its suspension.
        let is_temporary = matches!(role, Role::Place | Role::Referent | Role::UniqueReferent) && is_temp(&value);
        if role.is_operand() {
            self.mark_operand(&value)
        } else if is_temporary && self.follows_operand(out) {
            value = path(&self.name_temporary(Expr::Plain(value), span, out))
        }
        if is_braced { parse_quote_spanned!(span=> { #value }) } else { value }
    }

    /// Hoists an operand, also one that would make no difference if what follows it did not assign to what it mentions.
    pub(super) fn hoist_before(&mut self, operands: &mut [Operand<'_>], index: usize, out: &mut Vec<Stmt>) {
        let (before, after) = operands.split_at_mut(index + 1);
        let operand = &mut before[index];
        let changed =
            mentioned(operand.expr).into_iter().find(|name| after.iter().any(|later| assigns(later.expr, name)));
        match changed {
            None => self.hoist(operand, out),
            Some(_) if operand.role.is_operand() => {
                let span = operand.expr.span();
                let value = self.evaluated(operand, out);
                *operand.expr = path(&self.name_operand(Expr::Plain(value), span, out));
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
        // A tuple that is borrowed is a temporary, whatever is in it.
        let stays = |value: &syn::Expr, role| {
            is_pure(value, &names::is_temp) && (role == Role::Value || is_promoted(value) || !is_tuple(value))
        };
        if stays(operand.expr, operand.role) {
            return;
        }
        let span = operand.expr.span();
        let value = self.evaluated(operand, out);
        *operand.expr = match operand.role {
            role if stays(&value, role) => value,
            role if role.is_operand() => path(&self.name_operand(Expr::Plain(value), span, out)),
            _ => path(&self.name_temporary(Expr::Plain(value), span, out)),
        };
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

    /// ```text
    /// a && b        if a { b } else { false }
    /// a || b        if a { true } else { b }
    /// ```
    fn lazy(&mut self, expr: syn::Expr, out: &mut Vec<Stmt>) -> syn::Expr {
        let syn::Expr::Binary(mut e) = expr else { return expr };
        if !suspends(&e.right) {
            // Each side ends its temporaries.
            let (span, left) = (e.left.span(), self.full_scope(*e.left));
            e.left = Box::new(path(&self.name(left, span, out)));
            return syn::Expr::Binary(e);
        }
        let span = e.op.span();
        let value = self.decided(e);
        path(&self.name(value, span, out))
    }

    /// Such an operation without a name for its value, so that it is seen what holds where it is true.
    pub(super) fn decided(&mut self, e: syn::ExprBinary) -> Expr {
        let span = e.op.span();
        let cond = Box::new(self.full_scope(alone(*e.left)));
        let right = Box::new(self.full_scope(alone(*e.right)));
        match e.op {
            syn::BinOp::And(_) => {
                Expr::If { cond, then: tail(right), els: Some(Box::new(constant(false, span))), span }
            }
            _ => Expr::If { cond, then: tail(Box::new(constant(true, span))), els: Some(right), span },
        }
    }

    /// `!(a && b)        if a && b { false } else { true }`
    pub(super) fn negated(&mut self, e: syn::ExprUnary) -> Expr {
        let span = e.op.span();
        let cond = Box::new(self.full_scope(*e.expr));
        let (yes, no) = (Box::new(constant(true, span)), Box::new(constant(false, span)));
        Expr::If { cond, then: tail(no), els: Some(yes), span }
    }
}

/// What is known without being asked. A literal of the user's is asked: rustc sees both ways from it.
pub(super) fn constant(value: bool, span: Span) -> Expr {
    Expr::Plain(syn::Expr::Verbatim(syn::LitBool { value, span }.to_token_stream()))
}

/// An expression that may be all of a block: parentheses keep a block at its beginning from being a statement.
pub(super) fn alone(expr: syn::Expr) -> syn::Expr {
    let mut first = &expr;
    loop {
        first = match first {
            syn::Expr::Binary(e) => &e.left,
            syn::Expr::Call(e) => &e.func,
            syn::Expr::Cast(e) => &e.expr,
            syn::Expr::Field(e) => &e.base,
            syn::Expr::Index(e) => &e.expr,
            syn::Expr::MethodCall(e) => &e.receiver,
            syn::Expr::Try(e) => &e.expr,
            syn::Expr::Block(_)
            | syn::Expr::If(_)
            | syn::Expr::Loop(_)
            | syn::Expr::Match(_)
            | syn::Expr::Unsafe(_)
                if !std::ptr::eq(first, &expr) =>
            {
                return parse_quote!((#expr));
            }
            _ => return expr,
        }
    }
}

fn tail(tail: Box<Expr>) -> Block {
    Block::new(vec![], Some(tail))
}

/// Whether the operation is taken apart where it is a condition: what its left side assigns may depend on which way it went.
pub(super) fn decides(e: &syn::ExprBinary) -> bool {
    matches!(e.op, syn::BinOp::And(_) | syn::BinOp::Or(_)) && (suspends(&e.right) || is_lazy(&e.left))
}

/// `a && b` or `a || b`, in parentheses or behind `!`.
pub(super) fn is_lazy(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Binary(e) => matches!(e.op, syn::BinOp::And(_) | syn::BinOp::Or(_)),
        syn::Expr::Unary(e) => matches!(e.op, syn::UnOp::Not(_)) && is_lazy(&e.expr),
        syn::Expr::Paren(e) => is_lazy(&e.expr),
        syn::Expr::Group(e) => is_lazy(&e.expr),
        _ => false,
    }
}

fn is_tuple(value: &syn::Expr) -> bool {
    match value {
        syn::Expr::Paren(e) => is_tuple(&e.expr),
        value => matches!(value, syn::Expr::Tuple(_)),
    }
}

fn is_temp(value: &syn::Expr) -> bool {
    matches!(value, syn::Expr::Path(path) if path.path.get_ident().is_some_and(names::is_temp))
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
