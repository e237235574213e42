//! A call of which rustc is asked whether it moves its receiver, and which is compiled for the answer: see `private::receiver`.

use super::places::spanned;
use super::{Codegen, Verifying};
use crate::index::UseId;
use crate::names;
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};

/// A call of a method, its parts; or of a part of a local, which is no method.
struct Call<'a> {
    method: TokenStream,
    arguments: &'a Group,
    values: &'a [TokenStream],
}

impl Call<'_> {
    /// `receiver.method`; `(receiver)` if that itself is called.
    fn on(&self, receiver: &TokenStream) -> TokenStream {
        let method = &self.method;
        if method.is_empty() { quote!((#receiver)) } else { quote!(#receiver #method) }
    }
}

/// What rustc is asked about a call, and the names in that.
struct Asked {
    question: Ident,
    gives: Ident,
    /// The receiver.
    name: Ident,
    links: Vec<Ident>,
    /// The links, and the copy of the call.
    tokens: TokenStream,
}

impl Codegen<'_> {
    pub(super) fn ask(&self, id: UseId, call: TokenStream) -> TokenStream {
        let mut call: Vec<TokenTree> = call.into_iter().collect();
        let Some(TokenTree::Group(arguments)) = call.pop() else { unreachable!("a call ends with its arguments") };
        let values: Vec<TokenStream> = separated(arguments.stream()).map(|value| self.replace(value)).collect();
        if let [TokenTree::Group(called)] = &call[..] {
            call = called.stream().into_iter().collect()
        }
        let mut call = call.into_iter();
        let (receiver, star) = match call.next() {
            Some(TokenTree::Ident(receiver)) => (receiver, None),
            Some(TokenTree::Group(content)) => in_box(content.stream()),
            _ => unreachable!("the receiver is a local"),
        };
        let use_ = &self.resolved.uses[id];
        let dots_and_names = 2 * use_.path.len();
        let path: TokenStream = call.by_ref().take(dots_and_names).collect();
        let call = Call { method: call.collect(), arguments: &arguments, values: &values };
        let mut in_place = self.use_(id, &receiver);
        if star.is_some() {
            in_place = quote!((#star #in_place))
        }
        if let Some((owned, place)) = self.owned_by_closure(use_, &receiver) {
            return self.ask_within(&owned, &place, &call);
        }
        if let (Some(part), Verifying::No) = (self.asked_part(id), self.verifying.get()) {
            return self.ask_of_part(part, &quote!(#in_place #path), &call);
        }
        let slot = self.pinned_at(id).filter(|slot| slot.flag.is_some());
        let (Some(slot), true, Verifying::No) = (slot, self.facts.asked.contains(id), self.verifying.get()) else {
            let mut plain = call.on(&quote!(#in_place #path));
            plain.extend([with_arguments(&arguments, &values)]);
            return plain;
        };
        let handle = self.kept(use_.hidden, spanned(&slot.name, &receiver));
        let live = self.kept(use_.hidden, spanned(slot.handle(), &receiver));
        let (private, question) = (&self.words.private, names::fresh("question"));
        let asked = self.asked(question.clone(), &quote!(#handle.get()), None, &call);
        let Asked { gives, tokens, .. } = &asked;
        let nested = asked.nested();
        let at_once = self.facts.late.contains(id).then(|| quote!(#question.moves_at_once(#live);));
        let evaluated = quote! {
            let #question = #private::Question::new();
            #tokens
            #at_once
            #question.receiver(#live, #gives, #nested)
        };
        self.answered(&asked, &evaluated, &in_place, &call)
    }

    /// A call of a part of a local. What is left of that drops for the same answer, so the question belongs to the local: see `codegen::parts`.
    ///
    /// ```text
    /// match {
    ///     let (question_0, ()) = live_x.questions();
    ///     …
    ///     question_0.receiver_of(
    ///         if question_0.moves() {
    ///             question_0.moved();
    ///             question_0.taken(live_x.part(0, &raw const (*slot_x.get_mut()).part))
    ///         } else {
    ///             question_0.looked();
    ///             question_0.left()
    ///         },
    ///         gives,
    ///         (argument_0, ()),
    ///     )
    /// }.argument(f()) {
    ///     …
    /// }
    /// ```
    fn ask_of_part(
        &self,
        (question, questions, slot, index): (Ident, TokenStream, &crate::frame::Slot, proc_macro2::Literal),
        place: &TokenStream,
        call: &Call,
    ) -> TokenStream {
        let live = slot.handle();
        let asked = self.asked(question, &quote!(&#place), None, call);
        let Asked { question, gives, tokens, .. } = &asked;
        let nested = asked.nested();
        let evaluated = quote! {
            let #questions = #live.questions();
            #tokens
            #question.receiver_of(
                if #question.moves() {
                    #question.moved();
                    #question.taken(#live.part(#index, &raw const #place))
                } else {
                    #question.looked();
                    #question.left()
                },
                #gives,
                #nested,
            )
        };
        self.answered(&asked, &evaluated, place, call)
    }

    /// A call in a closure, which by the name of the method moves the local. So the closure owns that; if it would only borrow it, that must have no
    /// destructor.
    ///
    /// ```text
    /// match {
    ///     let (question, gives, argument_0) = (Question::new(), Link::new(), Link::new());
    ///     if false {
    ///         unseen();
    ///         let mut receiver = Receiver::like(&owned_x.0);
    ///         own(owned_x);
    ///         question.ask(|| { unseen(); whole(&receiver); gives.is(receiver.0.method(argument_0.value())) });
    ///     }
    ///     question.moves_or_copies(&owned_x.0);
    ///     (gives, argument_0)
    /// } {
    ///     (gives, argument_0) => gives.passed(owned_x.0.method(argument_0.passed(f()))),
    /// }
    /// ```
    fn ask_within(&self, owned: &Ident, place: &TokenStream, call: &Call) -> TokenStream {
        let private = &self.words.private;
        let asked = self.asked(names::fresh("question"), &quote!(&#place), Some(owned), call);
        let Asked { question, gives, links, tokens, .. } = &asked;
        let passed = links.iter().zip(call.values).map(|(link, value)| quote!(#link.passed(#value)));
        let (called, in_call) = (call.on(place), with_arguments(call.arguments, &passed.collect::<Vec<_>>()));
        quote! {
            (match {
                let #question = #private::Question::new();
                #tokens
                #question.moves_or_copies(&#place);
                (#gives, #(#links),*)
            } {
                (#gives, #(#links),*) => #gives.passed(#called #in_call),
            })
        }
    }

    /// The copy of the call, of a receiver that is `like` this one, and which owns something beside, where that is a closure's.
    fn asked(&self, question: Ident, like: &TokenStream, owned: Option<&Ident>, call: &Call) -> Asked {
        let [gives, name] = ["gives", "receiver"].map(names::fresh);
        let (links, private, called) = (links(call.values.len()), &self.words.private, call.on(&quote!(#name.0)));
        let in_copy =
            with_arguments(call.arguments, &links.iter().map(|link| quote!(#link.value())).collect::<Vec<_>>());
        let own = owned.map(|owned| quote!(#private::own(#owned);));
        let tokens = quote! {
            let #gives = #private::Link::new();
            #(let #links = #private::Link::new();)*
            if false {
                #private::unseen();
                let mut #name = #private::Receiver::like(#like);
                #own
                #question.ask(|| {
                    #private::unseen();
                    #private::whole(&#name);
                    #gives.is(#called #in_copy)
                });
            }
        };
        Asked { question, gives, name, links, tokens }
    }

    /// The call, written for both answers. `evaluated` ends with the receiver, of which the arguments follow.
    fn answered(&self, asked: &Asked, evaluated: &TokenStream, place: &TokenStream, call: &Call) -> TokenStream {
        let Asked { question, gives, name, links, .. } = asked;
        let (private, values) = (&self.words.private, call.values);
        let [moved, looked] = [&quote!(#question.value(#name)), place].map(|receiver| call.on(receiver));
        let in_call =
            with_arguments(call.arguments, &links.iter().map(|link| link.to_token_stream()).collect::<Vec<_>>());
        let bound = links.iter().fold(name.to_token_stream(), |rest, link| quote!((#link, #rest)));
        quote! {
            (match { #evaluated } #(.argument(#values))* {
                #private::Called { question: #question, #gives, arguments: #bound, .. } => #gives.passed(
                    if #question.moves() {
                        #question.moved();
                        #moved #in_call
                    } else {
                        #question.looked();
                        #looked #in_call
                    },
                ),
            })
        }
    }
}

impl Asked {
    /// `(argument_0, (argument_1, ()))`
    fn nested(&self) -> TokenStream {
        self.links.iter().rev().fold(quote!(()), |rest, link| quote!((#link, #rest)))
    }
}

fn links(arguments: usize) -> Vec<Ident> {
    (0..arguments).map(|index| names::fresh(&format!("argument_{index}"))).collect()
}

/// The box in `(*x).method()`, and the star.
fn in_box(content: TokenStream) -> (Ident, Option<TokenTree>) {
    let mut content = content.into_iter();
    match (content.next(), content.next()) {
        (star, Some(TokenTree::Ident(receiver))) => (receiver, star),
        (Some(TokenTree::Group(content)), None) => in_box(content.stream()),
        _ => unreachable!("the receiver is what is in a box"),
    }
}

/// The same parentheses with something else between them.
fn with_arguments(parentheses: &Group, values: &[TokenStream]) -> TokenTree {
    let mut group = Group::new(Delimiter::Parenthesis, quote!(#(#values),*));
    group.set_span(parentheses.span());
    TokenTree::Group(group)
}

/// The arguments, which were put into groups.
fn separated(arguments: TokenStream) -> impl Iterator<Item = TokenStream> {
    arguments.into_iter().filter_map(|token| match token {
        TokenTree::Group(group) => Some(group.stream()),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    })
}
