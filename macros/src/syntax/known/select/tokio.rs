//! tokio's `select!`. A branch may have a precondition; an output that its pattern does not match disables it; `else` is run when all are
//! disabled. Futures are evaluated even where the precondition is false.

use super::{Branch, arms, handler, numbered};
use crate::syntax::extend::extends;
use crate::syntax::known::tree::{self, Drops};
use crate::syntax::known::{Call, Family, biased};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::{ParseStream, Parser};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, Token, parse_quote_spanned};

struct Select {
    biased: bool,
    branches: Vec<Branch>,
    els: Option<Expr>,
}

impl Select {
    /// Whether it is written as only tokio's is.
    fn is_tokio(&self) -> bool {
        self.biased || self.els.is_some() || self.branches.iter().any(|branch| branch.cond.is_some())
    }
}

fn parse(input: ParseStream) -> syn::Result<Select> {
    let mut select = Select { biased: biased(input)?, branches: Vec::new(), els: None };
    while !input.is_empty() && select.els.is_none() {
        if input.peek(Token![else]) {
            input.parse::<Token![else]>()?;
            select.els = Some(handler(input)?);
        } else {
            select.branches.push(Branch::parse(input)?);
        }
    }
    Ok(select)
}

pub fn expr(call: &Call) -> syn::Result<Expr> {
    let select = parse.parse2(call.tokens.clone())?;
    let span = call.span;
    if select.branches.is_empty() {
        return select.els.ok_or_else(|| syn::Error::new(span, "no branch"));
    }
    let arms = arms(&select.branches, span);
    let first = first(&select, call);
    let els = select.els.as_ref().map_or_else(
        || {
            let message = "all branches are disabled and there is no else branch";
            quote_spanned!(span=> ::resumable::private::nothing_left(#message))
        },
        |els| quote!(#els),
    );
    let choice = parse_quote_spanned! {span=>
        match #first {
            #(#arms)*
            ::resumable::private::Arm::Below(()) => #els,
            #[allow(unreachable_patterns)]
            _ => ::resumable::private::unmatched(),
        }
    };
    Ok(super::ended(choice, span))
}

/// The wait. Temporaries that a future borrows live as long as the futures: then these are locals around the wait; otherwise they stand
/// nowhere but in the frame's place for what is awaited.
fn first(select: &Select, call: &Call) -> TokenStream {
    let Select { biased, branches, .. } = select;
    let Call { span, ref mention, family, .. } = *call;
    let (names, enabled) = (numbered("future", branches.len(), span), numbered("enabled", branches.len(), span));
    let conditions = branches.iter().zip(&enabled).filter_map(|(branch, name)| {
        let cond = branch.cond.as_ref()?;
        Some(quote_spanned!(span=> let #name: ::core::primitive::bool = #cond;))
    });
    let futures = branches.iter().map(|branch| &branch.future);
    let together = Ident::new("__futures", span);
    let unclear = matches!(family, Family::Unsaid) && !select.is_tokio();
    let questions = branches.iter().zip(&names).filter(|(branch, _)| unclear && matches!(branch.future, Expr::Path(_)));
    let questions = questions.map(|(_, name)| question(name, span));
    let begin = quote_spanned! {span=>
        #(#conditions)*
        let #together = (#(#futures,)*);
        let (#(#names,)*) = #together;
        #(#questions)*
    };
    let leaves = branches.iter().zip(&names).zip(&enabled).map(|((branch, name), enabled)| {
        let enabled = branch.cond.as_ref().map_or_else(|| quote!(true), |_| quote!(#enabled));
        let matches = predicate(&branch.pat, span);
        parse_quote_spanned!(span=> ::resumable::private::branch(#name, #enabled, #matches))
    });
    let leaves = tree::futures(leaves.collect(), Drops::FirstToLast, span);
    let wait = quote_spanned!(span=> ::resumable::private::select::<#biased, _>(#leaves));
    match branches.iter().any(|branch| extends(&mut branch.future.clone())) {
        true => quote_spanned!(span=> { #mention #begin #wait.await }),
        false => quote_spanned!(span=> { #mention #begin #wait }.await),
    }
}

/// futures' macro leaves a future that is given by its name where it is, tokio's drops it before the handler. Where that makes a difference, a
/// bare `select!` could mean either: rustc is asked whether it does, see `resumable::private::Asked`.
fn question(future: &Ident, span: Span) -> TokenStream {
    quote_spanned! {span=>
        {
            #[allow(unused_imports)]
            use ::resumable::private::Immovable as _;
            ::resumable::private::Asked::about(&#future).which();
        }
    }
}

/// Whether a reference to the output matches the pattern, which binds nothing then.
fn predicate(pat: &Pat, span: Span) -> TokenStream {
    struct ByReference;
    impl VisitMut for ByReference {
        fn visit_pat_ident_mut(&mut self, pat: &mut syn::PatIdent) {
            pat.by_ref = None;
            pat.mutability = None;
            visit_mut::visit_pat_ident_mut(self, pat)
        }
    }
    let mut pat = pat.clone();
    ByReference.visit_pat_mut(&mut pat);
    let [output, matches] = ["__output", "__matches"].map(|name| Ident::new(name, span));
    quote_spanned! {span=>
        |#output| {
            #[allow(unused_variables, unreachable_patterns)]
            let #matches = match #output {
                #pat => true,
                _ => false,
            };
            #matches
        }
    }
}
