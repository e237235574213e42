//! The levels of a log: `error!`, `warn!`, `info!`, `debug!`, `trace!`; the same with the level given, `event!`, `log!`; and spans.
//!
//! `log` takes a format string, `tracing` also fields before it. A field may be given by its name alone, which would not survive that a later
//! phase rewrites the expression, so it is spelled out:
//!
//! ```text
//! info!(target: "net", %peer, retries = ?count, user.id, "lost {peer}")
//! info!(target: "net", peer = %peer, retries = ?count, user.id = user.id, "lost {peer}", peer = peer)
//! ```

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Token;
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;

use super::read::Reader;
use super::{MacroKind, Usage};

type FieldName = Punctuated<syn::Ident, Token![.]>;

impl Reader<'_> {
    pub(super) fn log(&mut self) -> syn::Result<MacroKind> {
        if self.names_values() {
            self.settings_of_log()?;
            self.key_values()?;
            return self.message_only();
        }
        self.settings()?;
        self.fields_and_message()
    }

    /// `log!(Level::Info, "…", a)`
    pub(super) fn log_at_level(&mut self) -> syn::Result<MacroKind> {
        let has_values = self.names_values();
        self.settings()?;
        self.expr(Usage::Borrow)?;
        self.expect_comma()?;
        if has_values {
            self.key_values()?;
        }
        self.message_only()
    }

    /// `event!(Level::INFO, %peer, "…")`
    pub(super) fn event(&mut self) -> syn::Result<MacroKind> {
        self.settings()?;
        self.level()?;
        self.fields_and_message()
    }

    /// Whether the call begins with `target: expr`, as those of a log do.
    pub(super) fn names_target(&self) -> bool {
        let begins = |ahead: &syn::parse::ParseBuffer| ahead.parse::<syn::Ident>().is_ok_and(|name| name == "target");
        begins(&self.input.fork()) && self.input.peek2(Token![:]) && !self.input.peek2(Token![::])
    }

    /// `dynamic_event!(target: "net", level, peer = %peer, "…")`, by whatever name. The level may be a local.
    pub(super) fn event_of_its_own(&mut self) -> syn::Result<MacroKind> {
        self.settings()?;
        self.expr(Usage::Borrow)?;
        self.expect_comma()?;
        self.fields_and_message()
    }

    /// `span!(Level::INFO, "name", %peer)`
    pub(super) fn span_at_level(&mut self) -> syn::Result<MacroKind> {
        self.settings()?;
        self.level()?;
        self.span()
    }

    /// `info_span!("name", %peer)`
    pub(super) fn span(&mut self) -> syn::Result<MacroKind> {
        self.settings()?;
        let name: syn::LitStr = self.input.parse()?;
        self.verbatim(name);
        if self.comma()? { self.fields_and_message() } else { Ok(MacroKind::Format) }
    }

    /// A level is part of a constant, so it mentions no local.
    fn level(&mut self) -> syn::Result<()> {
        let level: syn::Path = self.input.parse()?;
        self.verbatim(level);
        self.expect_comma()
    }

    fn settings(&mut self) -> syn::Result<()> {
        while self.input.peek(syn::Ident) && self.input.peek2(Token![:]) && !self.input.peek2(Token![::]) {
            self.setting()?;
        }
        Ok(())
    }

    /// Those that `log` knows: another name is that of a value.
    fn settings_of_log(&mut self) -> syn::Result<()> {
        let names_one = |ahead: &syn::parse::ParseBuffer| {
            ahead.parse::<syn::Ident>().is_ok_and(|name| name == "target" || name == "logger")
        };
        while self.input.peek2(Token![:]) && names_one(&self.input.fork()) {
            self.setting()?;
        }
        Ok(())
    }

    fn fields_and_message(&mut self) -> syn::Result<MacroKind> {
        if self.input.peek(syn::token::Brace) {
            return Err(self.input.error("fields in braces are not read"));
        }
        while !self.input.is_empty() {
            if self.input.peek(Token![%]) || self.input.peek(Token![?]) {
                self.formatted_field()?;
            } else if self.names_field() {
                self.field()?;
            } else {
                self.message()?;
                break;
            }
            if !self.comma()? {
                break;
            }
        }
        Ok(MacroKind::Format)
    }

    /// `target: expr,`
    fn setting(&mut self) -> syn::Result<()> {
        let name: syn::Ident = self.input.parse()?;
        let colon: Token![:] = self.input.parse()?;
        self.verbatim(name);
        self.verbatim(colon);
        self.expr(Usage::Borrow)?;
        self.comma().map(drop)
    }

    /// `%peer`
    fn formatted_field(&mut self) -> syn::Result<()> {
        let sigil = self.sigil()?;
        let name = self.field_name()?;
        self.spell_out(name, sigil)
    }

    /// `peer`, `peer = expr`, `peer = %expr`, `"peer" = expr`
    fn field(&mut self) -> syn::Result<()> {
        if self.input.peek(syn::LitStr) {
            let name: syn::LitStr = self.input.parse()?;
            self.verbatim(name);
            return self.field_value();
        }
        let name = self.field_name()?;
        if !self.input.peek(Token![=]) {
            return self.spell_out(name, TokenStream::new());
        }
        self.verbatim(name);
        self.field_value()
    }

    fn field_value(&mut self) -> syn::Result<()> {
        let eq: Token![=] = self.input.parse()?;
        let sigil = self.sigil()?;
        self.verbatim(eq);
        self.verbatim(sigil);
        self.expr(Usage::Borrow)
    }

    fn spell_out(&mut self, name: FieldName, sigil: TokenStream) -> syn::Result<()> {
        let expr = syn::parse2(name.to_token_stream())?;
        let span = name.first().map_or_else(proc_macro2::Span::call_site, syn::Ident::span);
        self.verbatim(name);
        self.verbatim(Token![=](span));
        self.verbatim(sigil);
        self.arg(None, expr, Usage::Borrow);
        Ok(())
    }

    fn sigil(&mut self) -> syn::Result<TokenStream> {
        let sigil = if self.input.peek(Token![%]) {
            self.input.parse::<Token![%]>()?.into_token_stream()
        } else {
            self.input.parse::<Option<Token![?]>>()?.into_token_stream()
        };
        Ok(sigil)
    }

    fn field_name(&mut self) -> syn::Result<FieldName> {
        Punctuated::parse_separated_nonempty_with(self.input, syn::Ident::parse_any)
    }

    /// Whether a field comes next: a dotted name or a string, then `=`, a comma or the end; a string alone is the format string.
    fn names_field(&self) -> bool {
        let ahead = self.input.fork();
        let assigned = |ahead: &syn::parse::ParseBuffer| ahead.peek(Token![=]) && !ahead.peek(Token![==]);
        if ahead.peek(syn::LitStr) {
            return ahead.parse::<syn::LitStr>().is_ok() && assigned(&ahead);
        }
        let name = FieldName::parse_separated_nonempty_with(&ahead, syn::Ident::parse_any);
        name.is_ok() && (ahead.is_empty() || ahead.peek(Token![,]) || assigned(&ahead))
    }
}
