//! `json!`, of serde_json: objects, arrays, and expressions of which references are taken.
//!
//! ```text
//! json!({ "name": name, "tags": [first, null], (key): { "n": n + 1 } })       name, first, key and n + 1 are arguments
//! ```

use proc_macro2::{Delimiter, Ident};
use syn::{Token, token};

use super::read::Reader;
use super::{MacroKind, Usage};

impl Reader<'_> {
    pub(super) fn json(&mut self) -> syn::Result<MacroKind> {
        self.json_value()?;
        self.comma()?;
        Ok(MacroKind::Tree)
    }

    fn json_value(&mut self) -> syn::Result<()> {
        let input = self.input;
        if input.peek(token::Brace) {
            return self.inside(Delimiter::Brace, |object| object.json_entries());
        }
        if input.peek(token::Bracket) {
            return self.inside(Delimiter::Bracket, |array| array.json_list());
        }
        if input.fork().parse::<Ident>().is_ok_and(|word| word == "null") {
            let null: Ident = input.parse()?;
            self.verbatim(null);
            return Ok(());
        }
        self.expr(Usage::Borrow)
    }

    fn json_list(&mut self) -> syn::Result<()> {
        while !self.input.is_empty() {
            self.json_value()?;
            if !self.comma()? {
                break;
            }
        }
        Ok(())
    }

    fn json_entries(&mut self) -> syn::Result<()> {
        while !self.input.is_empty() {
            if self.input.peek(token::Paren) {
                self.inside(Delimiter::Parenthesis, |key| key.expr(Usage::Value))?;
            } else {
                let key: syn::Lit = self.input.parse()?;
                self.verbatim(key);
            }
            let colon: Token![:] = self.input.parse()?;
            self.verbatim(colon);
            self.json_value()?;
            if !self.comma()? {
                break;
            }
        }
        Ok(())
    }

    /// Reads what stands between delimiters, all of it.
    fn inside(
        &mut self,
        delimiter: Delimiter,
        read: impl FnOnce(&mut Reader<'_>) -> syn::Result<()>,
    ) -> syn::Result<()> {
        let group: proc_macro2::Group = self.input.parse()?;
        if group.delimiter() != delimiter {
            return Err(self.input.error("expected another delimiter"));
        }
        self.within(&group, read)
    }
}
