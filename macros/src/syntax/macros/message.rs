//! Format strings and their arguments, alone or as the message of an assertion.
//!
//! The string itself is no argument: it must stay where it is, as it is. The names that it captures become arguments, because a string
//! cannot be rewritten when a local is:
//!
//! ```text
//! write!(out, "{a} {x:w$}", a = f())
//! write!(out, "{a} {x:w$}", a = f(), x = x, w = w)
//! ```

use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Token};

use super::read::{Reader, is_opaque, literal};
use super::{MacroArg, MacroKind, Usage, format_string};

impl Reader<'_> {
    /// `format!("…", a, name = b)`. A macro in place of the string expands to one.
    pub(super) fn format(&mut self) -> syn::Result<MacroKind> {
        if !self.input.is_empty() {
            let first = self.input.parse()?;
            match first {
                Expr::Macro(_) => self.format_tail(first)?,
                _ => self.message_tail(first)?,
            }
        }
        Ok(MacroKind::Format)
    }

    /// `write!(destination, "…", a)`. The destination is the receiver of a method call.
    pub(super) fn write(&mut self) -> syn::Result<MacroKind> {
        self.expr(Usage::Borrow)?;
        match self.comma()? {
            true => self.format(),
            false => Ok(MacroKind::Format),
        }
    }

    pub(super) fn message_only(&mut self) -> syn::Result<MacroKind> {
        self.message().map(|()| MacroKind::Format)
    }

    /// `assert_eq!(a, b, "…")`: `count` operands, then a message that is evaluated only on failure: after `false`, always.
    pub(super) fn assert(&mut self, count: usize, usage: Usage) -> syn::Result<MacroKind> {
        self.expr(usage)?;
        for _ in 1..count {
            self.expect_comma()?;
            self.expr(usage)?;
        }
        let fails = matches!(&self.args[..], [MacroArg { expr: Expr::Lit(syn::ExprLit { lit: syn::Lit::Bool(lit), .. }), .. }] if !lit.value);
        match fails && self.comma()? {
            true => self.message()?,
            false => self.lazy_message()?,
        }
        Ok(MacroKind::Assert)
    }

    /// `assert!(a)` panics with the text of `a`. That text is written out, or it would show what `a` is rewritten to.
    pub(super) fn assert_true(&mut self, mac: &syn::Macro) -> syn::Result<MacroKind> {
        let kind = self.assert(1, Usage::Value)?;
        let operand_and_comma = 2;
        if self.pieces.len() <= operand_and_comma {
            let span = mac.path.span();
            // Not the text alone: it may contain braces, which edition 2018 does not take for a format without arguments. Not `"{}"`
            // alone either: `panic!` knows that one, and its payload would become a `String`.
            for literal in ["assertion failed: {}", &source_text(mac)] {
                self.separate(span);
                self.verbatim(syn::LitStr::new(literal, span));
            }
        }
        Ok(kind)
    }

    pub(super) fn lazy_message(&mut self) -> syn::Result<()> {
        if !self.comma()? {
            return Ok(());
        }
        let outer = std::mem::replace(&mut self.lazy, true);
        let read = self.message();
        self.lazy = outer;
        read
    }

    /// A format string with its arguments, or a value in its place (`bail!(error)`), or nothing.
    pub(super) fn message(&mut self) -> syn::Result<()> {
        if self.input.is_empty() {
            return Ok(());
        }
        let first = self.input.parse()?;
        self.message_tail(first)
    }

    fn message_tail(&mut self, first: Expr) -> syn::Result<()> {
        if literal(&first).is_some() || is_opaque_call(&first) {
            return self.format_tail(first);
        }
        self.arg(None, first, Usage::Value);
        match self.comma()? {
            true => self.plain_exprs(Usage::Borrow),
            false => Ok(()),
        }
    }

    fn format_tail(&mut self, format: Expr) -> syn::Result<()> {
        let text = literal(&format).cloned();
        self.verbatim(format);
        while self.comma()? && !self.input.is_empty() {
            let name = self.argument_name()?;
            let expr = self.input.parse()?;
            self.arg(name, expr, Usage::Borrow);
        }
        if let Some(text) = text {
            self.add_captures(&text);
        }
        Ok(())
    }

    fn argument_name(&mut self) -> syn::Result<Option<syn::Ident>> {
        let input = self.input;
        let named = input.peek(syn::Ident::peek_any) && input.peek2(Token![=]);
        if !named || input.peek2(Token![==]) || input.peek2(Token![=>]) {
            return Ok(None);
        }
        let name = input.call(syn::Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        Ok(Some(name))
    }

    /// `{x}` is `x = x`, unless `x` is an argument already. The names have the span of the string, so they see what it sees.
    fn add_captures(&mut self, text: &syn::LitStr) {
        for name in format_string::captures(&text.value()) {
            let given = |arg: &MacroArg| arg.name.as_ref().is_some_and(|ident| ident.unraw() == name);
            let Some(ident) = format_string::ident(&name, text.span()) else { continue };
            if !self.args.iter().any(given) {
                self.separate(text.span());
                let path = syn::ExprPath { attrs: Vec::new(), qself: None, path: ident.clone().into() };
                self.arg(Some(ident), Expr::Path(path), Usage::Borrow);
            }
        }
    }
}

/// `concat!(…)` in the place of a format string.
fn is_opaque_call(expr: &Expr) -> bool {
    match expr {
        Expr::Macro(call) => call.mac.path.segments.last().is_some_and(|last| is_opaque(&last.ident.to_string())),
        Expr::Group(group) => is_opaque_call(&group.expr),
        _ => false,
    }
}

/// What stands between the delimiters, without a trailing comma: as the user wrote it, if that can still be told.
fn source_text(mac: &syn::Macro) -> String {
    let source = mac.delimiter.span().join().source_text();
    let inside = source.as_deref().and_then(|text| text.get(1..text.len().checked_sub(1)?));
    // A dollar sign: the source is that of a `macro_rules` macro, not of this call.
    let text = inside.filter(|text| !text.contains('$')).map_or_else(|| mac.tokens.to_string(), str::to_owned);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").trim_end_matches(',').trim_end().to_owned()
}
