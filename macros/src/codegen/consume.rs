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
    /// }).to(live_x.take().into_bytes())
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
        let had_copy = self.has_copy.replace(true);
        let called = self.replace(rest.clone());
        self.has_copy.set(had_copy);
        self.verifying.set(Verifying::All);
        let copy = self.replace(rest);
        self.verifying.set(outer);
        let use_ = &self.resolved.uses[id];
        let (name, private) = (self.name(use_.local, &use_.ident), &self.words.private);
        let verified = self.resolved.beside.contains(id) || may_mention(copy.clone());
        let beside = verified.then(|| quote!(#private::same_as(&#name #path) #copy));
        // Of what is wrong with the call, rustc says it once.
        let copy = quote!({ #private::unseen(); #name #path #copy });
        let check = self.check(&name, &path, &whole, &copy, beside, true);
        let at_once = self.pinned_at(id).filter(|slot| slot.flag.is_some() && self.facts.late.contains(id));
        let at_once = at_once.map(|slot| {
            let live = slot.handle();
            quote!(#private::moved_at_once(#live);)
        });
        let check = if at_once.is_some() { quote!({ #at_once #check }) } else { check };
        quote!(#private::tie(#check).to(#value #called))
    }

    /// A closure that is an argument of such a call. In the copy something of its type stands for it: two closures are never of one type, and what
    /// one gives may be known from what becomes of it alone. What is expected of the argument is expected of the closure.
    ///
    /// ```text
    /// 'linked_0: { if true { break 'linked_0 |e| e.into(); } unseen(); link_0.value() }        link_0.value()
    /// ```
    ///
    /// What is borrowed by the closure is not borrowed by the link, which lives longer: nothing mentions that where control may come.
    pub(super) fn linked(&self, n: usize, closure: TokenStream) -> TokenStream {
        let (link, label) = names::link(n);
        if self.verifying.get() != Verifying::No {
            let mut links = self.links_in_copy.borrow_mut();
            if !links.contains(&link) {
                links.push(link.clone())
            }
            return quote!(#link.value());
        }
        if !self.has_copy.get() {
            return closure;
        }
        self.links.borrow_mut().push(link.clone());
        let private = &self.words.private;
        quote!(#label: { if true { break #label #closure; } #private::unseen(); #link.value() })
    }

    /// Other links of the same types, for the copy.
    fn linked_in_copy(&self) -> TokenStream {
        let (private, inner) = (&self.words.private, names::fresh("link"));
        let links = self.links_in_copy.take();
        quote!(#(
            let #links = {
                let #inner = #private::Link::new();
                if false {
                    #private::unseen();
                    #links.is(#inner.value());
                }
                #inner
            };
        )*)
    }

    /// What is declared for these.
    pub(super) fn declared_links(&self) -> TokenStream {
        let (private, links) = (&self.words.private, self.links.take());
        quote!(#(let #links = #private::Link::new();)*)
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
        let links = self.linked_in_copy();
        let to = if tie { quote!(&#tied) } else { quote!(&#private::Tied::new()) };
        let beside = beside.map(|beside| quote!(.beside(|| { #beside }, #to)));
        quote! {
            {
                let #tied: #private::Tied<_> = #private::Tied::new();
                #links
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
