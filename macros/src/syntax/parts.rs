//! Patterns that may take parts out of a local become arms of the tree, also where nothing in them suspends: if the local lives across a
//! suspension, they are more than a match (see `codegen::parts`).
//!
//! ```text
//! let Request { body, .. } = request;
//!     let (body,) = match request { Request { body, .. } => (body,) };
//! ```

use super::body::Lower;
use super::patterns;
use super::tree::Expr;
use syn::Pat;

impl Lower<'_> {
    /// Whether a `let` with this pattern may take parts out of a local, and leave the rest.
    pub(super) fn let_takes_parts(&self, pat: &Pat, init: &Expr) -> bool {
        self.suspends
            && !matches!(pat, Pat::Ident(_))
            && matches!(init, Expr::Plain(init) if is_part_of_local(init))
            && patterns::take_parts([pat])
    }

    /// Whether the expression is a match of a local, whose arms may take parts out of it.
    pub(super) fn takes_parts(&self, expr: &syn::Expr) -> bool {
        self.suspends
            && match expr {
                syn::Expr::Match(e) => {
                    is_part_of_local(&e.expr)
                        && e.arms.iter().all(|arm| arm.attrs.is_empty() && !matches!(arm.pat, Pat::Guard(_)))
                        && patterns::take_parts(e.arms.iter().map(|arm| &arm.pat))
                }
                syn::Expr::If(e) => match &*e.cond {
                    syn::Expr::Let(condition) => {
                        is_part_of_local(&condition.expr) && patterns::take_parts([&*condition.pat])
                    }
                    _ => false,
                },
                _ => false,
            }
    }
}

/// `x`, `x.f`, `*x`
fn is_part_of_local(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Unary(e) if matches!(e.op, syn::UnOp::Deref(_)) => matches!(&*e.expr, syn::Expr::Path(_)),
        syn::Expr::Path(path) => path.path.get_ident().is_some(),
        syn::Expr::Field(field) => is_part_of_local(&field.base),
        _ => false,
    }
}
