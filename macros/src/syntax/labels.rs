//! rustc rejects an unlabelled `break` or `continue` inside a labelled block (E0695). Where the compiler puts a piece of the body into a
//! labelled block of its own, these exits get the label of their loop.

use syn::visit_mut::{self, VisitMut};

pub fn name_loop_exits(block: &mut syn::Block, label: &syn::Lifetime) {
    Namer { label }.visit_block_mut(block)
}

pub fn name_loop_exits_in(expr: &mut syn::Expr, label: &syn::Lifetime) {
    Namer { label }.visit_expr_mut(expr)
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
