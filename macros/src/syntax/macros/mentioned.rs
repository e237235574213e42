//! What a macro call that cannot be seen into may touch.

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};

use super::format_string;

/// Every identifier in `tokens` that could be a local, in order: nested ones and those that strings capture too.
///
/// Rather too many than too few, but a lifetime (`'a`) and a field (`x.a`) are not locals.
pub fn mentioned_idents(tokens: TokenStream) -> Vec<Ident> {
    let mut idents = Vec::new();
    collect(tokens, &mut idents);
    idents
}

fn collect(tokens: TokenStream, idents: &mut Vec<Ident>) {
    let mut before = Before::Other;
    for token in tokens {
        let after = Before::after(&token, &before);
        match token {
            TokenTree::Ident(_) if matches!(before, Before::Dot | Before::Quote) => {}
            TokenTree::Ident(ident) => idents.push(ident),
            TokenTree::Group(group) => collect(group.stream(), idents),
            TokenTree::Literal(literal) => collect_captures(literal, idents),
            TokenTree::Punct(_) => {}
        }
        before = after;
    }
}

/// The token before an identifier, as far as it matters.
enum Before {
    /// One dot: a field or a method follows. Two dots are a range.
    Dot,
    Dots,
    /// A lifetime follows.
    Quote,
    Other,
}

impl Before {
    fn after(token: &TokenTree, before: &Before) -> Before {
        let TokenTree::Punct(punct) = token else { return Before::Other };
        match (punct.as_char(), before) {
            ('.', Before::Dot | Before::Dots) => Before::Dots,
            ('.', _) => Before::Dot,
            ('\'', _) if punct.spacing() == Spacing::Joint => Before::Quote,
            _ => Before::Other,
        }
    }
}

fn collect_captures(literal: proc_macro2::Literal, idents: &mut Vec<Ident>) {
    let span = literal.span();
    if let syn::Lit::Str(text) = syn::Lit::new(literal) {
        let names = format_string::captures(&text.value());
        idents.extend(names.iter().filter_map(|name| format_string::ident(name, span)));
    }
}
