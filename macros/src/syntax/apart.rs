//! A `move` closure, or an `async move` block, that takes a local apart owns the parts that it binds, since edition 2021, and the others stay where
//! they are. So the parts are bound before it, where a statement begins with it: what is known of parts that are moved out of a local, is then known
//! of these, and the closure owns locals as a whole.
//!
//! ```text
//! let block = async move { let (a, _) = pair; send(a).await };
//!     let (part_0, _) = pair;
//!     let block = async move { let a = part_0; send(a).await };
//! ```

use super::signature::Param;
use super::{editions, macros, operands, patterns};
use crate::names;
use proc_macro2::Ident;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, Stmt};

/// Binds such parts before the statement. Inside closures and blocks all is as it was, and so it is with references, which are owned as a whole.
pub fn bind_parts(block: &mut syn::Block, params: &[Param]) {
    if !editions::captures_variables(block.brace_token.span.join()) {
        let references = params.iter().filter(|param| param.known_reference.is_some()).map(|param| &param.ident);
        BindParts { references: references.collect(), parts: 0 }.visit_block_mut(block)
    }
}

struct BindParts<'a> {
    references: Vec<&'a Ident>,
    /// How many parts were given a name.
    parts: usize,
}

impl VisitMut for BindParts<'_> {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        let mut stmts = Vec::new();
        for mut stmt in std::mem::take(&mut block.stmts) {
            if let Some(owner) = first_owner(&mut stmt) {
                self.of_owner(owner, &mut stmts)
            }
            self.visit_stmt_mut(&mut stmt);
            stmts.push(stmt);
        }
        block.stmts = stmts;
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if !matches!(expr, Expr::Closure(_) | Expr::Async(_) | Expr::Const(_)) {
            visit_mut::visit_expr_mut(self, expr)
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
}

impl BindParts<'_> {
    /// The owner, a `move` closure or block, with the statements that come before it.
    fn of_owner(&mut self, owner: &mut Expr, before: &mut Vec<Stmt>) {
        let mentioned = macros::mentioned_idents(owner.to_token_stream());
        let body = match owner {
            Expr::Async(owner) => &mut owner.block,
            Expr::Closure(owner) => match &mut *owner.body {
                Expr::Block(body) if body.attrs.is_empty() && body.label.is_none() => &mut body.block,
                _ => return,
            },
            _ => return,
        };
        let mut stmts = Vec::new();
        for stmt in std::mem::take(&mut body.stmts) {
            match stmt {
                Stmt::Local(local) if self.is_taken_apart(&local, &mentioned) => self.bind(local, before, &mut stmts),
                stmt => stmts.push(stmt),
            }
        }
        body.stmts = stmts;
    }

    fn bind(&mut self, mut local: syn::Local, before: &mut Vec<Stmt>, inside: &mut Vec<Stmt>) {
        let mut bind = |binding: &mut syn::PatIdent| {
            let part = Ident::new(&format!("part_{}", self.parts), binding.ident.span().resolved_at(names::machine()));
            self.parts += 1;
            let inner = Pat::Ident(binding.clone());
            let span = local.let_token.span;
            inside.push(syn::parse_quote_spanned!(span=> let #inner = #part;));
            binding.mutability = None;
            binding.ident = part;
        };
        patterns::each_binding(&mut local.pat, &mut bind);
        before.push(Stmt::Local(local));
    }

    /// `let (a, _) = x;`, where nothing else in the closure mentions `x`.
    fn is_taken_apart(&self, local: &syn::Local, mentioned: &[Ident]) -> bool {
        let Some(syn::LocalInit { expr, diverge: None, .. }) = &local.init else { return false };
        let Expr::Path(path) = &**expr else { return false };
        let Some(name) = path.path.get_ident().filter(|_| path.attrs.is_empty() && path.qself.is_none()) else {
            return false;
        };
        local.attrs.is_empty()
            && name != "self"
            && !self.references.iter().any(|reference| names::text(reference) == names::text(name))
            && mentioned.iter().filter(|other| names::text(other) == names::text(name)).count() == 1
            && patterns::take_parts([&local.pat])
            && !patterns::binds_by_reference(&local.pat)
            && !patterns::has_alternatives(&local.pat)
            && patterns::binds_in_order(&local.pat)
            && patterns::take_apart([&local.pat], true)
    }
}

/// The closure that the statement evaluates before anything else that may do something.
fn first_owner(stmt: &mut Stmt) -> Option<&mut Expr> {
    match stmt {
        Stmt::Local(local) => first_owner_in(&mut local.init.as_mut()?.expr),
        Stmt::Expr(expr, _) => first_owner_in(expr),
        Stmt::Item(_) | Stmt::Macro(_) => None,
    }
}

fn first_owner_in(expr: &mut Expr) -> Option<&mut Expr> {
    match expr {
        Expr::Async(block) => block.capture.is_some().then_some(expr),
        Expr::Closure(closure) => closure.capture.is_some().then_some(expr),
        Expr::Await(e) => first_owner_in(&mut e.base),
        Expr::Try(e) => first_owner_in(&mut e.expr),
        Expr::Assign(e) => first_owner_in(&mut e.right),
        expr => {
            let first = operands::operands(expr)?.into_iter().find(|operand| !does_nothing(operand.expr))?;
            first_owner_in(first.expr)
        }
    }
}

/// A name, a literal, and a shared reference to what is named.
fn does_nothing(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Lit(_) => true,
        Expr::Reference(e) => e.mutability.is_none() && matches!(*e.expr, Expr::Path(_)),
        _ => false,
    }
}
