//! futures' `select!` and `select_biased!`. Futures know whether they have ended (`FusedFuture`); one that is given by its name is polled where it
//! is and stays there. `complete` is run when all have ended, `default` when none is ready at once: then nothing is awaited.

use super::{Branch, Order, arms, handler, numbered};
use crate::syntax::known::tree::{self, Drops};
use crate::syntax::known::{at, mention};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{ParseStream, Parser};
use syn::visit::{self, Visit};
use syn::{Expr, Token, parse_quote_spanned};

#[derive(Default)]
struct Select {
    branches: Vec<Branch>,
    complete: Option<Expr>,
    default: Option<Expr>,
}

fn parse(input: ParseStream) -> syn::Result<Select> {
    let mut select = Select::default();
    while !input.is_empty() {
        let word = input.fork().parse::<Ident>().ok().filter(|_| input.peek2(Token![=>]));
        let fallback = match word {
            Some(word) if word == "complete" => &mut select.complete,
            Some(word) if word == "default" => &mut select.default,
            _ => {
                let branch = Branch::parse(input)?;
                if branch.cond.is_some() {
                    return Err(input.error("a branch has no precondition"));
                }
                select.branches.push(branch);
                continue;
            }
        };
        input.parse::<Ident>()?;
        if fallback.replace(handler(input)?).is_some() {
            return Err(input.error("there is such a branch already"));
        }
    }
    Ok(select)
}

/// Whether a bare `select!` can only be this one.
pub fn is_meant(mac: &syn::Macro) -> bool {
    struct Fuses(bool);
    impl<'ast> Visit<'ast> for Fuses {
        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            self.0 |= call.args.is_empty() && (call.method == "fuse" || call.method == "select_next_some");
            visit::visit_expr_method_call(self, call)
        }
    }
    let Ok(select) = parse.parse2(mac.tokens.clone()) else { return false };
    let mut fuses = Fuses(select.complete.is_some() || select.default.is_some());
    select.branches.iter().for_each(|branch| fuses.visit_expr(&branch.future));
    fuses.0
}

pub fn expr(mac: &syn::Macro, order: Order) -> Option<Expr> {
    let select = parse.parse2(mac.tokens.clone()).ok().filter(|select| !select.branches.is_empty())?;
    let span = at(mac);
    let arms = arms(&select.branches, span);
    let complete = select.complete.as_ref().map_or_else(
        || {
            let message = "all futures in select! were completed, but no `complete =>` handler was provided";
            quote_spanned!(span=> ::resumable::private::nothing_left(#message))
        },
        ToTokens::to_token_stream,
    );
    let arms = quote_spanned!(span=> #(#arms)* ::resumable::private::Arm::Below(()) => #complete,);
    let race = race(&select, mac, order, span);
    let Some(default) = &select.default else {
        return Some(super::ended(parse_quote_spanned!(span=> match #race.await { #arms }), span));
    };
    let output = Ident::new("__output", span);
    let choice = parse_quote_spanned! {span=>
        match ::resumable::private::select_now(#race) {
            ::resumable::private::Poll::Ready(#output) => match #output { #arms },
            _ => #default,
        }
    };
    Some(super::ended(choice, span))
}

/// The futures, to be awaited.
fn race(select: &Select, mac: &syn::Macro, order: Order, span: Span) -> TokenStream {
    let (mention, fused_future) = (mention(mac), fused_future(mac));
    let names = numbered("future", select.branches.len(), span);
    let begin = select.branches.iter().zip(&names).map(|(Branch { future, .. }, name)| match future {
        Expr::Path(_) => quote_spanned!(span=> let #name = &mut #future;),
        future => quote_spanned!(span=> let #name = #future;),
    });
    let leaves = names.iter().map(|name| {
        parse_quote_spanned!(span=> ::resumable::private::fused(#name, |future| #fused_future::is_terminated(future)))
    });
    let leaves = tree::futures(leaves.collect(), Drops::LastToFirst, span);
    let biased = matches!(order, Order::Biased);
    quote_spanned!(span=> { #mention #(#begin)* ::resumable::private::select::<#biased, _>(#leaves) })
}

/// `futures::future::FusedFuture`, by the path that the user wrote.
fn fused_future(mac: &syn::Macro) -> TokenStream {
    let (leading, segments) = (&mac.path.leading_colon, &mac.path.segments);
    match segments.first() {
        Some(first) if segments.len() > 1 => quote!(#leading #first::future::FusedFuture),
        _ => quote_spanned!(at(mac)=> futures::future::FusedFuture),
    }
}
