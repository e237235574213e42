//! `select!`: what both families have in common is branches of a pattern, a future and a handler.
//!
//! ```text
//! tokio::select! {
//!     Some(n) = numbers.recv(), if open => handle(n).await,
//!     _ = &mut sleep => break,
//! }
//!     { match {
//!         let enabled_0: bool = open;
//!         let futures = (numbers.recv(), &mut sleep);
//!         let (future_0, future_1) = futures;
//!         select::<false, _>(both(branch(future_0, enabled_0, |output| …), branch(future_1, true, |output| …)))
//!     }.await {
//!         Arm::Here(Arm::Here(Some(n))) => handle(n).await,
//!         Arm::Here(Arm::Below(_)) => break,
//!         Arm::Below(()) => nothing_left("all branches are disabled and there is no else branch"),
//!         _ => unmatched(),
//!     } }
//! ```
//!
//! So handlers are arms of an ordinary `match`, and by then the futures are gone, as they are in the macros.

mod futures;
mod tokio;

use super::{Call, Family, tree};
use crate::syntax::patterns;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse::ParseStream;
use syn::{Expr, Pat, Token, parse_quote_spanned};

/// Which branch is polled first.
#[derive(Clone, Copy)]
pub enum Order {
    Random,
    Biased,
}

/// What it stands for, if the call is written by the grammar. A bare `select!` is tokio's, unless only futures' is written so.
pub fn expr(mac: &syn::Macro, family: Family, order: Order) -> Option<Expr> {
    match (family, order) {
        (Family::Tokio | Family::Own, Order::Biased) => None,
        (Family::Tokio | Family::Own, Order::Random) => tokio::expr(&Call::of(mac, family)).ok(),
        (Family::Futures, _) | (Family::Unsaid, Order::Biased) => futures::expr(mac, order),
        (Family::Unsaid, Order::Random) if futures::is_meant(mac) => futures::expr(mac, order),
        (Family::Unsaid, Order::Random) => tokio::expr(&Call::of(mac, family)).ok(),
    }
}

/// What this crate's own stands for, whose grammar is that of tokio's.
pub fn own(call: &Call) -> syn::Result<Expr> {
    tokio::expr(call)
}

/// `pat = future => handler`
struct Branch {
    pat: Pat,
    future: Expr,
    /// `, if cond`, in tokio's.
    cond: Option<Expr>,
    handler: Expr,
}

impl Branch {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let pat = Pat::parse_multi_with_leading_vert(input)?;
        input.parse::<Token![=]>()?;
        let future = input.parse()?;
        let mut cond = None;
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
            input.parse::<Token![if]>()?;
            cond = Some(input.parse()?);
        }
        Ok(Branch { pat, future, cond, handler: handler(input)? })
    }
}

/// `=> expr,` where a block needs no comma.
fn handler(input: ParseStream) -> syn::Result<Expr> {
    input.parse::<Token![=>]>()?;
    if input.peek(syn::token::Brace) {
        let block = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        return Ok(Expr::Block(syn::ExprBlock { attrs: vec![], label: None, block }));
    }
    let handler = input.parse()?;
    if !input.is_empty() {
        input.parse::<Token![,]>()?;
    }
    Ok(handler)
}

/// The arms of the `match` on the first output.
fn arms(branches: &[Branch], span: Span) -> impl Iterator<Item = TokenStream> {
    branches.iter().enumerate().map(move |(index, branch)| {
        let Branch { pat, handler, .. } = branch;
        let by_reference = patterns::binds_by_reference(pat);
        let output = Ident::new("__output", span);
        let of_branch = if by_reference { quote!(mut #output) } else { quote!(#pat) };
        let of_branch = tree::output_of(index, branches.len(), &of_branch, span);
        let handler = match by_reference {
            false => quote!(#handler),
            // The output needs a place, which the other arms do not want it to have.
            true => quote_spanned! {span=>
                match #output {
                    #pat => #handler,
                    #[allow(unreachable_patterns)]
                    _ => ::resumable::private::unmatched(),
                }
            },
        };
        quote_spanned!(span=> ::resumable::private::Arm::Here(#of_branch) => #handler,)
    })
}

/// The choice in the block that the macros are: what a pattern leaves over of an output drops at its end, before a value that nobody takes.
fn ended(choice: Expr, span: Span) -> Expr {
    parse_quote_spanned!(span=> { #choice })
}

/// `future_0`, `future_1`, …
fn numbered(what: &str, count: usize, span: Span) -> Vec<Ident> {
    (0..count).map(|index| format_ident!("__{what}_{index}", span = span)).collect()
}
