//! `vec![x]` moves `x`, if it is the `vec!` of std: a macro of that name may be anybody's. So where a local is taken out of its slot for it, that
//! happens before the macro: `codegen::list` gives it Rust locals, and has rustc verify that the macro takes what was taken for it.

use super::{Mode, Origin, Resolver, doubts, parts};
use crate::names::{self, Marker, machine};
use crate::syntax::macros::{self, MacroCall, MacroKind};
use crate::syntax::operands::is_promoted;
use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::{Expr, parse_quote, parse_quote_spanned};

impl Resolver<'_> {
    /// Resolves a `vec![…]` with locals among its elements, or in lists among them; any other is a macro like all.
    pub(super) fn list(&mut self, expr: &mut Expr) {
        let Expr::Macro(e) = expr else { return };
        let Some(mut call) = self.list_of_locals(&e.mac) else { return self.macro_(&mut e.mac) };
        let hidden = std::mem::replace(&mut self.hidden, true);
        for arg in call.exprs_mut() {
            let computed = !self.is_listed(&arg.expr);
            self.expr(&mut arg.expr, Mode::Value);
            if computed {
                // Parentheses tell `codegen::list`, which sees tokens.
                let element = &arg.expr;
                arg.expr = parse_quote_spanned!(machine()=> (#element));
            }
        }
        self.hidden = hidden;
        e.mac = call.to_macro();
        let marker = Marker::List.ident(e.mac.path.span());
        *expr = parse_quote!(#marker(#e));
    }

    /// In a closure that is not `move`, the elements are evaluated before the macro, as is promised of one of that name: so what the closure takes by
    /// value is no argument of a macro.
    ///
    /// ```text
    /// || vec![x, y.into()]        || match (x, y.into(),) { (element_0, element_1,) => vec![element_0, element_1] }
    /// ```
    pub(super) fn list_within(&mut self, expr: &mut Expr) {
        let Expr::Macro(e) = expr else { return };
        let call = macros::parse(&e.mac).filter(|call| {
            let any = || call.args.iter().any(|arg| self.is_made_of_captured(&arg.expr));
            matches!(call.kind, MacroKind::Vec) && e.attrs.is_empty() && !self.in_macro && any()
        });
        let Some(mut call) = call else { return self.macro_(&mut e.mac) };
        let names: Vec<Ident> = (0..call.args.len()).map(|n| names::fresh(&format!("element_{n}"))).collect();
        let given =
            call.exprs_mut().zip(&names).map(|(arg, name)| std::mem::replace(&mut arg.expr, parse_quote!(#name)));
        let values: Vec<Expr> = given.collect();
        let list = call.to_macro();
        // Whoever's it is, it may throw away what it is given.
        let outermost = self.given_to;
        self.given_to = outermost.or_else(|| doubts::place(&e.mac));
        *expr = parse_quote_spanned!(machine()=> match (#(#values,)*) { (#(#names,)*) => #list });
        self.expr(expr, Mode::Value);
        self.given_to = outermost
    }

    /// Whether it is a local that is captured by closures without `move`, or what a method makes of one.
    fn is_made_of_captured(&self, element: &Expr) -> bool {
        let name = match element {
            Expr::MethodCall(e) => &e.receiver,
            element => element,
        };
        let Expr::Path(path) = name else { return false };
        let Some(local) = path.path.get_ident().and_then(|name| self.lookup(name)) else { return false };
        let depth = self.depth(local);
        self.locals[local].origin != Origin::Plain
            && self.closures.iter().all(|closure| !closure.moves && depth < closure.depth)
    }

    fn list_of_locals(&self, mac: &syn::Macro) -> Option<MacroCall> {
        macros::parse(mac).filter(|call| {
            let any = || call.args.iter().any(|arg| self.has_locals(&arg.expr));
            matches!(call.kind, MacroKind::Vec) && any()
        })
    }

    fn has_locals(&self, element: &Expr) -> bool {
        match element {
            Expr::Macro(inner) => self.list_of_locals(&inner.mac).is_some(),
            element => self.is_local(element) || self.is_made_of_local(element) || self.is_part_of_local(element),
        }
    }

    /// `x.part`: it is computed like a call, and moved out of the local before the macro.
    fn is_part_of_local(&self, element: &Expr) -> bool {
        let Expr::Field(_) = element else { return false };
        let local = parts::root(element).and_then(|name| self.lookup(name)).map(|local| &self.locals[local]);
        local.is_some_and(|local| local.origin != Origin::Plain && !local.has_no_destructor())
    }

    /// Whether it is a local, what a method makes of one, or a constant.
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
