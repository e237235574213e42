//! Temporaries of an initialiser that live as long as the local.
//!
//! Source of the rule: the Reference, "Temporary lifetime extension". What stands in the statement itself becomes a local before it. What
//! stands in a block or a branch is evaluated there, if at all, so its local is declared without a value before the statement.
//!
//! ```text
//! let r = &make();
//!     let mut temp_0 = make();
//!     let r = &temp_0;
//! let r = (f(&other()), &g(&h().await));
//!     let mut temp_0;
//!     let r = { let mut temp_1 = other(); let mut temp_2 = f(&temp_1); let mut temp_3 = h().await; temp_0 = g(&temp_3); (temp_2, &temp_0) };
//! let r = if yes { &make() } else { &other() };
//!     let mut temp_0; let mut temp_1;
//!     let r = if yes { (temp_0 = make(), &temp_0).1 } else { (temp_1 = other(), &temp_1).1 };
//! ```

use super::body::{Lower, Place, path};
use super::flatten::take;
use super::operands::{Operand, Role, is_place, is_promoted_uniquely, is_unit, operands, pinned_value, starts_upper};
use super::patterns;
use super::promoted::is_promoted_where_borrowed;
use super::suspend::suspends;
use super::tree::{Block, Expr, Stmt};
use proc_macro2::{Ident, Span};
use syn::Pat;
use syn::parse_quote_spanned;
use syn::spanned::Spanned;

