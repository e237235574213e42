//! Fields by value. `x.f` moves or copies a part of `x`; which of the two, only its type tells. So it becomes a marker: where it may be a move
//! and `x` lives across a suspension, `codegen::parts` notes that the part is gone.

use super::{Context, Mode, Projection, Resolver};
use crate::index::Id;
use crate::names::{Marker, machine};
use proc_macro2::Ident;
use syn::Expr;

impl Resolver<'_> {
    /// `x.f` by value.
    pub(super) fn part(&mut self, expr: &mut Expr) {
        let use_ = self.next_use();
        let of_local = root(expr).is_some_and(|name| self.lookup(name).is_some());
        if let Expr::Field(e) = expr {
            self.fields.push(e.member.clone());
            self.place(&mut e.base, Mode::Part, Projection::Field);
        }
        if of_local && self.uses.len() > use_.index() && self.uses[use_].context == Context::Body {
            let marker = Marker::Part(use_).ident(machine());
            *expr = syn::parse_quote!(#marker(#expr));
        }
    }
}

/// The local of `x`, `x.f`, `x.f.g`.
pub(super) fn root(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        Expr::Field(field) => root(&field.base),
        _ => None,
    }
}

/// What an operator does with an operand, given the other one. A part beside a literal number is a number.
pub(super) fn operand_mode(operand: &Expr, other: &Expr) -> Mode {
    let literal = |lit: &syn::ExprLit| matches!(lit.lit, syn::Lit::Int(_) | syn::Lit::Float(_));
    match (operand, other) {
        (Expr::Field(_), Expr::Lit(lit)) if literal(lit) => Mode::Read,
        _ => Mode::Value,
    }
}
