//! `async` blocks that are compiled by us, see `syntax::nested`.

use super::{Codegen, Input, item, lints, witness};
use crate::index::{Id, NestedId};
use crate::names::{self, Marker};
use crate::syntax::function::{Function, as_block};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

/// What makes the coroutine of a block.
pub struct Nested {
    /// The names under which it takes what it captures.
    given: Vec<Ident>,
    machine: TokenStream,
}

impl Nested {
    pub fn new(input: &Input, machine: TokenStream) -> Self {
        Nested { given: input.given().collect(), machine }
    }
}

impl Nested {
    /// ```text
    /// nested_0(name, list)        ({ let (captured_name, captured_list,) = (live_name.take(), list,); { … } })
    /// ```
    fn made(&self, captured: &TokenStream, at: &Ident) -> TokenStream {
        let Nested { given, machine } = self;
        let mut block = Group::new(Delimiter::Brace, quote!(let (#(#given,)*) = (#captured); #machine));
        // What the block cannot be used for is said where it stands: of a block with a span of ours, at the attribute.
        block.set_span(at.span());
        let mut whole = Group::new(Delimiter::Parenthesis, block.into_token_stream());
        whole.set_span(at.span());
        whole.into_token_stream()
    }
}

impl Codegen<'_> {
    pub(super) fn nested(&self, id: NestedId, captured: &TokenStream, at: &Ident) -> TokenStream {
        self.blocks[id.index()].made(captured, at)
    }
}

/// A function that is no coroutine, with its blocks, which are: see `syntax::left`.
///
/// ```text
/// fn area<'co>(&'co self) -> Pin<Box<dyn Future<Output = u32> + 'co>> {
///     let _ = |self_: &'co Self| -> Pin<Box<dyn Future<Output = u32> + 'co>> { … };     // the witness
///     let returned: Pin<Box<dyn Future<Output = u32> + 'co>> = { … };
///     returned
/// }
/// ```
pub fn with_blocks(input: &Input, body: &syn::Block, blocks: &[Nested]) -> TokenStream {
    let (function, signature) = (&input.function, &input.signature);
    if blocks.is_empty() {
        return as_written(function);
    }
    let (witness, items, allowed) = (witness::witness(input, &input.block), &input.items, lints::allowed());
    let (header, output) =
        (item::header_with_patterns(function, signature, &signature.output), &signature.output_inferred);
    let (mut returned, block) = (names::fresh("returned"), replaced(body.to_token_stream(), blocks));
    // Where it cannot be returned is said where the user's value stands.
    let tail = input.block.stmts.last().map_or(input.block.brace_token.span.close(), syn::spanned::Spanned::span);
    returned.set_span(returned.span().located_at(tail));
    let body = quote! {
        #(#items)*
        #witness
        #allowed
        let #returned: #output = #block;
        #returned
    };
    let mut braces = Group::new(Delimiter::Brace, body);
    braces.set_span(input.block.brace_token.span.join());
    quote!(#header #braces)
}

/// A function that is no coroutine, and whose blocks are rustc's.
pub fn as_written(function: &Function) -> TokenStream {
    let Function { attrs, vis, sig, body, .. } = function;
    let body = body.as_ref().map(as_block);
    let end = body.is_none().then(|| quote!(;));
    quote!(#(#attrs)* #vis #sig #body #end)
}

/// The function, under a `cfg`, with the attribute that is being expanded.
pub fn once_more(args: Option<&TokenStream>, mut function: Function) -> TokenStream {
    let args = args.filter(|args| !args.is_empty()).map(|args| quote!((#args)));
    let again = quote_spanned!(Span::call_site()=> ::resumable::coroutine #args);
    function.attrs.insert(1, syn::parse_quote!(#[#again]));
    as_written(&function)
}

/// The body with the blocks in the place of their markers.
fn replaced(tokens: TokenStream, blocks: &[Nested]) -> TokenStream {
    let mut tokens = tokens.into_iter();
    let mut out = TokenStream::new();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) => match Marker::parse(&ident) {
                Some(Marker::Nested(id)) => {
                    let Some(TokenTree::Group(captured)) = tokens.next() else { unreachable!("a marker has operands") };
                    out.extend(blocks[id.index()].made(&captured.stream(), &ident))
                }
                _ => out.extend([TokenTree::Ident(ident)]),
            },
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), replaced(group.stream(), blocks));
                inner.set_span(group.span());
                out.extend([TokenTree::Group(inner)])
            }
            token => out.extend([token]),
        }
    }
    out
}
