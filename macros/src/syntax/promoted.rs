//! Constants that are borrowed. rustc promotes them: what is made of constants alone, has no destructor and no cell in it, is a `static` where it is
//! borrowed, and the reference lives forever.
//!
//! Whether a value of a user's type is one, syntax cannot say: `Q { a: 1 }` has a destructor or has none, `E::A(7)` may call a function. So what is
//! certain is left where it stands, and rustc promotes it in the machine as in the witness. Everything else that lives across a suspension is put
//! into the frame; and where that might be promoted, the witness keeps rustc from it, so that its references live no longer than the frame does.
//!
//! ```text
//! let r = &Some(5); y().await;            the machine     let r = &Some(5);
//! let r = &Q { a: 1 }; y().await;         the machine     let mut temp_0 = Q { a: 1 }; let r = &temp_0;
//!                                         the witness     let r = &unpromoted(Q { a: 1 });
//! ```
//!
//! What the machine puts into the frame is seen here once more, in the user's body. Invariant: nothing that it does is missed. What is seen beyond
//! that costs a reference its life, not a program its meaning.

use super::extend::{borrowed, extends};
use super::operands::{Role, is_place, is_promoted, operands, starts_upper};
use super::suspend::{self, suspends};
use super::{macros, patterns};
use crate::names;
use proc_macro2::{Span, TokenTree};
use quote::ToTokens;
use std::collections::HashSet;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Expr, Pat, UnOp, parse_quote_spanned};

/// Whether rustc promotes it for certain where it is borrowed by `&`.
pub fn is_promoted_where_borrowed(expr: &Expr) -> bool {
    match expr {
        Expr::Array(e) => e.elems.iter().all(is_promoted_where_borrowed),
        Expr::Tuple(e) => e.elems.iter().all(is_promoted_where_borrowed),
        Expr::Repeat(e) => is_promoted_where_borrowed(&e.expr),
        Expr::Range(e) => [&e.start, &e.end].into_iter().flatten().all(|bound| is_promoted_where_borrowed(bound)),
        Expr::Call(e) => is_variant_of_std(&e.func) && e.args.iter().all(is_promoted_where_borrowed),
        Expr::Paren(e) => is_promoted_where_borrowed(&e.expr),
        Expr::Group(e) => is_promoted_where_borrowed(&e.expr),
        Expr::Const(e) => matches!(&e.block.stmts[..], [syn::Stmt::Expr(tail, None)] if is_number(tail)),
        _ => is_promoted(expr) || is_number(expr),
    }
}

/// Whether it is a number, a character or a `bool`, made of literals: no operator is anybody's.
fn is_number(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(e) => is_number_literal(&e.lit),
        Expr::Paren(e) => is_number(&e.expr),
        Expr::Group(e) => is_number(&e.expr),
        Expr::Unary(e) => matches!(e.op, UnOp::Neg(_) | UnOp::Not(_)) && is_number(&e.expr),
        Expr::Cast(e) => matches!(&*e.ty, syn::Type::Path(_)) && is_number(&e.expr),
        Expr::Binary(e) => match e.op {
            BinOp::And(_) | BinOp::Or(_) => false,
            BinOp::Div(_) | BinOp::Rem(_) => is_number(&e.left) && divides(&e.right),
            _ => is_number(&e.left) && is_number(&e.right),
        },
        _ => false,
    }
}

fn is_number_literal(lit: &syn::Lit) -> bool {
    matches!(lit, syn::Lit::Int(_) | syn::Lit::Float(_) | syn::Lit::Bool(_) | syn::Lit::Char(_) | syn::Lit::Byte(_))
}

/// Whether dividing by it cannot fail.
fn divides(divisor: &Expr) -> bool {
    let Expr::Lit(divisor) = divisor else { return false };
    match &divisor.lit {
        syn::Lit::Int(int) => int.base10_digits() != "0",
        lit => matches!(lit, syn::Lit::Float(_)),
    }
}

