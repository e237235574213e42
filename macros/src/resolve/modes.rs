//! What is done with a mention, by what stands around it.

use super::Mode;
use crate::syntax::conventions::asks;
use crate::syntax::operands::is_place;
use crate::syntax::patterns::Moves;
use syn::Expr;

/// What an assignment does with the value. `_ = x` and `(a, _) = x` match the place, as `let` does.
pub(super) fn assigned_mode(left: &Expr, right: &Expr) -> Mode {
    match left {
        _ if !is_place(right) => Mode::Value,
        Expr::Infer(_) => Mode::Read,
        Expr::Paren(e) => assigned_mode(&e.expr, right),
        Expr::Group(e) => assigned_mode(&e.expr, right),
        Expr::Tuple(_) | Expr::Array(_) | Expr::Call(_) | Expr::Struct(_) => Mode::Matched(Moves::Not),
        _ => Mode::Value,
    }
}

/// What is done with `x` when `mode` is done with a field of it.
pub(super) fn of_part(mode: Mode) -> Mode {
    match mode {
        Mode::Value => Mode::Part,
        Mode::Matched(_) => Mode::Matched(Moves::Not),
        Mode::MacroArgument => Mode::Receiver,
        Mode::Written => Mode::BorrowMut,
        other => other,
    }
}

/// What is done with `x` when `mode` is done with `*x` or `x[i]`.
pub(super) fn behind(mode: Mode) -> Mode {
    match of_part(mode) {
        Mode::Part => Mode::Read,
        Mode::Matched(_) => Mode::Borrow,
        other => other,
    }
}

/// Methods whose result borrows nothing from the receiver, by the conventions of the standard library. A wrong entry costs a compile error.
pub(super) fn returns_nothing_borrowed(method: &syn::Ident) -> bool {
    let name = method.to_string();
    let known = ["len", "capacity", "elapsed"];
    known.contains(&name.as_str()) || asks(&name) || copies(method)
}

/// Those that are of traits of the standard library, and only look at the receiver. What else asks something may change what it asks.
pub(super) fn copies(method: &syn::Ident) -> bool {
    ["clone", "to_string", "to_owned", "to_vec"].iter().any(|name| method == name)
}

/// Methods that the standard library has for numbers, and hardly for anything else. A wrong entry costs a compile error.
pub(super) fn calculates(method: &syn::Ident, args: usize) -> bool {
    let name = method.to_string();
    let families = ["wrapping_", "saturating_", "overflowing_"];
    let known =
        ["abs_diff", "rem_euclid", "leading_zeros", "trailing_zeros", "count_ones", "to_le_bytes", "to_be_bytes"];
    let compared = (args == 1 && (name == "max" || name == "min")) || (args == 2 && name == "clamp");
    compared || known.contains(&name.as_str()) || families.iter().any(|family| name.starts_with(family))
}
