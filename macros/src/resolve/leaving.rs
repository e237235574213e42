//! Macros that control does not come past: `panic!` and its like, which must have the type `!`, and those that return from the function: `bail!` and `ensure!`, of anyhow, eyre and their like.
//!
//! What they return is the user's output, and the resume function returns something else. So the macro stands in a closure that returns an
//! output whose value is changed, which leaves the error as it is, and what the closure returned is returned once more:
//!
//! ```text
//! bail!("no {name}")          leave((|| -> Result<Never, E> { bail!("no {name}") })())
//! ensure!(ok, "no {name}")    if !ok { leave((|| -> Result<(), E> { ensure!(false, "no {name}"); Ok(()) })()) }
//! ```
//!
//! So does any macro that is a statement, if its name says that it checks something: there the closure may own nothing, which rustc verifies.
//!
//! The condition of `ensure!` is evaluated outside, because a closure takes what it may move, be it moved or not. The witness has the macro as it
//! stands.

use super::{Mode, Resolver};
use crate::index::{Id, UseId};
use crate::names::{Marker, machine};
use crate::syntax::body::may_declare;
use crate::syntax::macros;
use proc_macro2::{Span, TokenTree};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, parse_quote, parse_quote_spanned};

impl Resolver<'_> {
    pub(super) fn macro_expr(&mut self, expr: &mut Expr) {
        let Expr::Macro(e) = expr else { return };
        let name = e.mac.path.segments.last().map(|last| last.ident.to_string());
        if !self.closures.is_empty() {
            return match name.as_deref() {
                Some("vec") => self.list_within(expr),
                _ => self.macro_(&mut e.mac),
            };
        }
        match name.as_deref() {
            Some("vec") => self.list(expr),
            // An `async move` block, of sorts.
            Some("stream" | "try_stream") if yields(&e.mac) => self.closure(expr),
            Some(name) if self.output_is_left && macros::returns(name) => {
                self.macro_(&mut e.mac);
                self.flow.diverge();
                let marker = Marker::Bail.ident(e.mac.path.span());
                *expr = parse_quote!(#marker(#e));
            }
            Some("ensure") if self.output_is_left => self.ensure(expr),
            Some("panic" | "unreachable" | "todo" | "unimplemented") => {
                let span = e.mac.path.span();
                if self.flow.is_in_loop() && only_prints_names(&e.mac) {
                    self.panic_in_loop(expr)
                } else {
                    self.macro_(&mut e.mac)
                }
                self.never(expr, span)
            }
            _ => self.macro_(&mut e.mac),
        }
    }

    /// A macro of such a name may be anybody's, and begin the next turn of a loop: in a closure it cannot.
    ///
    /// ```text
    /// panic!("no {name}")      (|| -> ! { panic!("no {name}") })()
    /// ```
    fn panic_in_loop(&mut self, expr: &mut Expr) {
        let Expr::Macro(e) = expr else { return };
        let around = self.flow.enter_closure();
        self.macro_(&mut e.mac);
        self.flow.leave_closure(around);
        *expr = parse_quote_spanned!(machine()=> (|| -> ! { #e })());
    }

    /// A macro that is a statement, and by its name one that may return an error: `check_open!(self);`. In parentheses it can declare
    /// nothing, which would be lost with the closure.
    pub(super) fn check(&mut self, expr: &mut Expr) -> bool {
        let e = match expr {
            Expr::Macro(e) => e,
            Expr::Paren(e) if matches!(&*e.expr, Expr::Macro(_)) => return self.check_in_parentheses(expr),
            _ => return false,
        };
        let checks = self.output_is_left && self.closures.is_empty() && macros::is_check(&e.mac);
        if checks {
            self.macro_(&mut e.mac);
            self.flow.fork();
            let marker = Marker::Check.ident(e.mac.path.span());
            *expr = if may_declare(&e.mac) { parse_quote!(#marker((#e))) } else { parse_quote!(#marker(#e)) };
        }
        checks
    }

    /// ```text
    /// (check!(x));      (marker((check!(x))));
    /// ```
    fn check_in_parentheses(&mut self, expr: &mut Expr) -> bool {
        let Expr::Paren(e) = expr else { return false };
        let checks = self.check(&mut e.expr);
        if let Expr::Call(call) = &mut *e.expr
            && checks
        {
            call.args.iter_mut().for_each(|mac| *mac = parse_quote!((#mac)));
        }
        checks
    }

    /// Something that control does not come past, if its type is what its name says.
    pub(super) fn never(&mut self, expr: &mut Expr, span: Span) {
        if self.closures.is_empty() {
            self.flow.diverge();
            let marker = Marker::Never.ident(span);
            *expr = parse_quote!(#marker(#expr));
        }
    }

    /// A macro that stands as a statement.
    pub(super) fn macro_stmt(&mut self, stmt: &mut syn::Stmt) {
        let syn::Stmt::Macro(mac) = stmt else { return };
        let mut expr = Expr::Macro(syn::ExprMacro { attrs: mac.attrs.clone(), mac: mac.mac.clone() });
        if mac.semi_token.is_none() || !self.check(&mut expr) {
            self.macro_expr(&mut expr);
        }
        match expr {
            Expr::Macro(e) => mac.mac = e.mac,
            expr => *stmt = syn::Stmt::Expr(expr, mac.semi_token),
        }
    }

    fn ensure(&mut self, expr: &mut Expr) {
        let Expr::Macro(e) = expr else { return };
        let Some(mut call) = macros::parse(&e.mac) else { return self.macro_(&mut e.mac) };
        let condition = match &mut call.args[..] {
            [condition, ..] if call_has_message(&e.mac) => &mut condition.expr,
            _ => return self.ensure_without_message(expr),
        };
        let mut condition = std::mem::replace(condition, parse_quote!(false));
        let mut fails = call.to_macro();
        self.expr(&mut condition, Mode::Read);
        let here = self.flow.fork();
        let after = self.flow.current();
        self.flow.branch(here);
        self.macro_(&mut fails);
        self.flow.goto(after);
        let marker = Marker::Leave.ident(e.mac.path.span());
        *expr = parse_quote!(if !(#condition) { #marker(#fails) });
    }

    /// The condition is part of the message, so it stays inside.
    fn ensure_without_message(&mut self, expr: &mut Expr) {
        let Expr::Macro(e) = expr else { return };
        let start = self.next_use();
        self.macro_(&mut e.mac);
        let printed = (start.index()..self.uses.len()).map(UseId::new);
        printed.for_each(|use_| {
            self.printed.insert(use_);
        });
        let mut printed = self.uses.iter().skip(start.index());
        let moved = printed.find(|(_, use_)| matches!(use_.mode, Mode::Value | Mode::Consumed));
        if let Some((_, use_)) = moved
            && may_skip(&e.mac)
        {
            self.diagnostics.error(
                use_.ident.span(),
                format_args!("this `ensure!` may or may not move `{}`, which cannot be told apart: give it a message as its second argument", use_.ident),
            );
        }
        let marker = Marker::Leave.ident(e.mac.path.span());
        *expr = parse_quote!(#marker(#e));
    }
}

/// Whether the macro is given a message and names for it, so that a closure around it does what it does.
fn only_prints_names(mac: &syn::Macro) -> bool {
    let is_plain = |token: TokenTree| match token {
        TokenTree::Literal(_) => true,
        TokenTree::Punct(punct) => matches!(punct.as_char(), ',' | '.' | '&' | '='),
        TokenTree::Ident(name) => !matches!(&*name.to_string(), "return" | "break" | "continue" | "await"),
        TokenTree::Group(_) => false,
    };
    mac.tokens.clone().into_iter().all(is_plain)
}

fn call_has_message(mac: &syn::Macro) -> bool {
    let rest = |input: syn::parse::ParseStream| {
        input.parse::<Expr>()?;
        let comma: Option<syn::Token![,]> = input.parse()?;
        let rest: proc_macro2::TokenStream = input.parse()?;
        Ok(comma.is_some() && !rest.is_empty())
    };
    syn::parse::Parser::parse2(rest, mac.tokens.clone()).unwrap_or(false)
}

/// Whether a part of the condition may not be evaluated.
fn may_skip(mac: &syn::Macro) -> bool {
    struct Skips(bool);
    impl<'ast> syn::visit::Visit<'ast> for Skips {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            match expr {
                Expr::Binary(e) => self.0 |= matches!(e.op, syn::BinOp::And(_) | syn::BinOp::Or(_)),
                Expr::If(_) | Expr::Match(_) | Expr::Closure(_) | Expr::Async(_) | Expr::Try(_) => self.0 = true,
                Expr::Loop(_) | Expr::While(_) | Expr::ForLoop(_) | Expr::Block(_) => self.0 = true,
                _ => {}
            }
            syn::visit::visit_expr(self, expr)
        }
    }
    let Ok(condition) = mac.parse_body::<Expr>() else { return true };
    let mut skips = Skips(false);
    syn::visit::Visit::visit_expr(&mut skips, &condition);
    skips.0
}

/// Whether the macro is called as `stream! { … yield … }`, or `try_stream! { … r#yield!(…) … }`.
fn yields(mac: &syn::Macro) -> bool {
    let is_block = matches!(mac.delimiter, syn::MacroDelimiter::Brace(_));
    is_block && macros::mentioned_idents(mac.tokens.clone()).iter().any(|name| name.unraw() == "yield")
}
