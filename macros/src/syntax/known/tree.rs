//! The branches of a call as the leaves of a balanced tree of pairs, as `resumable::private` wants them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Expr, Pat, parse_quote_spanned};

/// In which order branches drop that never became ready.
#[derive(Clone, Copy)]
pub enum Drops {
    FirstToLast,
    LastToFirst,
}

/// `both(both(a, b), c)`
pub fn futures(mut leaves: Vec<Expr>, drops: Drops, span: Span) -> Expr {
    if leaves.len() == 1 {
        return leaves.remove(0);
    }
    let right = futures(leaves.split_off(leaves.len().div_ceil(2)), drops, span);
    let left = futures(leaves, drops, span);
    match drops {
        Drops::FirstToLast => parse_quote_spanned!(span=> ::resumable::private::both(#left, #right)),
        Drops::LastToFirst => parse_quote_spanned!(span=> ::resumable::private::stacked(#left, #right)),
    }
}

/// `((a, b), c)`
pub fn outputs(names: &[Ident]) -> Pat {
    let tokens = match names {
        [name] => quote!(#name),
        names => {
            let (left, right) = names.split_at(names.len().div_ceil(2));
            let (left, right) = (outputs(left), outputs(right));
            quote!((#left, #right))
        }
    };
    syn::parse::Parser::parse2(Pat::parse_single, tokens).expect("a name or a tuple is a pattern")
}

/// `Arm::Here(Arm::Below(pat))`: the output of the second of three.
pub fn output_of(index: usize, count: usize, pat: &TokenStream, span: Span) -> TokenStream {
    let left = count.div_ceil(2);
    if count == 1 {
        pat.clone()
    } else if index < left {
        let inner = output_of(index, left, pat, span);
        quote_spanned!(span=> ::resumable::private::Arm::Here(#inner))
    } else {
        let inner = output_of(index - left, count - left, pat, span);
        quote_spanned!(span=> ::resumable::private::Arm::Below(#inner))
    }
}
