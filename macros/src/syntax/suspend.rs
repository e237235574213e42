//! Does this piece of a body suspend? This is the one place that recognises a suspension: an `.await` that belongs to the body itself, not
//! to a closure, an async block or an item inside it.

use super::macros;
use proc_macro2::{Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};

pub fn suspends(expr: &syn::Expr) -> bool {
    first_await(expr).is_some()
}

/// Where it suspends first, as the user wrote it.
pub fn first_await(expr: &syn::Expr) -> Option<Span> {
    found(|finder| finder.visit_expr(expr))
}

pub fn block_suspends(block: &syn::Block) -> bool {
    found(|finder| finder.visit_block(block)).is_some()
}

pub fn stmt_suspends(stmt: &syn::Stmt) -> bool {
    found(|finder| finder.visit_stmt(stmt)).is_some()
}

pub fn guard_suspends(arm: &syn::Arm) -> bool {
    matches!(&arm.pat, syn::Pat::Guard(guarded) if suspends(&guarded.guard))
}

/// Macros whose expansion awaits: rustc would reject it where the machine puts it.
const AWAITING: &[&str] = &["join", "try_join", "select", "select_biased", "await", "try_select"];

/// The name of a macro whose expansion is known to await.
pub fn awaiting_macro(mac: &syn::Macro) -> Option<&syn::Ident> {
    let name = &mac.path.segments.last()?.ident;
    is_awaiting(name).then_some(name)
}

/// Whether it is that of such a macro.
pub fn is_awaiting(name: &syn::Ident) -> bool {
    AWAITING.iter().any(|awaiting| name == awaiting)
}

/// Where the tokens of a macro that cannot be seen into seem to await something.
pub fn await_among(tokens: TokenStream) -> Option<Span> {
    let mut after_dot = false;
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) => {
            after_dot = false;
            await_among(group.stream())
        }
        TokenTree::Punct(punct) => {
            after_dot = punct.as_char() == '.';
            None
        }
        TokenTree::Ident(ident) => (std::mem::take(&mut after_dot) && ident == "await").then(|| ident.span()),
        TokenTree::Literal(_) => {
            after_dot = false;
            None
        }
    })
}

fn found(visit: impl FnOnce(&mut Finder)) -> Option<Span> {
    let mut finder = Finder(None);
    visit(&mut finder);
    finder.0
}

struct Finder(Option<Span>);

impl<'ast> Visit<'ast> for Finder {
    fn visit_expr(&mut self, expr: &'ast syn::Expr) {
        match expr {
            _ if self.0.is_some() => {}
            // In the order of evaluation: what is awaited may await something itself.
            syn::Expr::Await(e) => {
                self.visit_expr(&e.base);
                self.0 = self.0.or(Some(e.await_token.span))
            }
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
