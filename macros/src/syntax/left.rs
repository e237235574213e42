//! A plain function that awaits nothing, but has `async` blocks: an attribute above this one has made it of an `async fn`, as `#[async_trait]`
//! and `#[tokio::main]` do, or somebody has written by hand what they write.
//!
//! ```text
//! fn area<'life0, 'async_trait>(&'life0 self) -> Pin<Box<dyn Future<Output = u32> + Send + 'async_trait>> where … {
//!     Box::pin(async move { let __self = self; let __ret: u32 = { … }; __ret })
//! }
//! ```
//!
//! It stays a function, and the coroutines are its blocks.

use super::args::Form;
use super::function::Function;
use super::suspend;
use syn::visit::{self, Visit};

/// Whether the function is left as it is, but for the `async` blocks in its body.
pub fn is_left(function: &Function, block: &syn::Block) -> bool {
    function.form == Form::Opaque
        && function.sig.asyncness.is_none()
        && has_block(block)
        && !suspend::block_suspends(block)
}

/// Whether the function is what `#[async_trait]` has made of an `async fn`.
pub fn was_async(sig: &syn::Signature) -> bool {
    sig.generics.lifetimes().any(|param| param.lifetime.ident == "async_trait")
}

fn has_block(block: &syn::Block) -> bool {
    let mut blocks = Blocks { found: false };
    blocks.visit_block(block);
    blocks.found
}

struct Blocks {
    found: bool,
}

impl<'ast> Visit<'ast> for Blocks {
    fn visit_expr(&mut self, expr: &'ast syn::Expr) {
        self.found |= matches!(expr, syn::Expr::Async(_));
        if !self.found {
            visit::visit_expr(self, expr)
        }
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
}
