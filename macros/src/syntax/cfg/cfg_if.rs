//! `cfg_if!`, whose statements stand where the macro does.
//!
//! ```text
//! cfg_if! { if #[cfg(p)] { a().await; } else if #[cfg(q)] { b } else { c } }
//!     p holds: a().await;         p does not, q does: b         neither does: c
//! ```

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::{Block, Expr, Macro, Stmt, Token};

/// The statements of one branch, under its predicate; those of the last one, `else`, under none.
pub struct Branch {
    pub predicate: Option<TokenStream>,
    pub stmts: Vec<Stmt>,
}

/// The branches of a statement that is this macro, by its name and its grammar.
pub fn branches(stmt: &Stmt, is_last: bool) -> Option<Vec<Branch>> {
    let (mac, ends) = match stmt {
        Stmt::Macro(stmt) if stmt.attrs.is_empty() => (&stmt.mac, stmt.semi_token.is_some()),
        Stmt::Expr(Expr::Macro(e), semi) if e.attrs.is_empty() => (&e.mac, semi.is_some()),
        Stmt::Macro(_) | Stmt::Expr(..) | Stmt::Local(_) | Stmt::Item(_) => return None,
    };
    let mut branches = read(mac)?;
    if ends || !is_last {
        branches.iter_mut().filter_map(|branch| branch.stmts.last_mut()).for_each(end);
    }
    Some(branches)
}

fn read(mac: &Macro) -> Option<Vec<Branch>> {
    if mac.path.segments.last()?.ident != "cfg_if" {
        return None;
    }
    let read = |input: ParseStream| {
        let mut branches = Vec::new();
        loop {
            let predicate = match input.parse::<Option<Token![if]>>()? {
                Some(_) => Some(predicate(input)?),
                None => None,
            };
            let stmts = {
                let content;
                syn::braced!(content in input);
                content.call(Block::parse_within)?
            };
            let is_else = predicate.is_none();
            branches.push(Branch { predicate, stmts });
            if is_else || input.parse::<Option<Token![else]>>()?.is_none() {
                return Ok(branches);
            }
        }
    };
    read.parse2(mac.tokens.clone()).ok()
}

fn predicate(input: ParseStream) -> syn::Result<TokenStream> {
    let attrs = input.call(syn::Attribute::parse_outer)?;
    match &attrs[..] {
        [attr] if attr.path().is_ident("cfg") => Ok(attr.meta.require_list()?.tokens.to_token_stream()),
        _ => Err(input.error("expected `#[cfg(..)]`")),
    }
}

/// What is no value of the block ends with a semicolon.
fn end(stmt: &mut Stmt) {
    if let Stmt::Expr(_, semi @ None) = stmt {
        *semi = Some(Token![;](proc_macro2::Span::call_site()));
    }
}
