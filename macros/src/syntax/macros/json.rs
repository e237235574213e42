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
        self.list(Self::json_value)
    }

    fn json_entries(&mut self) -> syn::Result<()> {
        self.list(|reader| {
            if reader.input.peek(token::Paren) {
                reader.inside(Delimiter::Parenthesis, |key| key.expr(Usage::Value))?;
            } else {
                let key: syn::Lit = reader.input.parse()?;
                reader.verbatim(key);
            }
            let colon: Token![:] = reader.input.parse()?;
            reader.verbatim(colon);
            reader.json_value()
        })
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
