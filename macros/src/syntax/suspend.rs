//! Does this piece of a body suspend? This is the one place that recognises a suspension: an `.await` that belongs to the body itself, not
//! to a closure, an async block or an item inside it.

use super::macros;
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

pub fn suspends(expr: &syn::Expr) -> bool {
    found(|finder| finder.visit_expr(expr))
}

pub fn block_suspends(block: &syn::Block) -> bool {
    found(|finder| finder.visit_block(block))
}

pub fn stmt_suspends(stmt: &syn::Stmt) -> bool {
    found(|finder| finder.visit_stmt(stmt))
}

pub fn guard_suspends(arm: &syn::Arm) -> bool {
    matches!(&arm.pat, syn::Pat::Guard(guarded) if suspends(&guarded.guard))
}

/// Whether the tokens of a macro that cannot be seen into seem to await something.
pub fn tokens_await(tokens: TokenStream) -> bool {
    let mut after_dot = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => {
            after_dot = false;
            tokens_await(group.stream())
        }
        TokenTree::Punct(punct) => {
            after_dot = punct.as_char() == '.';
            false
        }
        TokenTree::Ident(ident) => std::mem::take(&mut after_dot) && ident == "await",
        TokenTree::Literal(_) => {
            after_dot = false;
            false
        }
    })
}

fn found(visit: impl FnOnce(&mut Finder)) -> bool {
    let mut finder = Finder(false);
    visit(&mut finder);
    finder.0
}

struct Finder(bool);

impl<'ast> Visit<'ast> for Finder {
    fn visit_expr(&mut self, expr: &'ast syn::Expr) {
        match expr {
            _ if self.0 => {}
            syn::Expr::Await(_) => self.0 = true,
            syn::Expr::Closure(_) | syn::Expr::Async(_) | syn::Expr::Const(_) => {}
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        if let Some(call) = macros::parse(mac) {
            call.args.iter().for_each(|arg| self.visit_expr(&arg.expr));
        }
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
    fn visit_pat(&mut self, pat: &'ast syn::Pat) {
        // A guard is the only expression of the body that stands in a pattern.
        if let syn::Pat::Guard(guarded) = pat {
            self.visit_expr(&guarded.guard)
        }
    }
    fn visit_type(&mut self, _: &'ast syn::Type) {}
}
