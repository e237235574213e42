//! The names this phase invents, and that they are not the user's.
//!
//! Lifetimes and types have no hygiene in procedural macros that would keep ours apart, so a name that the signature already uses gets a
//! `_` appended until it is new. The generics of an impl are avoided where they are seen: where the attribute stands on the impl.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::visit::Visit;

use crate::syntax::scope::Scope;

/// Every name of the user's signature.
#[derive(Default)]
pub(super) struct Names {
    lifetimes: BTreeSet<String>,
    idents: BTreeSet<String>,
}

impl Names {
    pub(super) fn of(sig: &syn::Signature, scope: &Scope) -> Self {
        let mut names = Names::default();
        names.visit_signature(sig);
        names.take(scope.tokens());
        names
    }

    fn take(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.take(group.stream()),
                // A lifetime is a quote and an identifier.
                TokenTree::Ident(ident) => {
                    self.lifetimes.insert(ident.to_string());
                    self.idents.insert(ident.to_string());
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// The coroutine's own lifetime.
    pub(super) fn co(&self, span: Span) -> syn::Lifetime {
        self.lifetime("co".to_owned(), span)
    }

    /// Names `'co1`, `'co2`, … for elided lifetimes, in source order.
    pub(super) fn numbered(&self) -> impl FnMut(Span) -> syn::Lifetime {
        let mut count = 0;
        move |span| {
            count += 1;
            self.lifetime(format!("co{count}"), span)
        }
    }

    /// The type parameter that stands for an `impl Trait` argument.
    pub(super) fn impl_arg(&self, index: usize, span: Span) -> Ident {
        Ident::new(&fresh(&self.idents, format!("ImplArg{index}")), span)
    }

    fn lifetime(&self, name: String, span: Span) -> syn::Lifetime {
        syn::Lifetime::new(&format!("'{}", fresh(&self.lifetimes, name)), span)
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_ident(&mut self, ident: &'ast Ident) {
        self.idents.insert(ident.to_string());
    }

    fn visit_lifetime(&mut self, lifetime: &'ast syn::Lifetime) {
        self.lifetimes.insert(lifetime.ident.to_string());
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
}

/// The parameter at `index`, whose pattern is not a name. It is a local variable, for which hygiene does work.
pub(super) fn arg(index: usize, span: Span) -> Ident {
    Ident::new(&format!("__arg{index}"), Span::mixed_site().located_at(span))
}

fn fresh(taken: &BTreeSet<String>, mut name: String) -> String {
    while taken.contains(&name) {
        name.push('_');
    }
    name
}
