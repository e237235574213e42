//! What depends on the user's edition: where the temporaries of a block's tail, and of an `if let` with an `else`, end.
//!
//! | | before 2024 | since 2024 |
//! |---|---|---|
//! | the tail of a block | they live as long as the temporaries around the block | they drop before the block's locals |
//! | the scrutinee of `if let` | it lives as long as the temporaries around the `if` | it drops before the `else` branch |
//!
//! rustc goes by the edition of the tokens, and so it does with what the machine hands through: a block that stays a block keeps the span of
//! its braces. Where temporaries live across a suspension they are locals of the machine, which must stand where the edition wants them. A
//! macro cannot ask for the edition, so where it makes a difference the machine is written twice, and rustc chooses: see `edition` in
//! the runtime's private module.
//!
//! ```text
//! { let a = f(); g(&h()).await }
//!     since 2024     { let a = f(); { let mut temp_0 = h(); g(&temp_0).await } }
//!     before         { let mut temp_0; { let a = f(); temp_0 = h(); g(&temp_0).await } }
//! ```

use super::body::{Lower, Place, path, wrap};
use super::tree::{Expr, Let, Stmt};
use crate::names;
use syn::spanned::Spanned;
use syn::{Pat, parse_quote_spanned};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edition {
    Before2024,
    Since2024,
}

/// Where the temporaries of the tail of a block end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// With the tail: no local of the block is there that could drop before, nor are there temporaries around it.
    Alone,
    ByEdition,
}

impl Lower<'_> {
    /// The tail of a block, evaluated after `stmts`; `outer` is where the temporaries around the block are declared.
    pub(super) fn tail(&mut self, kind: Tail, expr: syn::Expr, stmts: &mut Vec<Stmt>, outer: &mut Vec<Stmt>) -> Expr {
        let ends_here = kind == Tail::Alone || self.edition == Edition::Since2024;
        if ends_here {
            self.next = Place::Scope;
        }
        let temps = self.temps;
        let mut inner = Vec::new();
        let root = self.root(expr, &mut inner);
        // Operands drop with the block, or before.
        if inner.iter().all(|stmt| self.is_operand(stmt)) {
            stmts.extend(inner);
            return root;
        }
        if ends_here {
            self.edition_matters |= kind == Tail::ByEdition && self.temps != temps;
            return wrap(inner, root);
        }
        for stmt in inner {
            if self.is_operand(&stmt) { stmts.push(stmt) } else { self.declare_outside(stmt, stmts, outer) }
        }
        root
    }

    /// ```text
    /// let mut temp_0 = value;         let mut temp_0;      …      temp_0 = value;
    /// ```
    fn declare_outside(&mut self, stmt: Stmt, stmts: &mut Vec<Stmt>, outer: &mut Vec<Stmt>) {
        let Stmt::Let(mut let_) = stmt else { return stmts.push(stmt) };
        let Pat::Ident(declared) = &let_.pat else { return stmts.push(Stmt::Let(let_)) };
        let name = declared.ident.clone();
        if !names::is_temp(&name) && !names::is_pinned(&name) {
            return stmts.push(Stmt::Let(let_));
        }
        let span = name.span();
        let value = match let_.init.take() {
            None => None,
            Some(Expr::Plain(value)) => Some(value),
            Some(value) => Some(path(&self.name(value, span, stmts))),
        };
        outer.push(Stmt::Let(Box::new(Let { init: None, ..*let_ })));
        if let Some(value) = value {
            let assigned = Expr::Plain(parse_quote_spanned!(span=> #name = #value));
            stmts.push(Stmt::Expr(assigned, Some(syn::Token![;](value.span()))));
        }
    }
}
