//! What stands around a function and matters to its signature. An attribute on the function itself sees nothing of it; one on the impl,
//! the trait or the module around it does.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;

#[derive(Clone, Default)]
pub enum Scope {
    /// The attribute stands on the function: there may be an impl or a trait around it.
    #[default]
    Unknown,
    /// `impl<…> Type<…>`
    Inherent(Header),
    /// `trait …` or `impl … for …`. The two sides do not see each other, so that only what both have decides about lifetimes: the signature.
    OfTrait(Header),
}

/// What stands before the braces of an impl or a trait.
#[derive(Clone)]
pub struct Header {
    tokens: TokenStream,
    /// Whether `Self` may be made of lifetimes or type parameters.
    pub is_generic: bool,
}

impl Header {
    pub fn new(generics: &syn::Generics, tokens: TokenStream) -> Self {
        let named = generics.lifetimes().next().is_some() || generics.type_params().next().is_some();
        Header { is_generic: named || has_anonymous_lifetime(tokens.clone()), tokens }
    }
}

impl Scope {
    /// The names that are taken by what is around the function.
    pub fn tokens(&self) -> TokenStream {
        match self {
            Scope::Unknown => TokenStream::new(),
            Scope::Inherent(header) | Scope::OfTrait(header) => header.tokens.to_token_stream(),
        }
    }
}

/// `Type<'_>` and `&Type`: lifetimes of the impl that have no name. A `&'a` has one, but is as generic.
fn has_anonymous_lifetime(tokens: TokenStream) -> bool {
    let mut after_quote = false;
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => has_anonymous_lifetime(group.stream()),
        TokenTree::Punct(punct) => {
            after_quote = punct.as_char() == '\'';
            punct.as_char() == '&'
        }
        TokenTree::Ident(ident) => std::mem::take(&mut after_quote) && ident == "_",
        TokenTree::Literal(_) => false,
    })
}
