//! What is taken to consume a local, with the copy by which rustc verifies it: see `resolve::consume`.

use super::{Codegen, Verifying};
use crate::index::UseId;
use crate::names::{self, Marker};
use crate::resolve::Matched;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;

impl Codegen<'_> {
    /// A call that is taken to consume a local. If it only borrowed, the local would be dropped too early: so whether it does is asked of
    /// rustc, whose closure captures by value exactly what it consumes.
    ///
    /// ```text
    /// tie({
    ///     let tied = Tied::new();
    ///     if false { let mut x = live_x.take(); Check::of(&x).consumed_by(|| x.into_bytes(), &tied) }
    ///     tied
    /// }, live_x.take().into_bytes())
    /// ```
    pub(super) fn consume(&self, id: UseId, call: TokenStream) -> TokenStream {
        // In the copy of a list or of a call around it the call is an element or an argument like any other.
        if !self.facts.consumed.contains(id) || self.verifying.get() != Verifying::No {
            return self.replace(call);
        }
        let mut call = call.into_iter();
        let Some(TokenTree::Ident(receiver)) = call.next() else { unreachable!("the receiver is a local") };
        let dots_and_names = 2 * self.resolved.uses[id].path.len();
        let path: TokenStream = call.by_ref().take(dots_and_names).collect();
        let rest: TokenStream = call.collect();
        let outer = self.verifying.replace(Verifying::No);
        let mut value = self.use_(id, &receiver);
        let whole = if path.is_empty() { value.clone() } else { self.duplicate(id, &receiver) };
        if !path.is_empty() {
            value = self.part_of_use(id, &quote!(#value #path), &receiver);
        }
        let called = self.replace(rest.clone());
        self.verifying.set(Verifying::All);
        let copy = self.replace(rest);
        self.verifying.set(outer);
        let use_ = &self.resolved.uses[id];
        let (name, private) = (self.name(use_.local, &use_.ident), &self.words.private);
        let closure = has_closure(copy.clone()) && !self.gives_no_closure(id, &copy);
        let verified = self.resolved.beside.contains(id) || may_mention(copy.clone());
        let beside = verified.then(|| {
            let call = quote!(#private::same_as(&#name #path) #copy);
            if closure { quote!(let _ = #call;) } else { call }
        });
        let check = self.check(&name, &path, &whole, &quote!(#name #path #copy), beside, !closure);
        // Two closures are never of one type, so a call that is given one is not tied to its copy.
        if closure {
            quote!(#private::second(#check, #value #called))
        } else {
            quote!(#private::tie(#check, #value #called))
        }
    }

    /// Whether a call that is given a closure does not hold it in its result: what one does with a `Result` or an `Option`, where it is one.
    fn gives_no_closure(&self, id: UseId, call: &TokenStream) -> bool {
        const NAMES: [&str; 3] = ["map_err", "or_else", "unwrap_or_else"];
        const OF_RESULTS: [&str; 9] = [
            "is_err_and",
            "is_none_or",
            "is_ok_and",
            "is_some_and",
            "map_or",
            "map_or_else",
            "ok_or_else",
            "with_context",
            "wrap_err_with",
        ];
        let method = call.clone().into_iter().find_map(|token| match token {
            TokenTree::Ident(name) => Some(name),
            TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
        });
        let is_result = self.resolved.locals[self.resolved.uses[id].local].awaited || self.resolved.tried.contains(id);
        method.is_some_and(|name| {
            OF_RESULTS.iter().any(|known| name == known) || (is_result && NAMES.iter().any(|known| name == known))
        })
    }

    /// A scrutinee that patterns are taken to consume, verified in the same way.
    pub(super) fn matched(&self, matched: &Matched, scrutinee: TokenStream) -> TokenStream {
        let value = self.replace(scrutinee);
        if !self.facts.consumed.contains(matched.use_) {
            return value;
        }
        let use_ = &self.resolved.uses[matched.use_];
        let (name, pats) = (self.name(use_.local, &use_.ident), &matched.pats);
        let check = self.check(
            &name,
            &TokenStream::new(),
            &value,
            &quote!(match #name { #(#pats => {})* _ => {} }),
            None,
            true,
        );
        quote!({ #check; #value })
    }

    /// What is never run: `copy` consumes the part at `path` of the value of `name`, or it does not compile. `beside` is the same without that
    /// value: it must own nothing, so that it is the value that `copy` owns.
    pub(super) fn check(
        &self,
        name: &Ident,
        path: &TokenStream,
        value: &TokenStream,
        copy: &TokenStream,
        beside: Option<TokenStream>,
        tie: bool,
    ) -> TokenStream {
        let (private, tied) = (&self.words.private, names::fresh("tied"));
        let to = if tie { quote!(&#tied) } else { quote!(&#private::Tied::new()) };
        let beside = beside.map(|beside| quote!(.beside(|| { #beside }, #to)));
        quote! {
            {
                let #tied: #private::Tied<_> = #private::Tied::new();
                if false {
                    let mut #name = #value;
                    #private::Check::of(&#name #path)#beside.consumed_by(|| #copy, #to)
                }
                #tied
            }
        }
    }
}

/// Whether the arguments, the last tokens of a call, may mention what a macro has declared, which nobody has seen.
fn may_mention(call: TokenStream) -> bool {
    let Some(TokenTree::Group(args)) = call.into_iter().last() else { return true };
    unseen(args.stream())
}

fn unseen(tokens: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let punct = |at: Option<usize>, wanted| {
        at.and_then(|at| tokens.get(at))
            .is_some_and(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted))
    };
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Group(group) => unseen(group.stream()),
        TokenTree::Ident(ident) => {
            let member = punct(at.checked_sub(1), '.');
            let path = punct(at.checked_sub(1), ':') || (punct(Some(at + 1), ':') && punct(Some(at + 2), ':'));
            let keyword = syn::parse_str::<Ident>(&ident.to_string()).is_err();
            !member && !path && !keyword && Marker::parse(ident).is_none()
        }
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn has_closure(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => has_closure(group.stream()),
        TokenTree::Punct(punct) => punct.as_char() == '|',
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    })
}
