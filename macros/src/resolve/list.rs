//! `vec![x]` moves `x`, if it is the `vec!` of std: a macro of that name may be anybody's. So where a local is taken out of its slot by it, the
//! macro is not what runs: `codegen::list` makes a list of the same type, and has rustc verify that the macro takes what the list takes.

use super::Mode;
use super::Resolver;
use crate::names::Marker;
use crate::syntax::macros::{self, MacroKind};
use crate::syntax::operands::is_promoted;
use syn::spanned::Spanned;
use syn::{Expr, parse_quote};

impl Resolver<'_> {
    /// Resolves `vec![a, b]` of locals and constants; any other is a macro like all.
    pub(super) fn list(&mut self, expr: &mut Expr) {
        let Expr::Macro(e) = expr else { return };
        let call = macros::parse(&e.mac).filter(|call| {
            let plain = |expr: &Expr| is_promoted(expr) || self.is_local(expr);
            let any = call.args.iter().any(|arg| self.is_local(&arg.expr));
            matches!(call.kind, MacroKind::Vec) && any && !self.in_macro && call.args.iter().all(|arg| plain(&arg.expr))
        });
        let Some(mut call) = call else { return self.macro_(&mut e.mac) };
        call.exprs_mut().for_each(|arg| self.expr(&mut arg.expr, Mode::Value));
        e.mac = call.to_macro();
        let marker = Marker::List.ident(e.mac.path.span());
        *expr = parse_quote!(#marker(#e));
    }

    fn is_local(&self, expr: &Expr) -> bool {
        matches!(expr, Expr::Path(path) if path.path.get_ident().is_some_and(|name| self.lookup(name).is_some()))
    }
}