/// `Some`, `Ok` and `Err`, which nobody gives to something else.
fn is_variant_of_std(callee: &Expr) -> bool {
    const VARIANTS: [&str; 3] = ["Some", "Ok", "Err"];
    let Expr::Path(path) = callee else { return false };
    path.qself.is_none()
        && path.path.segments.len() == 1
        && VARIANTS.iter().any(|name| path.path.segments[0].ident == name)
}

/// Whether the type that is declared says that the value is promoted: `let r: &'static Q = &Q { a: 1 };`.
pub fn is_declared_static(ty: Option<&syn::Type>, init: &Expr) -> bool {
    let is_static = |ty: &syn::TypeReference| ty.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident == "static");
    match init {
        Expr::Paren(e) => is_declared_static(ty, &e.expr),
        Expr::Reference(init) => {
            matches!(ty, Some(syn::Type::Reference(ty)) if is_static(ty))
                && init.mutability.is_none()
                && !suspends(&init.expr)
        }
        _ => false,
    }
}

/// Keeps rustc from promoting what the machine puts into the frame. `pats` are those of the parameters.
pub fn unpromote<'p>(block: &mut syn::Block, pats: impl Iterator<Item = &'p Pat>) {
    let mut locals = Locals::default();
    pats.for_each(|pat| locals.names.extend(patterns::bindings(pat).iter().map(|binding| binding.ident.to_string())));
    locals.visit_block(block);
    let Locals { mut names, constants } = locals;
    names.retain(|name| !constants.contains(name));
    Unpromote { locals: names, crossed: false, found: 0 }.block(block, false);
}

/// The names that are locals for certain: no pattern that always matches has a constant in it.
#[derive(Default)]
struct Locals {
    names: HashSet<String>,
    constants: HashSet<String>,
}

impl Locals {
    fn bound_by(&mut self, pat: &Pat) {
        self.names.extend(patterns::bindings(pat).iter().map(|binding| binding.ident.to_string()))
    }
}

impl<'ast> Visit<'ast> for Locals {
    fn visit_local(&mut self, local: &'ast syn::Local) {
        if local.init.as_ref().is_none_or(|init| init.diverge.is_none()) {
            self.bound_by(&local.pat)
        }
        visit::visit_local(self, local)
    }

    fn visit_expr_for_loop(&mut self, e: &'ast syn::ExprForLoop) {
        self.bound_by(&e.pat);
        visit::visit_expr_for_loop(self, e)
    }

    fn visit_expr_closure(&mut self, e: &'ast syn::ExprClosure) {
        e.inputs.iter().for_each(|input| self.bound_by(input));
        visit::visit_expr_closure(self, e)
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.constants.insert(item.ident.to_string());
    }
}

/// Macros that give what a function has made.
const CALLS: [&str; 4] = ["format", "format_args", "vec", "dbg"];

struct Unpromote {
    locals: HashSet<String>,
    /// Whether something suspends while the temporaries of what is visited live.
    crossed: bool,
    found: usize,
}

impl Unpromote {
    fn block(&mut self, block: &mut syn::Block, crossed: bool) {
        let suspending = block.stmts.iter().rposition(suspend::stmt_suspends).map_or(0, |last| last + 1);
        let count = block.stmts.len();
        for (index, stmt) in block.stmts.iter_mut().enumerate() {
            let is_tail = index + 1 == count;
            match stmt {
                syn::Stmt::Local(local) => self.local(local, index < suspending),
                syn::Stmt::Expr(expr, semi) => self.expr(expr, crossed && is_tail && semi.is_none()),
                syn::Stmt::Macro(mac) => {
                    let crossed = crossed && is_tail && mac.semi_token.is_none();
                    self.macro_(&mut mac.mac, crossed)
                }
                syn::Stmt::Item(_) => {}
            }
        }
    }

