//! What is handed to an unknown macro by value, where its result lives across a suspension.
//!
//! In an argument of a macro nothing is moved out of a slot. So what was evaluated before the macro becomes Rust locals around it, and rustc
//! sees what the macro does with them.
//!
//! ```text
//! f(pair!(g().await, n)).await
//!     { let mut temp_0 = g().await; f(match (temp_0,) { (mut temp_0,) => pair!(temp_0, n) }).await }
//! ```

use super::conventions::consumes_receiver;
use super::macros;
use super::operands::{Role, operands};
use crate::names;
use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::{Expr, parse_quote_spanned};

/// The macro, given Rust locals.
pub(super) fn handed_over(call: Expr) -> Expr {
    let temps = temps(&call);
    if temps.is_empty() {
        return call;
    }
    let span = call.span().resolved_at(names::machine());
    parse_quote_spanned!(span=> match (#(#temps,)*) { (#(mut #temps,)*) => #call })
}

/// The temporaries that an unknown macro is given by value.
pub(super) fn temps(call: &Expr) -> Vec<Ident> {
    let Expr::Macro(e) = call else { return Vec::new() };
    let unknown = macros::parse(&e.mac).filter(|call| !call.is_known());
    let mut found = Vec::new();
    if let Some(mut call) = unknown {
        call.exprs_mut().for_each(|arg| collect(&mut arg.expr, &mut found));
    }
    found
}

fn collect(value: &mut Expr, found: &mut Vec<Ident>) {
    if let Some(temp) = temp(value) {
        return found.push(temp);
    }
    let consumed = matches!(value, Expr::MethodCall(e) if consumes_receiver(e, true));
    for operand in operands(value).unwrap_or_default() {
        match operand.role {
            Role::Value => collect(operand.expr, found),
            Role::Receiver if consumed => found.extend(temp(operand.expr)),
            _ => {}
        }
    }
}

fn temp(value: &Expr) -> Option<Ident> {
    let Expr::Path(path) = value else { return None };
    path.path.get_ident().filter(|name| names::is_temp(name)).cloned()
}
