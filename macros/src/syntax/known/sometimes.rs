//! Macros that evaluate an argument only sometimes, where that argument awaits: the condition is written out.
//!
//! ```text
//! assert!(ok, "{}", why().await)                  if !ok { ::core::panic!("{}", why().await) }
//! debug_assert!(check().await)                    if ::core::cfg!(debug_assertions) { ::core::assert!(check().await) }
//! ensure!(ok, "{}", why().await)                  if !ok { ensure!(false, "{}", why().await) }
//! matches!(value, Some(n) if holds(n).await)      match value { Some(n) if holds(n).await => true, _ => false }
//! ```
//!
//! That is what the macros expand to, word by word, so nothing else changes. The message of `assert_eq!` is not done: its panic is made by
//! functions that std keeps to itself.

use super::at;
use crate::syntax::macros::{self, MacroKind};
use crate::syntax::suspend::suspends;
use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Token, parse_quote_spanned};

pub fn expr(path: &str, mac: &syn::Macro) -> Option<Expr> {
    let name =
        ["std::", "core::", "anyhow::", "eyre::"].iter().find_map(|family| path.strip_prefix(family)).unwrap_or(path);
    let call = macros::parse(mac)?;
    if !call.args.iter().any(|arg| arg.lazy && suspends(&arg.expr)) {
        return None;
    }
    let (span, tokens) = (at(mac), &mac.tokens);
    let of_debug_builds = |assertion: TokenStream| -> Expr {
        parse_quote_spanned!(span=> if ::core::cfg!(debug_assertions) { #assertion; })
    };
    match (name, call.kind) {
        ("debug_assert", _) => Some(of_debug_builds(quote::quote_spanned!(span=> ::core::assert!(#tokens)))),
        ("debug_assert_eq", _) => Some(of_debug_builds(quote::quote_spanned!(span=> ::core::assert_eq!(#tokens)))),
        ("debug_assert_ne", _) => Some(of_debug_builds(quote::quote_spanned!(span=> ::core::assert_ne!(#tokens)))),
        ("assert", _) => {
            let (condition, message) = condition_and_message.parse2(tokens.clone()).ok()?;
            Some(parse_quote_spanned!(span=> if !(#condition) { ::core::panic!(#message); }))
        }
        ("ensure", _) => {
            let (condition, message) = condition_and_message.parse2(tokens.clone()).ok()?;
            let path = &mac.path;
            Some(parse_quote_spanned!(span=> if !(#condition) { #path!(false, #message); }))
        }
        ("matches", MacroKind::Matches { pat, guard_index: Some(guard) }) => {
            let (value, guard) = (&call.args[0].expr, &call.args[guard].expr);
            Some(parse_quote_spanned!(span=> match #value { #pat if #guard => true, _ => false }))
        }
        _ => None,
    }
}

fn condition_and_message(input: ParseStream) -> syn::Result<(Expr, TokenStream)> {
    let condition = input.parse()?;
    input.parse::<Token![,]>()?;
    Ok((condition, input.parse()?))
}
