//! Macros that pin locals in their place: each shadows a local by a pinned reference to it.

use super::at;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Ident, Token, parse_quote_spanned};

/// `tokio::pin!` and its like can also declare what they pin.
const DECLARING: &[&str] = &["pin", "tokio::pin"];
const PINNING: &[&str] =
    &["futures_lite::pin", "smol::pin", "pin_mut", "futures::pin_mut", "futures_util::pin_mut", "pin_utils::pin_mut"];

/// ```text
/// pin!(a, b);                  let mut a = a;  let mut a = ::resumable::pin!(a);  let mut b = b;  …
/// pin! { let a = f(); }        let a = f();  let mut a = a;  …
/// ```
pub fn stmts(path: &str, mac: &syn::Macro) -> Option<Vec<syn::Stmt>> {
    let declaring = DECLARING.contains(&path);
    if !declaring && !PINNING.contains(&path) {
        return None;
    }
    let names = |input: ParseStream| input.parse_terminated(Ident::parse, Token![,]);
    let locals = |input: ParseStream| {
        let mut locals = Vec::new();
        while !input.is_empty() {
            locals.push(local(input)?);
        }
        Ok(locals)
    };
    let (span, mention) = (at(mac), super::mention(mac));
    let mention: Option<syn::Stmt> = Some(parse_quote_spanned!(span=> #mention));
    if let Ok(names) = names.parse2(mac.tokens.clone()) {
        return Some(mention.into_iter().chain(names.iter().flat_map(|name| pinned(name, span))).collect());
    }
    let locals = locals.parse2(mac.tokens.clone()).ok().filter(|_| declaring)?;
    let stmts = locals.into_iter().flat_map(|(name, init)| {
        let declared: syn::Stmt = parse_quote_spanned!(span=> let #name = #init;);
        [declared].into_iter().chain(pinned(&name, span))
    });
    Some(mention.into_iter().chain(stmts).collect())
}

fn local(input: ParseStream) -> syn::Result<(Ident, syn::Expr)> {
    input.parse::<Token![let]>()?;
    let name = input.parse()?;
    input.parse::<Token![=]>()?;
    let init = input.parse()?;
    input.parse::<Token![;]>()?;
    Ok((name, init))
}

/// The first `let` takes possession of the value, so that nobody else can reach it.
fn pinned(name: &Ident, span: proc_macro2::Span) -> [syn::Stmt; 2] {
    [
        parse_quote_spanned!(span=> let mut #name = #name;),
        parse_quote_spanned! {span=>
            #[allow(unused_mut)]
            let mut #name = ::resumable::pin!(#name);
        },
    ]
}
