//! The base of a struct literal, where something is awaited before the end of the full expression: the literal moves some fields out of it,
//! the others live on as a temporary does.
//!
//! A local of which parts were moved cannot live across a suspension. But which fields are left is known: those that the literal names.
//!
//! ```text
//! send(Config { name: name(), ..make() }).await
//!     let (temp_0, temp_1) = (|name, base| { let value = Config { name, ..base }; ((base.name,), value) })(name(), make());
//!     let temp_2 = temp_1;
//!     send(temp_2).await
//! ```
//!
//! What is left over is a temporary and the literal an operand, so where the full expression ends early, the literal drops first.
//!
//! The closure is called where it stands: it gives the fields the types that they have in the literal, and lets nothing of the user's in.

use super::body::{Lower, ident_pat, path};
use super::operands::is_place;
use super::suspend::suspends;
use super::tree::{Expr, Let, Stmt};
use crate::names::{self, machine};
use syn::spanned::Spanned;
use syn::{parse_quote, parse_quote_spanned};

impl Lower<'_> {
    /// Such a literal, evaluated.
    pub(super) fn literal(&mut self, literal: &syn::ExprStruct, out: &mut Vec<Stmt>) -> syn::Expr {
        let span = literal.span();
        let call = self.cross(call(literal), out);
        let (left, value) = (self.temp(span), self.temp(span));
        let (left_pat, value_pat) = (ident_pat(&left), ident_pat(&value));
        let pat = parse_quote!((#left_pat, #value_pat));
        let init = Some(Expr::Plain(call));
        out.push(Stmt::Let(Box::new(Let { attrs: vec![], pat, ty: None, init, els: None })));
        if self.follows_operand(out) {
            self.name_temporary(Expr::Plain(path(&left)), span, out);
        }
        path(&self.name_operand(Expr::Plain(path(&value)), span, out))
    }
}

/// Whether the expression is a literal that leaves fields of a temporary behind.
pub(super) fn leaves_fields(expr: &syn::Expr) -> bool {
    let syn::Expr::Struct(literal) = expr else { return false };
    literal.fields.iter().all(|field| field.attrs.is_empty())
        && literal.rest.as_ref().is_some_and(|base| !is_place(base))
        && !suspends(expr)
}

fn call(literal: &syn::ExprStruct) -> syn::Expr {
    let span = literal.span().resolved_at(machine());
    let base = names::fresh("base");
    let params = (0..literal.fields.len()).map(|n| names::fresh(&format!("field_{n}"))).collect::<Vec<_>>();
    let members = literal.fields.iter().map(|field| &field.member).collect::<Vec<_>>();
    let (values, rest) = (literal.fields.iter().map(|field| &field.expr), &literal.rest);
    let (qself, struct_path) = (&literal.qself, &literal.path);
    let mut made: syn::ExprStruct = parse_quote_spanned!(span=> Made { #(#members: #params,)* ..#base });
    made.qself.clone_from(qself);
    made.path.clone_from(struct_path);
    parse_quote_spanned! {span=>
        (|#(#params,)* #base| { let value = #made; ((#(#base.#members,)*), value) })(#(#values,)* #rest)
    }
}
