//! Entries of a macro that nobody knows: of a map, of a document, of labels.
//!
//! ```text
//! hashmap! { "id" => &id, key => n + 1 }      &id, key and n + 1 are arguments, as are "id" and 1 of no consequence
//! doc! { "_id": id, "tags": [first, { "n": n }] }
//! labels!(method = "get", status = code)
//! ```
//!
//! What stands before `=>` is an argument too: if the macro wants a pattern there, it does not get one, and rustc says so. A name before `:` or `=`
//! stays a name. It may be that of a local, like any name in a macro that cannot be seen into; or of something new, which what follows then means, so
//! that none of the arguments may mention it.

use proc_macro2::{Group, Ident};
use quote::ToTokens;
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative;
use syn::{Lit, Token};

use super::read::{Reader, is_plain};
use super::{MacroArg, Usage, mentioned_idents};
use crate::syntax::suspend;

impl Reader<'_> {
    /// All of the input. What is evaluated of it, and when, nobody knows: none of it may await.
    pub(super) fn entries(&mut self) -> syn::Result<()> {
        self.entries_within()?;
        match self.args.iter().all(|arg| may_be_given(arg, &self.names)) {
            true => Ok(()),
            false => Err(self.input.error("expected expressions")),
        }
    }

    fn entries_within(&mut self) -> syn::Result<()> {
        self.list(Self::entry)
    }

    fn entry(&mut self) -> syn::Result<()> {
        let input = self.input;
        if input.peek(syn::Ident) && (is_colon(input) || is_equals(input)) {
            let name: Ident = input.parse()?;
            self.verbatim(&name);
            self.names.push(name);
            return self.separated_value();
        }
        if input.peek(Lit) && is_colon(input) {
            let key: Lit = input.parse()?;
            self.verbatim(key);
            return self.separated_value();
        }
        self.entry_value()?;
        if input.peek(Token![=>]) {
            let arrow: Token![=>] = input.parse()?;
            self.verbatim(arrow);
            self.keyed = true;
            self.entry_value()?;
        }
        Ok(())
    }

    /// `: value` or `= value`
    fn separated_value(&mut self) -> syn::Result<()> {
        let input = self.input;
        match input.peek(Token![:]) {
            true => self.verbatim(input.parse::<Token![:]>()?),
            false => self.verbatim(input.parse::<Token![=]>()?),
        }
        self.keyed = true;
        self.entry_value()
    }

    /// An expression. What stands in delimiters may be a list of the macro's own, or entries: it is not known to be a tuple, an array or a block.
    fn entry_value(&mut self) -> syn::Result<()> {
        let ahead = self.input.fork();
        if let Ok(group) = ahead.parse::<Group>()
            && (ahead.is_empty() || ahead.peek(Token![,]) || ahead.peek(Token![=>]))
            && self.within(&group, |inner| inner.entries_within()).is_ok()
        {
            self.input.advance_to(&ahead);
            return Ok(());
        }
        self.expr(Usage::Value)
    }
}

/// `name:`, but not `name::`.
fn is_colon(input: ParseStream) -> bool {
    input.peek2(Token![:]) && !input.peek2(Token![::])
}

/// `name =`, but neither `name ==` nor `name =>`.
fn is_equals(input: ParseStream) -> bool {
    input.peek2(Token![=]) && !input.peek2(Token![==]) && !input.peek2(Token![=>])
}

fn may_be_given(arg: &MacroArg, names: &[Ident]) -> bool {
    let tokens = arg.expr.to_token_stream();
    is_plain(&arg.expr)
        && suspend::await_among(tokens.clone()).is_none()
        && !mentioned_idents(tokens).iter().any(|mentioned| names.contains(mentioned))
}
