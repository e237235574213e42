//! `async` blocks that are compiled by us, see `syntax::nested`.

use super::{Codegen, Input};
use crate::index::{Id, NestedId};
use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::{ToTokens, quote};

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

impl Codegen<'_> {
    /// ```text
    /// nested_0(name, list)        ({ let (captured_name, captured_list,) = (live_name.take(), list,); { … } })
    /// ```
    pub(super) fn nested(&self, id: NestedId, captured: &TokenStream, at: &Ident) -> TokenStream {
        let Nested { given, machine } = &self.blocks[id.index()];
        let mut block = Group::new(Delimiter::Brace, quote!(let (#(#given,)*) = (#captured); #machine));
        // What the block cannot be used for is said where it stands: of a block with a span of ours, at the attribute.
        block.set_span(at.span());
        let mut whole = Group::new(Delimiter::Parenthesis, block.into_token_stream());
        whole.set_span(at.span());
        whole.into_token_stream()
    }
}
