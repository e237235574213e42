//! `doc!` and `rawdoc!`, of bson, which move their values into a document: the values are evaluated before it, as elements of `vec!` are.
//!
//! ```text
//! doc! { "_id": id, "name": { "$eq": user.name } }
//!     match (id, user.name,) { (value_0, value_1,) => doc! { "_id": value_0, "name": { "$eq": value_1 } } }
//! ```
//!
//! That is done where no value has temporaries, which would live longer, and some value may be moved.

use super::at;
use crate::names;
use crate::syntax::macros;
use proc_macro2::Ident;
use syn::{Expr, parse_quote_spanned};

const VALUE: &str = "value_";

pub fn expr(path: &str, mac: &syn::Macro) -> Option<Expr> {
    let name = path.rsplit("::").next()?;
    if !matches!(name, "doc" | "rawdoc") {
        return None;
    }
    let mut call = macros::parse(mac)?;
    let is_document = call.has_keys() && call.args.iter().all(|arg| is_simple(&arg.expr));
    if !is_document || !call.args.iter().any(|arg| is_place(&arg.expr) && !is_value(&arg.expr)) {
        return None;
    }
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for arg in call.exprs_mut().filter(|arg| !is_constant(&arg.expr)) {
        let name: Ident = names::fresh(&format!("{VALUE}{}", names.len()));
        values.push(std::mem::replace(&mut arg.expr, syn::parse_quote!(#name)));
        names.push(name);
    }
    let document = call.to_macro();
    Some(parse_quote_spanned!(at(mac)=> match (#(#values,)*) { (#(#names,)*) => #document }))
}

/// A local, or a part of one.
fn is_place(value: &Expr) -> bool {
    match value {
        Expr::Path(path) => path.path.get_ident().is_some() && !is_constant(value),
        Expr::Field(e) => is_place(&e.base),
        _ => false,
    }
}

/// Whether it has been evaluated already.
fn is_value(value: &Expr) -> bool {
    matches!(value, Expr::Path(path) if path.path.get_ident().is_some_and(|name| name.to_string().starts_with(VALUE)))
}

fn is_constant(value: &Expr) -> bool {
    match value {
        Expr::Lit(_) => true,
        Expr::Path(path) => path.path.get_ident().is_none_or(|name| name.to_string().starts_with(char::is_uppercase)),
        Expr::Unary(e) => is_constant(&e.expr),
        _ => false,
    }
}

/// Whether there are no temporaries in it.
fn is_simple(value: &Expr) -> bool {
    match value {
        Expr::Reference(e) => is_place(&e.expr) || is_constant(&e.expr),
        Expr::Unary(e) => is_simple(&e.expr),
        Expr::Cast(e) => is_simple(&e.expr),
        Expr::MethodCall(e) => is_place(&e.receiver) && e.args.iter().all(is_simple),
        Expr::Call(e) => matches!(&*e.func, Expr::Path(_)) && e.args.iter().all(is_simple),
        value => is_place(value) || is_constant(value),
    }
}
