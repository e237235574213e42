//! The operands of an expression in the order in which rustc evaluates them, and what kind of expression an operand is.

use super::conventions::{borrows_receiver, consumes_receiver};
use super::macros::{MacroArg, MacroCall, Usage};
use super::promoted::is_promoted_where_borrowed;
use crate::names;
use syn::{BinOp, Expr, UnOp};

/// What an operation does with an operand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Moved or copied.
    Value,
    /// The operation is on the place: the base of a field or an index, an assignee, an operand of `==`, the receiver of a method that borrows it
    /// by its name.
    Place,
    /// Borrowed by `&`.
    Referent,
    /// Borrowed by `&mut`.
    UniqueReferent,
    /// The receiver of a method: borrowed or moved, only the method's type tells.
    Receiver,
    /// The same of a value that the method consumes by its name: where it does not, it lives as long.
    Consumed,
    /// What is called.
    Callee,
}

impl Role {
    /// Whether it drops before the temporaries of its full expression where that ends early.
    pub fn is_operand(self) -> bool {
        matches!(self, Role::Value | Role::Consumed)
    }
}

pub struct Operand<'a> {
    pub role: Role,
    pub expr: &'a mut Expr,
}

/// `None` for what is not an operation: control flow, closures, leaves.
pub fn operands(expr: &mut Expr) -> Option<Vec<Operand<'_>>> {
    let value = |expr| Operand { role: Role::Value, expr };
    let place = |expr| Operand { role: Role::Place, expr };
    Some(match expr {
        Expr::Array(e) => e.elems.iter_mut().map(value).collect(),
        Expr::Assign(e) => vec![value(&mut e.right), place(&mut e.left)],
        Expr::Binary(e) => match e.op {
            BinOp::And(_) | BinOp::Or(_) => return None,
            _ if is_comparison(&e.op) => vec![place(&mut e.left), place(&mut e.right)],
            _ if is_compound(&e.op) => vec![value(&mut e.right), place(&mut e.left)],
            _ => vec![value(&mut e.left), value(&mut e.right)],
        },
        Expr::Call(e) => {
            let callee = Operand { role: Role::Callee, expr: &mut e.func };
            [callee].into_iter().chain(e.args.iter_mut().map(value)).collect()
        }
        Expr::Cast(e) => vec![value(&mut e.expr)],
        Expr::Field(e) => vec![place(&mut e.base)],
        Expr::Group(e) => vec![parenthesised(&mut e.expr)],
        Expr::Index(e) => vec![place(&mut e.expr), value(&mut e.index)],
        Expr::MethodCall(e) => {
            let borrows = borrows_receiver(&e.method, e.args.len());
            let role = match e {
                _ if borrows => Role::Place,
                ref e if consumes_value(e) => Role::Consumed,
                _ => Role::Receiver,
            };
            let receiver = Operand { role, expr: &mut e.receiver };
            [receiver].into_iter().chain(e.args.iter_mut().map(value)).collect()
        }
        Expr::Paren(e) => vec![parenthesised(&mut e.expr)],
        Expr::Range(e) => [&mut e.start, &mut e.end].into_iter().flatten().map(|bound| value(bound)).collect(),
        Expr::RawAddr(e) => vec![Operand { role: Role::Referent, expr: &mut e.expr }],
        Expr::Reference(e) => {
            let role = if e.mutability.is_some() { Role::UniqueReferent } else { Role::Referent };
            vec![Operand { role, expr: &mut e.expr }]
        }
        Expr::Repeat(e) => vec![value(&mut e.expr)],
        Expr::Struct(e) => {
            let rest = e.rest.as_mut().map(|rest| place(rest));
            e.fields.iter_mut().map(|field| value(&mut field.expr)).chain(rest).collect()
        }
        Expr::Try(e) => vec![value(&mut e.expr)],
        Expr::Tuple(e) => e.elems.iter_mut().map(value).collect(),
        Expr::Unary(e) => match e.op {
            UnOp::Deref(_) => vec![place(&mut e.expr)],
            _ => vec![value(&mut e.expr)],
        },
        _ => return None,
    })
}

/// Whether the method consumes its receiver by its name, and that is a value: an operand like any other.
fn consumes_value(e: &syn::ExprMethodCall) -> bool {
    !is_place(&e.receiver) && !matches!(*e.receiver, Expr::Block(_)) && consumes_receiver(e, true)
}

/// What is done with it, is done with what is around the parentheses.
fn parenthesised(expr: &mut Expr) -> Operand<'_> {
    Operand { role: if is_place(expr) { Role::Place } else { Role::Value }, expr }
}

/// The arguments of a macro call, in the order in which they are written. An unknown macro may assign to a place that it is given.
pub fn macro_operands(call: &mut MacroCall) -> Vec<Operand<'_>> {
    let known = call.is_known();
    let operand = |arg| match macro_operand(arg) {
        Operand { expr, .. } if !known && is_place(expr) => Operand { role: Role::Place, expr },
        operand => operand,
    };
    call.exprs_mut().map(operand).collect()
}

/// Those that are evaluated whenever the call is.
pub fn eager_operands(call: &mut MacroCall) -> Vec<Operand<'_>> {
    let takes_parts = call.takes_parts();
    let operand = |arg| match macro_operand(arg) {
        Operand { expr, .. } if takes_parts && !is_place(expr) => Operand { role: Role::Value, expr },
        operand => operand,
    };
    call.exprs_mut().filter(|arg| !arg.lazy).map(operand).collect()
}