    fn local(&mut self, local: &mut syn::Local, points_follow: bool) {
        let (pat, ty) = match &local.pat {
            Pat::Type(typed) => (&*typed.pat, Some(&*typed.ty)),
            pat => (pat, None),
        };
        let Some(init) = &mut local.init else { return };
        let is_late = init.diverge.as_ref().is_some_and(|(_, els)| suspends(els));
        let is_extended = points_follow && !is_declared_static(ty, &init.expr) && extends(&mut init.expr.clone());
        self.expr(&mut init.expr, is_late || is_extended);
        if points_follow && patterns::binds_by_reference(pat) {
            self.looked_at(&mut init.expr)
        }
        if let Some((_, els)) = &mut init.diverge {
            self.expr(els, false)
        }
    }

    fn expr(&mut self, expr: &mut Expr, crossed: bool) {
        let outer = std::mem::replace(&mut self.crossed, crossed);
        self.visit_expr_mut(expr);
        self.crossed = outer;
    }

    /// Gives whether the expression is an operation.
    fn operands(&mut self, expr: &mut Expr) -> bool {
        let crossed = self.crossed;
        let assigns = matches!(expr, Expr::Assign(_));
        let assigns_parts = matches!(expr, Expr::Assign(e) if !is_place(&e.left)) && suspends(expr);
        let Some(mut operands) = operands(expr) else { return false };
        let last = operands.iter().rposition(|operand| suspends(operand.expr)).unwrap_or(0);
        for (index, operand) in operands.iter_mut().enumerate() {
            let crossed = crossed || assigns_parts || index < last;
            self.expr(operand.expr, crossed);
            // What is assigned to is no value, nor is what looks like one: `(a, _) = f()`.
            if !crossed || (assigns && index > 0) {
                continue;
            }
            match operand.role {
                Role::Referent => {
                    let value = borrowed(operand.expr);
                    if !is_promoted_where_borrowed(value) {
                        self.temporary(value)
                    }
                }
                Role::Place | Role::Receiver | Role::Consumed => self.looked_at(operand.expr),
                Role::Value | Role::UniqueReferent | Role::Callee => {}
            }
        }
        true
    }

    fn condition(&mut self, condition: &mut Expr, crossed: bool) {
        let crossed = crossed && patterns::is_let(condition);
        self.expr(condition, crossed)
    }

    fn macro_(&mut self, mac: &mut syn::Macro, crossed: bool) {
        let Some(mut call) = macros::parse(mac) else { return };
        let (found, suspending) = (self.found, call.args.iter().any(|arg| suspends(&arg.expr)));
        call.exprs_mut().for_each(|arg| self.expr(&mut arg.expr, crossed || suspending));
        // Lints look at calls that are the user's to the letter.
        if self.found > found {
            *mac = call.to_macro()
        }
    }

    /// What a method borrows, or a pattern.
    fn looked_at(&mut self, value: &mut Expr) {
        let value = borrowed(value);
        if !is_promoted(value) {
            self.temporary(value)
        }
    }

    fn temporary(&mut self, value: &mut Expr) {
        if !is_place(value) && !is_closure(value) && self.may_be_promoted(value) {
            self.hide(value);
            if self.may_be_promoted(value) {
                self.hide_whole(value)
            }
        }
    }

