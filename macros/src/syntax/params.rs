//! Parameters that are patterns become `let`s at the head of the body, in order, so that everything drops in rustc's order: last to first,
//! and what a pattern leaves over right after what it binds.
//!
//! ```text
//! async fn f(a: A, (b, _): (B, C), d: D, ref e: E) { body }
//!     f(a: A, __arg1: (B, C), d: D, __arg3: E) {
//!         let (b, leftover_0) = __arg1; let d = d; let leftover_1 = __arg3; let ref e = leftover_1; { body }
//!     }
//! ```

use super::body::path;
use super::signature::Param;
use super::tree::{Block, Expr, HasPoints, Let, Stmt};
use super::{leftovers, patterns};
use crate::names;
use syn::Pat;

pub fn bind(params: &[Param], body: Block) -> Block {
    let Some(first) = params.iter().position(|param| !is_simple(&param.pat)) else { return body };
    let (suspends, mut leftovers) = (body.suspends(), 0);
    let mut stmts = Vec::new();
    for param in &params[first..] {
        let (mut pat, place) = (param.pat.clone(), path(&param.ident));
        // Nobody else can have borrowed the parameter: it is taken apart as a value.
        let mut value: syn::Expr = syn::parse_quote!({ #place });
        if patterns::binds_by_reference(&pat) {
            // The pattern refers to it.
            let whole = names::leftover(leftovers, param.ident.span());
            leftovers += 1;
            stmts.push(stmt(syn::parse_quote!(#whole), value));
            value = path(&whole);
        } else if suspends {
            leftovers::keep(&mut pat, &mut leftovers);
        }
        stmts.push(stmt(pat, value))
    }
    Block::new(stmts, Some(Box::new(Expr::Block { label: None, block: body })))
}

fn stmt(pat: Pat, value: syn::Expr) -> Stmt {
    let init = Some(Expr::Plain(value));
    Stmt::Let(Box::new(Let { attrs: vec![], pat, ty: None, init, els: None }))
}

/// Whether the parameter itself is the local. `_` binds nothing, but its value lives as long as the rest.
fn is_simple(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(name) => name.by_ref.is_none() && name.subpat.is_none(),
        Pat::Wild(_) => true,
        _ => false,
    }
}