fn macro_operand(arg: &mut MacroArg) -> Operand<'_> {
    let role = match arg.usage {
        Usage::Value => Role::Value,
        Usage::Borrow => Role::Referent,
    };
    Operand { role, expr: &mut arg.expr }
}

pub fn is_comparison(op: &BinOp) -> bool {
    matches!(op, BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_))
}

pub fn is_compound(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

/// The argument of `pin!(…)`, whose value lives as long as a temporary that is borrowed there.
pub fn pinned_value(expr: &Expr) -> Option<Expr> {
    let Expr::Macro(e) = expr else { return None };
    if is_pin(&e.mac) { e.mac.parse_body().ok() } else { None }
}

/// Whether the macro is `pin!`, by its name.
pub fn is_pin(mac: &syn::Macro) -> bool {
    let path = mac.path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::");
    ["pin", "std::pin::pin", "core::pin::pin", "pin::pin", "resumable::pin"].contains(&path.as_str())
}

/// Whether the expression denotes a place: using it by reference makes no temporary.
pub fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Field(_) | Expr::Index(_) => true,
        Expr::Unary(e) => matches!(e.op, UnOp::Deref(_)),
        Expr::Paren(e) => is_place(&e.expr),
        Expr::Group(e) => is_place(&e.expr),
        _ => false,
    }
}

/// Whether what is assigned to that is left where it is: `_ = x`, `(_, ..) = x`.
pub fn passes_over(left: &Expr) -> bool {
    match left {
        Expr::Infer(_) => true,
        Expr::Range(e) => e.start.is_none() && e.end.is_none(),
        Expr::Tuple(e) => e.elems.iter().all(passes_over),
        Expr::Array(e) => e.elems.iter().all(passes_over),
        Expr::Paren(e) => passes_over(&e.expr),
        Expr::Group(e) => passes_over(&e.expr),
        _ => false,
    }
}

/// Whether the value is a constant that rustc promotes to a static however it is borrowed: by `&`, a method or a pattern.
pub fn is_promoted(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Path(path) => path.path.segments.len() > 1 || starts_upper(&path.path),
        Expr::Array(e) => e.elems.iter().all(is_promoted),
        Expr::Tuple(e) => e.elems.iter().all(is_promoted),
        Expr::Repeat(e) => is_promoted(&e.expr),
        Expr::Unary(e) => matches!(e.op, UnOp::Neg(_) | UnOp::Not(_)) && is_promoted(&e.expr),
        Expr::Reference(e) => e.mutability.is_none() && is_promoted_where_borrowed(&e.expr),
        Expr::Paren(e) => is_promoted(&e.expr),
        Expr::Group(e) => is_promoted(&e.expr),
        _ => false,
    }
}

/// Whether it is a constant that lives forever where it is borrowed by `&mut`: nothing is but the empty array.
pub fn is_promoted_uniquely(expr: &Expr) -> bool {
    matches!(expr, Expr::Array(e) if e.elems.is_empty())
}

/// Whether the expression is, by its name, a variant without parts, as `None`: a value, of which each mention makes another one.
pub fn is_unit(value: &Expr) -> bool {
    let Expr::Path(path) = value else { return false };
    let name = path.path.segments.last().map(|last| last.ident.to_string());
    name.is_some_and(|name| name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase))
}

/// Whether it makes no difference when the expression is evaluated: constants, closures, and borrows of plain places.
pub fn is_pure(expr: &Expr, is_temp: &dyn Fn(&syn::Ident) -> bool) -> bool {
    match expr {
        Expr::Closure(_) => true,
        Expr::Call(e) => names::lent(e).is_some_and(|(_, value)| match value {
            // An array of references: of values, it drops what it holds in its own order.
            Expr::Array(e) => e.elems.iter().all(|e| is_pure(e, &|_| false)),
            value => is_pure(value, is_temp),
        }),
        Expr::Path(path) => is_promoted(expr) || path.path.get_ident().is_some_and(is_temp),
        Expr::Reference(e) if e.mutability.is_some() && is_unit(&e.expr) => false,
        Expr::Reference(e) => is_promoted(expr) || is_plain_place(&e.expr),
        Expr::Tuple(e) => e.elems.iter().all(|e| is_pure(e, is_temp)),
        Expr::Paren(e) => is_pure(&e.expr, is_temp),
        Expr::Group(e) => is_pure(&e.expr, is_temp),
        _ => is_promoted(expr),
    }
}

/// A local, or a field of one.
pub fn is_plain_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) => true,
        Expr::Field(e) => is_plain_place(&e.base),
        Expr::Paren(e) => is_plain_place(&e.expr),
        _ => false,
    }
}

pub fn starts_upper(path: &syn::Path) -> bool {
    path.segments.last().is_some_and(|segment| segment.ident.to_string().starts_with(char::is_uppercase))
}

/// Whether evaluating the expression can leave it, by `?`, `return` or `break`.
pub fn may_leave(expr: &Expr) -> bool {
    struct Leaves(bool);
    impl<'ast> syn::visit::Visit<'ast> for Leaves {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            match expr {
                Expr::Try(_) | Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => self.0 = true,
                Expr::Closure(_) | Expr::Async(_) => {}
                _ => syn::visit::visit_expr(self, expr),
            }
        }
    }
    let mut leaves = Leaves(false);
    syn::visit::Visit::visit_expr(&mut leaves, expr);
    leaves.0
}