    /// Whether rustc may promote the value where it is borrowed: it is made of constants, and gets its value in one place.
    fn may_be_promoted(&self, expr: &Expr) -> bool {
        let may = |expr: &Expr| self.may_be_promoted(expr);
        let tail = |block: &syn::Block| match block.stmts.last() {
            Some(syn::Stmt::Expr(tail, None)) => may(tail),
            // `()`
            Some(_) | None => true,
        };
        match expr {
            Expr::Array(e) => e.elems.iter().all(may),
            Expr::Tuple(e) => e.elems.iter().all(may),
            Expr::Repeat(e) => may(&e.expr),
            Expr::Range(e) => [&e.start, &e.end].into_iter().flatten().all(|bound| may(bound)),
            Expr::Struct(e) => e.fields.iter().map(|field| &field.expr).chain(e.rest.as_deref()).all(may),
            Expr::Call(e) => is_named(&e.func) && e.args.iter().all(may),
            // `a || return` is a constant behind it.
            Expr::Binary(e) => matches!(e.op, BinOp::And(_) | BinOp::Or(_)) || (may(&e.left) && may(&e.right)),
            Expr::Unary(e) => may(&e.expr),
            Expr::Cast(e) => may(&e.expr),
            Expr::Paren(e) => may(&e.expr),
            Expr::Group(e) => may(&e.expr),
            Expr::Reference(e) => match e.mutability {
                None => may(&e.expr),
                Some(_) => matches!(&*e.expr, Expr::Array(_) | Expr::Repeat(_)),
            },
            Expr::Field(e) => may(&e.base),
            Expr::Index(e) => may(&e.expr),
            Expr::Path(path) => {
                path.path.get_ident().is_none_or(|name| name != "self" && !self.locals.contains(&name.to_string()))
            }
            Expr::Block(e) if e.label.is_none() => tail(&e.block),
            Expr::Unsafe(e) => tail(&e.block),
            Expr::If(e) => e.else_branch.as_ref().is_none_or(|(_, els)| tail(&e.then_branch) || may(els)),
            Expr::Match(e) => e.arms.iter().any(|arm| may(&arm.body)),
            Expr::Macro(e) => {
                !CALLS.iter().any(|name| e.mac.path.segments.last().is_some_and(|last| last.ident == name))
            }
            Expr::MethodCall(_) | Expr::Await(_) | Expr::Try(_) | Expr::Infer(_) => false,
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => false,
            // `()`, and closures, whose captures nobody sees.
            _ => true,
        }
    }

    /// Hands the value through a function, or, where temporaries in it live as long as it does, a part of it beside them. What is wanted of an
    /// array, its place says to its elements.
    fn hide(&mut self, value: &mut Expr) {
        let is_array = matches!(value, Expr::Array(e) if !e.elems.is_empty());
        let has_tails =
            matches!(value, Expr::Paren(_) | Expr::Block(_) | Expr::Unsafe(_) | Expr::If(_) | Expr::Match(_));
        if !is_array && !has_tails && !extends(&mut value.clone()) {
            return self.hide_whole(value);
        }
        match value {
            Expr::Reference(e) => self.hide(borrowed(&mut e.expr)),
            Expr::Block(e) => self.hide_tail(&mut e.block),
            Expr::Unsafe(e) => self.hide_tail(&mut e.block),
            Expr::If(e) => {
                self.hide_tail(&mut e.then_branch);
                if let Some((_, els)) = &mut e.else_branch {
                    self.temporary(els)
                }
            }
            Expr::Match(e) => e.arms.iter_mut().for_each(|arm| self.temporary(&mut arm.body)),
            value => {
                if let Expr::Struct(literal) = value {
                    literal.fields.iter_mut().for_each(|field| {
                        field.colon_token.get_or_insert(syn::Token![:](Span::call_site()));
                    });
                }
                let constructs = matches!(&*value, Expr::Call(e) if matches!(&*e.func, Expr::Path(path) if starts_upper(&path.path)));
                let mut parts = operands(value).unwrap_or_default();
                let skipped = usize::from(constructs);
                let plain = parts.iter_mut().skip(skipped).position(|part| !extends(part.expr));
                if let Some(part) = parts.get_mut(skipped + plain.unwrap_or(0)) {
                    self.hide(part.expr)
                }
            }
        }
    }

