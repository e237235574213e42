//! A list of locals that are taken out of their slots, see `resolve::list`.

use super::{Codegen, Verifying};
use crate::index::UseId;
use crate::names::{self, Marker};
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};

impl Codegen<'_> {
    /// ```text
    /// vec![x, y.into()]
    ///     tie({
    ///         let tied = Tied::new();
    ///         if false { let mut x = live_x.take(); Check::of(&x).consumed_by(|| vec![x, same_as(..).into()], &tied) }
    ///         tied
    ///     }).to({ let element_0 = live_x.take(); let element_1 = live_y.take().into(); vec![element_0, element_1] })
    /// ```
    pub(super) fn list(&self, call: TokenStream) -> TokenStream {
        let (name, elements) = parts(call.clone());
        let takes = |(id, _): &(UseId, Ident)| self.facts.takes.contains(*id);
        let takes_something = uses(elements.stream()).iter().any(takes) || takes_part(elements.stream());
        if !takes_something || self.verifying.get() != Verifying::No {
            return self.replace(call);
        }
        let private = names::private();
        let separate = separated(elements.stream());
        let is_computed = separate.iter().any(|element| computed(element).is_some());
        // What is computed is evaluated by itself, whatever the macro does, and is of no interest to the copy.
        let given = separate.iter().map(|element| match computed(element) {
            Some(_) => quote!(#private::unreachable()),
            None => element.clone(),
        });
        let mut given = Group::new(elements.delimiter(), quote!(#(#given),*));
        given.set_span(elements.span());
        let copied = quote!(#name #given);
        let taken = uses(given.stream()).into_iter().filter(takes);
        let made = if is_computed { self.computed(&name, &elements) } else { self.made_of(name, &elements) };
        taken.fold(made, |list, (id, at)| {
            let value = self.use_(id, &at);
            let use_ = &self.resolved.uses[id];
            let name = self.name(use_.local, &use_.ident);
            self.verifying.set(Verifying::AllBut(id));
            let copy = self.replace(copied.clone());
            self.verifying.set(Verifying::No);
            let check = self.check(&name, &TokenStream::new(), &value, &copy, None, true);
            quote!(#private::tie(#check).to(#list))
        })
    }

    /// The same where an element is computed. Its temporaries live to the end of the statement.
    ///
    /// ```text
    /// match (live_x.take(), f(&g()),) { (element_0, element_1,) => vec![element_0, element_1] }
    /// ```
    fn computed(&self, name: &TokenStream, elements: &Group) -> TokenStream {
        let separate = separated(elements.stream());
        let values = separate.iter().map(|element| self.replace(computed(element).unwrap_or_else(|| element.clone())));
        let names: Vec<Ident> = (0..separate.len()).map(|n| names::fresh(&format!("element_{n}"))).collect();
        let mut list = Group::new(elements.delimiter(), quote!(#(#names),*));
        list.set_span(elements.span());
        quote!(match (#(#values,)*) { (#(#names,)*) => #name #list })
    }

    /// The call, its elements evaluated before it.
    fn made_of(&self, name: TokenStream, elements: &Group) -> TokenStream {
        let (mut before, mut given) = (TokenStream::new(), Vec::new());
        for (n, element) in separated(elements.stream()).into_iter().enumerate() {
            let value = self.replace(element.clone());
            let at = element.clone().into_iter().next().map_or_else(names::machine, |first| first.span());
            if is_evaluated(element) {
                let mut local = names::fresh(&format!("element_{n}"));
                local.set_span(at.resolved_at(names::machine()));
                before.extend(quote!(let #local = #value;));
                given.push(local.into_token_stream())
            } else {
                given.push(value)
            }
        }
        let mut list = Group::new(elements.delimiter(), quote!(#(#given),*));
        list.set_span(elements.span());
        quote!({ #before #name #list })
    }
}

/// `vec!` and what stands between the brackets.
fn parts(call: TokenStream) -> (TokenStream, Group) {
    let mut tokens: Vec<TokenTree> = call.into_iter().collect();
    match tokens.pop() {
        Some(TokenTree::Group(elements)) => (tokens.into_iter().collect(), elements),
        _ => unreachable!("a macro call ends with what it is given"),
    }
}

fn separated(elements: TokenStream) -> Vec<TokenStream> {
    let tokens: Vec<TokenTree> = elements.into_iter().collect();
    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    let elements = tokens.split(is_comma).map(|tokens| tokens.iter().cloned().collect::<TokenStream>());
    elements.filter(|element| !element.is_empty()).collect()
}

/// What `resolve::list` has put in parentheses.
fn computed(element: &TokenStream) -> Option<TokenStream> {
    let mut tokens = element.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::Parenthesis => Some(group.stream()),
        _ => None,
    }
}

/// Whether the element is more than a constant.
fn is_evaluated(element: TokenStream) -> bool {
    element.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => Marker::parse(&ident).is_some(),
        TokenTree::Punct(punct) => punct.as_char() == '.',
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    })
}

/// Whether an element is a part of a local.
fn takes_part(elements: TokenStream) -> bool {
    separated(elements).iter().filter_map(computed).any(|element| {
        let first = element.into_iter().next();
        matches!(first, Some(TokenTree::Ident(ident)) if matches!(Marker::parse(&ident), Some(Marker::Part(_))))
    })
}

/// The mentions in the elements, also those of what is consumed.
fn uses(elements: TokenStream) -> Vec<(UseId, Ident)> {
    let mut uses = Vec::new();
    for token in elements {
        match token {
            TokenTree::Group(group) => uses.extend(self::uses(group.stream())),
            TokenTree::Ident(ident) => {
                if let Some(Marker::Use(id)) = Marker::parse(&ident) {
                    uses.push((id, ident))
                }
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    uses
}