impl Lower<'_> {
    /// The pattern borrows the value if it binds a part of it by reference. What lives as long as the local is declared in `out`, and what drops
    /// at the end of the statement in `temps`.
    pub(super) fn extend(
        &mut self,
        init: syn::Expr,
        pat: &Pat,
        out: &mut Vec<Stmt>,
        temps: &mut Vec<Stmt>,
    ) -> syn::Expr {
        let mut init = self.extend_operands(init, false, out, temps);
        let value = borrowed(&mut init);
        let role = if patterns::binds_uniquely(pat) { Role::UniqueReferent } else { Role::Referent };
        if patterns::binds_by_reference(pat) && is_temporary(value, role) {
            *value = self.extended(take(value), false, out, temps)
        }
        if is_place(&init) && !suspends(&init) && !temps.is_empty() {
            // In a block it would be a value.
            let ended = Expr::Block { label: None, block: Block::new(std::mem::take(temps), None) };
            out.push(Stmt::Expr(ended, Some(syn::Token![;](init.span()))));
        }
        init
    }

    /// An extending expression, evaluated where the statement stands; `crossed` says that more of that follows.
    fn extend_operands(
        &mut self,
        mut init: syn::Expr,
        crossed: bool,
        out: &mut Vec<Stmt>,
        temps: &mut Vec<Stmt>,
    ) -> syn::Expr {
        if !extends(&mut init) {
            return init;
        }
        if let Some(value) = pinned_value(&init) {
            let span = init.span();
            let value = self.extend_operands(value, crossed, out, temps);
            return match self.initialiser(value, crossed, temps) {
                value if temps.is_empty() => self.pin_in_place(value, span, out),
                value => {
                    let (pinned, place) = self.declare_pinned(span, out);
                    self.assign(&pinned, value, span, temps);
                    place
                }
            };
        }
        if let Some(tails) = tails(&mut init) {
            tails.into_iter().for_each(|tail| self.extend_tail(tail, out));
            return init;
        }
        let mut operands = operands(&mut init).unwrap_or_default();
        let Some(last) = operands.iter_mut().rposition(|operand| extends_operand(operand)) else { return init };
        let count = operands.len();
        for (index, operand) in operands.iter_mut().take(last + 1).enumerate() {
            // So what operands are before drops before the temporaries in it.
            let crossed = crossed || index + 1 < count || self.follows_operand(temps);
            if is_extended(operand) {
                let value = borrowed(operand.expr);
                let inner = self.extend_operands(take(value), crossed, out, temps);
                *value = self.extended(inner, crossed, out, temps);
                continue;
            }
            if extends(operand.expr) {
                *operand.expr = self.extend_operands(take(operand.expr), crossed, out, temps);
            }
            if index < last {
                self.hoist(operand, temps);
            }
        }
        init
    }

    /// A value that lives as long as the local, and is there before anything drops.
    fn extended(&mut self, value: syn::Expr, crossed: bool, out: &mut Vec<Stmt>, temps: &mut Vec<Stmt>) -> syn::Expr {
        let span = value.span();
        let crossed = crossed || looks_at_parts(&value);
        let value = self.initialiser(value, crossed, temps);
        if temps.is_empty() {
            return path(&self.name(value, span, out));
        }
        let name = self.declare(span, out);
        self.assign(&name, value, span, temps);
        path(&name)
    }

    fn initialiser(&mut self, value: syn::Expr, crossed: bool, temps: &mut Vec<Stmt>) -> Expr {
        self.next = if crossed { Place::Operand } else { Place::Initialiser };
        match self.root(value, temps) {
            Expr::Plain(value) if crossed => Expr::Plain(self.cross_value(value, temps)),
            value => value,
        }
    }

    fn assign(&mut self, name: &Ident, value: Expr, span: Span, out: &mut Vec<Stmt>) {
        let value = match value {
            Expr::Plain(value) => value,
            value => path(&self.name(value, span, out)),
        };
        let assign = parse_quote_spanned!(span=> #name = #value);
        out.push(Stmt::Expr(Expr::Plain(assign), Some(syn::Token![;](span))));
    }

    /// An extending expression that is evaluated in a block or a branch.
    fn extend_tail(&mut self, expr: &mut syn::Expr, out: &mut Vec<Stmt>) {
        if !extends(expr) {
            return;
        }
        if let Some(mut value) = pinned_value(expr) {
            self.extend_tail(&mut value, out);
            let (pinned, place) = self.declare_pinned(expr.span(), out);
            *expr = parse_quote_spanned!(expr.span()=> (#pinned = #value, #place).1);
            return;
        }
        if let Some(tails) = tails(expr) {
            return tails.into_iter().for_each(|tail| self.extend_tail(tail, out));
        }
        for operand in operands(expr).unwrap_or_default().iter_mut() {
            if is_extended(operand) {
                let value = borrowed(operand.expr);
                self.extend_tail(value, out);
            } else if extends_operand(operand) {
                self.extend_tail(operand.expr, out);
            }
        }
        let mut operands = operands(expr).unwrap_or_default();
        let [referent] = &mut operands[..] else { return };
        if is_extended(referent) {
            let value = borrowed(referent.expr);
            let span = value.span();
            let temp = path(&self.declare(span, out));
            let value = std::mem::replace(value, temp.clone());
            *expr = parse_quote_spanned!(span=> (#temp = #value, #expr).1);
        }
    }
}

/// Whether it is a `match` of what is made after a suspension: that drops after the value is in its place, with the temporaries.
fn looks_at_parts(value: &syn::Expr) -> bool {
    let scrutinee = match value {
        syn::Expr::Match(e) => &*e.expr,
        syn::Expr::If(e) => match &*e.cond {
            syn::Expr::Let(condition) => &*condition.expr,
            _ => return false,
        },
        syn::Expr::Paren(e) => return looks_at_parts(&e.expr),
        syn::Expr::Group(e) => return looks_at_parts(&e.expr),
        _ => return false,
    };
    suspends(scrutinee) && !matches!(scrutinee, syn::Expr::Await(e) if !suspends(&e.base))
}

/// Whether the expression extends the temporaries in it, and there are some.
pub(super) fn extends(expr: &mut syn::Expr) -> bool {
    if pinned_value(expr).is_some() {
        return true;
    }
    match tails(expr) {
        Some(tails) => tails.into_iter().any(extends),
        None => is_extending(expr) && operands(expr).unwrap_or_default().iter_mut().any(extends_operand),
    }
}

fn extends_operand(operand: &mut Operand<'_>) -> bool {
    is_extended(operand) || extends(operand.expr)
}

/// Whether the operand is a value that is borrowed, as a whole or in part.
fn is_extended(operand: &mut Operand<'_>) -> bool {
    is_temporary(borrowed(operand.expr), operand.role)
}

/// Whether there is a temporary where the value is borrowed so.
pub(super) fn is_temporary(value: &syn::Expr, role: Role) -> bool {
    match role {
        Role::Referent => !is_place(value) && !is_promoted_where_borrowed(value),
        // What is promoted where it is shared is not here.
        Role::UniqueReferent => is_unit(value) || (!is_place(value) && !is_promoted_uniquely(value)),
        Role::Value | Role::Place | Role::Receiver | Role::Consumed | Role::Callee => false,
    }
}

/// The value that a place is a part of: `make()` in `make().field[0]`.
pub(super) fn borrowed(place: &mut syn::Expr) -> &mut syn::Expr {
    if !is_place(place) && !matches!(place, syn::Expr::Paren(_) | syn::Expr::Group(_)) {
        return place;
    }
    match place {
        syn::Expr::Field(e) => borrowed(&mut e.base),
        syn::Expr::Index(e) => borrowed(&mut e.expr),
        syn::Expr::Unary(e) => borrowed(&mut e.expr),
        syn::Expr::Paren(e) => borrowed(&mut e.expr),
        syn::Expr::Group(e) => borrowed(&mut e.expr),
        value => value,
    }
}

/// Whether the operands of this expression are extending if it is.
fn is_extending(init: &syn::Expr) -> bool {
    match init {
        syn::Expr::Reference(_) | syn::Expr::RawAddr(_) => true,
        syn::Expr::Tuple(_) | syn::Expr::Array(_) | syn::Expr::Struct(_) => true,
        syn::Expr::Paren(_) | syn::Expr::Group(_) | syn::Expr::Cast(_) => true,
        syn::Expr::Call(e) => is_constructor(&e.func),
        _ => false,
    }
}

/// Whether what is called is a struct or a variant, by its name: a function extends nothing.
fn is_constructor(callee: &syn::Expr) -> bool {
    matches!(callee, syn::Expr::Path(path) if starts_upper(&path.path))
}

/// The tails of a block, and of the branches of an `if` or a `match`.
fn tails(expr: &mut syn::Expr) -> Option<Vec<&mut syn::Expr>> {
    match expr {
        syn::Expr::Block(e) => Some(tail(&mut e.block).into_iter().collect()),
        syn::Expr::Unsafe(e) => Some(tail(&mut e.block).into_iter().collect()),
        syn::Expr::If(e) => {
            let els = e.else_branch.as_mut().map(|(_, els)| &mut **els);
            Some(tail(&mut e.then_branch).into_iter().chain(els).collect())
        }
        syn::Expr::Match(e) => Some(e.arms.iter_mut().map(|arm| &mut *arm.body).collect()),
        _ => None,
    }
}

fn tail(block: &mut syn::Block) -> Option<&mut syn::Expr> {
    match block.stmts.last_mut() {
        Some(syn::Stmt::Expr(tail, None)) => Some(tail),
        _ => None,
    }
}