    fn hide_whole(&mut self, value: &mut Expr) {
        self.found += 1;
        let (first, last) = ends(value);
        let private = names::private_at(first);
        let mut call: syn::ExprCall = parse_quote_spanned!(first=> #private::unpromoted(#value));
        call.paren_token = syn::token::Paren(last);
        *value = Expr::Call(call);
    }

    fn hide_tail(&mut self, block: &mut syn::Block) {
        match block.stmts.last_mut() {
            // A name there is a value, which may be that of a constant.
            Some(syn::Stmt::Expr(tail, None)) if is_place(tail) && self.may_be_promoted(tail) => self.hide_whole(tail),
            Some(syn::Stmt::Expr(tail, None)) => self.temporary(tail),
            _ => {}
        }
    }
}

impl VisitMut for Unpromote {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let crossed = self.crossed;
        let branches = matches!(expr, Expr::While(_) | Expr::ForLoop(_) | Expr::If(_) | Expr::Match(_));
        let suspending = branches && suspends(expr);
        match expr {
            Expr::Async(e) => self.block(&mut e.block, false),
            Expr::Closure(e) => self.expr(&mut e.body, false),
            Expr::Const(_) => {}
            Expr::Await(e) => self.expr(&mut e.base, true),
            Expr::Block(e) => self.block(&mut e.block, crossed),
            Expr::Unsafe(e) => self.block(&mut e.block, crossed),
            Expr::Loop(e) => self.block(&mut e.body, false),
            Expr::While(e) => {
                self.condition(&mut e.cond, suspending);
                self.block(&mut e.body, false)
            }
            Expr::ForLoop(e) => {
                self.expr(&mut e.expr, crossed || suspending);
                self.block(&mut e.body, false)
            }
            Expr::If(e) => {
                self.condition(&mut e.cond, crossed || suspending);
                self.block(&mut e.then_branch, crossed);
                if let Some((_, els)) = &mut e.else_branch {
                    self.expr(els, crossed)
                }
            }
            Expr::Let(e) => {
                self.expr(&mut e.expr, crossed);
                if crossed && patterns::binds_by_reference(&e.pat) {
                    self.looked_at(&mut e.expr)
                }
            }
            Expr::Match(e) => {
                let crosses = |arm: &syn::Arm| suspends(&arm.body) || suspend::guard_suspends(arm);
                let within = crossed || e.arms.iter().any(crosses);
                self.expr(&mut e.expr, within);
                if within && e.arms.iter().any(|arm| patterns::binds_by_reference(&arm.pat)) {
                    self.looked_at(&mut e.expr)
                }
                for arm in &mut e.arms {
                    if let Pat::Guard(guarded) = &mut arm.pat {
                        self.expr(&mut guarded.guard, suspending)
                    }
                    self.expr(&mut arm.body, crossed)
                }
            }
            Expr::Macro(e) => self.macro_(&mut e.mac, crossed),
            Expr::Return(e) => e.expr.iter_mut().for_each(|value| self.expr(value, false)),
            Expr::Break(e) => e.expr.iter_mut().for_each(|value| self.expr(value, false)),
            // No operation: `a && b`, and leaves.
            expr => {
                if !self.operands(expr) {
                    visit_mut::visit_expr_mut(self, expr)
                }
            }
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_pat_mut(&mut self, _: &mut Pat) {}
}

/// A closure that captures nothing has no bytes that the frame could lose, and one that captures something is not promoted.
fn is_closure(value: &Expr) -> bool {
    match value {
        Expr::Paren(e) => is_closure(&e.expr),
        Expr::Group(e) => is_closure(&e.expr),
        value => matches!(value, Expr::Closure(_)),
    }
}

/// Whether a function or a variant is called by its name, and it is not the one that hides a value.
fn is_named(callee: &Expr) -> bool {
    match callee {
        Expr::Paren(e) => is_named(&e.expr),
        Expr::Group(e) => is_named(&e.expr),
        Expr::Path(path) => path.path.segments.last().is_none_or(|name| name.ident != "unpromoted"),
        _ => false,
    }
}

/// From the first token to the last: what rustc says of the value, it says of the call.
fn ends(value: &Expr) -> (Span, Span) {
    let last = value.to_token_stream().into_iter().last();
    (value.span(), last.as_ref().map_or_else(|| value.span(), TokenTree::span))
}
