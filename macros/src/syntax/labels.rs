//! rustc rejects an unlabelled `break` or `continue` inside a labelled block (E0695). The compiler puts pieces of the body into labelled
//! blocks of its own, so everything that leaves a loop which suspends gets the label of that loop.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit_mut::{self, VisitMut};

/// In the body of a loop. What stands in the arguments of a macro stays: the macro may have a loop of its own around it.
pub fn name_loop_exits(body: &mut syn::Block, label: &syn::Lifetime) {
    Namer { label }.visit_block_mut(body)
}

/// Whether the arguments of a macro may leave a loop.
pub fn may_exit(arguments: TokenStream) -> bool {
    arguments.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "break" || word == "continue",
        TokenTree::Group(group) => may_exit(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

struct Namer<'a> {
    label: &'a syn::Lifetime,
}

impl VisitMut for Namer<'_> {
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        match expr {
            syn::Expr::Break(e) if e.label.is_none() => e.label = Some(self.label.clone()),
            syn::Expr::Continue(e) if e.label.is_none() => e.label = Some(self.label.clone()),
            syn::Expr::Loop(_) | syn::Expr::While(_) | syn::Expr::Closure(_) | syn::Expr::Async(_) => return,
            syn::Expr::ForLoop(e) => return self.visit_expr_mut(&mut e.expr),
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expr)
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
