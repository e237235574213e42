//! `vec![x]` moves `x`, if it is the `vec!` of std: a macro of that name may be anybody's. So where a local is taken out of its slot for it, that
//! happens before the macro: `codegen::list` gives it Rust locals, and has rustc verify that the macro takes what was taken for it.

use super::Mode;
use super::Resolver;
use crate::names::Marker;
use crate::syntax::macros::{self, MacroKind};
use crate::syntax::operands::is_promoted;
use syn::spanned::Spanned;
use syn::{Expr, parse_quote};

impl Resolver<'_> {
    /// Resolves `vec![a, b.into()]` of locals, of what methods make of them, and of constants; any other is a macro like all.
    pub(super) fn list(&mut self, expr: &mut Expr) {
        let Expr::Macro(e) = expr else { return };
        let call = macros::parse(&e.mac).filter(|call| {
            let any = call.args.iter().any(|arg| self.is_local(&arg.expr) || self.is_made_of_local(&arg.expr));
            matches!(call.kind, MacroKind::Vec)
                && any
                && !self.in_macro
                && call.args.iter().all(|arg| self.is_listed(&arg.expr))
        });
        let Some(mut call) = call else { return self.macro_(&mut e.mac) };
        let hidden = std::mem::replace(&mut self.hidden, true);
        call.exprs_mut().for_each(|arg| self.expr(&mut arg.expr, Mode::Value));
        self.hidden = hidden;
        e.mac = call.to_macro();
        let marker = Marker::List.ident(e.mac.path.span());
        *expr = parse_quote!(#marker(#e));
    }

    /// Whether it can be evaluated without the macro.
    fn is_listed(&self, expr: &Expr) -> bool {
        let made_of_constants = match expr {
            Expr::MethodCall(e) => e.turbofish.is_none() && is_promoted(&e.receiver) && e.args.iter().all(is_promoted),
            _ => false,
        };
        is_promoted(expr) || made_of_constants || self.is_local(expr) || self.is_made_of_local(expr)
    }

    /// `x.into()`: the method is taken to consume the local.
    fn is_made_of_local(&self, expr: &Expr) -> bool {
        let Expr::MethodCall(e) = expr else { return false };
        self.is_local(&e.receiver) && self.may_be_consumed(e) && e.args.iter().all(is_promoted)
    }

    fn is_local(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Path(path) if path.path.get_ident().is_some_and(|name| self.lookup(name).is_some()))
    }
}
