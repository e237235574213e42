//! The keys and values that `log` takes before its format string, with a semicolon behind them. A key alone is the name of its value, which is
//! spelled out, as is a field's:
//!
//! ```text
//! info!(target: "net", peer:%, retries:? = count, "url" = url; "lost {peer}")
//! info!(target: "net", peer:% = peer, retries:? = count, "url" = url; "lost {peer}", peer = peer)
//! ```

use proc_macro2::{Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Token;
use syn::ext::IdentExt;

use super::Usage;
use super::read::Reader;

impl Reader<'_> {
    /// Whether a semicolon ends a list of keys and values.
    pub(super) fn names_values(&self) -> bool {
        let is_semi = |token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';');
        self.input.fork().parse::<TokenStream>().is_ok_and(|tokens| tokens.into_iter().any(is_semi))
    }

    /// The list with its semicolon.
    pub(super) fn key_values(&mut self) -> syn::Result<()> {
        loop {
            self.key_value()?;
            if self.input.peek(Token![;]) {
                break;
            }
            self.expect_comma()?;
        }
        let semi: Token![;] = self.input.parse()?;
        self.verbatim(semi);
        Ok(())
    }

    /// `peer`, `peer:%`, `retries:? = count`, `"url" = url`
    fn key_value(&mut self) -> syn::Result<()> {
        let name = match self.input.peek(syn::LitStr) {
            true => None,
            false => Some(self.input.call(syn::Ident::parse_any)?),
        };
        match &name {
            Some(name) => self.verbatim(name),
            None => {
                let text: syn::LitStr = self.input.parse()?;
                self.verbatim(text)
            }
        }
        if self.input.peek(Token![:]) {
            let colon: Token![:] = self.input.parse()?;
            let how: TokenTree = self.input.parse()?;
            self.verbatim(colon);
            self.verbatim(alone(how));
        }
        match name.filter(|_| !self.input.peek(Token![=])) {
            Some(name) => {
                self.verbatim(Token![=](name.span()));
                self.arg(None, syn::parse2(name.into_token_stream())?, Usage::Borrow);
                Ok(())
            }
            None => {
                let eq: Token![=] = self.input.parse()?;
                self.verbatim(eq);
                self.expr(Usage::Borrow)
            }
        }
    }
}

/// The token, which is to be none together with the next one: `peer:%,` is written without a space.
fn alone(token: TokenTree) -> TokenTree {
    match token {
        TokenTree::Punct(punct) => {
            let mut alone = Punct::new(punct.as_char(), Spacing::Alone);
            alone.set_span(punct.span());
            alone.into()
        }
        token => token,
    }
}
