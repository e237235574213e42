//! `#[resumable::main]` and `#[resumable::test]`: a function that runs a coroutine to its end.
//!
//! ```text
//! #[resumable::main(worker_threads = 2)]            fn main() -> Result<(), Error> {
//! async fn main() -> Result<(), Error> { … }            #[::resumable::coroutine]
//!                                                       async fn main() -> Result<(), Error> { … }
//!                                                       …a runtime of two threads runs `main()`…
//!                                                   }
//! ```

use crate::diagnostics::Diagnostics;
use crate::fallback;
use crate::names;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
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
    let Function { attrs, vis, sig, body } = function;
    let name = &sig.ident;
    if diagnostics.barrier().is_err() {
        // There is a `main`, and the body is there for who completes it.
        let errors = diagnostics.into_tokens();
        return quote!(#[allow(dead_code)] #vis fn #name() { #errors #sig #body });
    }
    let outer = Signature { asyncness: None, ..sig.clone() };
    let run = run(&settings, name);
    let test = (entry == Entry::Test).then(|| quote!(#[::core::prelude::v1::test]));
    quote! {
        #test
        #(#attrs)*
        #vis #outer {
            #[::resumable::coroutine]
            #sig #body
            #run
        }
    }
}

/// All by their paths: a trait of the user's may have methods for all types.
fn run(settings: &[(Ident, Option<syn::Expr>)], name: &Ident) -> TokenStream {
    if settings.is_empty() {
        return quote!(::resumable::block_on(#name()));
    }
    let [builder, runtime, error] = ["builder", "runtime", "error"].map(names::fresh);
    let settings = settings.iter().map(|(method, value)| {
        let value = value.iter();
        quote!(::resumable::Builder::#method(&mut #builder #(, #value)*);)
    });
    quote! {
        let mut #builder = ::resumable::Builder::new();
        #(#settings)*
        match ::resumable::Builder::build(&#builder) {
            ::core::result::Result::Ok(#runtime) => ::resumable::Runtime::block_on(&#runtime, #name()),
            ::core::result::Result::Err(#error) => ::core::panic!("cannot start a runtime: {}", #error),
        }
    }
}

/// The methods of the builder to call, with their arguments.
fn settings(args: TokenStream, diagnostics: &Diagnostics) -> Vec<(Ident, Option<syn::Expr>)> {
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
            ("worker_threads" | "seed", Some(_)) => calls.push((name, value)),
            ("worker_threads" | "seed", None) => {
                diagnostics.error(name.span(), format_args!("`{name}` wants a number: write `{name} = 2`"))
            }
            ("start_paused", Some(syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Bool(paused), .. }))) => {
                calls.extend(paused.value.then_some((name, None)))
            }
            ("start_paused", _) => diagnostics.error(name.span(), "write `start_paused = true`"),
            _ => diagnostics.error(
                name.span(),
                format_args!(
                    "there is no `{name}` here: write `worker_threads = 2`, `start_paused = true` or `seed = 7`"
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

struct Setting {
    name: Ident,
    value: Option<syn::Expr>,
}

impl Parse for Setting {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        let value = if input.parse::<Option<Token![=]>>()?.is_some() { Some(input.parse()?) } else { None };
        Ok(Setting { name, value })
    }
}

/// A function, whose body is left to the other attribute.
struct Function {
    attrs: Vec<Attribute>,
    vis: Visibility,
    sig: Signature,
    body: TokenStream,
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
