//! `join!` and `try_join!`.
//!
//! ```text
//! tokio::join!(a, b, c)
//!     match {
//!         let futures = (done(a), done(b), done(c));
//!         let (a, b, c) = futures;
//!         join(both(both(a, b), c), true)
//!     }.await { ((a, b), c) => (a, b, c) }
//! ```
//!
//! tokio's and futures' wait for the same, and differ in what they do meanwhile: tokio begins each poll with another future, and what is left of
//! its futures drops first to last, as a tuple does; futures begins with the first, keeps each in a local of its own, and takes no `biased;`. This
//! crate's, and what a bare name is taken for, begins with the first and drops first to last.

use super::tree::{self, Drops};
use super::{Call, Family};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, Token, parse_quote_spanned};

#[derive(Clone, Copy)]
pub enum Kind {
    Join,
    TryJoin,
}

/// What it stands for, if the call is written by the grammar.
pub fn expr(call: &Call, kind: Kind) -> syn::Result<Expr> {
    let Call { span, ref mention, family, .. } = *call;
    let (biased, futures) = parse.parse2(call.tokens.clone())?;
    if biased && matches!(family, Family::Futures) {
        return Err(syn::Error::new(span, "the macro of futures takes no `biased;`"));
    }
    if futures.is_empty() {
        let value = match kind {
            Kind::Join => quote!(()),
            Kind::TryJoin => quote_spanned!(span=> ::core::result::Result::Ok(())),
        };
        return Ok(parse_quote_spanned!(span=> { #mention ::resumable::private::ready(#value) }.await));
    }
    let names: Vec<Ident> = (0..futures.len()).map(|index| format_ident!("__future_{index}", span = span)).collect();
    let done = futures.iter().map(|future| quote_spanned!(span=> ::resumable::private::done(#future)));
    let together = Ident::new("__futures", span);
    let (begin, drops, rotates) = match family {
        Family::Futures => (quote_spanned!(span=> #(let #names = #done;)*), Drops::LastToFirst, false),
        Family::Tokio | Family::Own | Family::Unsaid => {
            let begin = quote_spanned!(span=> let #together = (#(#done,)*); let (#(#names,)*) = #together;);
            (begin, Drops::FirstToLast, matches!(family, Family::Tokio) && !biased)
        }
    };
    let all = names.iter().map(|name| parse_quote_spanned!(span=> #name)).collect();
    let all = tree::futures(all, drops, span);
    let join = match kind {
        Kind::Join => format_ident!("join", span = span),
        Kind::TryJoin => format_ident!("try_join", span = span),
    };
    let awaited = quote_spanned!(span=> { #mention #begin ::resumable::private::#join(#all, #rotates) }.await);
    Ok(flat(awaited, &names, kind, span))
}

/// The output of the tree as a tuple. Two outputs are one already.
fn flat(awaited: proc_macro2::TokenStream, names: &[Ident], kind: Kind, span: proc_macro2::Span) -> Expr {
    if names.len() == 2 {
        return parse_quote_spanned!(span=> #awaited);
    }
    let outputs = tree::outputs(names);
    match kind {
        Kind::Join => parse_quote_spanned!(span=> match #awaited { #outputs => (#(#names,)*) }),
        Kind::TryJoin => parse_quote_spanned! {span=>
            match #awaited {
                ::core::result::Result::Ok(#outputs) => ::core::result::Result::Ok((#(#names,)*)),
                ::core::result::Result::Err(error) => ::core::result::Result::Err(error),
            }
        },
    }
}

fn parse(input: ParseStream) -> syn::Result<(bool, Punctuated<Expr, Token![,]>)> {
    Ok((super::biased(input)?, input.parse_terminated(Expr::parse, Token![,])?))
}
