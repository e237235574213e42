//! Closures, and rustc's own async blocks, which capture in the same way.
//!
//! A closure that captures by reference mentions the places of pinned locals. A `move` closure owns what it mentions: the local is moved into
//! a Rust local of the same name just before, which the closure then captures, and inside the closure nothing is rewritten.

use super::{Capture, ClosureScope, Context, Mode, Origin, Projection, Resolver};
use crate::names::{Marker, machine};
use crate::syntax::nested;

impl Resolver<'_> {
    pub(super) fn closure(&mut self, expr: &mut syn::Expr) {
        let moves = match expr {
            syn::Expr::Closure(closure) => closure.capture.is_some(),
            syn::Expr::Async(block) => block.capture.is_some(),
            _ => false,
        };
        self.closures.push(ClosureScope { moves, depth: self.scopes.len(), captured: Vec::new() });
        self.scopes.push(Vec::new());
        let here = self.flow.fork();
        let after = self.flow.current();
        self.flow.branch(here);
        let mut nested_ends = false;
        match expr {
            syn::Expr::Closure(closure) => {
                for param in &mut closure.inputs {
                    self.irrefutable(param, Origin::Plain, true);
                }
                self.expr(&mut closure.body, Mode::Value);
            }
            syn::Expr::Async(block) => match nested::marked(block) {
                Some(id) => {
                    self.enter_nested(id, moves);
                    self.plain_block(&mut block.block);
                    nested_ends = true
                }
                None => self.plain_block(&mut block.block),
            },
            _ => {}
        }
        self.flow.goto(after);
        self.scopes.pop();
        let closure = self.closures.pop().expect("the scope that was pushed above");
        if nested_ends {
            self.leave_nested();
        }
        if !closure.captured.is_empty() {
            self.captured(expr, closure);
        }
    }

    fn captured(&mut self, expr: &mut syn::Expr, closure: ClosureScope) {
        let mut capture = Capture { uses: Vec::new(), parts: Vec::new() };
        for (local, name, part) in closure.captured {
            let context = if self.in_macro { Context::Macro } else { Context::Body };
            // The rest of what only fields are captured of stays where it is; a reference is captured as a whole.
            let mode = if part && self.locals[local].reference.is_none() { Mode::Read } else { Mode::Value };
            let use_ = self.record(local, &name, mode, Projection::Whole, context);
            capture.uses.push(use_);
            if part {
                capture.parts.push(use_);
            }
        }
        let marker = Marker::Capture(self.captures.push(capture)).ident(machine());
        let inner = std::mem::replace(expr, syn::Expr::Verbatim(proc_macro2::TokenStream::new()));
        *expr = syn::parse_quote!(#marker(#inner));
    }
}
