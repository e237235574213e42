//! `(a, b) = value` assigns one after the other what a pattern finds, as rustc has it: so nothing later need know of it.
//!
//! ```text
//! (a, s.b) = f().await;      { let (assigned_0, assigned_1) = f().await; a = assigned_0; s.b = assigned_1; }
//! let (a, b): (A, B);        let a: A; let b: B;
//! ```

use super::operands::is_place;
use super::tree::{Let, Stmt};
use crate::names;
use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, parse_quote_spanned};

/// Writes out the assignments of a body. Those of closures are rustc's.
pub fn write_out(block: &mut syn::Block) {
    WriteOut.visit_block_mut(block)
}

struct WriteOut;

impl VisitMut for WriteOut {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if matches!(expr, Expr::Closure(_) | Expr::Async(_) | Expr::Const(_)) {
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Assign(e) = expr
            && e.attrs.is_empty()
            && let Some((pat, assigned)) = taken_apart(&e.left)
        {
            let span = e.eq_token.span.resolved_at(names::machine());
            let value = &e.right;
            let assignments =
                assigned.iter().map(|(place, name)| -> syn::Stmt { parse_quote_spanned!(span=> #place = #name;) });
            *expr = parse_quote_spanned!(span=> { let #pat = #value; #(#assignments)* });
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
}

/// The pattern, and what is assigned of what it binds.
fn taken_apart(left: &Expr) -> Option<(Pat, Vec<(Expr, Ident)>)> {
    if is_place(left) || matches!(left, Expr::Infer(_)) {
        return None;
    }
    let mut assigned = Vec::new();
    Some((pattern(left, &mut assigned)?, assigned))
}

fn pattern(left: &Expr, assigned: &mut Vec<(Expr, Ident)>) -> Option<Pat> {
    let span = names::machine();
    Some(match left {
        Expr::Infer(_) => parse_quote_spanned!(span=> _),
        Expr::Range(e) if e.start.is_none() && e.end.is_none() => parse_quote_spanned!(span=> ..),
        Expr::Paren(e) => match pattern(&e.expr, assigned)? {
            Pat::Rest(rest) => parse_quote_spanned!(span=> (#rest)),
            pat => pat,
        },
        Expr::Tuple(e) => {
            let elems = patterns(e.elems.iter(), assigned)?;
            parse_quote_spanned!(span=> (#(#elems,)*))
        }
        Expr::Array(e) => {
            let elems = patterns(e.elems.iter(), assigned)?;
            parse_quote_spanned!(span=> [#(#elems,)*])
        }
        Expr::Call(e) => {
            let (Expr::Path(path), elems) = (&*e.func, patterns(e.args.iter(), assigned)?) else { return None };
            parse_quote_spanned!(span=> #path(#(#elems,)*))
        }
        Expr::Struct(e) if e.rest.is_none() => {
            let pats = patterns(e.fields.iter().map(|field| &field.expr), assigned)?;
            let members = e.fields.iter().map(|field| &field.member);
            let (path, rest) = (&e.path, e.dot2_token);
            parse_quote_spanned!(span=> #path { #(#members: #pats,)* #rest })
        }
        place if is_place(place) && !is_constant(place) => {
            let name = named(assigned.len(), place);
            assigned.push((place.clone(), name.clone()));
            parse_quote_spanned!(span=> #name)
        }
        _ => return None,
    })
}

fn patterns<'e>(parts: impl Iterator<Item = &'e Expr>, assigned: &mut Vec<(Expr, Ident)>) -> Option<Vec<Pat>> {
    parts.map(|part| pattern(part, assigned)).collect()
}

fn named(n: usize, place: &Expr) -> Ident {
    Ident::new(&format!("assigned_{n}"), place.span().resolved_at(names::machine()))
}

/// `None`, a unit struct: it is compared with.
fn is_constant(place: &Expr) -> bool {
    matches!(place, Expr::Path(path)
        if path.path.segments.last().is_some_and(|last| last.ident.to_string().starts_with(char::is_uppercase)))
}

/// `let (a, b): (A, B);`: one declaration for each. Of what else is declared without a value the type is inferred.
pub(super) fn declared_apart(attrs: &[syn::Attribute], pat: Pat, ty: Option<syn::Type>, stmts: &mut Vec<Stmt>) {
    match (pat, ty) {
        (Pat::Tuple(pat), Some(syn::Type::Tuple(ty)))
            if pat.elems.len() == ty.elems.len() && !pat.elems.iter().any(|pat| matches!(pat, Pat::Rest(_))) =>
        {
            for (pat, ty) in pat.elems.into_iter().zip(ty.elems) {
                declared_apart(attrs, pat, Some(ty), stmts)
            }
        }
        (Pat::Paren(pat), ty) => declared_apart(attrs, *pat.pat, ty, stmts),
        (pat, ty) => {
            let ty = ty.filter(|_| matches!(pat, Pat::Ident(_) | Pat::Wild(_)));
            stmts.push(Stmt::Let(Box::new(Let { attrs: attrs.to_vec(), pat, ty, init: None, els: None })))
        }
    }
}
