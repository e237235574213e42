//! The `async` blocks in a body, which become coroutines of their own.
//!
//! A block is compiled after what it captures is known, and `resolve` knows that. So the blocks are marked first, by an attribute with a
//! number; when each has been compiled, or has turned out to be better left to rustc, a call of a marker stands in its place, whose
//! arguments are what the block captures. What comes later takes it for a call like any other.
//!
//! ```text
//! spawn(async move { send(name).await });
//!     spawn(#[nested_0] async move { send(name).await });      marked
//!     spawn(nested_0(name));                                   replaced
//! ```
//!
//! Blocks inside a block are the business of its own compilation. Blocks in macros that are not known stay as they are.

mod plain;

use super::macros::{self, MacroKind};
use crate::index::{Id, IndexVec, NestedId};
use crate::names::{Marker, machine};
use proc_macro2::Ident;
use syn::visit_mut::{self, VisitMut};

/// Marks the blocks that may be compiled.
pub fn mark(block: &mut syn::Block) -> IndexVec<NestedId, syn::Block> {
    let mut found = IndexVec::default();
    let mut mark = |block: &mut syn::ExprAsync| -> Option<syn::Expr> {
        if plain::is_plain(&block.block) {
            let marker = Marker::Nested(found.push(block.block.clone())).ident(machine());
            block.attrs.push(syn::parse_quote!(#[#marker]));
        }
        None
    };
    Visitor { change: &mut mark, changed: 0 }.visit_block_mut(block);
    found
}

/// The number of a marked block.
pub fn marked(block: &syn::ExprAsync) -> Option<NestedId> {
    block.attrs.iter().find_map(|attr| match Marker::parse(attr.path().get_ident()?) {
        Some(Marker::Nested(id)) => Some(id),
        _ => None,
    })
}

/// The call that stands for the block, at its first word.
pub fn call(block: &syn::ExprAsync, index: usize, captured: &[Ident]) -> syn::Expr {
    let marker = Marker::Nested(NestedId::new(index)).ident(block.async_token.span);
    syn::parse_quote!(#marker(#(#captured,)*))
}

/// Whether the call stands for a block.
pub fn is_call(call: &syn::ExprCall) -> bool {
    let syn::Expr::Path(path) = &*call.func else { return false };
    matches!(path.path.get_ident().and_then(Marker::parse), Some(Marker::Nested(_)))
}

/// Replaces marked blocks, or removes their marks.
pub fn replace(block: &mut syn::Block, with: &mut dyn FnMut(NestedId, &syn::ExprAsync) -> Option<syn::Expr>) {
    let mut replace = |block: &mut syn::ExprAsync| {
        let id = marked(block)?;
        block.attrs.retain(|attr| attr.path().get_ident().and_then(Marker::parse).is_none());
        with(id, block)
    };
    Visitor { change: &mut replace, changed: 0 }.visit_block_mut(block);
}

/// Visits the outermost blocks.
struct Visitor<'a> {
    change: &'a mut dyn FnMut(&mut syn::ExprAsync) -> Option<syn::Expr>,
    /// How many blocks were visited.
    changed: usize,
}

impl VisitMut for Visitor<'_> {
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        match expr {
            syn::Expr::Async(block) => {
                self.changed += 1;
                if let Some(changed) = (self.change)(block) {
                    *expr = changed;
                }
            }
            syn::Expr::Closure(closure) if closure.asyncness.is_some() => {}
            syn::Expr::Const(_) => {}
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        let Some(mut call) = macros::parse(mac) else { return };
        if matches!(call.kind, MacroKind::Other | MacroKind::Opaque) {
            return;
        }
        let before = self.changed;
        call.exprs_mut().for_each(|arg| self.visit_expr_mut(&mut arg.expr));
        if self.changed > before {
            *mac = call.to_macro();
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
}
