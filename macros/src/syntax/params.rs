//! Parameters that are patterns become `let`s at the head of the body, in order, so that everything drops in rustc's order: last to first,
//! and what a pattern leaves over right after what it binds.
//!
//! ```text
//! async fn f(a: A, (b, _): (B, C), d: D) { body }
//!     f(a: A, __arg1: (B, C), d: D) { let (b, leftover_0) = __arg1; let d = d; { body } }
//! ```

use super::body::path;
use super::signature::Param;
use super::tree::{Block, Expr, HasPoints, Let, Stmt};
use super::{leftovers, patterns};
use syn::Pat;

pub fn bind(params: &[Param], body: Block) -> Block {
    let Some(first) = params.iter().position(|param| !is_simple(&param.pat)) else { return body };
    if !body.suspends() {
        // Nothing is restored, so nothing needs to be named.
        return with(params[first..].iter().map(|param| stmt(param, param.pat.clone())), body);
    }
    let mut leftovers = 0;
    let stmts = params[first..].iter().map(|param| {
        let mut pat = param.pat.clone();
        if !patterns::binds_by_reference(&pat) {
            leftovers::keep(&mut pat, &mut leftovers);
        }
        stmt(param, pat)
    });
    with(stmts, body)
}

fn with(stmts: impl Iterator<Item = Stmt>, body: Block) -> Block {
    let stmts = stmts.collect();
    Block::new(stmts, Some(Box::new(Expr::Block { label: None, block: body })))
}

fn stmt(param: &Param, pat: Pat) -> Stmt {
    let place = path(&param.ident);
    // Nobody else can have borrowed the parameter: it is taken apart as a value, unless the pattern refers to it.
    let value = if patterns::binds_by_reference(&pat) { place } else { syn::parse_quote!({ #place }) };
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
