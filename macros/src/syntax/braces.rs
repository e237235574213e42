//! What the machine puts at the end of a block of its own.
//!
//! The end of a block is a scope: where something in it panics, its operands and temporaries drop in turn, the last first. Elsewhere operands
//! drop before temporaries. So what is no end of a block of the user's becomes an arm, in which it is none of the machine's either.
//!
//! ```text
//! Some(a) => f(a, g(&h()))      Some(a) => { let a = …; match () { () => f(a, g(&h())) } }
//! ```

use super::cross::{Within, makes_temporary};
use super::editions::Edition;
use super::operands::{Role, is_promoted, operands};
use super::tree;
use syn::{Expr, parse_quote_spanned};

/// Makes an arm of it, if the order of its operands and temporaries is seen.
pub fn in_an_arm(value: &mut tree::Expr) {
    if let tree::Expr::Plain(value) = value {
        plain_in_an_arm(value)
    }
}

/// The same of what does not suspend.
pub fn plain_in_an_arm(value: &mut Expr) {
    if is_ordered(value) {
        let span = crate::names::machine();
        *value = parse_quote_spanned!(span=> match () { () => #value });
    }
}

/// Whether an operand with a destructor stands before one that makes a temporary.
fn is_ordered(value: &mut Expr) -> bool {
    match value {
        Expr::Paren(e) => return is_ordered(&mut e.expr),
        Expr::Group(e) => return is_ordered(&mut e.expr),
        _ => {}
    }
    let mut owns = false;
    for mut operand in operands(value).unwrap_or_default() {
        if owns && makes_temporary(&mut operand, Within::body(Edition::Before2024)) {
            return true;
        }
        let is_owned = matches!(operand.role, Role::Value | Role::Consumed | Role::Receiver);
        owns |= is_owned && !is_promoted(operand.expr) && !matches!(operand.expr, Expr::Reference(_));
    }
    false
}
