//! `#[resumable::main]` and `#[resumable::test]`: a function that runs a coroutine to its end.

use crate::diagnostics::Diagnostics;
use crate::{codegen, fallback};
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Signature, Token, Visibility};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Main,
    Test,
}

pub fn expand(entry: Entry, args: TokenStream, item: TokenStream) -> TokenStream {
    let diagnostics = Diagnostics::default();
    let settings = settings(args, &diagnostics);
    let function = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            diagnostics.syntax(error);
            return fallback::beside(item, diagnostics);
        }
    };
    check(entry, &function.sig, &diagnostics);
    if diagnostics.barrier().is_err() {
        return codegen::no_entry(&function, &diagnostics.into_tokens());
    }
    codegen::entry(&function, &settings, entry == Entry::Test)
}

/// The methods of the builder to call, with their arguments.
fn settings(args: TokenStream, diagnostics: &Diagnostics) -> Vec<Setting> {
    let parse = Punctuated::<Setting, Token![,]>::parse_terminated;
    let settings = Parser::parse2(parse, args).unwrap_or_else(|error| {
        diagnostics.syntax(error);
        Punctuated::new()
    });
    let mut known: Vec<Ident> = Vec::new();
    let mut calls = Vec::new();
    for Setting { name, value } in settings {
        if known.contains(&name) {
            diagnostics.error(name.span(), format_args!("`{name}` is there twice: remove one"));
            continue;
        }
        known.push(name.clone());
        match (name.to_string().as_str(), &value) {
            ("worker_threads" | "seed" | "on_task_panic", Some(_)) => calls.push(Setting { name, value }),
            ("worker_threads" | "seed", None) => {
                diagnostics.error(name.span(), format_args!("`{name}` wants a number: write `{name} = 2`"))
            }
            ("on_task_panic", None) => diagnostics.error(
                name.span(),
                "`on_task_panic` wants a closure: write `on_task_panic = |panic| report(panic)`",
            ),
            ("start_paused", Some(syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Bool(paused), .. }))) => {
                calls.extend(paused.value.then_some(Setting { name, value: None }))
            }
            ("start_paused", _) => {
                diagnostics.error(name.span(), "`start_paused` is a switch: write `start_paused = true`")
            }
            _ => diagnostics.error(
                name.span(),
                format_args!(
                    "there is no `{name}` here: write `worker_threads = 2`, `start_paused = true`, `seed = 7` or `on_task_panic = closure`"
                ),
            ),
        }
    }
    calls
}

fn check(entry: Entry, sig: &Signature, diagnostics: &Diagnostics) {
    let attribute = match entry {
        Entry::Main => "#[resumable::main]",
        Entry::Test => "#[resumable::test]",
    };
    if sig.asyncness.is_none() {
        diagnostics
            .error(sig.fn_token.span, format_args!("`{attribute}` runs an `async fn`: write `async fn {}`", sig.ident));
    }
    if let Some(first) = sig.inputs.first() {
        diagnostics.error(
            first.span(),
            format_args!("nobody calls this with arguments: `{attribute}` is for a function without"),
        );
    }
    if let Some(first) = sig.generics.params.first() {
        diagnostics.error(
            first.span(),
            format_args!("nobody says what this is: `{attribute}` is for a function without generics"),
        );
    }
}

/// A method of the builder, and its argument.
pub struct Setting {
    pub name: Ident,
    pub value: Option<syn::Expr>,
}

impl Parse for Setting {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        let value = if input.parse::<Option<Token![=]>>()?.is_some() { Some(input.parse()?) } else { None };
        Ok(Setting { name, value })
    }
}

/// A function, whose body is left to the other attribute.
pub struct Function {
    pub attrs: Vec<Attribute>,
    pub vis: Visibility,
    pub sig: Signature,
    pub body: TokenStream,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Function {
            attrs: input.call(Attribute::parse_outer)?,
            vis: input.parse()?,
            sig: input.parse()?,
            body: input.parse::<proc_macro2::Group>()?.into_token_stream(),
        })
    }
}
